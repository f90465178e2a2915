package directory

import "time"

// Review is a case of the review queue: a record and a user who may be the same person (rule M2).
type Review struct {
	ID       string
	SourceID string
	RecordID string
	UserID   string
	Reason   Reason
	Waits    bool // the record waits for the decision; otherwise it is a mere suggestion
	Flags    []string
	Status   string
	Created  time.Time
}

// Closing ends the open cases of a record.
type Closing struct {
	RecordID string
	UserID   string // ends only the case with this user; "" ends all
	Status   string // StatusLinked, ...
}

// What became of a case.
const (
	StatusOpen   = "open"
	StatusLinked = "linked"
	StatusApart  = "apart" // two people
	StatusNever  = "never" // two people, for good
	StatusGone   = "gone"  // the question does not arise any more
)
