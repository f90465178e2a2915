package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

var _ directory.Reader = (*DB)(nil)

// Record implements directory.Reader. It takes one round trip, groups and the first members
// included.
func (db *DB) Record(ctx context.Context, accountID string, key directory.RecordKey, want directory.Want) (*directory.View, error) {
	if !isID(key.ID) {
		return nil, nil
	}
	want = wanted(want, key.Type)
	columns := viewColumns(db.syntax(), want.Groups)
	query := "SELECT " + strings.Join(columns, ", ") + " FROM records r WHERE r.account_id = $1 AND r.source_id = $2 AND r.type = $3 AND r.id = $4"
	if want.Members {
		query = db.syntax().withMembers(columns)
	}
	stmt, err := db.stmt(ctx, db.read, query)
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	rows, err := stmt.QueryxContext(ctx, accountID, key.SourceID, key.Type, key.ID)
	if err != nil {
		return nil, fmt.Errorf("read record: %w", ctxError(ctx, err))
	}
	defer rows.Close()
	var v *directory.View
	if want.Members {
		v, err = db.readGroup(ctx, accountID, rows)
	} else {
		v, err = readRecord(rows)
	}
	if err != nil {
		return nil, fmt.Errorf("read record: %w", ctxError(ctx, err))
	}
	return v, nil
}

func readRecord(rows *sqlx.Rows) (*directory.View, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	var row viewRow
	if err := rows.Scan(row.fields()...); err != nil {
		return nil, err
	}
	return row.view()
}

// readGroup reads a record from the first row, and the first of its members from all.
func (db *DB) readGroup(ctx context.Context, accountID string, rows *sqlx.Rows) (*directory.View, error) {
	var v *directory.View
	var r *rosters
	for rows.Next() {
		var row viewRow // of which later rows show nothing
		var member memberRow
		if err := rows.Scan(append(row.fields(), member.fields()...)...); err != nil {
			return nil, err
		}
		if v == nil {
			var err error
			if v, err = row.view(); v == nil || err != nil {
				return nil, err
			}
			r = &rosters{db: db, ctx: ctx, account: accountID, groups: []string{v.ID}}
			v.Members = r.of(0)
		}
		if !member.id.Valid {
			continue
		}
		if err := r.took(0, &member); err != nil {
			return nil, err
		}
	}
	if v != nil {
		r.more = len(r.page) == firstMembers
	}
	return v, rows.Err()
}

// wanted leaves out what a type doesn't have: only groups have members, only users groups.
func wanted(w directory.Want, typ string) directory.Want {
	return directory.Want{Groups: w.Groups && typ == directory.TypeUser, Members: w.Members && typ == directory.TypeGroup}
}

// viewColumns are the columns of the record r that a view is made of, as viewRow reads them.
func viewColumns(s syntax, groups bool) []string {
	columns := []string{
		"r.source_id", "r.type", "r.id", "r.user_id", "r.body", "r.state", "r.rule", "r.case_id", "r.held_domain", "r.version", "r.created", "r.modified", "NULL",
	}
	if groups {
		columns[len(columns)-1] = "CASE r.type WHEN 'User' THEN " + s.groups() + " END"
	}
	return columns
}

// viewRow is a row of viewColumns. All columns are NULL in the rows that show only a member.
type viewRow struct {
	sourceID, typ, id, userID, state, rule, caseID, heldDomain, groups sql.NullString

	body                       []byte
	version, created, modified sql.NullInt64
}

func (r *viewRow) fields() []any {
	return []any{
		&r.sourceID, &r.typ, &r.id, &r.userID, &r.body, &r.state, &r.rule, &r.caseID, &r.heldDomain, &r.version, &r.created, &r.modified, &r.groups,
	}
}

// view is nil for a row that shows only a member, since there is no record then.
func (r *viewRow) view() (*directory.View, error) {
	if !r.id.Valid {
		return nil, nil
	}
	v := &directory.View{
		RecordKey: directory.RecordKey{SourceID: r.sourceID.String, Type: r.typ.String, ID: r.id.String},
		UserID:    r.userID.String,
		Body:      r.body,
		Verdict:   directory.Verdict{Code: directory.Code(r.state.String), Rule: r.rule.String, Case: r.caseID.String, Domain: r.heldDomain.String},
		Version:   r.version.Int64,
		Created:   fromMicros(r.created.Int64),
		Modified:  fromMicros(r.modified.Int64),
	}
	if r.groups.Valid {
		var groups [][2]string
		if err := json.Unmarshal([]byte(r.groups.String), &groups); err != nil {
			return nil, fmt.Errorf("groups of record %s: %w", v.ID, err)
		}
		for _, g := range groups {
			v.Groups = append(v.Groups, directory.GroupRef{ID: g[0], Display: g[1]})
		}
	}
	return v, nil
}

// isID reports whether an id has the form of those that Usher gives.
func isID(id string) bool {
	parsed, err := uuid.Parse(id)
	return err == nil && parsed.String() == id
}
