package intake

import (
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// reviews opens cases, apart from those whose earlier end is to be kept.
func (w *writer) reviews(list []directory.Review) {
	t := db.NewTable(db.UUID("id"), db.UUID("source_id"), db.UUID("record_id"), db.UUID("user_id"), db.Text("reason"),
		db.Bool("waits"), db.Text("flags"), db.Text("status"), db.Int("created"), db.Int("decided"), db.Text("keeps"))
	for _, r := range list {
		t.Add(r.ID, r.SourceID, r.RecordID, r.UserID, string(r.Reason), r.Waits, strings.Join(r.Flags, " "), r.Status,
			db.Micros(r.Created), db.Micros(w.now), " "+strings.Join(r.Keeps, " ")+" ")
	}
	w.add(t, `
INSERT INTO reviews (account_id, id, source_id, record_id, user_id, reason, waits, flags, status, created, decided)
SELECT {account}, id, source_id, record_id, user_id, reason, waits, flags, status, created, CASE WHEN status <> 'open'
       THEN decided END FROM {rows}
 WHERE NOT EXISTS (SELECT 1 FROM reviews r WHERE r.account_id = {account} AND r.record_id = n.record_id
       AND r.user_id = n.user_id AND n.keeps LIKE '% ' || r.status || ' %')
    ON CONFLICT (account_id, record_id, user_id) DO UPDATE SET reason = excluded.reason, waits = excluded.waits,
    flags = excluded.flags, status = excluded.status, decided = excluded.decided`)
}

// closeReviews ends open cases; of those that end the same one the first says how. COALESCE keeps the indexes out that
// would give all cases of the user, and all that are open.
func (w *writer) closeReviews(list []directory.Closing) {
	t := db.NewTable(db.Int("place"), db.UUID("record_id"), db.UUID("user_id"), db.Text("status"), db.Int("decided"))
	for i, c := range list {
		t.Add(int64(i), c.RecordID, c.UserID, c.Status, db.Micros(w.now))
	}
	w.add(t, `
UPDATE reviews SET status = (SELECT n.status FROM {rows}
       WHERE COALESCE(n.record_id, reviews.record_id) = reviews.record_id
       AND COALESCE(n.user_id, reviews.user_id) = reviews.user_id ORDER BY n.place LIMIT 1),
       decided = (SELECT max(n.decided) FROM {rows})
 WHERE account_id = {account} AND id IN (
       SELECT r.id FROM {rows} CROSS JOIN reviews r
        WHERE r.account_id = {account} AND r.record_id = n.record_id AND COALESCE(n.user_id, r.user_id) = r.user_id
        AND COALESCE(r.status, '') = 'open'
        UNION ALL
       SELECT r.id FROM {rows} CROSS JOIN reviews r
        WHERE r.account_id = {account} AND r.user_id = n.user_id AND n.record_id IS NULL
        AND COALESCE(r.status, '') = 'open')`)
}

func pairTable(pairs [][2]string) *db.Table {
	t := db.NewTable(db.UUID("record_id"), db.UUID("other_id"))
	for _, p := range pairs {
		t.Add(p[0], p[1])
		t.Add(p[1], p[0])
	}
	return t
}

// neverLinks keeps pairs of records that never link, in both orders (rule M8).
func (w *writer) neverLinks(list []directory.NeverLinkPair) {
	t := db.NewTable(db.UUID("record_id"), db.UUID("other_id"), db.Bool("soft"), db.Int("created"))
	for _, s := range list {
		t.Add(s.Pair[0], s.Pair[1], s.Soft, db.Micros(w.now))
		t.Add(s.Pair[1], s.Pair[0], s.Soft, db.Micros(w.now))
	}
	w.add(t, `
INSERT INTO never_links (account_id, record_id, other_id, soft, created)
SELECT {account}, record_id, other_id, soft, created FROM {rows} WHERE true
    ON CONFLICT (account_id, record_id, other_id) DO UPDATE SET soft = excluded.soft`)
}

// traces keeps what records are known by that never link with others.
func (w *writer) traces(list []directory.Traced) {
	t := db.NewTable(db.UUID("source_id"), db.Text("hash"), db.UUID("record_id"))
	for _, x := range list {
		t.Add(x.SourceID, x.Hash, x.RecordID)
	}
	w.add(t, `
INSERT INTO traces (account_id, source_id, hash, record_id)
SELECT {account}, source_id, hash, record_id FROM {rows} WHERE true
    ON CONFLICT (account_id, source_id, hash) DO UPDATE SET record_id = excluded.record_id`)
}

// rejoin takes back what neverLinks has kept.
func (w *writer) rejoin(pairs [][2]string) {
	w.add(pairTable(pairs), `
DELETE FROM never_links WHERE account_id = {account} AND (record_id, other_id) IN (SELECT record_id, other_id
       FROM {rows})`)
}
