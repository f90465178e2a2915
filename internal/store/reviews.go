package store

import (
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// reviews opens cases. A suggestion that an administrator has decided stays decided; what a record
// waits for has to be decided.
func (w *writer) reviews(list []directory.Review) {
	t := newTable(column{"id", uuidCol}, column{"source_id", uuidCol}, column{"record_id", uuidCol}, column{"user_id", uuidCol},
		column{"reason", textCol}, column{"waits", boolCol}, column{"flags", textCol}, column{"status", textCol}, column{"created", intCol}, column{"decided", intCol})
	for _, r := range list {
		t.add(r.ID, r.SourceID, r.RecordID, r.UserID, string(r.Reason), r.Waits, strings.Join(r.Flags, " "), r.Status, micros(r.Created), micros(w.now))
	}
	w.add(t, `
INSERT INTO reviews (account_id, id, source_id, record_id, user_id, reason, waits, flags, status, created, decided)
SELECT {account}, id, source_id, record_id, user_id, reason, waits, flags, status, created, CASE WHEN status <> 'open' THEN decided END FROM {rows} WHERE true
    ON CONFLICT (account_id, record_id, user_id) DO UPDATE SET reason = excluded.reason, waits = excluded.waits, flags = excluded.flags, status = excluded.status, decided = excluded.decided
 WHERE excluded.waits OR reviews.status NOT IN ('apart', 'never')`)
}

// closeReviews ends open cases: of a record and a user, of a record, or of a user. What is said of
// both counts for more than what is said of one. COALESCE keeps the indexes out that would give all
// cases of the user, and all that are open.
func (w *writer) closeReviews(list []directory.Closing) {
	t := newTable(column{"record_id", uuidCol}, column{"user_id", uuidCol}, column{"status", textCol}, column{"decided", intCol})
	for _, c := range list {
		t.add(c.RecordID, c.UserID, c.Status, micros(w.now))
	}
	w.add(t, `
UPDATE reviews SET status = COALESCE((SELECT max(n.status) FROM {rows} WHERE n.record_id = reviews.record_id AND n.user_id = reviews.user_id),
                (SELECT min(n.status) FROM {rows} WHERE n.record_id = reviews.record_id AND n.user_id IS NULL), 'gone'),
       decided = (SELECT max(n.decided) FROM {rows})
 WHERE account_id = {account} AND id IN (
       SELECT r.id FROM {rows} CROSS JOIN reviews r
        WHERE r.account_id = {account} AND r.record_id = n.record_id AND COALESCE(n.user_id, r.user_id) = r.user_id AND COALESCE(r.status, '') = 'open'
        UNION ALL
       SELECT r.id FROM {rows} CROSS JOIN reviews r
        WHERE r.account_id = {account} AND r.user_id = n.user_id AND n.record_id IS NULL AND COALESCE(r.status, '') = 'open')`)
}

func pairTable(pairs [][2]string) *table {
	t := newTable(column{"record_id", uuidCol}, column{"other_id", uuidCol})
	for _, p := range pairs {
		t.add(p[0], p[1])
		t.add(p[1], p[0])
	}
	return t
}

// neverLinks keeps pairs of records that never link, in both orders (rule M8).
func (w *writer) neverLinks(list []directory.NeverLinkPair) {
	t := newTable(column{"record_id", uuidCol}, column{"other_id", uuidCol}, column{"soft", boolCol}, column{"created", intCol})
	for _, s := range list {
		t.add(s.Pair[0], s.Pair[1], s.Soft, micros(w.now))
		t.add(s.Pair[1], s.Pair[0], s.Soft, micros(w.now))
	}
	w.add(t, `
INSERT INTO never_links (account_id, record_id, other_id, soft, created)
SELECT {account}, record_id, other_id, soft, created FROM {rows} WHERE true
    ON CONFLICT (account_id, record_id, other_id) DO UPDATE SET soft = excluded.soft`)
}

// traces keeps what records are known by that never link with others.
func (w *writer) traces(list []directory.Traced) {
	t := newTable(column{"source_id", uuidCol}, column{"hash", textCol}, column{"record_id", uuidCol})
	for _, x := range list {
		t.add(x.SourceID, x.Hash, x.RecordID)
	}
	w.add(t, `
INSERT INTO traces (account_id, source_id, hash, record_id)
SELECT {account}, source_id, hash, record_id FROM {rows} WHERE true
    ON CONFLICT (account_id, source_id, hash) DO UPDATE SET record_id = excluded.record_id`)
}

// rejoin takes back what neverLinks has kept.
func (w *writer) rejoin(pairs [][2]string) {
	w.add(pairTable(pairs), `
DELETE FROM never_links WHERE account_id = {account} AND (record_id, other_id) IN (SELECT record_id, other_id FROM {rows})`)
}
