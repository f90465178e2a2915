package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

// administration is what commands work with: the services, who asks, and in which account.
type administration struct {
	*services
	actor   admin.Actor
	account *admin.Account
}

// errand is what a command wants from administer.
type errand struct {
	account string // name; "" for the only one
	as      string // name of who gives the command; "" for whoever runs it
	mails   mailSettings
	dns     asksDNS
}

// administer runs fn on an account. What it refuses because of a risk says how to do it nevertheless.
func (a *app) administer(ctx context.Context, e errand, fn func(*administration) error) error {
	return a.serving(ctx, e, func(s *services) error {
		actor := a.actor(e.as)
		account, err := s.accounts.Find(ctx, actor, e.account)
		if err != nil {
			return err
		}
		return a.administrate(&administration{s, actor, account}, fn)
	})
}

// administerEach runs fn on the account that was named, or on all, in the order of their names, until it has found what
// it looks for.
func (c inAnyAccount) administerEach(
	ctx context.Context, a *app, e errand, fn func(*administration) (done bool, err error),
) error {
	return a.serving(ctx, e, func(s *services) error {
		actor := a.actor(e.as)
		var accounts []admin.Account
		if c.Account != "" {
			account, err := s.accounts.Find(ctx, actor, c.Account)
			if err != nil {
				return err
			}
			accounts = append(accounts, *account)
		} else {
			var err error
			if accounts, err = s.accounts.List(ctx, actor); err != nil {
				return err
			}
		}
		for i := range accounts {
			found := false
			err := a.administrate(&administration{s, actor, &accounts[i]}, func(on *administration) (err error) {
				found, err = fn(on)
				return err
			})
			if found || err != nil {
				return err
			}
		}
		return nil
	})
}

// administerFound runs fn on the account that has what it looks for: the one that was named, or the first of which fn
// does not say NotFound.
func (c inAnyAccount) administerFound(ctx context.Context, a *app, e errand, fn func(*administration) error) error {
	missing := admin.NoAccount()
	found := false
	err := c.administerEach(ctx, a, e, func(on *administration) (bool, error) {
		err := fn(on)
		if admin.IsMissing(err) {
			missing = err
			return false, nil
		}
		found = true
		return true, err
	})
	if err == nil && !found {
		err = missing
	}
	return err
}

func (a *app) administrate(on *administration, fn func(*administration) error) error {
	a.reader.Account = on.account.Name
	err := fn(on)
	var risky *admin.Risky
	if errors.As(err, &risky) {
		err = text.Errorf(err, "risk.repeat", "command", a.repeat("--accept-risk"))
	}
	return err
}

// acting is the flag of commands that decide.
type acting struct {
	As string `help:"Who decides, for the provisioning log. The default is who called sudo, or the operating system's user." placeholder:"NAME" setting:"ACTOR"`
}

// actor is who gives the command (rule O4): who was named, or else who called sudo, or else the
// operating system's user.
func (a *app) actor(as string) admin.Actor {
	return admin.Actor{Name: cmp.Or(as, a.sudo, systemUser()), Channel: "cli"}
}

// systemUser is the operating system's user, by the number where the system has no name for it, as in
// a container.
func systemUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return fmt.Sprintf("uid %d", os.Getuid())
}

// repeat is the present command line with one more flag, as a shell takes it.
func (a *app) repeat(flag string) string {
	args := slices.Clone(a.args)
	at := len(args)
	if end := slices.Index(args, "--"); end >= 0 { // what follows is no flag
		at = end
	}
	args = slices.Insert(args, at, flag)
	for i, arg := range args {
		args[i] = text.Quoted(arg)
	}
	return "usher " + strings.Join(args, " ")
}
