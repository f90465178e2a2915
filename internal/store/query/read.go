package query

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

var _ directory.Reader = (*Reader)(nil)

// Record implements directory.Reader. It takes one round trip, groups and the first members
// included.
func (rd *Reader) Record(
	ctx context.Context, accountID string, key directory.RecordKey, want directory.Want,
) (*directory.View, error) {
	if !directory.IsID(key.ID) {
		return nil, nil
	}
	want = wanted(want, key.Type)
	syntax := rd.syntaxOf(accountID, key.SourceID)
	typ, exists := syntax.typ(key.Type, &arguments{})
	if !exists {
		return nil, nil
	}
	columns := viewColumns(syntax, want)
	query := syntax.record(columns, typ)
	if want.Members {
		query = syntax.withMembers(columns)
	}
	limited, cancel := context.WithTimeout(ctx, db.ReadTime)
	defer cancel()
	stmt, err := rd.Stmt(limited, rd.ReadPool, query)
	if err != nil {
		return nil, db.Reason(limited, err)
	}
	rows, err := stmt.QueryxContext(limited, syntax.key(accountID, key.SourceID, key.Type, key.ID)...)
	if err != nil {
		return nil, fmt.Errorf("read record: %w", db.Reason(limited, err))
	}
	defer rows.Close()
	var v *directory.View
	if want.Members {
		v, err = rd.readGroup(ctx, syntax, accountID, rows)
	} else {
		v, err = readRecord(rows)
	}
	if err != nil {
		return nil, fmt.Errorf("read record: %w", db.Reason(limited, err))
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
func (rd *Reader) readGroup(
	ctx context.Context, syntax syntax, accountID string, rows *sqlx.Rows,
) (*directory.View, error) {
	var v *directory.View
	var r *rosters
	for rows.Next() {
		var row viewRow // of which later rows show nothing
		var member memberRow
		if err := rows.Scan(append(row.fields(), member.fields(syntax)...)...); err != nil {
			return nil, err
		}
		if v == nil {
			var err error
			if v, err = row.view(); v == nil || err != nil {
				return nil, err
			}
			r = &rosters{rd: rd, ctx: ctx, sql: syntax, account: accountID, groups: []string{v.ID}}
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

// wanted leaves out what a type doesn't have: only groups have members, only users groups and licenses.
func wanted(w directory.Want, typ string) directory.Want {
	user := typ == directory.TypeUser
	return directory.Want{Groups: w.Groups && user, Licenses: w.Licenses && user, Members: w.Members &&
		typ == directory.TypeGroup}
}

// shown are the columns that a view shows of any row, and rowColumns all that stand in the row of the record r: of what
// was let in of it (admitted) a view shows only whether there is any.
var (
	shown = records.Select("source_id", "type", "user_id", "body", "state", "rule", "case_id", "held_domain",
		"created", "modified", "sources", "provenance")
	inView     = shown.And(records.Select("id", "version"))
	rowColumns = append(slices.Clone(inView.Names), "r.admitted")
)

// viewColumns are what a view is made of, as viewRow reads it: rowColumns, then what is gathered
// for users, their groups and licenses if these are wanted, and of what records they are made.
func viewColumns(s syntax, want directory.Want) []string {
	columns := append(rowColumns[:len(rowColumns):len(rowColumns)], "NULL", s.records(), "NULL")
	columns[len(rowColumns)-1] += " IS NOT NULL"
	if want.Groups {
		columns[len(rowColumns)] = "CASE r.type WHEN 'User' THEN " + s.groups() + " END"
	}
	if want.Licenses {
		columns[len(columns)-1] = "CASE WHEN r.type = 'User' AND " + somePool + " THEN " + s.licenses() + " END"
	}
	return columns
}

// viewRow is a row of viewColumns. All columns are NULL in the rows that show only a member.
type viewRow struct {
	records.Row
	groups, records, licenses sql.NullString

	admitted sql.NullBool
}

func (r *viewRow) fields() []any {
	return inView.Into(&r.Row, &r.admitted, &r.groups, &r.records, &r.licenses)
}

// size is how many bytes of the row are kept.
func (r *viewRow) size() int {
	return len(r.Body) + len(r.Sources.String) + len(r.Provenance.String) + len(r.groups.String) + len(r.records.String) +
		len(r.licenses.String)
}

// view is nil for a row that shows only a member, since there is no record then.
func (r *viewRow) view() (*directory.View, error) {
	if !r.ID.Valid {
		return nil, nil
	}
	v := &directory.View{
		RecordKey: r.Key(),
		UserID:    r.UserID.String,
		Body:      r.Body,
		Verdict:   r.Verdict(),
		Admitted:  r.admitted.Bool,
		Version:   r.Version.Int64,
		Created:   db.FromMicros(r.Created.Int64),
		Modified:  db.FromMicros(r.Modified.Int64),
	}
	var err error
	if v.Provenance, err = records.UnpackProvenance(r.Provenance.String); err != nil {
		return nil, fmt.Errorf("provenance of record %s: %w", v.ID, err)
	}
	if v.Licenses, err = shownLicenses(r.licenses.String); err != nil {
		return nil, fmt.Errorf("licenses of record %s: %w", v.ID, err)
	}
	var groups, records [][2]string
	for _, list := range []struct {
		what string
		text sql.NullString
		into any
	}{{"sources", r.Sources, &v.Sources}, {"groups", r.groups, &groups}, {"records", r.records, &records}} {
		if !list.text.Valid {
			continue
		}
		if err := json.Unmarshal([]byte(list.text.String), list.into); err != nil {
			return nil, fmt.Errorf("%s of record %s: %w", list.what, v.ID, err)
		}
	}
	for _, g := range groups {
		v.Groups = append(v.Groups, directory.GroupRef{ID: g[0], Display: g[1]})
	}
	for _, r := range records {
		v.Records = append(v.Records, directory.RecordKey{SourceID: r[0], Type: v.Type, ID: r[1]})
	}
	return v, nil
}
