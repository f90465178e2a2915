package directory

import (
	"context"
	"time"

	"github.com/usher-id/usher/licensing"
)

// Store is what the intake needs of a database.
type Store interface {
	// Transact runs fn while no other batch, on any node, changes the account. What fn writes with
	// its one Write lands as a whole, or not at all when Write or fn fails before. A dry run is
	// rolled back; fn must then return an error. It may run fn several times, each time from the
	// beginning. An error of fn is returned.
	Transact(ctx context.Context, accountID string, dry bool, fn func(Tx) error) error
}

// Tx is one batch's turn at the database: facts come in at most two round trips, changes go out
// in one, however many items the batch has.
type Tx interface {
	Now() time.Time
	// Find answers the questions and adds the answers to the facts.
	Find(ctx context.Context, accountID string, q *Questions, into *Facts) error
	// Write carries out the changes, all or none. It is the last thing that a batch does.
	Write(ctx context.Context, accountID string, c *Changes) error
}

// NameKey names a record by a value that is unique within its source and type.
type NameKey struct {
	SourceID, Type, Value string
}

// MemberKey names somebody whom a client calls by id as a group's member.
type MemberKey struct {
	SourceID, ID string
}

// Pair is a possible membership.
type Pair struct {
	GroupID, MemberID string
}

// AddressKey names an identifier's value.
type AddressKey struct {
	Kind, Value string
}

// Changes are the net effect of a batch: each row at most once.
type Changes struct {
	Insert      []*Record
	Update      []*Record // every column but the key
	Judge       []*Record // only the verdict, what concerns links, version and time of change
	Touch       []*Record // only version and time of change
	Delete      []RecordKey
	Renamed     []RecordKey // of Update: those whose userName another record may take
	Users       []User      // inserted, or updated where the id is there
	Uniques     []Unique    // values that are new
	Free        []Unique    // values that are given up
	Identifiers []Identifier
	Forget      []Identifier // by kind, value and record
	Clear       []string     // groups that lose every member not in Join
	Join        []Joining    // inserted, or updated where the pair is there
	Leave       []Pair
	Tombstones  []Tombstone
	Returns     []Return
	Log         []LogEntry
	Jobs        []Job
	Imported    []ImportedRow
	NameWords   []NameWord // that are new
	LostWords   []NameWord

	GoldenRows map[string]int // by type: how many rows of the directory view more
	Reviews    []Review       // new, or open again
	Closed     []Closing      // open cases that are decided
	NeverLinks []NeverLinkPair
	Rejoin     [][2]string // records that may link again
	Traces     []Traced

	Licensing *licensing.Changes
	NewPools  []licensing.Pool
	LostPools []string
	NewRules  []licensing.Rule
	LostRules []string
	Licensed  []string // users of whom nothing else changes, who wait for no license any more

	Synced []Synced
}

// NeverLinkPair is a pair of records that never link.
type NeverLinkPair struct {
	Pair [2]string
	Soft bool // see NeverLinked
}

// Traced is what a record had that never links with another.
type Traced struct {
	Trace
	RecordID string
}

// Joining is a membership to be written.
type Joining struct {
	GroupID string
	Member
}

// Return says that somebody deleted has come back as a new record.
type Return struct {
	SourceID, OldID, NewID string
}
