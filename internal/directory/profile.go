package directory

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// Profile is a person with everything that is known of them, for administrators.
type Profile struct {
	User
	UserName   string       // as merged
	Body       []byte       // the merged attributes: members of a JSON object
	Provenance []Provenance // where they come from; empty when there is one record only
	Records    []*Utterance // in the order of their arrival
}

// Utterance is a record as administrators see it, whichever source it is from.
type Utterance struct {
	RecordKey
	UserID    string
	UserName  string
	Body      []byte
	Verdict   Verdict
	ParentID  string // the record that it was linked to
	Confirmed string // the address that its mailbox has confirmed
	HomeID    string // the user that it is without its link; "" for the one with its own id
	Standing  string // see Record.Standings
	Admitted  []byte // Body as last let in, while the present one waits
	Version   int64
	Created   time.Time
	Modified  time.Time
}

// Case is an entry of the review queue with both sides.
type Case struct {
	Review
	Decided   time.Time
	Record    *Utterance // nil when it has gone
	Candidate []*Utterance
}

// People reads what administrators see of people. All methods see one account only.
type People interface {
	// Profiles are the account's users in the order of their ids, those after the given one, at most
	// limit.
	Profiles(ctx context.Context, accountID, after string, limit int) ([]*Profile, error)
	// Profile finds a user by the id, by the id of a record, by an address that the user owns, or by a
	// userName; records that belong to no user yet are found, too, as a Profile without id. The error
	// is NotFound for nobody, and Conflict when several people answer to it.
	Profile(ctx context.Context, accountID, ref string) (*Profile, error)
	// Cases are the cases of the review queue in the order of their ids, those after the given one, at
	// most limit: the open ones, or all.
	Cases(ctx context.Context, accountID, after string, all bool, limit int) ([]*Case, error)
	// Case is one case, open or not; NotFound when there is none.
	Case(ctx context.Context, accountID, id string) (*Case, error)
	// CasesOf are the open cases of a record.
	CasesOf(ctx context.Context, accountID, recordID string) ([]*Case, error)
}

// Addresses are those that the person's records bring, each once.
func (p *Profile) Addresses() []Address {
	var all []Address
	for _, u := range p.Records {
		for _, a := range Addresses(u.Said()) {
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}

// Provenance says where one value of a merged user comes from (rule M1).
type Provenance struct {
	Attribute string `json:"attribute"`       // with its URN, where an extension has it
	Value     string `json:"value,omitempty"` // which of several, such as an address
	Source    string `json:"source"`          // id
}

// Said are the attributes that the source says.
func (u *Utterance) Said() schema.Object { return members(u.Body) }

// Record is the utterance as decisions see it.
func (u *Utterance) Record() *Record {
	r := &Record{
		RecordKey: u.RecordKey, UserID: u.UserID, Attributes: u.Said(), Body: u.Body, Verdict: u.Verdict,
		Version: u.Version, Created: u.Created,
		Modified: u.Modified, ParentID: u.ParentID, HomeID: u.HomeID, Confirmed: u.Confirmed, Standing: u.Standing,
		Admitted: u.Admitted,
	}
	if u.Admitted != nil {
		r.LastLetIn = members(u.Admitted)
	}
	return r
}

// members are the members of a JSON object, as attributes.
func members(body []byte) schema.Object {
	var o schema.Object
	if json.Unmarshal(slices.Concat([]byte("{"), body, []byte("}")), &o) != nil {
		return nil
	}
	return o
}
