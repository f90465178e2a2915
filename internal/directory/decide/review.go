package decide

import (
	"crypto/sha256"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
)

// open puts a case into the queue. A suggestion that an administrator has decided stays decided.
func (b *batch) open(r directory.Review) {
	for i := range b.reviews {
		if have := &b.reviews[i]; have.RecordID == r.RecordID && have.UserID == r.UserID {
			if have.Status == directory.StatusOpen && have.Waits && !r.Waits {
				return // what is waited for is more than a suggestion
			}
			if r.Waits || have.Status != directory.StatusApart && have.Status != directory.StatusNever {
				have.Reason, have.Waits, have.Flags, have.Status = r.Reason, r.Waits, r.Flags, directory.StatusOpen
			}
			return
		}
	}
	b.reviews = append(b.reviews, r)
}

// end closes cases, those that this batch has opened too.
func (b *batch) end(c directory.Closing) {
	b.closed = append(b.closed, c)
	for i := range b.reviews {
		r := &b.reviews[i]
		if r.Status == directory.StatusOpen && (c.RecordID == "" || c.RecordID == r.RecordID) &&
			(c.UserID == "" || c.UserID == r.UserID) {
			r.Status = c.Status
		}
	}
}

// review opens cases.
func (b *batch) review(rec *directory.Record, list []candidate, waits bool) {
	for _, c := range list {
		b.open(directory.Review{
			ID: caseOf(b.cases[b.at], rec.ID, c.userID), SourceID: rec.SourceID, RecordID: rec.ID, UserID: c.userID,
			Reason: c.reason, Waits: waits, Flags: c.flags, Status: directory.StatusOpen, Created: b.now,
		})
	}
}

// caseOf is the id of a case, which like all ids tells when it was made: that of the log entry with
// other random bits, the same however often the batch is decided.
func caseOf(entryID, recordID, userID string) string {
	id := uuid.MustParse(entryID)
	sum := sha256.Sum256([]byte(recordID + userID))
	copy(id[9:], sum[:])
	return id.String()
}

// endCases ends the open cases of a record: the one with the user as the status says.
func (b *batch) endCases(recordID, userID, status string) {
	if userID != "" {
		b.end(directory.Closing{RecordID: recordID, UserID: userID, Status: status})
	}
	b.end(directory.Closing{RecordID: recordID, Status: directory.StatusGone})
}
