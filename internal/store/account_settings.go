package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
	"github.com/usher-id/usher/internal/text"
)

const settingColumns = `language, contacts, log_days, traffic_days`

// AccountSettings are an account's settings; NotFound when it is gone.
func (st *DB) AccountSettings(ctx context.Context, accountID string) (*directory.AccountSettings, error) {
	var row settingRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+settingColumns+` FROM accounts WHERE id = $1`, accountID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, directory.Refuse(directory.NotFound, "account.gone")
	}
	if err != nil {
		return nil, fmt.Errorf("read an account's settings: %w", db.Reason(ctx, err))
	}
	return row.settings()
}

// ChangeAccountSettings changes an account's settings in one transaction with the log entry that has what was
// before and after. change gets those that there are; its error is returned as it is. NotFound when the account is
// gone.
func (st *DB) ChangeAccountSettings(
	ctx context.Context, account *directory.Account, change func(*directory.AccountSettings) error,
) (after *directory.AccountSettings, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		query := `SELECT ` + settingColumns + ` FROM accounts WHERE id = $1`
		if st.Name() == "postgres" {
			query += ` FOR UPDATE` // on SQLite the transaction is the only one that writes
		}
		var row settingRow
		err := tx.SQL.GetContext(ctx, &row, query, account.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return directory.Refuse(directory.NotFound, "account.gone")
		}
		if err != nil {
			return err
		}
		before, err := row.settings()
		if err != nil {
			return err
		}
		is := *before
		if err := change(&is); err != nil {
			return err
		}
		after = &is
		changes := differences(accountFields, accountValues(before), accountValues(after))
		if changes == nil {
			return nil
		}
		contacts := records.ListText(is.Contacts)
		if contacts == "" {
			contacts = "[]"
		}
		if _, err := tx.SQL.ExecContext(ctx, `
			UPDATE accounts SET language = $2, contacts = $3, log_days = $4, traffic_days = $5 WHERE id = $1`,
			account.ID,
			sql.NullString{String: string(is.Language), Valid: is.Language != ""}, contacts, is.LogDays,
			is.TrafficDays); err != nil {
			return err
		}
		return logAct(ctx, tx, account.ID, directory.LogEntry{
			Operation: "ACCOUNT SET", Detail: text.Messages{text.New("act.account.set", "account", account.Name)},
		}, changes)
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	return after, nil
}

// accountFields are the settings of an account by the names that they have in its JSON.
var accountFields = []string{"language", "contacts", "logDays", "trafficDays"}

func accountValues(s *directory.AccountSettings) []any {
	return []any{s.Language, s.Contacts, s.LogDays, s.TrafficDays}
}

type settingRow struct {
	Language    sql.NullString
	Contacts    string
	LogDays     int `db:"log_days"`
	TrafficDays int `db:"traffic_days"`
}

func (r settingRow) settings() (*directory.AccountSettings, error) {
	s := &directory.AccountSettings{Language: text.Language(r.Language.String), LogDays: r.LogDays,
		TrafficDays: r.TrafficDays}
	if err := json.Unmarshal([]byte(r.Contacts), &s.Contacts); err != nil {
		return nil, fmt.Errorf("the account's contacts can't be read: %w", err)
	}
	return s, nil
}
