package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/store"
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
			return fmt.Errorf("the database lacks %d migrations: run usher migrate", pending)
		}
		fmt.Fprintln(a.out, "the database is up to date")
		return nil
	}
	applied, err := db.Migrate(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "applied %d migrations; the database is up to date\n", applied)
	return nil
}
