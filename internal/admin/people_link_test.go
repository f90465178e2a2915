package admin_test

import (
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// Rules M8 and O4: decisions take effect, say what they were about, and name in the log who made
// them, which what sources say does not; a dry run keeps nothing.
func TestDecisions(t *testing.T) {
	eachOffice(t, func(o *office) {
		user, waiting, _ := o.pair("ana@example.com")
		if e := o.newest(); e.Actor != "" || e.Channel != "scim" {
			t.Errorf("what a source says is logged as said by %q at %q", e.Actor, e.Channel)
		}
		ctx, apart, both := t.Context(), []string{user}, []string{user, waiting}
		link := admin.PairRequest{Record: waiting, User: "ana@example.com", Options: admin.Options{DryRun: true}}
		d, err := o.people.Link(ctx, ann, o.account, link)
		if err != nil || d.Record.UserID != user || !slices.Equal(o.records(user), apart) {
			t.Errorf("tried link: %+v, %v, and the user has %v", d, err, o.records(user))
		}
		link.DryRun = false
		d, err = o.people.Link(ctx, ann, o.account, link)
		if err != nil || d.Subject != waiting || d.From != "" || d.Into != user || d.Outcome != directory.Linked || !slices.Equal(o.records(user), both) {
			t.Errorf("link: %+v, %v, and the user has %v", d, err, o.records(user))
		}
		o.logged("LINK", waiting)

		d, err = o.people.Unmerge(ctx, ann, o.account, admin.UnmergeRequest{Record: waiting})
		if err != nil || d.Subject != waiting || d.From != user || d.Record.UserID != waiting || !slices.Equal(o.records(user), apart) {
			t.Errorf("unmerge: %+v, %v, and the user has %v", d, err, o.records(user))
		}
		o.logged("UNMERGE", waiting)

		d, err = o.people.Merge(ctx, ann, o.account, admin.MergeRequest{User: waiting, Into: user})
		if err != nil || d.Subject != waiting || d.From != waiting || d.Into != user || !slices.Equal(o.records(waiting), both) {
			t.Errorf("merge: %+v, %v, and the user has %v", d, err, o.records(user))
		}
		o.logged("MERGE", waiting)

		bob := o.push(o.okta, "bob@example.com")
		d, err = o.people.NeverLink(ctx, ann, o.account, admin.PairRequest{Record: bob, User: user})
		if err != nil || d.Subject != bob || d.Into != user {
			t.Errorf("never-link: %+v, %v", d, err)
		}
		o.logged("NEVER-LINK", bob)

		for _, role := range []string{"owner", "administrator"} { // bob is the owner who stays
			who := map[string]string{"owner": bob, "administrator": user}[role]
			if d, err = o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: who, Role: role}); err != nil || d.From != who {
				t.Errorf("role: %+v, %v", d, err)
			}
			o.logged("ROLE "+role, who)
		}
		if _, err = o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: user, Role: "none"}); err != nil {
			t.Errorf("no role: %v", err)
		}
		p, err := o.people.Show(ctx, ann, o.account, user)
		if err != nil || p.Role != directory.NoRole {
			t.Errorf("the role is %q, %v", p.Role, err)
		}
	})
}

// What can't be decided is refused with what to do, whichever surface asked, and a refusal that only
// the decision can know is passed on as it is.
func TestRefusals(t *testing.T) {
	eachOffice(t, func(o *office) {
		user, waiting, id := o.pair("ana@example.com")
		bob, ctx := o.push(o.okta, "bob@example.com"), t.Context()
		if _, err := o.people.Merge(ctx, ann, o.account, admin.MergeRequest{User: bob, Into: user, Options: admin.Options{AcceptRisk: true}}); err != nil {
			t.Fatal(err)
		}
		pair := func(record, user string) admin.PairRequest { return admin.PairRequest{Record: record, User: user} }

		_, err := o.people.Link(ctx, ann, o.account, pair("ana@example.com", user))
		wantKind(t, "a record by an address of two", err, directory.Conflict, "has several records: give the id of one (`usher user show")
		_, err = o.people.Link(ctx, ann, o.account, pair(bob, waiting))
		wantKind(t, "to somebody who waits", err, directory.Conflict, "is no user yet: it is pendingMerge")
		_, err = o.people.Merge(ctx, ann, o.account, admin.MergeRequest{User: waiting, Into: user})
		wantKind(t, "merging somebody who waits", err, directory.Conflict, "is no user yet")
		_, err = o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: waiting, Role: "owner"})
		wantKind(t, "a role for somebody who waits", err, directory.Conflict, "is no user yet")
		_, err = o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: user, Role: "king"})
		wantKind(t, "an unknown role", err, directory.Invalid, "give owner, administrator or none")
		_, err = o.people.NeverLink(ctx, ann, o.account, pair(bob, user))
		wantKind(t, "never-link of one person", err, directory.Conflict, "take it out first")
		_, err = o.people.Unmerge(ctx, ann, o.account, admin.UnmergeRequest{Record: waiting})
		wantKind(t, "unmerge of who waits", err, directory.Conflict, "it waits, and was never merged")
		_, err = o.reviews.Decide(ctx, ann, o.account, admin.DecideRequest{Case: id, Decision: "maybe"})
		wantKind(t, "an unknown decision", err, directory.Invalid, "give link, apart or never")

		// Refusals of the decision itself stand in the log with who asked.
		_, err = o.people.Link(ctx, ann, o.account, pair(bob, bob))
		if err != nil {
			t.Errorf("a link that is there already: %v", err)
		}
		o.logged("LINK", bob)
	})
}
