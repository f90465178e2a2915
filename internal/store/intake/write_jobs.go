package intake

import (
	"github.com/usher-id/usher/internal/directory"

	"github.com/usher-id/usher/internal/store/db"
)

// jobs keeps jobs, of a kind and key the last. One that waits already stays, with what the new one
// says and the earlier time.
func (w *writer) jobs(list []directory.Job) {
	if len(list) == 0 {
		return
	}
	t := db.NewTable(db.UUID("id"), db.Text("kind"), db.Text("key"), db.Text("payload"),
		db.Int("due"), db.Int("created"))
	last := map[[2]string]int{}
	for i, j := range list {
		last[[2]string{j.Kind, j.Key}] = i
	}
	for i, j := range list {
		if last[[2]string{j.Kind, j.Key}] == i {
			t.Add(j.ID, j.Kind, j.Key, j.Payload, db.Micros(w.now.Add(j.Wait)), db.Micros(w.now))
		}
	}
	w.add(t, `
INSERT INTO jobs (account_id, id, kind, key, payload, state, due, attempts, created)
SELECT {account}, id, kind, key, payload, 'waiting', due, 0, created FROM {rows} WHERE true
    ON CONFLICT (account_id, kind, key) WHERE state = 'waiting' DO UPDATE SET payload = excluded.payload,
       due = CASE WHEN jobs.due < excluded.due THEN jobs.due ELSE excluded.due END`)
}
