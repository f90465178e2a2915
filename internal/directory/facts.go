package directory

import (
	"reflect"
	"time"

	"github.com/usher-id/usher/licensing"
)

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

	Sources map[string]Source // by id; nil until Policy was asked
	// those of the records above and of the owners below, too; nil: no such user
	Users  map[string]*Known
	Owners map[AddressKey]Identifier // RecordID "": nobody's
	// answered with Owners: a few of people who bring it, or a look-alike of it, up to MostBearers
	Bearers        map[AddressKey][]Identifier
	Holders        map[AddressKey][]Identifier // those who came first, let in or not, up to MostHolders
	AddressMatches map[MatchKey][]Identifier   // addresses of people who are let in, a few of each source
	NameMatches    map[MatchKey][]NameMatch    // the same
	// of a few of each source who had the address and have not come back; their ids and users
	Recycled   map[string][]Tombstone
	NeverLinks map[string][]NeverLinked
	Decisions  map[string]CaseDecision
	Traces     map[Trace]string // id of the last record that had it
	RoleOwners []string         // ids of the active users with that role; nil until asked
	GaveWay    *GaveWay         // nil until asked

	Licensing *licensing.Facts               // nil until asked; without Licenses
	Licenses  map[string][]licensing.License // of those in Users
	Away      map[string][]licensing.License
	Working   map[string]bool // licenses by which devices work, or may by an offline license file
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

// LevelOf is how far the account may speak for an address of the domain (rule D1); mailbox, which is asked where it
// matters, tells whether the address itself is approved.
func (d Domain) LevelOf(mailbox func() bool) Level {
	if d.Level == Unapproved && d.Mailboxes && mailbox() {
		return Mailbox
	}
	return d.Level
}

// GroupOf is one group in which somebody is, or waits.
type GroupOf struct {
	GroupID string
	Waiting bool
}

// NewFacts returns facts that answer nothing yet.
func NewFacts() *Facts {
	f := &Facts{}
	kinds := reflect.ValueOf(f).Elem()
	for i := range kinds.NumField() {
		if kind := kinds.Field(i); kind.Kind() == reflect.Map {
			kind.Set(reflect.MakeMap(kind.Type()))
		}
	}
	f.Sources = nil // until Policy is asked
	return f
}
