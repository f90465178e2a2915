package intake

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

func (w *writer) insertRecords(list []*directory.Record) {
	w.add(records.Inserted.Table(list, w.account), `
INSERT INTO records (account_id, `+records.Inserted.Names+`)
SELECT {account}, `+records.Inserted.Names+` FROM {rows} WHERE true`)
}

// updateRecords writes what records say, and what was decided about them.
func (w *writer) updateRecords(list []*directory.Record) { w.setRecords(&records.Rewritten, list) }

// judgeRecords writes what became of records of people who changed through another record.
func (w *writer) judgeRecords(list []*directory.Record) { w.setRecords(&records.Judged, list) }

// touchRecords writes that records show something else.
func (w *writer) touchRecords(list []*directory.Record) { w.setRecords(&records.Touched, list) }

func (w *writer) setRecords(how *records.Writing, list []*directory.Record) {
	w.add(how.Table(list, w.account), `
UPDATE records SET `+how.Set+` FROM {rows}
 WHERE records.account_id = {account} AND records.source_id = n.source_id AND records.type = n.type
 AND records.id = n.id`)
}

// freeNames takes names away from records that get other ones, so that others may have them:
// unique indexes are checked row by row.
func (w *writer) freeNames(keys []directory.RecordKey) {
	w.add(keyTable(keys), `
UPDATE records SET user_name = NULL
 WHERE account_id = {account} AND (source_id, type, id) IN (SELECT source_id, type, id FROM {rows})`)
}

func keyTable(keys []directory.RecordKey) *db.Table {
	t := db.NewTable(db.UUID("source_id"), db.Text("type"), db.UUID("id"))
	for _, k := range keys {
		t.Add(k.SourceID, k.Type, k.ID)
	}
	return t
}

func (w *writer) deleteRecords(keys []directory.RecordKey) {
	w.add(keyTable(keys), `
DELETE FROM records WHERE account_id = {account} AND (source_id, type, id) IN (SELECT source_id, type, id FROM {rows})`)
}
