package admin_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

func contains(err error, words string) bool {
	return err != nil && strings.Contains(err.Error(), words)
}

// Pages of users end, hold everybody once, and are never longer than asked for.
func TestList(t *testing.T) {
	eachOffice(t, func(o *office) {
		var want, got []string
		for i := range 5 {
			want = append(want, o.push(o.okta, fmt.Sprintf("p%d@example.com", i)))
		}
		want = append(want, o.push(o.entra, "p0@example.com")) // waits, and is no user
		pages := 0
		for after := ""; ; pages++ {
			page, err := o.people.List(t.Context(), ann, o.account, admin.PeopleRequest{After: after, Limit: 2})
			if err != nil || len(page.People) > 2 || page.Sources[o.okta.ID] != "okta" {
				t.Fatalf("page %d: %+v, %v", pages, page, err)
			}
			for _, p := range page.People {
				got = append(got, admin.Ident(p))
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if slices.Sort(want); !slices.Equal(got, want) || pages != 3 {
			t.Errorf("%d more pages with %v, want 3 with %v", pages, got, want)
		}
		for _, limit := range []int{0, admin.MaxPage + 1} {
			page, err := o.people.List(t.Context(), ann, o.account, admin.PeopleRequest{Limit: limit})
			if err != nil || len(page.People) != 6 || page.Next != "" {
				t.Errorf("limit %d: %+v, %v", limit, page, err)
			}
		}
	})
}

// A person is shown by any name, also while waiting; the error says what to give instead.
func TestShow(t *testing.T) {
	eachOffice(t, func(o *office) {
		user, waiting, _ := o.pair("ana@example.com")
		for ref, want := range map[string]string{user: user, "ana@example.com": user, waiting: ""} {
			p, err := o.people.Show(t.Context(), ann, o.account, ref)
			if err != nil || p.ID != want || p.UserName != "ana@example.com" || p.Sources[o.entra.ID] != "entra" {
				t.Errorf("%s: %+v, %v", ref, p, err)
			}
		}
		_, err := o.people.Show(t.Context(), ann, o.account, "nobody@example.com")
		wantKind(t, "nobody", err, directory.NotFound, "give the id of a user or record")
	})
}

// Explain tells the same of a person by whatever name, and has the open cases of who waits (rule I3).
func TestExplain(t *testing.T) {
	eachOffice(t, func(o *office) {
		user, waiting, id := o.pair("ana@example.com")
		for _, ref := range []string{user, "ana@example.com"} {
			x, err := o.people.Explain(t.Context(), ann, o.account, ref)
			if err != nil || x.UserID != user || x.State != directory.Active || x.Login != "ana@example.com" {
				t.Errorf("%s: %+v, %v", ref, x, err)
			}
		}
		x, err := o.people.Explain(t.Context(), ann, o.account, waiting)
		if err != nil || x.State != directory.PendingMerge || !strings.Contains(fmt.Sprint(x), id) || !strings.Contains(fmt.Sprint(x), user) {
			t.Errorf("who waits: %+v, %v", x, err)
		}
		_, err = o.people.Explain(t.Context(), ann, o.account, "nobody")
		wantKind(t, "nobody", err, directory.NotFound, "nobody")
	})
}

// Nothing crosses accounts: no operation finds another account's people, records or cases.
func TestAccountsAreApart(t *testing.T) {
	eachOffice(t, func(o *office) {
		user, waiting, id := o.pair("ana@example.com")
		other := newOffice(t, o.db, "other")
		mine, here := other.push(other.okta, "bob@example.com"), other.account
		people, ctx := other.people, t.Context()
		for what, run := range map[string]func() error{
			"Show":    func() error { _, err := people.Show(ctx, ann, here, user); return err },
			"Explain": func() error { _, err := people.Explain(ctx, ann, here, waiting); return err },
			"Link": func() error {
				_, err := people.Link(ctx, ann, here, admin.PairRequest{Record: waiting, User: mine})
				return err
			},
			"Link to": func() error {
				_, err := people.Link(ctx, ann, here, admin.PairRequest{Record: mine, User: user})
				return err
			},
			"NeverLink": func() error {
				_, err := people.NeverLink(ctx, ann, here, admin.PairRequest{Record: mine, User: user})
				return err
			},
			"Merge": func() error {
				_, err := people.Merge(ctx, ann, here, admin.MergeRequest{User: user, Into: mine})
				return err
			},
			"Merge into": func() error {
				_, err := people.Merge(ctx, ann, here, admin.MergeRequest{User: mine, Into: user})
				return err
			},
			"Unmerge": func() error { _, err := people.Unmerge(ctx, ann, here, admin.UnmergeRequest{Record: user}); return err },
			"SetRole": func() error {
				_, err := people.SetRole(ctx, ann, here, admin.RoleRequest{User: user, Role: "owner"})
				return err
			},
			"Case": func() error { _, err := other.reviews.Show(ctx, ann, here, id); return err },
			"Decide": func() error {
				_, err := other.reviews.Decide(ctx, ann, here, admin.DecideRequest{Case: id, Decision: admin.DecideLink})
				return err
			},
		} {
			wantKind(t, what, run(), directory.NotFound, "the account has no")
		}
		page, err := other.reviews.List(ctx, ann, here, admin.CasesRequest{All: true})
		if err != nil || len(page.Cases) != 0 {
			t.Errorf("the other account's cases: %v, %v", page, err)
		}
	})
}
