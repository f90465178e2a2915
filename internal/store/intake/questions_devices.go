package intake

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// licensesWorking finds whether devices hold slots of a license: active ones, and those of which a license file is
// still valid.
var licensesWorking = &lookup[string, struct{}]{
	of:   func(q *directory.Questions) []string { return q.Working },
	cols: []db.Column{db.UUID("id"), db.Int("now")},
	keys: func(id string, now time.Time, add func(...any)) { add(id, db.Micros(now)) },
	from: "devices r", where: "r.account_id = $1 AND r.license_id = k.id AND (r.state = 'active' OR r.file_until > k.now)",
	rows: anyRow, read: readNothing,
	land: func(f *directory.Facts) (func(string), func(string, struct{})) {
		return func(id string) { f.Working[id] = false }, func(id string, _ struct{}) { f.Working[id] = true }
	},
}
