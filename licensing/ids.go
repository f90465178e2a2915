package licensing

import (
	"crypto/sha256"
	"strings"

	"github.com/google/uuid"
)

// Derived is an id that follows from another, so that a batch that is decided twice makes the same: in the order of the
// other's ids, which are UUIDs of version 7.
func Derived(id string, more ...string) string {
	u, err := uuid.Parse(id)
	hash := sha256.Sum256([]byte(id + " " + strings.Join(more, " ")))
	if err != nil {
		copy(u[:], hash[16:]) // cases are ids but where questions are gathered, and then nothing is kept
	}
	copy(u[8:], hash[:8])
	u[8] = 0xbf // after the other, but for few
	return u.String()
}
