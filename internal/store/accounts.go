package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// CreateAccount makes an account with a secret of its own. The error is Conflict when the name
// is taken and Invalid when it is no name.
func (db *DB) CreateAccount(ctx context.Context, name string) (*directory.Account, error) {
	if err := checkName("account", name); err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	a := &directory.Account{ID: id.String(), Name: name, Secret: make([]byte, 32)}
	rand.Read(a.Secret)
	err = db.WithTx(ctx, func(tx *Tx) error {
		a.Created = tx.Now()
		_, err := tx.tx.ExecContext(ctx, `
			INSERT INTO accounts (id, name, secret, created) VALUES ($1, $2, $3, $4)`,
			a.ID, a.Name, a.Secret, micros(a.Created))
		if uniqueViolation(err) {
			return directory.Refuse(directory.Conflict, "account.twice", "name", name)
		}
		if err != nil {
			return err
		}
		return tx.logAct(ctx, a.ID, directory.LogEntry{Operation: "ACCOUNT CREATE", Detail: text.Messages{text.New("act.account.create", "account", name)}}, nil)
	})
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	return a, nil
}

// Account finds an account by its name; NotFound when there is none.
func (db *DB) Account(ctx context.Context, name string) (*directory.Account, error) {
	var row accountRow
	err := db.read.GetContext(ctx, &row, `SELECT id, name, secret, created FROM accounts WHERE name = $1`, name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, directory.Refuse(directory.NotFound, "account.none", "name", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read account: %w", ctxError(ctx, err))
	}
	a := row.account()
	return &a, nil
}

// Accounts are all accounts in the order of their names.
func (db *DB) Accounts(ctx context.Context) ([]directory.Account, error) {
	var rows []accountRow
	if err := db.read.SelectContext(ctx, &rows, `SELECT id, name, secret, created FROM accounts ORDER BY name`); err != nil {
		return nil, fmt.Errorf("list accounts: %w", ctxError(ctx, err))
	}
	all := make([]directory.Account, len(rows))
	for i, r := range rows {
		all[i] = r.account()
	}
	return all, nil
}

type accountRow struct {
	ID      string
	Name    string
	Secret  []byte
	Created int64
}

func (r accountRow) account() directory.Account {
	return directory.Account{ID: r.ID, Name: r.Name, Secret: r.Secret, Created: fromMicros(r.Created)}
}
