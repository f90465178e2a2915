package directory

import (
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
)

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

// Reason is why somebody may be the same person, or why an address alone does not prove it.
type Reason string

// The reasons of rule M2. In the first ones, the address is the same.
const (
	NotVerified  Reason = "domainNotVerified" // the domain is approved only
	NotTrusted   Reason = "sourceNotTrusted"  // the source is not trusted for the domain
	NotProved    Reason = "holderNotProved"   // nothing proves that the address is the holder's
	NotConfirmed Reason = "notConfirmed"      // a typed address that its mailbox has not confirmed (rule M5)
	IsPrivileged Reason = "privileged"        // the holder has a role in the account
	IsSuspended  Reason = "suspended"         // the holder is suspended
	IsSeveral    Reason = "severalPeople"     // the record's identifiers belong to several people
	IsRecycled   Reason = "recycled"          // the record's source has deleted somebody else with the address (rule M7)
	PlusTag      Reason = "plusTag"           // an alias by "+tag" (rule M3)
	Dots         Reason = "dots"              // an alias by dots
	Confusable   Reason = "confusable"        // letters that look alike (UTS 39)
	SameName     Reason = "sameName"          // the same name and department
	Shared       Reason = "sharedAddress"     // somebody known changed to another person's address
)

// Risks of a case.
const (
	RiskPrivileged = "privileged" // the user has a role in the account
	RiskRecycled   = "recycled"   // the user's address belonged to somebody who was deleted
	RiskLookAlike  = "look-alike" // the addresses only look the same
)

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

// open puts a case into the queue. A suggestion that an administrator has decided stays decided.
func (b *batch) open(r Review) {
	for i := range b.reviews {
		if have := &b.reviews[i]; have.RecordID == r.RecordID && have.UserID == r.UserID {
			if r.Waits || have.Status != StatusApart && have.Status != StatusNever {
				have.Reason, have.Waits, have.Flags, have.Status = r.Reason, r.Waits, r.Flags, StatusOpen
			}
			return
		}
	}
	b.reviews = append(b.reviews, r)
}

// end closes cases, those that this batch has opened too.
func (b *batch) end(c Closing) {
	b.closed = append(b.closed, c)
	for i := range b.reviews {
		r := &b.reviews[i]
		if r.Status == StatusOpen && (c.RecordID == "" || c.RecordID == r.RecordID) && (c.UserID == "" || c.UserID == r.UserID) {
			r.Status = c.Status
		}
	}
}

// review opens cases.
func (b *batch) review(rec *Record, list []candidate, waits bool) {
	for _, c := range list {
		b.open(Review{
			ID: caseOf(b.cases[b.at], rec.ID, c.userID), SourceID: rec.SourceID, RecordID: rec.ID, UserID: c.userID,
			Reason: c.reason, Waits: waits, Flags: c.flags, Status: StatusOpen, Created: b.now,
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

// decided ends the open cases of a record: the one with the user as the status says.
func (b *batch) decided(recordID, userID, status string) {
	if userID != "" {
		b.end(Closing{RecordID: recordID, UserID: userID, Status: status})
	}
	b.end(Closing{RecordID: recordID, Status: StatusGone})
}
