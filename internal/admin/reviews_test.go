package admin_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// Rule M2: the queue shows both sides of each case, and a case is decided once.
func TestReviews(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx, status := t.Context(), map[string]string{}
		for name, tt := range map[string]struct{ decision, status string }{
			"ana": {admin.DecideLink, directory.StatusLinked}, "bea": {admin.DecideApart, directory.StatusApart}, "cleo": {admin.DecideNever, directory.StatusNever},
		} {
			user, waiting, id := o.pair(name + "@example.com")
			one, err := o.reviews.Show(ctx, ann, o.account, id)
			if err != nil || one.Record.ID != waiting || one.Candidate[0].ID != user || one.Sources[o.entra.ID] != "entra" {
				t.Errorf("%s: %+v, %v", name, one, err)
			}
			d, err := o.reviews.Decide(ctx, ann, o.account, admin.DecideRequest{Case: id, Decision: tt.decision})
			if err != nil || d.Subject != waiting || d.Into != user {
				t.Errorf("%s: %+v, %v", name, d, err)
			}
			o.logged("REVIEW "+tt.decision, waiting)
			_, err = o.reviews.Decide(ctx, ann, o.account, admin.DecideRequest{Case: id, Decision: admin.DecideLink})
			wantKind(t, "again", err, directory.Conflict, "is decided already: "+tt.status)
			status[id] = tt.status
		}
		_, _, open := o.pair("dora@example.com")
		status[open] = directory.StatusOpen
		got := map[string]string{}
		for after, pages := "", 0; pages == 0 || after != ""; pages++ {
			page, err := o.reviews.List(ctx, ann, o.account, admin.CasesRequest{All: true, After: after, Limit: 2})
			if err != nil || len(page.Cases) > 2 || pages > 3 {
				t.Fatalf("page %d: %+v, %v", pages, page, err)
			}
			for _, c := range page.Cases {
				got[c.ID] = c.Status
			}
			after = page.Next
		}
		for id, want := range status {
			if got[id] != want {
				t.Errorf("case %s is %q, want %q", id, got[id], want)
			}
		}
		page, err := o.reviews.List(ctx, ann, o.account, admin.CasesRequest{})
		if err != nil || len(page.Cases) != 1 || page.Cases[0].ID != open || page.Next != "" {
			t.Errorf("the open cases: %+v, %v", page, err)
		}
		_, err = o.reviews.Decide(ctx, ann, o.account, admin.DecideRequest{Case: uuid.NewString(), Decision: admin.DecideLink})
		wantKind(t, "no case", err, directory.NotFound, "has no case")
	})
}

// A case that shows a risk is linked by nobody who has not said that it was seen.
func TestRiskOfACase(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx, user := t.Context(), o.push(o.okta, "ana@example.com")
		if _, err := o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: user, Role: "owner"}); err != nil {
			t.Fatal(err)
		}
		waiting := o.push(o.entra, "ana@example.com")
		cases, err := o.db.CasesOf(ctx, o.account.ID, waiting)
		if err != nil || len(cases) != 1 {
			t.Fatal(cases, err)
		}
		r := admin.DecideRequest{Case: cases[0].ID, Decision: admin.DecideLink}
		for _, r.DryRun = range []bool{true, false} {
			_, err = o.reviews.Decide(ctx, ann, o.account, r)
			var risky *admin.Risky
			if wantKind(t, "a role", err, directory.Conflict, "has a risk (privileged: the user has a role in the account): look at both sides"); !errors.As(err, &risky) {
				t.Errorf("the refusal can be overruled and does not say so: %v", err)
			}
		}
		r.AcceptRisk = true
		if _, err = o.reviews.Decide(ctx, ann, o.account, r); err != nil || !slices.Equal(o.records(user), []string{user, waiting}) {
			t.Errorf("accepted: %v, and the user has %v", err, o.records(user))
		}
	})
}

// A case about somebody known moves the whole person.
func TestWholePersonIsLinked(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		first, second, _ := o.pair("ana@example.com")
		if _, err := o.people.Link(ctx, ann, o.account, admin.PairRequest{Record: second, User: first}); err != nil {
			t.Fatal(err)
		}
		other := o.push(o.okta, "bea@example.com")
		o.reviews.Directory = suggesting{o.db, second, other}
		_, err := o.reviews.Decide(ctx, ann, o.account, admin.DecideRequest{Case: suggested, Decision: admin.DecideLink})
		wantKind(t, "two people of one source", err, directory.Conflict, "same-source")
		d, err := o.reviews.Decide(ctx, ann, o.account, admin.DecideRequest{
			Case: suggested, Decision: admin.DecideLink, Options: admin.Options{AcceptRisk: true},
		})
		if err != nil || d.Subject != first || !slices.Equal(o.records(other), []string{first, second, other}) {
			t.Errorf("%+v, %v, and the user has %v", d, err, o.records(other))
		}
	})
}

// suggested is the id of a case that only suggesting has.
const suggested = "01930000-0000-7000-8000-00000000000c"

// suggesting has one case: a record of somebody known may be a user; or a record that is gone.
type suggesting struct {
	directory.People
	record, user string
}

func (s suggesting) Case(ctx context.Context, accountID, _ string) (*directory.Case, error) {
	c := &directory.Case{Review: directory.Review{ID: suggested, RecordID: s.record, UserID: s.user, Status: directory.StatusOpen}}
	p, err := s.Profile(ctx, accountID, s.record)
	if directory.KindOf(err) == directory.NotFound {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.Records, func(r *directory.Utterance) bool { return r.ID == s.record })
	c.Record = p.Records[at]
	return c, nil
}

// A record can go between the question and the answer.
func TestCaseOfARecordThatIsGone(t *testing.T) {
	eachOffice(t, func(o *office) {
		user := o.push(o.okta, "ana@example.com")
		o.reviews.Directory = suggesting{o.db, uuid.NewString(), user}
		for _, decision := range []string{admin.DecideLink, admin.DecideApart, admin.DecideNever} {
			_, err := o.reviews.Decide(t.Context(), ann, o.account, admin.DecideRequest{Case: suggested, Decision: decision})
			wantKind(t, decision, err, directory.Conflict, "is about a record that is gone")
		}
	})
}

// Risks that the decision finds are passed on as they are, and marked as what can be overruled; what
// would be refused all the same is not.
func TestRisksOfADecision(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		user, waiting, _ := o.pair("ana@example.com")
		if _, err := o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: user, Role: "administrator"}); err != nil {
			t.Fatal(err)
		}
		link := admin.PairRequest{Record: waiting, User: user}
		_, err := o.people.Link(ctx, ann, o.account, link)
		var risky *admin.Risky
		if wantKind(t, "a link with a risk", err, directory.Conflict, "has a risk (privileged:"); !errors.As(err, &risky) {
			t.Errorf("%v is not marked as risky", err)
		}
		link.AcceptRisk = true
		if _, err := o.people.Link(ctx, ann, o.account, link); err != nil || !slices.Equal(o.records(user), []string{user, waiting}) {
			t.Errorf("accepted: %v, and the user has %v", err, o.records(user))
		}
		bob := o.push(o.okta, "bob@example.com")
		_, err = o.people.Link(ctx, ann, o.account, admin.PairRequest{Record: waiting, User: bob})
		if wantKind(t, "a link of what is linked", err, directory.Conflict, "take it out of its user first"); errors.As(err, &risky) {
			t.Errorf("%v is marked as risky", err)
		}
	})
}
