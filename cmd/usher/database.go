package main

import (
	"cmp"
	"context"
	"errors"

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

// inAccount is the flag that names the account.
type inAccount struct {
	Account string `help:"Name of the account; it can be left out where there is only one." placeholder:"NAME" setting:"ACCOUNT"`
}

// inAnyAccount is the flag of commands that can look into all accounts.
type inAnyAccount struct {
	Account string `help:"Name of the account; without it, all are looked into." placeholder:"NAME"`
}
