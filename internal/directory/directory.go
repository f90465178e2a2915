// Package directory is the heart of Usher: what sources say about people and groups (records),
// who the people are (users), and the one way to change either (Intake). It decides; it keeps
// nothing itself: a Store does, through the small port in store.go.
package directory

import (
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
	Kind      string // "scim"
	Rank      int    // the lower, the more its word counts (rule M1)
	Policy    Policy
	Strict    bool // answers by the interoperability profile
	Created   time.Time
}

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
	Groups     []GroupRef // of which a user is a direct member, as far as it was read

	Body      []byte // Attributes as they are kept and sent: the members of a JSON object
	Search    []byte // what filters compare; set when the record is written
	Rewritten bool   // Body, Search or Verdict are new; otherwise at most Version and Modified

	rt *schema.ResourceType
}

// decode reads the attributes from the stored body.
func (r *Record) decode(rt *schema.ResourceType) error {
	r.rt = rt
	if r.Attributes != nil {
		return nil
	}
	raw, err := schema.Decode(slices.Concat([]byte("{"), r.Body, []byte("}")))
	if err == nil {
		r.Attributes, err = rt.Restore(raw)
	}
	if err != nil {
		return fmt.Errorf("record %s is not readable as %s: %w", r.ID, rt.Name, err)
	}
	return nil
}

// encode writes the attributes as they are kept and as filters compare them. What is never
// returned is not kept either: nothing in Usher could use it.
func (r *Record) encode() {
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
	Held     bool // in Changes: only State and Modified change, and not of somebody deleted
}

// Identifier is an address that a record brings. Of all who bring one, at most one user owns it.
type Identifier struct {
	Kind     string // KindEmail
	Value    string // normalised (rule M3)
	RecordID string
	UserID   string
	Owner    bool
}

// KindEmail is the kind of identifier that an e-mail address is.
const KindEmail = "email"

// Tombstone is what stays of a deleted record (rules P6 and M7).
type Tombstone struct {
	RecordKey
	ExternalHash string
	AddressHash  string
	UserID       string
	Deleted      time.Time
	Successor    string // the record as which the person came back in the very batch of the deletion
}

func text(o schema.Object, name string) string {
	s, _ := o[name].(string)
	return s
}
