package directory

import (
	"crypto/sha256"
	"encoding/hex"
)

// ImportedRow is what an import keeps of what it did by a line of its file, in the transaction that did it: enough to
// say what came of the line, and to undo it (rule M8).
type ImportedRow struct {
	ImportID string
	Line     int // the header being line 1; 0 for what no line says
	Part     int // 0 for the line's person; otherwise what else came of the line

	RecordKey
	MemberID   string // of a membership: who joined or left
	Made       bool   // the import made the record
	Outcome    Outcome
	Code       Code
	Unlicensed bool // waits for a license and has none (rule L3)
	Case       string
	Before     []byte // the attributes as they are kept; nil for none
	After      string // Digest of those that the import left
	Removal    Removal
	Problem    []byte // why the line was left out, as text.Messages are kept
	Cells      []byte // JSON: the row that was left out
	Undone     string // Undone or UndoneNot; "" for neither
}

// Removal is how far a suspension is that an import brings (rule S3).
type Removal string

// The removals.
const (
	RemovalParked   Removal = "parked" // until an administrator allows it
	RemovalDone     Removal = "done"
	RemovalRejected Removal = "rejected" // an administrator has said that it does not happen
)

// What else comes of a line: of memberships, and of a license for somebody who was there.
const (
	Joined Outcome = "joined"
	Left   Outcome = "left"

	Licensed Outcome = "licensed" // somebody got a license
)

// What became of a line when its import was undone: all is as before; or somebody has changed it since, and it was left.
const (
	Undone    = "undone"
	UndoneNot = "changed"
)

// Digest tells attributes apart, as they are kept.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// settled says of the results which people wait for a license when all of the batch is done: a group that comes later
// in it may give them one.
func (b *Resolution) settled() {
	waits := map[string]bool{}
	for _, u := range b.Effect.Users {
		waits[u.ID] = u.Unlicensed
	}
	for i := range b.Results {
		r := &b.Results[i]
		if r.Record == nil || r.Record.Type != TypeUser {
			continue
		}
		var changed bool
		if r.Waits, changed = waits[r.Record.UserID]; !changed {
			r.Waits = r.Record.Unlicensed
		}
	}
}
