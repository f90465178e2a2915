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

// Record implements directory.Reader. It takes one round trip, members and groups included.
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
	v, err := readRecord(ctx, rows, want)
	if err != nil {
		rows.Close()
		return nil, fmt.Errorf("read record: %w", ctxError(ctx, err))
	}
	if v == nil || v.Close == nil {
		rows.Close()
	}
	return v, nil
}

// readRecord reads the first row; with members, the view goes on reading.
func readRecord(ctx context.Context, rows *sqlx.Rows, want directory.Want) (*directory.View, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	var row viewRow
	if !want.Members {
		if err := rows.Scan(row.fields()...); err != nil {
			return nil, err
		}
		return row.view()
	}
	s := &ownMembers{ctx: ctx, rows: rows}
	if err := rows.Scan(append(row.fields(), s.fields()...)...); err != nil {
		return nil, err
	}
	v, err := row.view()
	if v != nil {
		v.Members, v.Close = s.all, s.close
	}
	return v, err
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
