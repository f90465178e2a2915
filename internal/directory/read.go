package directory

import (
	"context"
	"iter"
	"time"

	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// View is a record as it is read for an answer.
type View struct {
	RecordKey
	UserID   string
	Body     []byte // its attributes, as schema.ResourceType.AppendAll wrote them, without the braces
	Verdict  Verdict
	Admitted bool // while the verdict holds something back, what was let in before counts
	Version  int64
	Created  time.Time
	Modified time.Time

	// Sources are the ids of the sources that know the person, when they are several.
	Sources []string

	// Provenance and Records are the directory view's: where the values of a person with several
	// records come from, and the records that make up the person.
	Provenance []Provenance
	Records    []RecordKey

	// Licenses are the person's, when asked.
	Licenses []licensing.Shown

	// Groups are the groups of this connection that the resource is a direct member of; for
	// users, when asked.
	Groups []GroupRef

	// Members are a group's members, when asked. They are read from the database while they
	// are ranged over, once, and in pieces: nothing of the database is held in between, so it
	// doesn't matter how long that takes or whether it comes to an end. The views of one Found
	// must be ranged over in their order.
	Members iter.Seq2[Member, error]
}

// GroupRef names a group.
type GroupRef struct {
	ID      string
	Display string
}

// Want says what of a record a reader needs beside the record itself.
type Want struct {
	Groups   bool
	Members  bool
	Licenses bool
}

// Query asks for a page of one source's records.
type Query struct {
	Types      []*schema.ResourceType
	Filter     filter.Expression
	SortBy     *filter.AttributePath
	Descending bool
	Start      int // 1-based
	Count      int // 0 asks only for the total
	Cursor     bool
	After      string // with Cursor: Found.Next of the page before
	Want       Want
}

// Found is a page of views: fewer than were asked for where they are large.
type Found struct {
	Total   int
	Records []*View
	Next    string // with Query.Cursor: where the next page begins, "" on the last
}

// Reader reads records. It sees nothing but the one source of the one account that it is asked
// about (rule P1). Asked about the account's own id in the place of a source's, it shows the
// directory view: each user once, and all groups, under ids of users and groups.
type Reader interface {
	// Record returns one record, or nil when this source has no such record. An id that is no
	// id at all is one that doesn't exist.
	Record(ctx context.Context, accountID string, key RecordKey, want Want) (*View, error)

	// Search returns a page of what matches, by default in the order of creation.
	Search(ctx context.Context, accountID, sourceID string, q *Query) (*Found, error)
}

// SearchKey overrides how a string is folded in search documents and filter operands: addresses and
// userNames compare by their normalised form, as identifiers do.
func SearchKey(a schema.Attr, v string) (string, bool) {
	if a.URN != "" || a.Parent == nil {
		return "", false
	}
	switch {
	case a.Sub == nil && a.Parent.Name == "userName" && a.Parent.FoldsCase():
		return LoginKey(v), true
	case a.Sub != nil && a.Parent.Name == "emails" && a.Sub.Name == "value":
		return EmailKey(v), true
	}
	return "", false
}
