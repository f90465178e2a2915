// Package scim is a SCIM 2.0 service provider (RFC 7643, RFC 7644, RFC 9865) as a library.
//
// It speaks the protocol and knows no database: resource types are data (package schema), and
// resources live behind a small [Backend]. It promises that whatever a client sends is answered
// as the RFCs say: every refusal is a SCIM error that names the spot and says what would be
// right, nothing of a refused request reaches the backend, and no input causes a 5xx.
//
// A program that serves its own resource types needs a schema.Registry, a Backend and a function
// that tells who is calling; see the example of [Server] and package memory. A [Backend] of one's own is short with what
// all have in common, as its example shows: [Query.Select] and [Query.Matcher] for searches, [Operation.Outcome],
// [ApplyEach], [Resource.CheckUnique] and [Resource.Without] for changes. One that can't do everything says so: see
// [Able]. Package check, beside this one, tells whether the whole conforms.
package scim

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// Tenant is what one request may touch: who asks, and what the answer may use.
type Tenant struct {
	Backend  Backend
	Registry *schema.Registry

	// Strict turns on the interoperability profile: what liberal mode
	// understands or ignores is refused instead.
	Strict bool

	// CursorKey seals the cursors of this tenant. Without one a key of the process is used, and
	// its cursors end with it.
	CursorKey []byte

	// Scope names the tenant, unambiguously. A cursor of another scope is invalidCursor.
	Scope string
}

// Server serves SCIM. Its fields are read once, by [Server.Handler].
type Server struct {
	// BaseURL is the absolute URL under which the handler stands, without a slash at the end,
	// such as "https://usher.example.com/scim/v2". When it is empty, locations are derived from
	// the request's own host and path; forwarding headers are not trusted.
	BaseURL string

	// Authenticate finds the tenant of a request; it must be set. Refusals are *Error, for example
	// a 401. It is called for /ServiceProviderConfig too, which is answered whatever it says to a
	// request without an Authorization header.
	Authenticate func(r *http.Request) (*Tenant, error)

	// Observe, when set, is told of every request after it was answered.
	Observe func(ctx context.Context, e Exchange)

	// Case, when set, is asked about every refusal, of a request or of an operation of a Bulk, before it is answered. It
	// gives the id under which the refusal is recorded, and what the client reads, who may be told of it. It may be asked
	// once more about a request whose answer could not be sent to its end.
	Case func(ctx context.Context, r Refused) (id string, says message.Message)

	// Say, when set, renders what a client is told, in the language that it asks for. Its catalogue has to have the keys
	// of message.Templates, and those of the backend. English by default.
	Say func(r *http.Request, m message.Message) string

	// Abilities are what is told at /ServiceProviderConfig to who shows no credentials; FullAbilities by default. Who does
	// is told what the own backend can: see Able.
	Abilities *Abilities

	Limits Limits

	// NewID makes the id of a new resource; UUIDv7 by default.
	NewID func() string

	// DocumentationURI and AuthenticationSchemes are published at /ServiceProviderConfig. Bearer
	// tokens by default.
	DocumentationURI      string
	AuthenticationSchemes []AuthenticationScheme

	// Now is the clock; time.Now by default.
	Now func() time.Time
}

// Limits bound what one request may ask for. Fields that are zero have the default.
type Limits struct {
	Body           int64         // bytes of a body, but for those of groups and Bulk; 256 KiB
	GroupBody      int64         // bytes of a body about a group; 16 MiB
	BulkOperations int           // operations of a Bulk request; 1000
	BulkPayload    int64         // bytes of a Bulk request; 16 MiB
	Page           int           // resources of a page when the client doesn't say; 100
	MaxPage        int           // resources of a page at most; 1000
	CursorTimeout  time.Duration // how long a cursor is good for; 1 hour
	Bodies         int64         // bytes of memory that bodies of more than 16 KiB take at a time, decoded; 256 MiB, of one Scope at most 160
	Answers        int64         // bytes of memory that answers take while they are sent; 64 MiB, of one Scope at most a quarter
}

// Exchange is one answered request: the one event for the log and the metrics.
type Exchange struct {
	Request   *http.Request
	RequestID string
	Method    string
	Route     string // the pattern that was served, such as "/{endpoint}/{id}"; "" when none fits
	Type, ID  string // the resource type's name and the id in the path
	Path      string // of the request, "[removed]" when it could hold a secret
	Query     string // the filter as sent, "[removed]" when it could hold a secret; "" when it is too long to be read
	Status    int
	ScimType  string
	Detail    string          // what the client was told when it was refused, in English and without its case
	Message   message.Message // the same by key and arguments if it has a key, else as it stands
	Case      string          // what Server.Case said of it
	Err       error           // the cause of a 5xx, which the client was not told
	Duration  time.Duration
	Tenant    *Tenant // nil when nobody was authenticated
	Applied   bool    // Backend.Apply was called, so the backend has its own account of it
	Total     int     // the results of a search, the operations of a Bulk

	// Asked is the body of a change that was refused before the backend was asked, secrets removed;
	// nil if it was no JSON.
	Asked json.RawMessage

	// Unreadable tells that the request was refused for a body that was no JSON, or ended too early.
	Unreadable bool

	// Refused are the operations of a Bulk that the backend was never asked about, with the reason.
	Refused []Refusal
}

// Refusal is an operation that was refused before the backend was asked.
type Refusal struct {
	Operation Operation // as far as it could be read; Type is nil if the path names none
	Reason    *Error
	Case      string // what Server.Case said of it
}

// Refused is a refusal that is about to be answered.
type Refused struct {
	Exchange  *Exchange  // of the request, as far as it has come; its status and detail are those of the refusal if there is no Operation
	Operation *Operation // of a Bulk that is refused, as far as it could be read; nil when the request is
	Shown     *Error     // what the client is told
	Err       error      // what the backend or this package refused with
}

// handler is a Server whose settings are complete.
type handler struct {
	Server
	routes     []route
	processKey []byte

	bodies, answers *budget
}

// Handler returns the server's routes. It is mounted where BaseURL says and sees paths below it,
// such as "/Users": the caller strips the prefix, for example with http.StripPrefix.
func (s *Server) Handler() http.Handler {
	h := &handler{Server: *s, routes: routes(), processKey: make([]byte, 32)}
	_, _ = rand.Read(h.processKey) // never fails: it ends the program instead
	setDefault(&h.Limits.Body, 256<<10)
	setDefault(&h.Limits.GroupBody, 16<<20)
	setDefault(&h.Limits.BulkOperations, 1000)
	setDefault(&h.Limits.BulkPayload, 16<<20)
	setDefault(&h.Limits.Page, 100)
	setDefault(&h.Limits.MaxPage, 1000)
	setDefault(&h.Limits.CursorTimeout, time.Hour)
	setDefault(&h.Limits.Bodies, 256<<20)
	setDefault(&h.Limits.Answers, 64<<20)
	h.bodies = newBudget(h.Limits.Bodies, h.Limits.Bodies/8*5)
	h.answers = newBudget(h.Limits.Answers, h.Limits.Answers/4)
	h.Limits.Page = min(h.Limits.Page, h.Limits.MaxPage)
	if h.NewID == nil {
		h.NewID = newUUID
	}
	if h.Now == nil {
		h.Now = time.Now
	}
	return h
}

func setDefault[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// newUUID makes ids that sort by time, which keeps a database's index dense, and that nobody can
// guess.
func newUUID() string {
	return uuid.Must(uuid.NewV7()).String()
}
