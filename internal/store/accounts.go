package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

// CreateAccount makes an account with a secret of its own. The error is Conflict when the name
// is taken and Invalid when it is no name.
func (st *DB) CreateAccount(ctx context.Context, name string) (*directory.Account, error) {
	if err := checkName("account", name); err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	a := &directory.Account{ID: id.String(), Name: name, Secret: make([]byte, 32)}
	rand.Read(a.Secret)
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		a.Created = tx.Now()
		if taken, err := sameName(ctx, tx, name, `SELECT name FROM accounts`); err != nil || taken != "" {
			return cmp.Or(err, error(directory.Refuse(directory.Conflict, "account.twice", "name", taken)))
		}
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO accounts (id, name, secret, created) VALUES ($1, $2, $3, $4)`,
			a.ID, a.Name, a.Secret, db.Micros(a.Created))
		if db.UniqueViolation(err) {
			return directory.Refuse(directory.Conflict, "account.twice", "name", name)
		}
		if err != nil {
			return err
		}
		return logAct(ctx, tx, a.ID, directory.LogEntry{Operation: "ACCOUNT CREATE",
			Detail: text.Messages{text.New("act.account.create", "account", name)}}, nil)
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	return a, nil
}

// sameName is the name, among those that a query finds, that is the same in whatever case; "" for none. Of two that are
// made at the same instant both may be kept: each is then found by its own spelling.
func sameName(ctx context.Context, tx *db.Tx, name, query string, args ...any) (string, error) {
	var names []string
	if err := tx.SQL.SelectContext(ctx, &names, query, args...); err != nil {
		return "", err
	}
	for _, have := range names {
		if strings.EqualFold(have, name) {
			return have, nil
		}
	}
	return "", nil
}

// inAnyCase is the only one of a list whose name is the given one in whatever case; nil where none is, or several are.
func inAnyCase[T any](list []T, name string, nameOf func(*T) string) *T {
	var found *T
	for i := range list {
		if strings.EqualFold(nameOf(&list[i]), name) {
			if found != nil {
				return nil
			}
			found = &list[i]
		}
	}
	return found
}
