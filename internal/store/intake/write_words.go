package intake

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

func wordTable(list []directory.NameWord) *db.Table {
	t := db.NewTable(db.Text("word"), db.UUID("source_id"), db.UUID("record_id"))
	for _, w := range list {
		t.Add(w.Word, w.SourceID, w.RecordID)
	}
	return t
}

func (w *writer) nameWords(list []directory.NameWord) {
	w.add(wordTable(list), `
INSERT INTO name_words (account_id, word, record_id, source_id)
SELECT {account}, word, record_id, source_id FROM {rows} WHERE true
    ON CONFLICT (account_id, word, record_id) DO NOTHING`)
}

func (w *writer) loseWords(list []directory.NameWord) {
	w.add(wordTable(list), `
DELETE FROM name_words WHERE account_id = {account} AND (word, record_id) IN (SELECT word, record_id FROM {rows})`)
}
