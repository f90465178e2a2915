package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

var _ definitions.Store = (*DB)(nil)

// AddDefinition keeps a definition that was found valid. The error is Conflict when the account
// has one of that kind and name.
func (st *DB) AddDefinition(
	ctx context.Context, accountID string, kind definitions.Kind, name string, document []byte,
) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO definitions (account_id, kind, name, document, created) VALUES ($1, $2, $3, $4, $5)`,
			accountID, kind, strings.ToLower(name), string(document), db.Micros(tx.Now()))
		if db.UniqueViolation(err) {
			return directory.Refuse(directory.Conflict, "define.twice", "name", name)
		}
		if err != nil {
			return err
		}
		return logAct(ctx, tx, accountID, directory.LogEntry{
			Operation: "DEFINE " + name, Detail: text.Messages{text.New("act.define", "name", name)}, Asked: document,
		}, nil)
	}))
}

// Definitions are what an account has added, in the order in which it did.
func (st *DB) Definitions(ctx context.Context, accountID string) ([]definitions.Definition, error) {
	var rows []struct {
		Kind     string
		Name     string
		Document string
		Created  int64
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT kind, name, document, created FROM definitions WHERE account_id = $1 ORDER BY created, kind, name`,
		accountID)
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", db.Reason(ctx, err))
	}
	all := make([]definitions.Definition, len(rows))
	for i, r := range rows {
		all[i] = definitions.Definition{Kind: definitions.Kind(r.Kind), Name: r.Name, Document: []byte(r.Document),
			Created: db.FromMicros(r.Created)}
	}
	return all, nil
}

// DefinitionsVersion changes whenever an account adds a definition; 0 while it has none. Definitions are never changed
// or taken away. pools tells whether there is a pool to be offered: one question tells both, since it is asked
// again and again.
func (st *DB) DefinitionsVersion(ctx context.Context, accountID string) (version int64, pools bool, err error) {
	stmt, err := st.Stmt(ctx, st.ReadPool, `
		SELECT (SELECT count(*) FROM definitions WHERE account_id = $1) AS version,
		       EXISTS (SELECT 1 FROM pools WHERE account_id = $1) AS pools`)
	if err != nil {
		return 0, false, db.Reason(ctx, err)
	}
	var row struct {
		Version int64
		Pools   bool
	}
	err = stmt.GetContext(ctx, &row, accountID)
	return row.Version, row.Pools, db.Reason(ctx, err)
}
