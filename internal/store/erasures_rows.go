package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/erasure"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/store/db"
)

// WhoseWere implements erasure.Keep.
func (st *DB) WhoseWere(ctx context.Context, accountID string, records []string) (people []string, err error) {
	t := idTable(records)
	err = st.ReadPool.SelectContext(ctx, &people, `
		SELECT DISTINCT CAST(coalesce(t.user_id, t.record_id) AS text) FROM `+st.Dialect.Rows("r", t.Cols, 2)+`
		  JOIN sources s ON s.account_id = $1
		  JOIN tombstones t ON t.account_id = $1 AND t.source_id = s.id AND t.record_id = r.id ORDER BY 1`,
		append([]any{accountID}, st.Dialect.Bind(t)...)...)
	if err != nil {
		return nil, fmt.Errorf("look whose records were: %w", db.Reason(ctx, err))
	}
	return people, nil
}

// OthersHave implements erasure.Keep.
func (st *DB) OthersHave(
	ctx context.Context, accountID string, t erasure.Traces, records []string,
) (o erasure.Traces, err error) {
	have := func(query string, list []string, key func(string) string) (found []string) {
		table, of := db.NewTable(db.Text("value")), map[string][]string{}
		for _, s := range list {
			k := db.Storable(key(s))
			if of[k] = append(of[k], s); len(of[k]) == 1 {
				table.Add(k)
			}
		}
		var rows []struct {
			Value    string
			RecordID string `db:"record_id"`
		}
		if err != nil || len(of) == 0 {
			return nil
		}
		err = st.ReadPool.SelectContext(ctx, &rows, fmt.Sprintf(query, st.Dialect.Rows("r", table.Cols, 2)),
			append([]any{accountID}, st.Dialect.Bind(table)...)...)
		for _, row := range rows {
			if !slices.Contains(records, row.RecordID) {
				found = append(found, of[row.Value]...)
			}
		}
		return found
	}
	o.Addresses = have(`SELECT i.value, i.record_id FROM %s JOIN identifiers i ON i.account_id = $1 AND i.kind = 'email'
		AND i.value = r.value`,
		t.Addresses, func(s string) string { return s })
	column := func(name string) string {
		return `SELECT x.` + name + ` AS value, x.id AS record_id FROM %s
		  JOIN sources s ON s.account_id = $1 AND s.id <> $1
		  JOIN records x ON x.account_id = $1 AND x.source_id = s.id AND x.type = 'User' AND x.` + name + ` = r.value`
	}
	o.UserNames = have(column("user_name"), t.UserNames, directory.LoginKey)
	o.ExternalIDs = have(column("external_id"), t.ExternalIDs, func(s string) string { return s })
	if err != nil {
		return o, fmt.Errorf("look who else has what somebody had: %w", db.Reason(ctx, err))
	}
	return o, nil
}

// EraseRows implements erasure.Keep. What is many is read before anything is locked.
func (st *DB) EraseRows(ctx context.Context, accountID string, e *erasure.Erasure) error {
	scrubber := e.Traces.Scrubber()
	traffic, err := st.trafficWith(ctx, accountID, scrubber)
	if err != nil {
		return err
	}
	if err := st.eraseDisplays(ctx, accountID, scrubber); err != nil {
		return err
	}
	return st.erasing(ctx, func(tx *db.Tx) error {
		ids := idTable(slices.Concat(e.Records, e.Users))
		among := `IN (SELECT id FROM ` + st.Dialect.Rows("r", ids.Cols, 2) + `)`
		for _, query := range []string{
			`UPDATE users SET login = NULL, edits = NULL, flags = NULL WHERE account_id = $1
				AND state IN ('deleted', 'merged') AND id ` + among,
			`DELETE FROM confirmations WHERE account_id = $1 AND record_id ` + among,
			`DELETE FROM devices WHERE account_id = $1 AND state = 'released' AND user_id ` + among,
			`DELETE FROM jobs WHERE account_id = $1 AND kind = '` + admin.JobAsk +
				`' AND key IN (SELECT CAST(id AS text) FROM ` +
				st.Dialect.Rows("r", ids.Cols, 2) + `)`,
			`DELETE FROM jobs WHERE account_id = $1 AND kind = '` + licensemail.JobKind + `' AND key IN (
			        SELECT CAST(license_id AS text) FROM license_mails WHERE account_id = $1 AND user_id ` + among + `)`,
			`DELETE FROM license_mails WHERE account_id = $1 AND user_id ` + among,
			`DELETE FROM import_rows WHERE account_id = $1 AND record_id ` + among,
			`DELETE FROM sync_items WHERE account_id = $1 AND record_id ` + among,
		} {
			if _, err := tx.SQL.ExecContext(ctx, query,
				append([]any{accountID}, st.Dialect.Bind(ids)...)...); err != nil {
				return err
			}
		}
		for _, address := range e.Traces.Addresses {
			for _, query := range []string{
				`DELETE FROM approved_addresses WHERE account_id = $1 AND address = $2`,
				`DELETE FROM confirmations WHERE account_id = $1 AND address = $2`,
				`DELETE FROM license_mails WHERE account_id = $1 AND address = $2`,
				`DELETE FROM sync_items WHERE account_id = $1 AND state IS NOT NULL AND hash IS NULL AND lower(name) = $2`, // who never came
			} {
				if _, err := tx.SQL.ExecContext(ctx, query, accountID, address); err != nil {
					return err
				}
			}
			if _, err := tx.SQL.ExecContext(ctx, `DELETE FROM device_codes WHERE address = $1`, address); err != nil {
				return err
			}
			if _, err := tx.SQL.ExecContext(ctx, `DELETE FROM import_rows WHERE account_id = $1 AND cells IS NOT NULL
				AND lower(cells) LIKE $2 ESCAPE '\'`, accountID, "%"+liked.Replace(strings.ToLower(address))+"%"); err != nil {
				return err
			}
		}
		for _, t := range traffic {
			if _, err := tx.SQL.ExecContext(ctx, `UPDATE traffic SET path = $3, detail = $4 WHERE account_id = $1
				AND id = $2`,
				t.AccountID, t.ID, t.Path, t.Detail); err != nil {
				return err
			}
		}
		return nil
	})
}

// displaySlice is how many names of members are read at once.
const displaySlice = 2000

// eraseDisplays takes the names out by which groups call members who have not come yet, a slice after the other.
func (st *DB) eraseDisplays(ctx context.Context, accountID string, s *erasure.Scrubber) error {
	type member struct {
		GroupID  string `db:"group_id"`
		MemberID string `db:"member_id"`
		Display  string
	}
	after := member{GroupID: db.OrNoID(""), MemberID: db.OrNoID("")}
	for {
		var list []member
		if err := st.ReadPool.SelectContext(ctx, &list, `
			SELECT group_id, member_id, display FROM members
			 WHERE account_id = $1 AND (group_id, member_id) > ($2, $3) AND waiting AND display IS NOT NULL
			 ORDER BY group_id, member_id LIMIT $4`, accountID, after.GroupID, after.MemberID,
			displaySlice); err != nil {
			return fmt.Errorf("read members' names: %w", db.Reason(ctx, err))
		}
		var named []member
		for _, m := range list {
			if s.Text(m.Display) != m.Display {
				named = append(named, m)
			}
		}
		if len(named) > 0 {
			err := st.erasing(ctx, func(tx *db.Tx) error {
				for _, m := range named {
					if _, err := tx.SQL.ExecContext(ctx, `
						UPDATE members SET display = NULL WHERE account_id = $1 AND group_id = $2 AND member_id = $3`,
						accountID, m.GroupID, m.MemberID); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		if len(list) < displaySlice {
			return nil
		}
		after = list[len(list)-1]
	}
}

type trafficTrace struct {
	AccountID string `db:"account_id"`
	ID        string
	Path      string
	Detail    string
}

// trafficWith is the recent traffic of an account, and of whom none is known of, that has traces, without them.
func (st *DB) trafficWith(ctx context.Context, accountID string, s *erasure.Scrubber) ([]trafficTrace, error) {
	var rows, list []trafficTrace
	if err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT account_id, id, coalesce(path, '') AS path, coalesce(detail, '') AS detail FROM traffic
			WHERE account_id IN ($1, $2)`,
		accountID, db.OrNoID("")); err != nil {
		return nil, fmt.Errorf("read recent traffic: %w", db.Reason(ctx, err))
	}
	for _, r := range rows {
		clean := trafficTrace{r.AccountID, r.ID, s.Path(r.Path), string(s.JSON([]byte(r.Detail)))}
		if r.AccountID != accountID { // what is nobody's may be another's
			clean.Path = s.Text(r.Path)
		}
		if clean != r {
			list = append(list, clean)
		}
	}
	return list, nil
}

// liked writes a text as LIKE takes it letter by letter.
var liked = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
