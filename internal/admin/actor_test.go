package admin_test

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// Rule O4: whoever decides is named; nothing is decided by nobody, or by a name that no log can show.
func TestActorIsNamed(t *testing.T) {
	eachOffice(t, func(o *office) {
		user, waiting, id := o.pair("ana@example.com")
		pair := admin.PairRequest{Record: waiting, User: user}
		for name, says := range map[string]string{
			"": "--as NAME", " ": "--as NAME", "a\x00b": "can't be printed", "\xff": "can't be printed", "a\nb": "can't be printed",
			strings.Repeat("é", 201): "200 characters",
		} {
			actor, ctx := admin.Actor{Name: name, Channel: "cli"}, t.Context()
			for what, run := range map[string]func() error{
				"Add": func() error {
					_, err := o.people.Add(ctx, actor, o.account, admin.AddRequest{Email: "bob@example.com"})
					return err
				},
				"Confirm": func() error { _, err := o.people.Confirm(ctx, actor, o.account, admin.ConfirmRequest{}); return err },
				"Merge": func() error {
					_, err := o.people.Merge(ctx, actor, o.account, admin.MergeRequest{User: user, Into: user})
					return err
				},
				"Link":  func() error { _, err := o.people.Link(ctx, actor, o.account, pair); return err },
				"Never": func() error { _, err := o.people.NeverLink(ctx, actor, o.account, pair); return err },
				"Unmerge": func() error {
					_, err := o.people.Unmerge(ctx, actor, o.account, admin.UnmergeRequest{Record: user})
					return err
				},
				"SetRole": func() error {
					_, err := o.people.SetRole(ctx, actor, o.account, admin.RoleRequest{User: user, Role: "owner"})
					return err
				},
				"Decide": func() error {
					_, err := o.reviews.Decide(ctx, actor, o.account, admin.DecideRequest{Case: id, Decision: admin.DecideLink})
					return err
				},
			} {
				wantKind(t, what, run(), directory.Invalid, says)
			}
		}
		if e := o.newest(); e.RecordID != waiting || e.Channel != "scim" {
			t.Errorf("nobody's decisions left %+v", e)
		}
		actor := admin.Actor{Name: strings.Repeat("é", 200), Channel: "cli"}
		if _, err := o.people.Link(t.Context(), actor, o.account, pair); err != nil || o.newest().Actor != actor.Name {
			t.Errorf("a long name: %v, logged as %q", err, o.newest().Actor)
		}
	})
}
