package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

type migrateCommand struct {
	Check bool `help:"Change nothing; fail if the database lacks migrations."`
}

// Run migrates the database, or says whether that is needed.
func (c *migrateCommand) Run(ctx context.Context, a *app) (err error) {
	db, err := store.Open(ctx, cmp.Or(a.database, defaultDatabase))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if c.Check {
		pending, err := db.Pending(ctx)
		if err != nil {
			return err
		}
		if pending > 0 {
			return text.Errorf(nil, "migrate.pending", "n", pending)
		}
		fmt.Fprintln(a.out, a.says("migrate.none"))
		return nil
	}
	applied, err := db.Migrate(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, a.says("migrate.done", "n", applied))
	return nil
}
