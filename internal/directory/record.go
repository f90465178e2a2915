package directory

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/scim/schema"
)

// Next is what takes the record's place when its source says something else.
func (r *Record) Next(attributes schema.Object, now time.Time) *Record {
	n := *r
	n.Attributes, n.Body, n.Search, n.seen = attributes, nil, nil, nil
	n.Version, n.Modified = r.Version+1, Later(now, r.Modified)
	n.Rewritten = true
	return &n
}

// KeptBody is Attributes as they are kept: the members of a JSON object.
func (r *Record) KeptBody() []byte {
	if r.Body == nil {
		r.Encode()
	}
	return r.Body
}

// LetIn reports whether all that the record says counts for its person: nothing of it waits.
func (r *Record) LetIn() bool { return r.Counts() && r.Admitted == nil }

// Counts reports whether what the record says, or said when it was last let in, counts for its
// person. Who gave way to somebody else's address (rule M2e) waits with all that it says.
func (r *Record) Counts() bool {
	return r.UserID != "" && (r.Admitted != nil || r.Verdict.Code != PendingDomain && r.Verdict.Code != PendingMerge)
}

// Standings are the domains by which the record was let in or linked: it is there that its source
// may have authority over the person (rule M6).
func (r *Record) Standings() []string {
	if r.Standing != "" {
		return strings.Fields(r.Standing)
	}
	login := r.Login()
	if r.LastLetIn != nil {
		login, _ = LoginAddress(r.LastLetIn)
	}
	if login.Domain == "" {
		return nil
	}
	return []string{login.Domain}
}

// HoldBack lets only some attributes count, until the others are let in.
func (r *Record) HoldBack(contribution schema.Object) {
	whole := r.Definition.AppendAll(nil, contribution)
	r.Admitted, r.LastLetIn, r.Rewritten = whole[1:len(whole)-1], contribution, true
}

// ForgetAdmitted lets all that the record says count, or none of it, whichever the verdict says.
func (r *Record) ForgetAdmitted() {
	if r.Admitted != nil {
		r.Admitted, r.LastLetIn, r.Rewritten = nil, nil, true
	}
}

// ManagerID is the id of the record that a record names as its manager, "" where it names none of
// this server's. Clients also send other text, which is kept as it is.
func (r *Record) ManagerID() string {
	enterprise, _ := r.Attributes[EnterpriseUser].(schema.Object)
	manager, _ := enterprise["manager"].(schema.Object)
	if id := Text(manager, "value"); IsID(id) {
		return id
	}
	return ""
}

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
	Standing   string       // domains, blanks between them: see Standings
	Sources    []string     // ids of the sources of its user, in rank order, when they are several
	Unlicensed bool         // the person waits for a license and has none (rule L3)
	Golden     bool         // the row that shows the user in the directory view
	Provenance []Provenance // of a merged row: where its values come from

	Body      []byte // Attributes as they are kept and sent: the members of a JSON object
	Search    []byte // what filters compare; set when the record is written
	Rewritten bool   // anything may be new; otherwise
	Judged    bool   // Verdict and what concerns links; otherwise at most Version and Modified

	Definition *schema.ResourceType
	Place      string        // of one that came back: the home of the record in whose place it comes
	Item       int           // the item of the batch that made this version of it, counted from 1
	LastLetIn  schema.Object // what Admitted holds
	seen       *traits
}

// Decode reads the attributes from the stored bodies.
func (r *Record) Decode(rt *schema.ResourceType) (err error) {
	r.Definition = rt
	if r.Attributes == nil {
		if r.Attributes, err = r.read(r.Body); err != nil {
			return err
		}
	}
	if r.LastLetIn == nil && r.Admitted != nil {
		r.LastLetIn, err = r.read(r.Admitted)
	}
	return err
}

func (r *Record) read(body []byte) (schema.Object, error) {
	raw, err := schema.Decode(slices.Concat([]byte("{"), body, []byte("}")))
	if err == nil {
		var o schema.Object
		if o, err = r.Definition.Restore(raw); err == nil {
			return o, nil
		}
	}
	return nil, fmt.Errorf("record %s is not readable as %s: %w", r.ID, r.Definition.Name, err)
}

// Home is the user that the record is without its link.
func (r *Record) Home() string { return cmp.Or(r.HomeID, r.ID) }

// Contribution is what the record brings to survivorship: the attributes that were last let in.
func (r *Record) Contribution() schema.Object {
	if r.LastLetIn != nil {
		return r.LastLetIn
	}
	return r.Attributes
}

// Present reports whether the source says that the person is active. Who is held can become
// inactive, but not active.
func (r *Record) Present() bool {
	active, said := r.Contribution()["active"].(bool)
	return (active || !said) && r.Active()
}

// Encode writes the attributes as they are kept and as filters compare them. What is never
// returned is not kept either: nothing in Usher could use it.
func (r *Record) Encode() {
	if r.Search != nil {
		return // done already
	}
	whole := r.Definition.AppendAll(nil, r.Attributes)
	r.Body = whole[1 : len(whole)-1]
	r.Search = r.Definition.AppendAll(nil, r.Definition.SearchDoc(r.Attributes, SearchKey))
}

// Active is what the source says: false only when it said so (RFC 7643 section 4.1.1).
func (r *Record) Active() bool {
	active, said := r.Attributes["active"].(bool)
	return active || !said
}

// Shown is the record's verdict as everybody is told.
func (r *Record) Shown() Verdict {
	v := r.Verdict
	if v.Code = shown(v.Code, r.Unlicensed); v.Code != r.Verdict.Code {
		v.Rule = "L3"
	}
	return v
}

// ExternalID is the id that the source gave the resource, or "".
func (r *Record) ExternalID() string { return Text(r.Attributes, "externalId") }

// KeyedHash is what a tombstone remembers of a value: enough to know it again, not to read it (M7).
func KeyedHash(secret []byte, value string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(value))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Take takes over what another record of the same attributes knows of them already.
func (r *Record) Take(d *Record) { r.Body, r.Search, r.seen = d.Body, d.Search, d.seen }

// IsID reports whether an id has the form of those that Usher gives.
func IsID(id string) bool {
	parsed, err := uuid.Parse(id)
	return err == nil && parsed.String() == id
}

// Later is now, or just after the time before where the clock has not moved on.
func Later(now, before time.Time) time.Time {
	if now.After(before) {
		return now
	}
	return before.Add(time.Microsecond)
}
