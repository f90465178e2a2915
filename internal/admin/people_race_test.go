package admin_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
)

// meeting is an intake whose decisions wait until as many administrators have come: all have looked before one decides.
type meeting struct {
	admin.Intake
	all *sync.WaitGroup
}

func (m meeting) Decide(
	ctx context.Context, account directory.Account, decisions []directory.Decision,
) ([]directory.Result, error) {
	m.all.Done()
	m.all.Wait()
	return m.Intake.Decide(ctx, account, decisions)
}

// Rules M8 and O4: of two administrators who decide about one person at once, through one server or through two, one is
// obeyed, and the other is told that somebody has decided meanwhile, unless both say the same.
func TestTwoAdministratorsAtOnce(t *testing.T) {
	eachOffice(t, func(o *office) {
		second := directory.NewIntake(o.db, decide.Batch, slog.New(slog.DiscardHandler))
		defer func() {
			if err := second.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		type decision = func(*admin.People, admin.Actor) error
		link := func(record, user string) decision {
			return func(p *admin.People, who admin.Actor) error {
				_, err := p.Link(t.Context(), who, o.account, admin.PairRequest{Record: record, User: user})
				return err
			}
		}
		unmerge := func(record string) decision {
			return func(p *admin.People, who admin.Actor) error {
				_, err := p.Unmerge(t.Context(), who, o.account, admin.UnmergeRequest{Record: record})
				return err
			}
		}
		role := func(user, role string) decision {
			return func(p *admin.People, who admin.Actor) error {
				_, err := p.SetRole(t.Context(), who, o.account, admin.RoleRequest{User: user, Role: role})
				return err
			}
		}
		if err := role(o.push(o.okta, "boss@example.com"), "owner")(o.people, ann); err != nil { // an owner who stays
			t.Error(err)
		}
		for name, intake := range map[string]admin.Intake{"one": o.people.Intake, "two": second} {
			user, waiting, _ := o.pair(name + "-ana@example.com")
			other, third := o.push(o.okta, name+"-bob@example.com"), o.push(o.okta, name+"-cy@example.com")
			for _, tt := range []struct {
				what   string
				both   [2]decision
				agreed bool
			}{
				{"linked with two people", [2]decision{link(waiting, user), link(waiting, other)}, false},
				{"taken out twice", [2]decision{unmerge(waiting), unmerge(waiting)}, false},
				{"linked with one person", [2]decision{link(waiting, user), link(waiting, user)}, true},
				{"given two roles", [2]decision{role(other, "owner"), role(other, "administrator")}, false},
				{"given and taken", [2]decision{role(user, "owner"), role(user, "administrator")}, false},
				{"given one role", [2]decision{role(third, "owner"), role(third, "owner")}, true},
			} {
				var errs [2]error
				var all, both sync.WaitGroup
				all.Add(2)
				for i, through := range []admin.Intake{o.people.Intake, intake} {
					both.Go(func() {
						here := *o.people
						here.Intake = meeting{through, &all}
						errs[i] = tt.both[i](&here, admin.Actor{Name: []string{"ann", "bob"}[i], Channel: "cli"})
					})
				}
				both.Wait()
				refused := 0
				for _, err := range errs {
					if err != nil {
						refused++
						wantKind(t, name+": "+tt.what, err, directory.Conflict, "when you looked")
						if !strings.Contains(err.Error(), "somebody has decided meanwhile") {
							t.Errorf("%s: %s: %v", name, tt.what, err)
						}
					}
				}
				if want := map[bool]int{true: 0, false: 1}[tt.agreed]; refused != want {
					t.Errorf("%s: %s: %d were refused, want %d: %v", name, tt.what, refused, want, errs)
				}
			}
		}
	})
}
