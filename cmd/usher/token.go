package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

type tokenCreate struct {
	inAccount
	Kind    string        `enum:"scim,reader" default:"scim" help:"What the token is for: scim, to bring the people of a source; reader, to read all users and groups of the account, and where each value comes from."`
	Source  string        `help:"Name of the source that the token is for, unless its kind is reader." placeholder:"NAME"`
	Expires time.Duration `default:"8760h" help:"How long the token is valid from now on."`
}

// Validate refuses a token that would never be valid, or whose source isn't clear.
func (c *tokenCreate) Validate() error {
	switch reader := c.Kind == directory.KindReader; {
	case reader && c.Source != "":
		return errors.New("--source: a reader sees all sources of the account; leave it out, or leave out --kind=reader")
	case !reader && c.Source == "":
		return errors.New("missing flags: --source=NAME")
	}
	if c.Expires <= 0 {
		return fmt.Errorf("--expires=%s: give a duration from now on, such as 8760h for a year", c.Expires)
	}
	return nil
}

// Run creates a token and prints it alone, so that scripts can take it as it is.
func (c *tokenCreate) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		source, err := c.source(ctx, db, account)
		if err != nil {
			return err
		}
		token, kept, err := createToken(ctx, db, source, c.Expires)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.out, token); err != nil {
			// Nobody has seen it, so nobody may use it.
			_, revokeErr := db.RevokeToken(ctx, kept.ID)
			return errors.Join(fmt.Errorf("print the token: %w", err), revokeErr)
		}
		fmt.Fprintf(a.err, "This is token %s, valid until %s. It is shown only now: keep it where secrets are kept.\n", kept.ID, stamp(kept.Expires))
		return nil
	})
}

// source is what the token belongs to.
func (c *tokenCreate) source(ctx context.Context, db *store.DB, account *directory.Account) (*directory.Source, error) {
	if c.Kind == directory.KindReader {
		return db.ReaderSource(ctx, account.ID)
	}
	source, err := db.Source(ctx, account.ID, c.Source)
	if err == nil && source.Kind != directory.KindSCIM {
		err = fmt.Errorf("source %s holds addresses that administrators type, and nobody can push to it: give a source of kind scim", source.Name)
	}
	return source, err
}

// createToken makes a bearer token and keeps its hash.
func createToken(ctx context.Context, db *store.DB, source *directory.Source, validity time.Duration) (token string, kept *store.Token, err error) {
	token, hash, err := auth.NewSecret(source.AccountID)
	if err != nil {
		return "", nil, err
	}
	kept, err = db.CreateToken(ctx, *source, hash, validity)
	return token, kept, err
}

type tokenRevoke struct {
	ID string `arg:"" help:"Id of the token, as usher token list shows it."`
	asJSON
}

// Run revokes a token. Running servers refuse it within a second.
func (c *tokenRevoke) Run(ctx context.Context, a *app) error {
	return a.withStore(ctx, func(db *store.DB) error {
		token, err := db.RevokeToken(ctx, c.ID)
		if err != nil {
			return err
		}
		view := tokenView{ID: token.ID, State: tokenRevoked, Created: token.Created, Expires: token.Expires, Revoked: optional(token.Revoked), LastUsed: optional(token.LastUsed)}
		return write(a.out, c.JSON, "", []tokenView{view}, func(v tokenView) []string {
			return []string{fmt.Sprintf("%s is revoked", v.ID)}
		})
	})
}

type tokenList struct {
	inAccount
	asJSON
}

// Run prints what is known of an account's tokens; the tokens themselves are not.
func (c *tokenList) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		tokens, err := db.Tokens(ctx, account.ID)
		if err != nil {
			return err
		}
		names, err := sourceNames(ctx, db, account.ID)
		if err != nil {
			return err
		}
		views := make([]tokenView, len(tokens))
		for i, t := range tokens {
			views[i] = tokenView{
				ID: t.ID, Account: account.Name, Source: names[t.SourceID], State: tokenState(t.Token, time.Now()),
				Created: t.Created, Expires: t.Expires, Revoked: optional(t.Revoked), LastUsed: optional(t.LastUsed),
			}
		}
		return write(a.out, c.JSON, "ID SOURCE STATE CREATED EXPIRES LAST-USED", views, func(v tokenView) []string {
			var used time.Time
			if v.LastUsed != nil {
				used = *v.LastUsed
			}
			return []string{v.ID, v.Source, v.State, stamp(v.Created), stamp(v.Expires), stamp(used)}
		})
	})
}

// States of a token.
const (
	tokenActive  = "active"
	tokenExpired = "expired"
	tokenRevoked = "revoked"
)

func tokenState(t auth.Token, now time.Time) string {
	switch {
	case !t.Revoked.IsZero():
		return tokenRevoked
	case !now.Before(t.Expires):
		return tokenExpired
	}
	return tokenActive
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
}
