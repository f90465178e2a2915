package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pressly/goose/v3"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/scim/schema"
)

// wordsVersion is the migration that gives the people whom the database has already the words by which they are found.
// It comes after the one that makes their table.
const wordsVersion = 16

// wordsAtOnce is how many records it reads at once.
const wordsAtOnce = 1000

// FillWords is that migration.
func (st *Store) FillWords() *goose.Migration {
	none := &goose.GoFunc{RunTx: func(context.Context, *sql.Tx) error { return nil }}
	return goose.NewGoMigration(wordsVersion, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for after := (recordPlace{db.NoID, db.NoID, "", db.NoID}); ; {
			last, err := st.fillWordsAfter(ctx, tx, after)
			if err != nil || last == after {
				return err
			}
			after = last
		}
	}}, none)
}

// recordPlace is where a record stands among all of all accounts.
type recordPlace struct{ account, source, typ, id string }

// fillWordsAfter is a slice of it: the records after a place. It returns that of the last.
func (st *Store) fillWordsAfter(ctx context.Context, tx *sql.Tx, after recordPlace) (recordPlace, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT account_id, source_id, type, id, body FROM records WHERE (account_id, source_id, type, id) > ($1, $2, $3,
			$4)
		 ORDER BY account_id, source_id, type, id LIMIT $5`, after.account, after.source, after.typ, after.id,
		wordsAtOnce)
	if err != nil {
		return after, fmt.Errorf("read people's names: %w", err)
	}
	defer rows.Close()
	words := map[string][]directory.NameWord{}
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&after.account, &after.source, &after.typ, &after.id, &body); err != nil {
			return after, err
		}
		if after.typ != directory.TypeUser || after.source == after.account {
			continue
		}
		var said schema.Object
		if err := json.Unmarshal(slices.Concat([]byte("{"), body, []byte("}")), &said); err != nil {
			return after, fmt.Errorf("record %s: %w", after.id, err)
		}
		record := directory.Record{RecordKey: directory.RecordKey{SourceID: after.source, Type: after.typ,
			ID: after.id}, Attributes: said}
		for _, w := range record.NameWords() {
			words[after.account] = append(words[after.account], directory.NameWord{Word: w, SourceID: after.source,
				RecordID: after.id})
		}
	}
	if err := rows.Err(); err != nil {
		return after, fmt.Errorf("read people's names: %w", err)
	}
	rows.Close()
	for account, list := range words {
		w := writer{d: st.Dialect, account: account}
		w.nameWords(list)
		for _, p := range w.parts {
			if _, err := tx.ExecContext(ctx, p.Text(0), p.Args...); err != nil {
				return after, fmt.Errorf("keep the words of people's names: %w", err)
			}
		}
	}
	return after, nil
}
