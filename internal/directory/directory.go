// Package directory is the heart of Usher: what sources say about people and groups (records),
// who the people are (users), and the one way to change either (Intake). It decides; it keeps
// nothing itself: a Store does, through the small port in store.go.
package directory

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// Account is one company. Nothing crosses accounts.
type Account struct {
	ID      string
	Name    string
	Secret  []byte // keys the hashes that tombstones keep, and cursors
	Created time.Time
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
}

// Kinds of sources.
const (
	KindSCIM   = "scim"   // an identity provider that pushes
	KindEmail  = "email"  // addresses that an administrator types (rule M5)
	KindReader = "reader" // nobody's word: what reader tokens belong to, with the account's id
)

// Ranks are the ranks of new sources by kind (rule M1). A source that is authoritative for a
// person's domain counts as if its rank were AuthorityRank less.
var Ranks = map[string]int{KindSCIM: 100, KindEmail: 400}

// AuthorityRank is how many ranks a source gains over people of a domain that it is
// authoritative for.
const AuthorityRank = 50

// Names of the resource types that the directory treats as what they are.
const (
	TypeUser  = "User"
	TypeGroup = "Group"
)

// RecordKey names one record within an account.
type RecordKey struct {
	SourceID string
	Type     string
	ID       string
}

// Record is what one source says about one person, group or other resource, kept as that source
// last said it.
type Record struct {
	RecordKey
	UserID     string        // the person; "" for what is no person, and for held newcomers
	Attributes schema.Object // canonical; a group's members are not among them
	Verdict    Verdict
	Version    int64
	Created    time.Time
	Modified   time.Time
	Groups     []GroupRef // of which a user is a direct member
	Partial    bool       // Groups were not read

	ParentID   string       // the record that it was linked to; "" for the first of a person
	HomeID     string       // the user that it is without that link; "" for the one with its own id
	Admitted   []byte       // Body as last let in, while the present one is held
	Confirmed  string       // the address that a mail to it has confirmed (rule M5)
	Sources    []string     // ids of the sources of its user, in rank order, when they are several
	Face       bool         // the row that shows the user in the directory view
	Provenance []Provenance // of a merged row: where its values come from

	Body      []byte // Attributes as they are kept and sent: the members of a JSON object
	Search    []byte // what filters compare; set when the record is written
	Rewritten bool   // anything may be new; otherwise
	Judged    bool   // Verdict and what concerns links; otherwise at most Version and Modified

	rt    *schema.ResourceType
	known bool          // it was there before
	place string        // of one that came back: the home of the record in whose place it comes
	item  int           // the item of the batch that made this version of it, counted from 1
	word  schema.Object // what Admitted holds
	seen  *traits
}

// decode reads the attributes from the stored bodies.
func (r *Record) decode(rt *schema.ResourceType) (err error) {
	r.rt = rt
	if r.Attributes == nil {
		if r.Attributes, err = r.read(r.Body); err != nil {
			return err
		}
	}
	if r.word == nil && r.Admitted != nil {
		r.word, err = r.read(r.Admitted)
	}
	return err
}

func (r *Record) read(body []byte) (schema.Object, error) {
	raw, err := schema.Decode(slices.Concat([]byte("{"), body, []byte("}")))
	if err == nil {
		var o schema.Object
		if o, err = r.rt.Restore(raw); err == nil {
			return o, nil
		}
	}
	return nil, fmt.Errorf("record %s is not readable as %s: %w", r.ID, r.rt.Name, err)
}

// home is the user that the record is without its link.
func (r *Record) home() string { return cmp.Or(r.HomeID, r.ID) }

// words are the attributes that count for the person: those that were last let in.
func (r *Record) words() schema.Object {
	if r.word != nil {
		return r.word
	}
	return r.Attributes
}

// present reports whether the source says that the person is active. Who is held can become
// inactive, but not active.
func (r *Record) present() bool {
	active, said := r.words()["active"].(bool)
	return (active || !said) && r.Active()
}

// encode writes the attributes as they are kept and as filters compare them. What is never
// returned is not kept either: nothing in Usher could use it.
func (r *Record) encode() {
	if r.Search != nil {
		return // done already
	}
	whole := r.rt.AppendAll(nil, r.Attributes)
	r.Body = whole[1 : len(whole)-1]
	r.Search = r.rt.AppendAll(nil, r.rt.SearchDoc(r.Attributes, SearchKey))
}

// Active is what the source says: false only when it said so (RFC 7643 section 4.1.1).
func (r *Record) Active() bool {
	active, said := r.Attributes["active"].(bool)
	return active || !said
}

// ExternalID is the id that the source gave the resource, or "".
func (r *Record) ExternalID() string { return text(r.Attributes, "externalId") }

// Member is one membership: a row, so that a change costs what it changes (rule P5).
type Member struct {
	ID      string
	Type    string // TypeUser or TypeGroup
	Display string // as the client sent it
	Waiting bool   // names somebody who was deleted; comes into force with the return
}

// User is the one person, computed from all of its records.
type User struct {
	ID       string
	State    Code
	Login    string // normalised address, "" when no record has one
	Created  time.Time
	Modified time.Time
	Role     Role
	Barred   string // the authoritative source that ended the person (rule M6), or ""
	Flags    string // Recycled, or ""
	Into     string // of somebody Absorbed: the user who has the records now
}

// Recycled flags a user whose address belonged to somebody who was deleted (rule M7).
const Recycled = "recycled"

// Identifier is a value that a record brings and that names a person. Of all who bring one, at
// most one user owns it.
type Identifier struct {
	Kind     string // ByEmail or ByKey
	Value    string // normalised (rule M3)
	SourceID string
	RecordID string
	UserID   string // "" while the record is not let in
	Owner    bool
	Alike    string // of addresses: what look-alikes have in common
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
	UserID       string
	HomeID       string // the user that the record was without its link, "" for nobody's
	Deleted      time.Time
	Successor    string // the record as which the person came back in the very batch of the deletion
}

func text(o schema.Object, name string) string {
	s, _ := o[name].(string)
	return s
}
