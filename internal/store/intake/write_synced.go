package intake

import (
	"maps"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// synced keeps what has become of items of sync runs, and counts it for the runs.
func (w *writer) synced(list []directory.Synced) {
	if len(list) == 0 {
		return
	}
	done := db.NewTable(db.UUID("source_id"), db.Int("n"), db.UUID("record_id"), db.Text("hash"), db.Text("facts"), db.Text("state"),
		db.Text("reason"), db.UUID("case_id"), db.Int("at"))
	partly := db.NewTable(db.UUID("source_id"), db.Int("n"), db.UUID("record_id"), db.UUID("case_id"), db.Int("at"))
	gone := db.NewTable(db.UUID("source_id"), db.Int("n"))
	at := db.Micros(w.now)
	counts, turns := map[string]map[directory.Tally]int64{}, map[string]int64{}
	for _, s := range list {
		failed := s.Tally == directory.TallyFailed
		switch {
		case s.Gone && !failed:
			gone.Add(s.SourceID, s.N)
		case s.More && !failed:
			partly.Add(s.SourceID, s.N, s.RecordID, s.Case, at)
		case failed:
			done.Add(s.SourceID, s.N, s.RecordID, "", "", "failed", db.Storable(s.Why.Keep()), s.Case, at)
		default:
			done.Add(s.SourceID, s.N, s.RecordID, s.Hash, s.Facts, "", "", s.Case, at)
		}
		if counts[s.RunID] == nil {
			counts[s.RunID], turns[s.RunID] = map[directory.Tally]int64{}, s.Turn
		}
		if s.Quiet && !failed {
			continue
		}
		counts[s.RunID][s.Tally]++
	}
	w.add(done, `
UPDATE sync_items SET record_id = n.record_id, hash = CASE WHEN n.state = 'failed' THEN sync_items.hash ELSE n.hash END,
       facts = CASE WHEN n.state = 'failed' THEN sync_items.facts ELSE n.facts END,
       body = NULL, new_facts = NULL, removal = NULL, missing_in = NULL, state = n.state, reason = n.reason, case_id = n.case_id, at = n.at
  FROM {rows} WHERE sync_items.account_id = {account} AND sync_items.source_id = n.source_id AND sync_items.n = n.n`)
	w.add(partly, `
UPDATE sync_items SET record_id = n.record_id, made = 1, case_id = n.case_id, at = n.at
  FROM {rows} WHERE sync_items.account_id = {account} AND sync_items.source_id = n.source_id AND sync_items.n = n.n`)
	w.add(gone, `
DELETE FROM sync_items WHERE account_id = {account} AND (source_id, n) IN (SELECT source_id, n FROM {rows})`)
	tallies := db.NewTable(db.UUID("id"), db.Int("turn"), db.Int("created"), db.Int("linked"), db.Int("updated"), db.Int("unchanged"), db.Int("held"),
		db.Int("review"), db.Int("waiting"), db.Int("failed"))
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		c := counts[id]
		tallies.Add(id, turns[id], c[directory.TallyCreated], c[directory.TallyLinked], c[directory.TallyUpdated], c[directory.TallyUnchanged],
			c[directory.TallyHeld], c[directory.TallyReview], c[directory.TallyWaiting], c[directory.TallyFailed])
	}
	// What an older turn would write can't be written, as no count may be NULL, and all else of the batch with it.
	w.add(tallies, `
UPDATE sync_runs SET created = CASE WHEN sync_runs.turn = n.turn THEN sync_runs.created + n.created END, linked = sync_runs.linked + n.linked,
       updated = sync_runs.updated + n.updated, unchanged = sync_runs.unchanged + n.unchanged, held = sync_runs.held + n.held,
       review = sync_runs.review + n.review, waiting = sync_runs.waiting + n.waiting, failed = sync_runs.failed + n.failed
  FROM {rows} WHERE sync_runs.account_id = {account} AND sync_runs.id = n.id`)
}
