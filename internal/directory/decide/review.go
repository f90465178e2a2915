package decide

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
)

// open puts a case into the queue.
func (b *batch) open(r directory.Review) {
	for i := range b.reviews {
		if have := &b.reviews[i]; have.RecordID == r.RecordID && have.UserID == r.UserID {
			if have.Status == directory.StatusOpen && have.Waits && !r.Waits {
				return // what is waited for is more than a suggestion
			}
			if !slices.Contains(r.Keeps, have.Status) {
				have.Reason, have.Waits, have.Flags, have.Status = r.Reason, r.Waits, r.Flags, directory.StatusOpen
				have.Keeps = r.Keeps
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

// closings are the ends of cases in the order in which they count: what is said of a record and a user counts for more
// than what is said of all cases of the record, and that for more than what is said of all of the user.
func (b *batch) closings() []directory.Closing {
	list := slices.Clone(b.closed)
	slices.SortStableFunc(list, func(x, y directory.Closing) int {
		of := extent(x)
		if c := cmp.Compare(of, extent(y)); c != 0 {
			return c
		}
		if of == ofBoth {
			return cmp.Compare(y.Status, x.Status)
		}
		return cmp.Compare(x.Status, y.Status)
	})
	return list
}

// What cases a closing is about.
const (
	ofBoth = iota
	ofRecord
	ofUser
)

func extent(c directory.Closing) int {
	switch {
	case c.RecordID == "":
		return ofUser
	case c.UserID == "":
		return ofRecord
	}
	return ofBoth
}

// review opens cases. A suggestion that an administrator has decided stays decided; what a record waits for has to be
// decided.
func (b *batch) review(rec *directory.Record, list []candidate, waits bool) {
	keeps := []string{directory.StatusApart, directory.StatusNever}
	if waits {
		keeps = nil
	}
	for _, c := range list {
		b.open(directory.Review{
			ID: caseOf(b.cases[b.at], rec.ID, c.userID), SourceID: rec.SourceID, RecordID: rec.ID, UserID: c.userID,
			Reason: c.reason, Waits: waits, Flags: c.flags, Status: directory.StatusOpen, Created: b.now,
			Keeps: keeps,
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
