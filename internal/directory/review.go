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

	// Keeps are the ends of an earlier case of the same record and user that this one leaves as they are.
	Keeps []string
}

// Closing ends open cases: of a record with a user, of a record, or of a user. Where several end a case, the first one
// says what became of it.
type Closing struct {
	RecordID string // "" for all of the user
	UserID   string // "" for all of the record
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
