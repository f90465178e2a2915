package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

type licenseReprocess struct {
	User  string `help:"That person: id of a user or record, address or userName." placeholder:"USER"`
	Group string `help:"The direct members of that group: its id, or SOURCE/NAME." placeholder:"GROUP"`
	Pool  string `help:"Everybody to whom the rules of that pool may give a license." placeholder:"POOL"`
	inAccount
	acting
	asJSON
}

// Run settles people's licenses again by the rules as they are, and says what has changed, and why the rest has not.
func (c *licenseReprocess) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.licensing.Reprocess(ctx, on.actor, on.account, admin.ReprocessRequest{User: c.User, Group: c.Group, Pool: c.Pool})
		if err != nil {
			return err
		}
		if done.Job && c.JSON {
			return write(a, true, "", []reprocessView{{People: done.Settled, ChangedPeople: done.Changed, Job: true}}, nil)
		}
		if done.Job {
			_, err = fmt.Fprintln(a.out, a.says("license.reprocessed.job", "people", done.Settled, "changed", done.Changed))
			return err
		}
		views := make([]reprocessView, len(done.People))
		for i, p := range done.People {
			said := make([]string, len(p.Says))
			for k := range p.Says {
				said[k] = a.reader.Say(p.Says[k])
			}
			views[i] = reprocessView{User: p.UserID, UserName: p.Login, Changed: p.Changed, Says: strings.Join(said, ", ")}
		}
		if len(views) > 0 || c.JSON {
			err = write(a, c.JSON, "USER CHANGED WHY", views, func(v reprocessView) []string {
				return []string{v.UserName, a.yesNo(v.Changed), v.Says}
			})
		}
		if err == nil && !c.JSON {
			_, err = fmt.Fprintln(a.out, a.says("license.reprocessed", "people", done.Settled, "changed", done.Changed))
		}
		return err
	})
}

// reprocessView is what came of one person, or, where a job settled them, of all.
type reprocessView struct {
	User          string `json:"user,omitempty"`
	UserName      string `json:"userName,omitempty"`
	Changed       bool   `json:"changed"`
	Says          string `json:"says,omitempty"`
	People        int    `json:"people,omitempty"`
	ChangedPeople int    `json:"changedPeople,omitempty"`
	Job           bool   `json:"job,omitempty"`
}
