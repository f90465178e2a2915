package main

import (
	"cmp"
	"context"
	"errors"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

const defaultDatabase = "sqlite:usher.db"

// withStore runs fn on the database. An empty one is migrated first, so that commands work
// before the first serve; one that is behind is left to whoever decides about its upgrade.
func (a *app) withStore(ctx context.Context, fn func(*store.DB) error) (err error) {
	db, err := store.Open(ctx, cmp.Or(a.database, defaultDatabase))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Prepare(ctx); err != nil {
		return err
	}
	return fn(db)
}

// withAccount is withStore for commands about one account.
func (a *app) withAccount(ctx context.Context, name string, fn func(*store.DB, *directory.Account) error) error {
	return a.withStore(ctx, func(db *store.DB) error {
		account, err := db.Account(ctx, name)
		if err != nil {
			return err
		}
		a.reader.Account = account.Name
		return fn(db, account)
	})
}

// inAccount is the flag that names the account.
type inAccount struct {
	Account string `required:"" help:"Name of the account." placeholder:"NAME"`
}

// inAnyAccount is the flag of commands that can look into all accounts.
type inAnyAccount struct {
	Account string `help:"Name of the account; without it, all are looked into." placeholder:"NAME"`
}

// each runs fn on the account that was named, or on all, in the order of their names, until it has
// found what it looks for.
func (c inAnyAccount) each(ctx context.Context, a *app, fn func(*store.DB, *directory.Account) (done bool, err error)) error {
	if c.Account != "" {
		return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
			_, err := fn(db, account)
			return err
		})
	}
	return a.withStore(ctx, func(db *store.DB) error {
		accounts, err := db.Accounts(ctx)
		if err != nil {
			return err
		}
		for i := range accounts {
			a.reader.Account = accounts[i].Name
			if done, err := fn(db, &accounts[i]); done || err != nil {
				return err
			}
		}
		return nil
	})
}

// sourceNames are the names of an account's sources by id, that of its readers included.
func sourceNames(ctx context.Context, db *store.DB, accountID string) (map[string]string, error) {
	return db.SourceNames(ctx, accountID)
}
