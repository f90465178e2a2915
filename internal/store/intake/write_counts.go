package intake

import (
	"cmp"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// The table counts says how many records of a type a source has, so that the totalResults of a
// list costs one row, however many records there are. Only the intake inserts and deletes
// records; it keeps the number in the same transaction. An account's batches run one after the
// other, so nobody waits for the row who would not wait for the account's lock anyway.

// count adds what a batch inserts and takes what it deletes. Of the directory view, which has the
// account's id for a source, it counts the golden records and the groups.
func (w *writer) count(c *directory.Changes) {
	type counted struct{ sourceID, typ string }
	net := map[counted]int64{}
	for _, r := range c.Insert {
		if r.SourceID != w.account {
			net[counted{r.SourceID, r.Type}]++
		}
	}
	for _, k := range c.Delete {
		if k.SourceID != w.account {
			net[counted{k.SourceID, k.Type}]--
		}
	}
	for typ, n := range c.GoldenRows {
		net[counted{w.account, typ}] += int64(n)
	}
	var changed []counted
	for k, n := range net {
		if n != 0 {
			changed = append(changed, k)
		}
	}
	slices.SortFunc(changed, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.sourceID, b.sourceID), cmp.Compare(a.typ, b.typ))
	})
	t := db.NewTable(db.UUID("source_id"), db.Text("type"), db.Int("n"))
	for _, k := range changed {
		t.Add(k.sourceID, k.typ, net[k])
	}
	w.add(t, `
INSERT INTO counts (account_id, source_id, type, n)
SELECT {account}, source_id, type, n FROM {rows} WHERE true
    ON CONFLICT (account_id, source_id, type) DO UPDATE SET n = counts.n + excluded.n`)
}
