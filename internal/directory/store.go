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
	Records      []RecordKey
	UserNames    []NameKey // folded
	ExternalIDs  []NameKey
	Uniques      []NameKey
	Tombstones   []NameKey // by keyed hash of the externalId
	NamedMembers []MemberKey
	Pairs        []Pair
	Counts       []string // group ids: how many members?
	Rosters      []string // group ids: who are all members?
	Domains      []string
	Mailboxes    []string // addresses: is the mailbox itself approved?
	GroupsOf     []string // member ids: in which groups, waiting or not?

	Policy         bool         // the account's sources
	Users          []string     // ids: the users and their records
	Owners         []AddressKey // whose is the identifier? Answered with Users, too
	Holders        []AddressKey // who brings it?
	AddressMatches []MatchKey   // who brings a look-alike of an address?
	NameMatches    []MatchKey   // whose name and department are these?
	Recycled       []string     // keyed hashes of addresses: did somebody who was deleted have it?
	NeverLinks     []string     // record ids: with whom do they never link?
	Decisions      []string     // ids of cases: what was decided?
	Traces         []Trace      // which records of those had it (rule M8)?
	RoleOwners     bool         // who are the owners of the account?
	GaveWay        bool         // how many people gave way lately (rule M2e)?
}

// Empty reports whether there is nothing to ask.
func (q *Questions) Empty() bool {
	return len(q.Records)+len(q.UserNames)+len(q.ExternalIDs)+len(q.Uniques)+len(q.Tombstones)+len(q.NamedMembers)+
		len(q.Pairs)+len(q.Counts)+len(q.Rosters)+len(q.Domains)+len(q.Mailboxes)+len(q.GroupsOf)+len(q.Users)+
		len(q.Owners)+len(q.Holders)+len(q.AddressMatches)+len(q.NameMatches)+len(q.Recycled)+len(q.NeverLinks)+len(q.Traces)+len(q.Decisions) == 0 &&
		!q.Policy && !q.RoleOwners && !q.GaveWay
}

// ResolvedMember is whom or what a member id names within a source.
type ResolvedMember struct {
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
	Records      map[RecordKey]*Record // nil: no such record
	UserNames    map[NameKey]string    // id of the record that has it
	ExternalIDs  map[NameKey][]string  // a few of the records that have it
	Uniques      map[NameKey]string
	Tombstones   map[NameKey][]Tombstone // of those who have not come back yet
	NamedMembers map[MemberKey]ResolvedMember
	Pairs        map[Pair]Member // ID "": not a member
	Counts       map[string]int
	Rosters      map[string][]Member
	Domains      map[string]Domain
	Mailboxes    map[string]bool
	GroupsOf     map[string][]GroupOf

	Sources        map[string]Source           // by id; nil until Policy was asked
	Users          map[string]*Known           // those of the records above and of the owners below, too; nil: no such user
	Owners         map[AddressKey]Identifier   // RecordID "": nobody's
	Bearers        map[AddressKey][]Identifier // answered with Owners: a few of people who bring it, or a look-alike of it, up to MostBearers
	Holders        map[AddressKey][]Identifier // those who came first, let in or not, up to MostHolders
	AddressMatches map[MatchKey][]Identifier   // addresses of people who are let in, a few of each source
	NameMatches    map[MatchKey][]NameMatch    // the same
	Recycled       map[string][]Tombstone      // of a few of each source who had the address and have not come back; their ids and users
	NeverLinks     map[string][]NeverLinked
	Decisions      map[string]CaseDecision
	Traces         map[Trace]string // id of the last record that had it
	RoleOwners     []string         // ids of the active users with that role; nil until asked
	GaveWay        *GaveWay         // nil until asked
}

// MostBearers bounds how many of those are read who bring an identifier, or a look-alike of an
// address: where there are as many, there may be more.
const MostBearers = 64

// MostSameExternalID bounds how many records with one externalId are looked at.
const MostSameExternalID = 4

// NeverLinked is a record that never links with another.
type NeverLinked struct {
	ID   string
	Soft bool // it only has what somebody had of whom that was said: to be decided
}

// Trace is a keyed hash of what a record of a source had that never links with another, so that it
// is known again under another id (rule M8).
type Trace struct {
	SourceID, Hash string
}

// CaseDecision is what became of a case.
type CaseDecision struct {
	Status string // StatusOpen, ...; "" where there is no such case
	At     time.Time
	Actor  string // the administrator; "" where nobody decided, or where the log does not say who
}

// GaveWay is how many people have given way to the authority in the last 24 hours, and how many
// the account has (rule M2e).
type GaveWay struct {
	Lately, People int
}

// MostHolders bounds how many who bring an identifier are asked for: thousands may share a mailbox.
const MostHolders = 100

// MatchKey is what look-alikes have in common, asked for in every source but one: that source
// knows its own people apart.
type MatchKey struct {
	SourceID, Value string
}

// Known is what is known of a user: the row, its records, and the merged row, if there is one.
type Known struct {
	User
	Records []RecordKey // they are among the facts
	Merged  *Record
}

// NameMatch is a record of somebody who is let in, by name and department.
type NameMatch struct {
	SourceID, RecordID, UserID string
}

// Domain is how far the account may speak for a domain.
type Domain struct {
	Level     Level
	Mailboxes bool // single addresses of it are approved
}

// GroupOf is one group in which somebody is, or waits.
type GroupOf struct {
	GroupID string
	Waiting bool
}

// NewFacts returns facts that answer nothing yet.
func NewFacts() *Facts {
	return &Facts{
		Records:        map[RecordKey]*Record{},
		UserNames:      map[NameKey]string{},
		ExternalIDs:    map[NameKey][]string{},
		Uniques:        map[NameKey]string{},
		Tombstones:     map[NameKey][]Tombstone{},
		NamedMembers:   map[MemberKey]ResolvedMember{},
		Pairs:          map[Pair]Member{},
		Counts:         map[string]int{},
		Rosters:        map[string][]Member{},
		Domains:        map[string]Domain{},
		Mailboxes:      map[string]bool{},
		GroupsOf:       map[string][]GroupOf{},
		Users:          map[string]*Known{},
		Holders:        map[AddressKey][]Identifier{},
		Owners:         map[AddressKey]Identifier{},
		AddressMatches: map[MatchKey][]Identifier{},
		NameMatches:    map[MatchKey][]NameMatch{},
		Recycled:       map[string][]Tombstone{},
		NeverLinks:     map[string][]NeverLinked{},
		Traces:         map[Trace]string{},
		Decisions:      map[string]CaseDecision{},
		Bearers:        map[AddressKey][]Identifier{},
	}
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
	NameWords   []NameWord // that are new
	LostWords   []NameWord

	GoldenRows map[string]int // by type: how many rows of the directory view more
	Reviews    []Review       // new, or open again
	Closed     []Closing      // open cases that are decided
	NeverLinks []NeverLinkPair
	Rejoin     [][2]string // records that may link again
	Traces     []Traced
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
