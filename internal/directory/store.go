package directory

import (
	"context"
	"time"
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

// Questions are what a batch must know before it can decide.
type Questions struct {
	Records     []RecordKey
	UserNames   []NameKey // folded
	ExternalIDs []NameKey
	Uniques     []NameKey
	Tombstones  []NameKey // by keyed hash of the externalId
	People      []MemberKey
	Pairs       []Pair
	Counts      []string // group ids: how many members?
	Rosters     []string // group ids: who are all members?
	Owners      []AddressKey
	Domains     []string
	GroupsOf    []string // member ids: in which groups, waiting or not?
}

// Empty reports whether there is nothing to ask.
func (q *Questions) Empty() bool {
	return len(q.Records)+len(q.UserNames)+len(q.ExternalIDs)+len(q.Uniques)+len(q.Tombstones)+len(q.People)+
		len(q.Pairs)+len(q.Counts)+len(q.Rosters)+len(q.Owners)+len(q.Domains)+len(q.GroupsOf) == 0
}

// Person is whom or what a member id names within a source.
type Person struct {
	Type string // TypeUser or TypeGroup; Gone; or Unknown
	ID   string // the id of today: another one when somebody deleted has come back (rule P6)
}

// What a member id can stand for beside a type: Gone is an id that the source once had (rule
// P5), Unknown one that it never had.
const (
	Unknown = ""
	Gone    = "gone"
)

// Facts are the answers, by question. A question that was answered with nothing has an entry
// with the zero value.
type Facts struct {
	Records     map[RecordKey]*Record // nil: no such record
	UserNames   map[NameKey]string    // id of the record that has it
	ExternalIDs map[NameKey]string
	Uniques     map[NameKey]string
	Tombstones  map[NameKey][]Tombstone // of those who have not come back yet
	People      map[MemberKey]Person
	Pairs       map[Pair]Member // ID "": not a member
	Counts      map[string]int
	Rosters     map[string][]Member
	Owners      map[AddressKey]string // id of the user who owns it
	Domains     map[string]Level
	GroupsOf    map[string][]GroupOf
}

// GroupOf is one group in which somebody is, or waits.
type GroupOf struct {
	GroupID string
	Waiting bool
}

// NewFacts returns facts that answer nothing yet.
func NewFacts() *Facts {
	return &Facts{
		Records:     map[RecordKey]*Record{},
		UserNames:   map[NameKey]string{},
		ExternalIDs: map[NameKey]string{},
		Uniques:     map[NameKey]string{},
		Tombstones:  map[NameKey][]Tombstone{},
		People:      map[MemberKey]Person{},
		Pairs:       map[Pair]Member{},
		Counts:      map[string]int{},
		Rosters:     map[string][]Member{},
		Owners:      map[AddressKey]string{},
		Domains:     map[string]Level{},
		GroupsOf:    map[string][]GroupOf{},
	}
}

// Changes are the net effect of a batch: each row at most once.
type Changes struct {
	Insert      []*Record
	Update      []*Record // every column but the key
	Touch       []*Record // only version and time of change
	Delete      []RecordKey
	Renamed     []RecordKey // of Update: those whose userName or externalId another record may take
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
