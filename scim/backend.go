package scim

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// Backend keeps the resources of one connection: one caller, who sees nothing but its own.
// Methods may be called concurrently. Errors that a client is to see are *Error; any other
// error is answered as 500 without its text.
type Backend interface {
	// Get returns one resource. A resource that does not exist, or that belongs to somebody
	// else, is NotFound. The backend may leave out what the projection does not show.
	Get(ctx context.Context, rt *schema.ResourceType, id string, p *schema.Projection) (*Resource, error)

	// Search returns one page of what the query matches, in a stable order.
	Search(ctx context.Context, q *Query) (*Page, error)

	// Apply carries out operations in their order. Each is done wholly or not at all and has a
	// result of its own at the same index; one that fails does not spoil the others. A single
	// request is one operation, RFC 7644 section 3.7's Bulk is many.
	Apply(ctx context.Context, ops []Operation) []Result
}

// Resource is one resource as a backend returns it.
type Resource struct {
	Type *schema.ResourceType
	ID   string
	Meta Meta

	// Attributes are the resource's own attributes, without id, schemas and meta. When Body is
	// set they may be nil, unless Get or Search were given a projection that is not the default;
	// call Object to have them in any case.
	Attributes schema.Object

	// Body, when set, is what schema.ResourceType.AppendBody wrote for the default projection:
	// an answer that asks for no projection is copied from it instead of being encoded anew.
	Body []byte

	// Searched, when set, is what SearchDoc returned for this resource: a backend that keeps it has no filter make
	// it anew.
	Searched schema.Object

	// Lists holds values of multi-valued core attributes that are too many to keep in memory,
	// by the attribute's name. They are written one by one while the answer is sent, and can be
	// ranged over once. One without elements is written as []. They may hold nothing open before that: an answer
	// such as 304 leaves them alone. An error ends the answer.
	Lists map[string]iter.Seq2[schema.Object, error]
}

// Meta is what the backend knows of a resource's history (RFC 7643 section 3.1).
type Meta struct {
	Created, LastModified time.Time
	Version               string // opaque, without the quotes and W/ of an entity tag
}

// Query asks for a page of resources.
type Query struct {
	Types []*schema.ResourceType // one, or several for a search at the root
	// nil matches everything; resolved against each type, an attribute a type lacks does not match
	Filter     filter.Expression
	SortBy     *filter.AttributePath // nil: the backend's own stable order
	Descending bool
	Start      int    // 1-based index of the first result; ignored when Paged by cursor
	Count      int    // at most so many resources; 0 asks only for the total
	Cursor     bool   // page by position instead of by index (RFC 9865)
	After      string // with Cursor: the Page.Next of the page before; "" for the first
	Projection func(*schema.ResourceType) *schema.Projection
}

// Page is what a query found. Resources may be ranged over once, while the answer is sent.
type Page struct {
	Total     int
	Resources []*Resource // fewer than Query.Count where they are large (RFC 7644 section 3.4.2.4)
	Bytes     int64       // of memory that they take, about; 0 for what their bodies are
	Next      string      // with Query.Cursor: the backend's position after this page, "" on the last
}

// Kind is what an operation does.
type Kind int

// The kinds of operation.
const (
	Create Kind = iota + 1
	Replace
	Patch
	Delete
)

// Operation is one change that a client asks for.
type Operation struct {
	Kind Kind
	Type *schema.ResourceType

	// ID is the resource's id. Create has the id that the new resource shall get.
	ID string

	// Resource is the canonical resource of Create and Replace, required attributes checked.
	Resource schema.Object

	// Patch is the compiled change of Patch.
	Patch *PatchRequest

	// IfMatch lists the versions one of which the stored resource must have; nil for no
	// precondition. "*" stands for any existing resource (RFC 7644 section 3.14).
	IfMatch []string

	// Requires are indexes, in the same call, of operations without which this one can't stand,
	// since it names the resources that they create (RFC 7644 section 3.7.2). Cycles are allowed:
	// then all of them succeed or none.
	Requires []int

	// Asked is the operation as the client sent it, with secrets removed: for the record, and
	// for logs.
	Asked json.RawMessage

	// Notes are, for the record too, what was left aside of Asked or counted otherwise than sent.
	Notes []message.Message

	// Aside are the names of what was left aside of Asked since no schema has it: see schema.Notes.
	Aside []string

	// Unread tells that nobody looks at Result.Resource: its version is enough.
	Unread bool

	// LeftOut says, for the record, what of Asked was left out since it was too large; nothing if it is zero.
	LeftOut message.Message
}

// Result is the outcome of one operation.
type Result struct {
	// Resource is the resource as it is now: always after Create and Replace; after Patch only
	// when the backend has it at hand (a change of a group's members does not load the group).
	Resource *Resource
	// Version is the resource's version after the operation, "" after Delete.
	Version string
	Err     error
}
