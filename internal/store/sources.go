package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
	"github.com/usher-id/usher/internal/text"
)

const sourceColumns = `id, account_id, name, kind, rank, domain_policy, strict, settings, created, state`

// CreateSource makes a source of s.AccountID; its ID and Created are given here. The error is
// Conflict when the account has a source of that name and Invalid when it is no name.
func (st *DB) CreateSource(ctx context.Context, s directory.Source) (*directory.Source, error) {
	if err := checkName("source", s.Name); err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	s.ID, s.State = id.String(), directory.SourceActive
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		s.Created = tx.Now()
		if taken, err := sameName(ctx, tx, s.Name, `SELECT name FROM sources WHERE account_id = $1`,
			s.AccountID); err != nil || taken != "" {
			return cmp.Or(err, error(directory.Refuse(directory.Conflict, "source.twice", "name", taken)))
		}
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO sources (`+sourceColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			s.ID, s.AccountID, s.Name, s.Kind, s.Rank, s.Policy, s.Strict, settingsText(s.Settings),
			db.Micros(s.Created), string(s.State))
		if db.UniqueViolation(err) {
			return directory.Refuse(directory.Conflict, "source.twice", "name", s.Name)
		}
		if err != nil {
			return err
		}
		return logAct(ctx, tx, s.AccountID, directory.LogEntry{
			SourceID: s.ID, Operation: "SOURCE CREATE", Detail: text.Messages{text.New("act.source.create", "source",
				s.Name)},
		}, differences(sourceFields, make([]any, len(sourceFields)), sourceValues(&s)))
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	return &s, nil
}

// Source finds an account's source by its name, in whatever case where no other has that spelling; NotFound when
// there is none.
func (st *DB) Source(ctx context.Context, accountID, name string) (*directory.Source, error) {
	var row sourceRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+sourceColumns+` FROM sources WHERE account_id = $1 AND name = $2
		AND kind <> 'reader' AND state <> 'gone'`, accountID, name)
	if errors.Is(err, sql.ErrNoRows) {
		all, err := st.Sources(ctx, accountID)
		if s := inAnyCase(all, name, func(s *directory.Source) string { return s.Name }); s != nil || err != nil {
			return s, err
		}
		return nil, directory.Refuse(directory.NotFound, "source.none", "name", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read source: %w", db.Reason(ctx, err))
	}
	s := row.source()
	return &s, nil
}

// Sources are an account's sources, those whose word counts most first.
func (st *DB) Sources(ctx context.Context, accountID string) ([]directory.Source, error) {
	var rows []sourceRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+sourceColumns+` FROM sources WHERE account_id = $1
		AND kind <> 'reader' AND state <> 'gone' ORDER BY rank, name`, accountID)
	if err != nil {
		return nil, fmt.Errorf("list sources: %w", db.Reason(ctx, err))
	}
	all := make([]directory.Source, len(rows))
	for i, r := range rows {
		all[i] = r.source()
	}
	return all, nil
}

type sourceRow struct {
	ID        string
	AccountID string `db:"account_id"`
	Name      string
	Kind      string
	Rank      int
	Policy    string `db:"domain_policy"`
	Strict    bool
	Settings  string
	Created   int64
	State     string
}

func (r sourceRow) source() directory.Source {
	return directory.Source{
		ID: r.ID, AccountID: r.AccountID, Name: r.Name, Kind: r.Kind, Rank: r.Rank,
		Policy: directory.Policy(r.Policy), Strict: r.Strict, Settings: records.ParseSettings(r.Settings),
		Created: db.FromMicros(r.Created),
		State:   directory.SourceState(r.State),
	}
}

func settingsText(s directory.Settings) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic("store: lists of strings are always JSON: " + err.Error())
	}
	return string(text)
}

// ChangeSource writes a source's rank, policy and settings. The intake's next batch decides by them. The
// error is Conflict where group names are to be unique and are not.
func (st *DB) ChangeSource(ctx context.Context, s directory.Source) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		var before sourceRow
		if err := tx.SQL.GetContext(ctx, &before, `SELECT `+sourceColumns+` FROM sources WHERE account_id = $1
			AND id = $2`, s.AccountID, s.ID); err != nil {
			return err
		}
		was := before.source()
		// Keys that were made of another attribute are made anew when the source's people are judged again.
		if _, err := tx.SQL.ExecContext(ctx, `
			DELETE FROM identifiers WHERE account_id = $1 AND source_id = $2 AND kind = 'key' AND value NOT LIKE $3`,
			s.AccountID, s.ID, s.Settings.Key+" %"); err != nil {
			return err
		}
		if err := enforceGroupNames(ctx, tx, s); err != nil {
			return err
		}
		_, err := tx.SQL.ExecContext(ctx, `
			UPDATE sources SET rank = $3, domain_policy = $4, strict = $5, settings = $6 WHERE account_id = $1
				AND id = $2`,
			s.AccountID, s.ID, s.Rank, s.Policy, s.Strict, settingsText(s.Settings))
		changes := differences(sourceFields, sourceValues(&was), sourceValues(&s))
		if err != nil || changes == nil {
			return err
		}
		return logAct(ctx, tx, s.AccountID, directory.LogEntry{
			SourceID: s.ID, Operation: "SOURCE SET",
			Detail: text.Messages{text.New("act.source.set", "source", s.Name)},
		}, changes)
	}))
}

// sourceFields are the settings of a source by the names that they have in its JSON.
var sourceFields = []string{
	"kind", "rank", "domainPolicy", "strict", "authoritativeFor", "trustedFor", "firstFor", "key",
	"omissionDeactivates", "uniqueGroupNames",
}

func sourceValues(s *directory.Source) []any {
	return []any{
		s.Kind, s.Rank, s.Policy, s.Strict, s.Settings.AuthoritativeFor, s.Settings.TrustedFor, s.Settings.FirstFor,
		s.Settings.Key,
		s.Settings.OmissionDeactivates, s.Settings.UniqueGroupNames,
	}
}
