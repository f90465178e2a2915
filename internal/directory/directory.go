// Package directory is the heart of Usher: what sources say about people and groups (records),
// who the people are (users), and the one way to change either (Intake). It decides; it keeps
// nothing itself: a Store does, through the small port in store.go.
package directory

import (
	"time"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// Account is one company. Nothing crosses accounts.
type Account struct {
	ID      string
	Name    string
	Secret  []byte // keys the hashes that tombstones keep, and cursors
	Created time.Time

	Language text.Language // of answers to whoever asks for none; "" for English
	Ending   time.Time     // since when the account is being deleted; zero for not at all
}

// Policy says what happens to people whose e-mail domain is not approved (rule D7).
type Policy string

// The policies of rule D7.
const (
	Hold   Policy = "hold"   // the record is kept and waits for the domain's approval
	Reject Policy = "reject" // the change is refused; nothing is kept but the log entry
)

// Source is one way in which people reach an account.
type Source struct {
	ID        string
	AccountID string
	Name      string
	Kind      string // KindSCIM, ...
	Rank      int    // the lower, the more its word counts (rule M1)
	Policy    Policy
	Strict    bool // answers by the interoperability profile
	Settings  Settings
	Created   time.Time
	State     SourceState
}

// Kinds of sources.
const (
	KindSCIM   = "scim"    // an identity provider that pushes
	KindCSV    = "csv"     // files that an administrator imports
	KindEmail  = "email"   // addresses that an administrator types (rule M5)
	KindDevice = "device"  // addresses by which devices activate, each proved by a mailed code (rule M5)
	KindPulled = "service" // a connected service, which is read (rules S1 to S8)
	KindReader = "reader"  // nobody's word: what reader tokens belong to, with the account's id
)

// Ranks are the ranks of new sources by kind (rule M1). A source that is authoritative for a
// person's domain counts as if its rank were AuthorityRank less.
var Ranks = map[string]int{KindSCIM: 100, KindPulled: 200, KindCSV: 300, KindEmail: 400, KindDevice: 500}

// Claims reports whether what the source says of an address is a claim, whatever is set: nothing but the answer of
// the mailbox proves it (rule M5).
func (s *Source) Claims() bool { return s.Kind == KindEmail || s.Kind == KindDevice }

// AuthorityRank is how many ranks a source gains over people of a domain that it is
// authoritative for.
const AuthorityRank = 50

// Names of the resource types that the directory treats as what they are.
const (
	TypeUser  = "User"
	TypeGroup = "Group"
)

// Member is one membership: a row, so that a change costs what it changes (rule P5).
type Member struct {
	ID      string
	Type    string // TypeUser or TypeGroup
	Display string // as the client sent it
	Waiting bool   // names somebody who was deleted; comes into force with the return
}

// User is the one person, computed from all of its records.
type User struct {
	ID          string
	State       Code
	Login       string // normalised address, "" when no record has one
	Created     time.Time
	Modified    time.Time
	Role        Role
	SuspendedBy string // the authoritative source that ended the person (rule M6), or ""
	Stopped     bool   // an administrator has suspended the person, until somebody resumes it (rule M6)
	Edits       string // what an administrator says in the place of all sources, see Edits; "" for nothing
	Flags       string // Recycled, or ""
	Into        string // of somebody Absorbed: the user who has the records now
	Unlicensed  bool   // waits for a license and has none (rule L3); of somebody Active
}

// Shown is the state as everybody is told.
func (u User) Shown() Code { return shown(u.State, u.Unlicensed) }

func shown(code Code, unlicensed bool) Code {
	if unlicensed && code == Active {
		return WaitingLicense
	}
	return code
}

// Flags of users: whose address belonged to somebody who was deleted (rule M7), and whose source
// uses the externalId of somebody else, here or deleted, with whom nothing else agrees (rule M2a).
const (
	Recycled = "recycled"
	Reissued = "reissued"
)

// Identifier is a value that a record brings and that names a person. Of all who bring one, at
// most one user owns it.
type Identifier struct {
	Kind     string // ByEmail or ByKey
	Value    string // normalised (rule M3)
	SourceID string
	RecordID string
	UserID   string // "" while the record is not let in
	Owner    bool
	MatchKey string // of addresses: what look-alikes have in common
}

// Kinds of identifiers: a normalised address, and an immutable key such as employeeNumber with
// its value (rule M2b).
const (
	ByEmail = "email"
	ByKey   = "key"
)

// Tombstone is what stays of a deleted record (rules P6 and M7).
type Tombstone struct {
	RecordKey
	ExternalHash string
	AddressHash  string
	Traits       []string // keyed hashes of what the record was known by: see Record.Traits
	UserID       string
	HomeID       string // the user that the record was without its link, "" for nobody's
	Deleted      time.Time
	Successor    string // the record as which the person came back in the very batch of the deletion
}

// Text is an attribute that is a text; "" where there is none, or something else.
func Text(o schema.Object, name string) string {
	s, _ := o[name].(string)
	return s
}
