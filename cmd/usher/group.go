package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type groupList struct {
	inAccount
	asJSON
}

// Run prints the account's groups, of all sources.
func (c *groupList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		heads, r := "ID NAME SOURCE MODIFIED", admin.GroupsRequest{}
		for first := true; ; first = false {
			page, err := on.groups.List(ctx, on.actor, on.account, r)
			if err != nil {
				return err
			}
			views := make([]groupView, len(page.Groups))
			for i, g := range page.Groups {
				views[i] = viewGroup(&g, page.Sources[g.SourceID])
			}
			if first || len(views) > 0 {
				err = write(a, c.JSON, heads, views, func(v groupView) []string {
					return []string{v.ID, v.DisplayName, v.Source, stamp(v.Modified)}
				})
			}
			if heads, r.After = "", page.Next; err != nil || r.After == "" {
				return err
			}
		}
	})
}

type groupView struct {
	ID          string    `json:"id"`
	DisplayName string    `json:"displayName"`
	Source      string    `json:"source"`
	Created     time.Time `json:"created"`
	Modified    time.Time `json:"modified"`
}

func viewGroup(g *admin.Group, source string) groupView {
	return groupView{g.ID, g.DisplayName, source, g.View.Created, g.View.Modified}
}

type groupShow struct {
	Group string `arg:"" help:"Id or name of the group."`
	inAccount
	asJSON
}

// Run prints a group and its members; as JSON the group and then each member on a line of its own.
func (c *groupShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		g, err := on.groups.Show(ctx, on.actor, on.account, c.Group)
		if err != nil {
			return err
		}
		v := viewGroup(&g.Group, g.Source)
		fields := [][]string{{"ID", v.ID}, {"NAME", v.DisplayName}, {"SOURCE", v.Source}, {"CREATED", stamp(v.Created)},
			{"MODIFIED", stamp(v.Modified)}}
		if c.JSON {
			err = write(a, true, "", []groupView{v}, nil)
		} else {
			err = write(a, false, "", fields, func(f []string) []string { return []string{a.column(f[0]), f[1]} })
			fmt.Fprintln(a.out)
		}
		heads, n := "MEMBER TYPE NAME", 0
		var some []memberView
		show := func() error {
			n += len(some)
			err := write(a, c.JSON, heads, some, func(m memberView) []string {
				return []string{m.Member, m.Type,
					m.Name}
			})
			heads, some = "", some[:0]
			return err
		}
		for m, failed := range g.Members {
			if failed != nil {
				return failed
			}
			if some = append(some, memberView{m.ID, m.Type, m.Name}); err == nil && len(some) == admin.MaxPage {
				err = show()
			}
			if err != nil {
				return err
			}
		}
		if err != nil || len(some) == 0 && (n > 0 || c.JSON) {
			return err
		}
		return show()
	})
}

type memberView struct {
	Member string `json:"member"`
	Type   string `json:"type"`
	Name   string `json:"name"`
}
