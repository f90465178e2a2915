// Package connectors is what a connected service is read by. A connector knows its vendor and nothing of who asks: it says what the
// service says, as SCIM resources (RFC 7643), page by page, and what it could not read. Whoever asks keeps the pages, judges whether
// they are all, and decides what follows (rules S1 to S8). A connector only reads (rule S8).
package connectors

import (
	"context"
	"fmt"
	"time"
)

// The types of entries.
const (
	User  = "User"
	Group = "Group"
)

// What an entry, a page and a position hold at most. Who asks refuses what is larger.
const (
	MaxPage     = 1000    // entries
	MaxPosition = 4 << 10 // bytes
	MaxID       = 512     // bytes
	MaxEntry    = 1 << 20 // bytes of the attributes as JSON
	MaxMembers  = 200_000 // of a group
)

// Entry is a user or a group as the service says it.
type Entry struct {
	Type string // User or Group
	ID   string // by which the service knows it, whatever else of it changes; never somebody else's later

	// Attributes are a resource of RFC 7643 as encoding/json decodes one into an any, numbers as json.Number, without id, meta,
	// schemas, members and groups.
	// A user's manager is named by the manager's ID here.
	Attributes map[string]any

	Members []Member // of a group: all of them, each once
	Unread  []string // names of attributes that could not be read ("members" too): nothing is said of them, not that they are empty
	Gone    bool     // of Changes: the service says that it is deleted
	Fault   string   // why it can't be read, in the service's terms; "" for none. It is there nevertheless
}

// Member is a direct member of a group.
type Member struct {
	ID   string // of a User or Group
	Type string // User or Group; "" where the service does not say
}

// Page is a part of what a service says.
type Page struct {
	Entries []Entry
	Next    string // position of the page after this one; "" when this is the last
	Total   int    // entries of the whole reading, as far as the service says; 0 for not
	Cut     string // on the last page: why it is known not to be all, in the service's terms; "" when it is all
	Mark    string // on the last page of Changes: from where to ask next time
}

// Connector reads one service. It is safe for use by one caller at a time.
type Connector interface {
	// Read reads one page of everything: all users, then all groups. "" is the first position. A position may be used again, also by
	// another process, as long as the service remembers it; then the error is Expired.
	Read(ctx context.Context, position string) (*Page, error)
}

// Delta is a connector that can read what has changed.
type Delta interface {
	// Mark is where the service's history stands now; "" when it turns out to keep none. It is asked for before everything is read.
	Mark(ctx context.Context) (string, error)
	// Changes reads a page of what has changed since a mark; position is "" at first. What Sees does not name is not among it.
	Changes(ctx context.Context, mark, position string) (*Page, error)
	// Sees reports whether Changes shows the deletions and the memberships, which many a service leaves out.
	Sees() (deletions, memberships bool)
}

// Prober is a connector that can say what its credential may read, before anybody is judged by it.
type Prober interface {
	Probe(ctx context.Context) (*Findings, error)
}

// Findings are what a probe has found.
type Findings struct {
	Service string // what it says of itself: product and version, or an address
	Users   int    // as far as the service says; 0 for not
	Groups  int
	Lacks   []Lack
	Notes   []string // what else is worth knowing, in the service's terms
}

// Lack is something by which people are judged and that can't be read.
type Lack struct {
	What  string // an attribute by its SCIM name: "active", "emails", "members", or "groups" for all of them
	Right string // the right that is missing, in the service's terms; "" when that is not known
}

// Confirmer is a connector that can ask for one entry.
type Confirmer interface {
	// Confirm reports whether an entry is there. An error says neither.
	Confirm(ctx context.Context, entryType, id string) (there bool, err error)
}

// Domains is a connector whose service has verified domains of its own.
type Domains interface {
	Domains(ctx context.Context) ([]string, error)
}

// Paced is a connector that knows how often the service may be asked.
type Paced interface {
	Pace() time.Duration // between two pages
}

// Kind is a kind of error, by which it is known what to do.
type Kind string

// The kinds of errors. Any other error is a fault of the connector.
const (
	Credential  Kind = "credential"  // refused: asking again is useless until an administrator has changed it
	Permission  Kind = "permission"  // the credential is good, but may not read this
	Throttled   Kind = "throttled"   // ask again after After
	Unavailable Kind = "unavailable" // the service is not there, or fails: ask again
	Malformed   Kind = "malformed"   // its answer can't be understood
	Expired     Kind = "expired"     // the position or mark is not remembered: read everything from the beginning
	Forbidden   Kind = "forbidden"   // the address may not be called, by what the administrator has allowed
)

// Error is why a page could not be read.
type Error struct {
	Kind   Kind
	Detail string        // what the service said, at most some 300 characters, without secrets
	After  time.Duration // of Throttled: how long to wait; 0 when the service does not say
	Err    error         // the cause; may be nil
}

// Error is for a log.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Detail, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Detail)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }
