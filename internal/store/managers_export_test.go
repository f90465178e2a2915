package store

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// MaxManagers is how many managers above a person are looked for.
const MaxManagers = maxManagers

// Managers follows the managers of people, as a batch of the intake does.
func (db *DB) Managers(ctx context.Context, accountID string, starts []directory.MemberKey, into map[directory.MemberKey]string) error {
	return db.Transact(ctx, accountID, false, func(tx directory.Tx) error {
		return tx.(*Tx).findManagers(ctx, accountID, starts, into)
	})
}

// ManagersQuery follows the managers of people.
func (db *DB) ManagersQuery() string { return db.managersQuery() }
