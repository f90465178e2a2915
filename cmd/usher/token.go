package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type tokenCreate struct {
	inAccount
	acting
	Kind    string   `enum:"scim,reader" default:"scim" help:"What the token is for: scim, to bring the people of a source; reader, to read all users and groups of the account, and where each value comes from."`
	Source  string   `help:"Name of the source that the token is for, unless its kind is reader." placeholder:"NAME"`
	Expires duration `default:"365d" help:"How long the token is valid from now on, such as 90d or 12h."`
	asJSON
}

// Run creates a token and prints it alone, so that scripts can take it as it is.
func (c *tokenCreate) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		made, err := on.tokens.Create(ctx, on.actor, on.account, admin.TokenRequest{Kind: c.Kind, Source: c.Source,
			Validity: time.Duration(c.Expires)})
		if err != nil {
			return err
		}
		return showToken(ctx, a, on, made, c.JSON)
	})
}

// showToken prints a new token, the only time that it is shown.
func showToken(ctx context.Context, a *app, on *administration, made *admin.NewToken, asJSON bool) error {
	view := viewToken(&made.Token, on.account, made.Source)
	view.Secret = made.Secret
	var err error
	if asJSON {
		err = write(a, true, "", []tokenView{view}, nil)
	} else {
		_, err = fmt.Fprintln(a.out, made.Secret)
	}
	if err != nil {
		// Nobody has seen it, so nobody may use it.
		_, revokeErr := on.tokens.Revoke(ctx, on.actor, on.account, made.ID)
		return errors.Join(unprinted(err), revokeErr)
	}
	if !asJSON {
		fmt.Fprintln(a.err, a.says("done.token", "token", made.ID, "expires", stamp(made.Expires)))
	}
	return nil
}

type tokenRevoke struct {
	ID string `arg:"" help:"Id of the token, as usher token list shows it."`
	inAnyAccount
	acting
	asJSON
}

// Run revokes a token. Running servers refuse it within a second.
func (c *tokenRevoke) Run(ctx context.Context, a *app) error {
	return c.administerFound(ctx, a, errand{as: c.As}, func(on *administration) error {
		token, err := on.tokens.Revoke(ctx, on.actor, on.account, c.ID)
		if err != nil {
			return err
		}
		return write(a, c.JSON, "", []tokenView{viewToken(token, on.account, "")}, func(v tokenView) []string {
			return []string{a.says("done.revoked", "name", v.ID)}
		})
	})
}

type tokenRotate struct {
	ID string `arg:"" help:"Id of the token that is to be replaced."`
	inAnyAccount
	acting
	Expires duration `default:"365d" help:"How long the new token is valid from now on."`
	Overlap duration `default:"24h" help:"How long the old token goes on working, so that the client can be given the new one; 0s ends it at once."`
	asJSON
}

// Run makes the successor of a token and prints it alone; the old one ends after the overlap.
func (c *tokenRotate) Run(ctx context.Context, a *app) error {
	return c.administerFound(ctx, a, errand{as: c.As}, func(on *administration) error {
		rotated, err := on.tokens.Rotate(ctx, on.actor, on.account, admin.RotateRequest{
			ID: c.ID, Validity: time.Duration(c.Expires), Overlap: time.Duration(c.Overlap),
		})
		if err != nil {
			return err
		}
		if err := showToken(ctx, a, on, &rotated.New, c.JSON); err != nil || c.JSON {
			return err
		}
		fmt.Fprintln(a.err, a.says("done.rotated", "token", rotated.Old.ID, "expires", stamp(rotated.Old.Expires)))
		return nil
	})
}

type tokenList struct {
	inAccount
	asJSON
}

// Run prints what is known of an account's tokens; the tokens themselves are not.
func (c *tokenList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		list, err := on.tokens.List(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		views := make([]tokenView, len(list.Tokens))
		for i, t := range list.Tokens {
			views[i] = viewToken(&t, on.account, list.Sources[t.SourceID])
		}
		return write(a, c.JSON, "ID SOURCE STATE CREATED EXPIRES LAST-USED", views, func(v tokenView) []string {
			return []string{v.ID, v.Source, v.State, stamp(v.Created), stamp(v.Expires), stampOf(v.LastUsed)}
		})
	})
}

type tokenView struct {
	ID       string     `json:"id"`
	Account  string     `json:"account,omitempty"`
	Source   string     `json:"source,omitempty"`
	State    string     `json:"state"`
	Created  time.Time  `json:"created"`
	Expires  time.Time  `json:"expires"`
	Revoked  *time.Time `json:"revoked,omitempty"`
	LastUsed *time.Time `json:"lastUsed,omitempty"`
	Secret   string     `json:"token,omitempty"` // of a new one alone
}

func viewToken(t *admin.Token, account *admin.Account, source string) tokenView {
	return tokenView{
		ID: t.ID, Account: account.Name, Source: source, State: t.State(time.Now()),
		Created: t.Created, Expires: t.Expires, Revoked: optional(t.Revoked), LastUsed: optional(t.LastUsed),
	}
}
