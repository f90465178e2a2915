package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

const defaultDatabase = "sqlite:usher.db"

// withStore runs fn on the database. An empty one is migrated first, so that commands work
// before the first serve; one that is behind is left to whoever decides about its upgrade.
//
// Only a command that says so makes a database that is not there: a typing mistake in its name must not look like an
// empty one.
func (a *app) withStore(ctx context.Context, fn func(*store.DB) error) (err error) {
	if a.opened != nil {
		return fn(a.opened)
	}
	url := cmp.Or(a.database, defaultDatabase)
	if file := store.MissingFile(url); file != "" && !a.creates {
		return text.Errorf(nil, "database.missing", "url", url, "from", a.databaseFrom())
	}
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Prepare(ctx); err != nil {
		return err
	}
	return fn(db)
}

// databaseFrom says who named the database.
func (a *app) databaseFrom() text.Message {
	switch {
	case a.names("--database"):
		return text.New("database.byFlag")
	case a.database != "":
		return text.New("database.byVariable")
	}
	return text.New("database.byDefault")
}

// names reports whether a flag stands on the command line.
func (a *app) names(flag string) bool {
	return slices.ContainsFunc(a.args, func(arg string) bool { return arg == flag || strings.HasPrefix(arg, flag+"=") })
}

// inAccount is the flag that names the account.
type inAccount struct {
	Account string `help:"Name of the account; it can be left out where there is only one." placeholder:"NAME" setting:"ACCOUNT"`
}

// inAnyAccount is the flag of commands that can look into all accounts.
type inAnyAccount struct {
	Account string `help:"Name of the account; without it, all are looked into." placeholder:"NAME"`
}
