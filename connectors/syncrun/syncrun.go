// Package syncrun brings what a connected service says into the directory, and does no harm by it. A run reads all pages into a
// snapshot, judges whether they are all, plans, lets a guard look at what would be taken from people, and applies the rest in batches
// of the intake (rules S1 to S8). Each step is kept with how far the run is, so that another process goes on where one was killed.
package syncrun

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Mode is what a run is for.
type Mode string

// The modes.
const (
	Full    Mode = "full"    // reads everything
	Delta   Mode = "delta"   // reads what has changed
	Preview Mode = "preview" // reads everything, decides, and keeps nothing of people (rule S6)
	Allowed Mode = "allowed" // applies what an administrator has allowed of what was parked (rule S3)
)

// State is how far a run is.
type State string

// The states of runs. The last four are ends.
const (
	Waiting    State = "waiting"
	Running    State = "running"
	Completed  State = "completed"
	Incomplete State = "incomplete" // what was read was not all: nothing follows from who is missing (rule S2)
	Failed     State = "failed"
	Cancelled  State = "cancelled"
)

// Ended reports whether a run is over.
func (s State) Ended() bool { return s != Waiting && s != Running }

// Phase is what a run does.
type Phase string

// The phases, in their order.
const (
	Reading  Phase = "read"
	Planning Phase = "plan"   // who is missing, and what the guard says
	People   Phase = "people" // users are applied
	Groups   Phase = "groups"
	Finished Phase = "done"
)

// Counts are what has become of the entries of a run, each in one of those up to Failed.
type Counts struct {
	Created   int
	Linked    int
	Updated   int
	Unchanged int
	Held      int
	Review    int
	Waiting   int // for a license; nobody of them is in another number
	Failed    int

	Missing int // not read: since this run, or since an earlier one and only to be seen
	Removed int // who were made inactive, and groups that were deleted, since they are not there any more
	Parked  int // wait for an administrator (rule S3)
}

// Done is how many entries have come to something.
func (c *Counts) Done() int {
	return c.Created + c.Linked + c.Updated + c.Unchanged + c.Held + c.Review + c.Waiting + c.Failed
}

// Service is a connected service: a source that is read.
type Service struct {
	Source   directory.Source
	Kind     string // of the connector
	Settings string // JSON, of the connector; no secret
	Scope    string // what is read, in a word that changes with it (rule S6)
	Seen     string // the scope of which an administrator has seen a preview
	Waived   bool   // the first run needs no preview
	Mark     string // where the next delta begins; "" for none
	Broken   bool   // its credential was refused: it is not tried by itself any more
	Problem  string // of the last run, as text.Kept reads it; "" for none
	NextN    int64  // number of the next item
	Changed  int64  // how often it was connected or set
	LastFull time.Time
	Next     time.Time // when it is due
}

// Previewed reports whether a run may apply what it finds.
func (s *Service) Previewed() bool { return s.Waived || s.Seen == s.Scope }

// Run is one run.
type Run struct {
	AccountID string
	ID        string // UUIDv7
	SourceID  string
	Mode      Mode
	State     State
	Phase     Phase
	Position  string // of the phase: of the connector's next page, or the number of the last item that is done
	Total     int    // entries to be read, as far as the service says; 0 for not
	Read      int    // entries that were read
	Counts
	Seats   string        // of a preview: JSON, see Seats
	Problem text.Messages // why it is not completed, and what else an administrator should know
	Mark    string        // of the service's history before it was read
	Lacks   string        // what can't be read, blanks between
	Actor   string        // who asked; "" for the schedule
	Channel string
	Cancel  bool // somebody has asked it to end
	Turn    int64
	Asked   time.Time
	Started time.Time // zero before
	Ended   time.Time
}

// ItemState is what is to be done with an item.
type ItemState string

// The states of items.
const (
	Settled  ItemState = ""         // it is as it was read
	Staged   ItemState = "staged"   // read anew, and not applied
	Refused  ItemState = "failed"   // the intake has refused it
	Parked   ItemState = "parked"   // an administrator decides (rule S3)
	Allowing ItemState = "allowed"  // and has allowed it
	Kept     ItemState = "rejected" // and has rejected it: it stays as it was until the service says something else
	Absent   ItemState = "missing"  // not in the last complete reading (rule S4)
)

// What an item takes from people: the removals of rule S3.
const (
	Suspends  = "suspended"   // somebody active is not any more
	Empties   = "emptied"     // a group loses all members
	Addresses = "noAddress"   // somebody loses every address
	Deletes   = "deleted"     // the service says that it is gone
	Vanishes  = "disappeared" // it was not read in two runs, or the service says so when it is asked
)

// Item is what a run knows of one entry of the service.
type Item struct {
	N         int64 // counts the items of a source
	Type      string
	NativeID  string
	RecordID  string
	Made      bool   // the record is made, though not all of it is applied
	Hash      string // of what was last applied; "" before the first time
	Facts     string // what was applied: see facts
	Body      string // JSON, of what is staged; "" for what is to be removed
	NewHash   string // of that
	NewFacts  string
	Removal   string // one of the removals; "" for none
	State     ItemState
	Reason    text.Messages // of Refused
	Case      string        // id of the log entry of the last change
	MissingIn string        // id of the complete run in which it was missing first
	Name      string        // as people call it
	At        time.Time
}
