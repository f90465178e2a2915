package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type sourceDisable struct {
	Name string `arg:"" help:"Name of the source."`
	inAccount
	acting
	asJSON
}

// Run disables a source.
func (c *sourceDisable) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		source, err := on.sources.Disable(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		return write(a, c.JSON, "", []sourceView{viewSource(*source, on.account)}, func(v sourceView) []string {
			return []string{a.says("done.source.disabled", "name", v.Name)}
		})
	})
}

type sourceEnable struct {
	Name string `arg:"" help:"Name of the source."`
	inAccount
	acting
	asJSON
}

// Run enables a source.
func (c *sourceEnable) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		source, err := on.sources.Enable(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		return write(a, c.JSON, "", []sourceView{viewSource(*source, on.account)}, func(v sourceView) []string {
			return []string{a.says("done.source.enabled", "name", v.Name)}
		})
	})
}

type sourceDelete struct {
	Name string `arg:"" help:"Name of the source."`
	inAccount
	acting
	People string `help:"What becomes of its people, which has to be said if it has any: keep leaves them as they are, suspend suspends whom no other source vouches for, remove removes those whom only it brought, and its groups." placeholder:"keep|suspend|remove"`
	asJSON
}

// Run deletes a source, and prints what became of its people.
func (c *sourceDelete) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		left, err := on.sources.Delete(ctx, on.actor, on.account, admin.SourceDeletion{Name: c.Name, People: c.People})
		if err != nil {
			return err
		}
		v := leftSource{viewSource(left.Source, on.account), left.Changed, left.Refused, left.Pending, left.Kept}
		return write(a, c.JSON, "", []leftSource{v}, func(v leftSource) []string {
			if v.Pending {
				return []string{a.says("done.source.pending", "name", c.Name)}
			}
			if c.People == admin.PeopleKeep {
				return []string{a.says("done.source.kept", "name", c.Name, "kept", v.Kept)}
			}
			return []string{a.says("done.source.deleted", "name", c.Name, "changed", v.Changed, "refused", v.Refused)}
		})
	})
}

// leftSource is a source that was deleted.
type leftSource struct {
	sourceView
	Changed int  `json:"changed"` // records that were suspended or removed
	Refused int  `json:"refused"` // such as that of the last owner
	Pending bool `json:"pending"` // a server does it, or will
	Kept    int  `json:"kept"`    // records that stay as they are
}
