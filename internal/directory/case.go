package directory

import (
	"time"

	"github.com/google/uuid"
)

// FirstID is the smallest UUIDv7 of a moment (RFC 9562 section 5.7): ids of cases, records and jobs that were made
// before are smaller.
func FirstID(t time.Time) string {
	var id uuid.UUID
	ms := uint64(max(t.UnixMilli(), 0))
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	id[6], id[8] = 0x70, 0x80
	return id.String()
}
