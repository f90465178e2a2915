package intake

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// importRowColumns are those of what an import keeps of a line.
var importRowColumns = []db.Column{
	db.UUID("import_id"), db.Int("line"), db.Int("part"), db.Text("type"), db.UUID("record_id"), db.UUID("member_id"),
	db.Bool("made"), db.Text("outcome"), db.Text("code"), db.Bool("waits"), db.UUID("case_id"), db.Text("before"),
	db.Text("after"), db.Text("removal"), db.Text("problem"), db.Text("cells"), db.Text("undone"),
}

// ImportRows are such rows, of a line and part the last. WriteImportRows keeps them.
func ImportRows(list []directory.ImportedRow) *db.Table {
	t := db.NewTable(importRowColumns...)
	type key struct {
		id         string
		line, part int
	}
	last := map[key]int{}
	for i, r := range list {
		last[key{r.ImportID, r.Line, r.Part}] = i
	}
	for i, r := range list {
		if last[key{r.ImportID, r.Line, r.Part}] == i {
			t.Add(r.ImportID, int64(r.Line), int64(r.Part), r.Type, r.ID, r.MemberID, r.Made, string(r.Outcome), string(r.Code),
				r.Unlicensed, r.Case, string(r.Before), r.After, string(r.Removal), db.Storable(string(r.Problem)),
				db.Storable(string(r.Cells)), r.Undone)
		}
	}
	return t
}

// WriteImportRows keeps what an import did. A line that was done before, and then cut short, keeps what was before it;
// one that is undone keeps what it was.
const WriteImportRows = `
INSERT INTO import_rows (account_id, import_id, line, part, type, record_id, member_id, made, outcome, code, waits,
       case_id, before, after, removal, problem, cells, undone)
SELECT {account}, import_id, line, part, type, record_id, member_id, made, outcome, code, waits, case_id, before, after,
       removal, problem, cells, undone FROM {rows} WHERE true
    ON CONFLICT (account_id, import_id, line, part) DO UPDATE SET
       type = excluded.type, record_id = excluded.record_id, member_id = excluded.member_id,
       made = import_rows.made OR excluded.made,
       outcome = CASE WHEN import_rows.made OR excluded.outcome = 'unchanged'
              OR excluded.removal IS NOT NULL AND import_rows.outcome <> 'unchanged'
            THEN import_rows.outcome ELSE excluded.outcome END,
       code = COALESCE(excluded.code, import_rows.code), waits = excluded.waits,
       case_id = COALESCE(excluded.case_id, import_rows.case_id),
       before = CASE WHEN import_rows.made THEN NULL ELSE COALESCE(import_rows.before, excluded.before) END,
       after = COALESCE(excluded.after, import_rows.after), removal = COALESCE(excluded.removal, import_rows.removal), problem = excluded.problem,
       cells = excluded.cells, undone = excluded.undone`

// imported keeps what imports did.
func (w *writer) imported(list []directory.ImportedRow) {
	if len(list) == 0 {
		return
	}
	w.add(ImportRows(list), WriteImportRows)
}
