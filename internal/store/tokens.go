package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

var _ auth.Store = (*DB)(nil)

const tokenColumns = `id, account_id, source_id, hash, created, expires, revoked, last_used`

// CreateToken keeps a token by its hash. It is valid for so long from now on.
func (st *DB) CreateToken(
	ctx context.Context, s directory.Source, hash string, validity time.Duration,
) (*admin.Token, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	t := &admin.Token{Token: auth.Token{ID: id.String(), Hash: hash}, AccountID: s.AccountID, SourceID: s.ID}
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		t.Created, t.Expires = tx.Now(), tx.Now().Add(validity)
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO tokens (account_id, id, source_id, hash, created, expires) VALUES ($1, $2, $3, $4, $5, $6)`,
			t.AccountID, t.ID, t.SourceID, t.Hash, db.Micros(t.Created), db.Micros(t.Expires))
		if err != nil {
			return err
		}
		return logAct(ctx, tx, t.AccountID, directory.LogEntry{
			SourceID: t.SourceID, Operation: "TOKEN CREATE",
			Detail: text.Messages{text.New("act.token.create", "token", t.ID, "source", s.Name, "expires",
				t.Expires.Format(time.RFC3339))},
		}, nil)
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	return t, nil
}

// RevokeToken ends a token for good and returns it. One that was revoked before keeps its time.
// The error is NotFound when the account
// has no such token.
func (st *DB) RevokeToken(ctx context.Context, accountID, id string) (*admin.Token, error) {
	id, err := db.Whole(ctx, st.ReadPool, accountID, id, "tokens")
	if err != nil {
		return nil, err
	}
	missing := directory.Refuse(directory.NotFound, "token.none", "id", id)
	parsed, err := uuid.Parse(id)
	if err != nil {
		return nil, missing
	}
	var row tokenRow
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		err := tx.SQL.GetContext(ctx, &row, `
			UPDATE tokens SET revoked = coalesce(revoked, $3) WHERE account_id = $1 AND id = $2
			RETURNING `+tokenColumns, accountID, parsed.String(), db.Micros(tx.Now()))
		if errors.Is(err, sql.ErrNoRows) {
			return missing
		}
		if err != nil {
			return err
		}
		return logAct(ctx, tx, accountID, directory.LogEntry{
			SourceID: row.SourceID, Operation: "TOKEN REVOKE",
			Detail: text.Messages{text.New("act.token.revoke", "token", row.ID)},
		}, nil)
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	t := row.token()
	return &t, nil
}

// Token finds a token by its id; NotFound when the account has none.
func (st *DB) Token(ctx context.Context, accountID, id string) (*admin.Token, error) {
	id, err := db.Whole(ctx, st.ReadPool, accountID, id, "tokens")
	if err != nil {
		return nil, err
	}
	parsed, err := uuid.Parse(id)
	if err != nil {
		return nil, directory.Refuse(directory.NotFound, "token.none", "id", id)
	}
	var row tokenRow
	err = st.ReadPool.GetContext(ctx, &row, `SELECT `+tokenColumns+` FROM tokens WHERE account_id = $1 AND id = $2`,
		accountID, parsed.String())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, directory.Refuse(directory.NotFound, "token.none", "id", id)
	}
	if err != nil {
		return nil, fmt.Errorf("read token: %w", db.Reason(ctx, err))
	}
	t := row.token()
	return &t, nil
}

// ExpireToken lets a token that was replaced end at a time, if it would end later; nobody is warned of that.
func (st *DB) ExpireToken(ctx context.Context, accountID, id string, at time.Time) (*admin.Token, error) {
	var row tokenRow
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		err := tx.SQL.GetContext(ctx, &row, `
			UPDATE tokens SET expires = CASE WHEN expires < $3 THEN expires ELSE $3 END, warned = 0
				WHERE account_id = $1 AND id = $2
			RETURNING `+tokenColumns, accountID, id, db.Micros(at))
		if errors.Is(err, sql.ErrNoRows) {
			return directory.Refuse(directory.NotFound, "token.none", "id", id)
		}
		if err != nil {
			return err
		}
		return logAct(ctx, tx, accountID, directory.LogEntry{
			SourceID: row.SourceID, Operation: "TOKEN EXPIRE",
			Detail: text.Messages{text.New("act.token.expire", "token", row.ID, "expires",
				db.FromMicros(row.Expires).Format(time.RFC3339))},
		}, nil)
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	t := row.token()
	return &t, nil
}

// Tokens are an account's tokens in the order of their creation.
func (st *DB) Tokens(ctx context.Context, accountID string) ([]admin.Token, error) {
	var rows []tokenRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+tokenColumns+` FROM tokens WHERE account_id = $1
		ORDER BY id`, accountID)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", db.Reason(ctx, err))
	}
	all := make([]admin.Token, len(rows))
	for i, r := range rows {
		all[i] = r.token()
	}
	return all, nil
}

// Grant finds a token with its account and source.
func (st *DB) Grant(ctx context.Context, accountID, hash string) (*auth.Grant, error) {
	stmt, err := st.Stmt(ctx, st.ReadPool, `
		SELECT t.id, t.account_id, t.source_id, t.hash, t.created, t.expires, t.revoked, t.last_used,
		       a.name AS account_name, a.secret, a.created AS account_created, a.language,
		       s.name AS source_name, s.kind, s.rank, s.domain_policy, s.strict, s.settings,
		       	s.created AS source_created, s.state
		FROM tokens t
		JOIN accounts a ON a.id = t.account_id
		JOIN sources s ON s.account_id = t.account_id AND s.id = t.source_id
		WHERE t.account_id = $1 AND t.hash = $2`)
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	var row struct {
		tokenRow
		AccountName    string `db:"account_name"`
		Secret         []byte
		AccountCreated int64 `db:"account_created"`
		Language       sql.NullString
		SourceName     string `db:"source_name"`
		Kind           string
		Rank           int
		Policy         string `db:"domain_policy"`
		Strict         bool
		Settings       string
		SourceCreated  int64 `db:"source_created"`
		State          string
	}
	err = stmt.GetContext(ctx, &row, accountID, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find token: %w", db.Reason(ctx, err))
	}
	return &auth.Grant{
		Token: row.token().Token,
		Account: accountRow{
			ID: row.AccountID, Name: row.AccountName, Secret: row.Secret, Created: row.AccountCreated,
			Language: row.Language,
		}.account(),
		Source: sourceRow{
			ID: row.SourceID, AccountID: row.AccountID, Name: row.SourceName, Kind: row.Kind, Rank: row.Rank,
			Policy: row.Policy, Strict: row.Strict, Settings: row.Settings, Created: row.SourceCreated,
			State: row.State,
		}.source(),
	}, nil
}

// HasAccount implements auth.Store.
func (st *DB) HasAccount(ctx context.Context, accountID string) (bool, error) {
	var has bool
	err := st.ReadPool.GetContext(ctx, &has, `SELECT EXISTS (SELECT 1 FROM accounts WHERE id = $1)`, accountID)
	if err != nil {
		return false, fmt.Errorf("find account: %w", db.Reason(ctx, err))
	}
	return has, nil
}

// TokensUsed notes when tokens were last used.
func (st *DB) TokensUsed(ctx context.Context, uses []auth.Use) error {
	used := db.NewTable(db.UUID("account_id"), db.UUID("id"), db.Int("at"))
	for _, u := range uses {
		used.Add(u.AccountID, u.TokenID, db.Micros(u.At))
	}
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `
			UPDATE tokens SET last_used = u.at FROM `+st.Dialect.Rows("u", used.Cols, 1)+`
			WHERE tokens.account_id = u.account_id AND tokens.id = u.id AND (last_used IS NULL OR last_used < u.at)`,
			st.Dialect.Bind(used)...)
		return err
	}))
}

type tokenRow struct {
	ID        string
	AccountID string `db:"account_id"`
	SourceID  string `db:"source_id"`
	Hash      string
	Created   int64
	Expires   int64
	Revoked   sql.NullInt64
	LastUsed  sql.NullInt64 `db:"last_used"`
}

func (r tokenRow) token() admin.Token {
	return admin.Token{
		Token: auth.Token{
			ID: r.ID, Hash: r.Hash, Created: db.FromMicros(r.Created), Expires: db.FromMicros(r.Expires),
			Revoked: db.FromNullMicros(r.Revoked), LastUsed: db.FromNullMicros(r.LastUsed),
		},
		AccountID: r.AccountID, SourceID: r.SourceID,
	}
}
