package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

// Account finds an account by its name, in whatever case where no other has that spelling; NotFound when there is none.
func (st *DB) Account(ctx context.Context, name string) (*directory.Account, error) {
	var row accountRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+accountColumns+` FROM accounts WHERE name = $1`, name)
	if errors.Is(err, sql.ErrNoRows) {
		all, err := st.Accounts(ctx)
		if a := inAnyCase(all, name, func(a *directory.Account) string { return a.Name }); a != nil || err != nil {
			return a, err
		}
		return nil, directory.Refuse(directory.NotFound, "account.none", "name", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read account: %w", db.Reason(ctx, err))
	}
	a := row.account()
	return &a, nil
}

// Accounts are all accounts in the order of their names.
func (st *DB) Accounts(ctx context.Context) ([]directory.Account, error) {
	var rows []accountRow
	if err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+accountColumns+` FROM accounts
		ORDER BY name`); err != nil {
		return nil, fmt.Errorf("list accounts: %w", db.Reason(ctx, err))
	}
	all := make([]directory.Account, len(rows))
	for i, r := range rows {
		all[i] = r.account()
	}
	return all, nil
}

const accountColumns = `id, name, secret, created, language, ending`

type accountRow struct {
	ID       string
	Name     string
	Secret   []byte
	Created  int64
	Language sql.NullString
	Ending   sql.NullInt64
}

func (r accountRow) account() directory.Account {
	return directory.Account{
		ID: r.ID, Name: r.Name, Secret: r.Secret, Created: db.FromMicros(r.Created),
		Language: text.Language(r.Language.String), Ending: db.FromNullMicros(r.Ending),
	}
}
