package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// importFilters are the conditions of admin.ImportFilter.
var importFilters = map[admin.ImportFilter]string{
	admin.AllImported:    ``,
	admin.FailedImported: ` AND cells IS NOT NULL`,
	admin.ParkedImported: ` AND removal = 'parked' AND undone IS NULL`,
	admin.UndoMembers:    ` AND undone IS NULL AND type = 'Group' AND member_id IS NOT NULL`,
	admin.UndoLicenses:   ` AND undone IS NULL AND outcome = 'licensed'`,
	admin.UndoPeople:     ` AND undone IS NULL AND type = 'User' AND member_id IS NULL`,
	admin.UndoGroups:     ` AND undone IS NULL AND type = 'Group' AND member_id IS NULL`,
}

// ImportRows implements admin.ImportStore.
func (st *DB) ImportRows(
	ctx context.Context, accountID, id string, which admin.ImportFilter, line, part, limit int,
) ([]directory.ImportedRow, error) {
	var rows []struct {
		Line     int
		Part     int
		Type     sql.NullString
		RecordID sql.NullString `db:"record_id"`
		MemberID sql.NullString `db:"member_id"`
		Made     bool
		Outcome  string
		Code     sql.NullString
		Waits    bool
		CaseID   sql.NullString `db:"case_id"`
		Before   sql.NullString
		After    sql.NullString
		Removal  sql.NullString
		Problem  sql.NullString
		Cells    sql.NullString
		Undone   sql.NullString
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT line, part, type, record_id, member_id, made, outcome, code, waits, case_id, before, after, removal, problem,
		       cells, undone
		  FROM import_rows WHERE account_id = $1 AND import_id = $2 AND (line, part) > ($3, $4)`+importFilters[which]+`
		 ORDER BY line, part LIMIT $5`, accountID, id, line, part, limit)
	if err != nil {
		return nil, fmt.Errorf("read what an import did: %w", db.Reason(ctx, err))
	}
	list := make([]directory.ImportedRow, len(rows))
	for i, r := range rows {
		list[i] = directory.ImportedRow{
			ImportID: id, Line: r.Line, Part: r.Part, RecordKey: directory.RecordKey{Type: r.Type.String, ID: r.RecordID.String},
			MemberID: r.MemberID.String, Made: r.Made, Outcome: directory.Outcome(r.Outcome), Code: directory.Code(r.Code.String),
			Unlicensed: r.Waits, Case: r.CaseID.String, After: r.After.String,
			Removal: directory.Removal(r.Removal.String), Problem: []byte(r.Problem.String), Cells: []byte(r.Cells.String),
			Undone: r.Undone.String,
		}
		if r.Before.Valid {
			list[i].Before = []byte(r.Before.String)
		}
	}
	return list, nil
}

// ImportCounts implements admin.ImportStore: what is said of an import is counted from what is kept of it.
func (st *DB) ImportCounts(ctx context.Context, accountID, id string) (c admin.ImportCounts, err error) {
	var rows []struct {
		Person  bool
		Listed  bool
		Outcome string
		Removal string
		Waits   bool
		Made    bool
		Undone  string
		N       int
	}
	err = st.ReadPool.SelectContext(ctx, &rows, `
		SELECT part = 0 AS person, line > 0 AS listed, outcome, coalesce(removal, '') AS removal, waits, made,
		       coalesce(undone, '') AS undone, count(*) AS n
		  FROM import_rows WHERE account_id = $1 AND import_id = $2
		 GROUP BY part = 0, line > 0, outcome, coalesce(removal, ''), waits, made, coalesce(undone, '')`, accountID, id)
	if err != nil {
		return c, fmt.Errorf("count what an import did: %w", db.Reason(ctx, err))
	}
	for _, r := range rows {
		switch {
		case r.Listed && r.Person:
			*c.Of(directory.Outcome(r.Outcome)) += r.N
			if r.Waits && r.Undone == "" {
				c.Waiting += r.N
			}
			if r.Removal == string(directory.RemovalDone) {
				c.Suspended += r.N
			}
		case r.Outcome == string(directory.Joined):
			c.Joined += r.N
		case r.Outcome == string(directory.Left):
			c.Left += r.N
		case r.Made:
			c.Groups += r.N
		case r.Removal == string(directory.RemovalDone):
			c.Removed += r.N
		}
		if r.Removal == string(directory.RemovalParked) && r.Undone == "" {
			c.Parked += r.N
		}
		switch r.Undone {
		case directory.Undone:
			c.Undone += r.N
		case directory.UndoneNot:
			c.Kept += r.N
		}
	}
	return c, nil
}
