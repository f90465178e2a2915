package db

import (
	"database/sql"
	"database/sql/driver"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Micros is how times are kept: microseconds since 1970 UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// MicrosOrZero is Micros, and 0 for no time.
func MicrosOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return Micros(t)
}

func FromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

// NoID is less than every id.
const NoID = "00000000-0000-0000-0000-000000000000"

func OrNoID(id string) string {
	if id == "" {
		return NoID
	}
	return id
}

// Storable is text without what PostgreSQL can't keep: NUL, and bytes that are no UTF-8. A log
// of refused requests sees both.
func Storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// UUIDOrNone is the id as databases keep it; "" for what a client made up.
func UUIDOrNone(id string) string {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return parsed.String()
}

// FromNullMicros gives the zero time for NULL.
func FromNullMicros(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return FromMicros(n.Int64)
}

// UUIDArray is a parameter of a list of ids. PostgreSQL only.
func UUIDArray(ids []string) driver.Valuer { return array{kind: uuidCol, text: ids} }
