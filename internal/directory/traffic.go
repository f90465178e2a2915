package directory

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// How much of recent traffic is kept (rules O2 and O3).
const (
	TrafficKinds = 1000 // kinds of requests an account, and of those that belong to none; the oldest go
	TrafficDays  = 7    // since a kind was last seen, of what belongs to no account; the default of accounts
)

// TrafficReason is why a request was refused that was not understood, in a word; a keyword of RFC 7644 table 9 for
// other refusals that have one, and "" for the rest.
type TrafficReason string

// The reasons of requests that were not understood.
const (
	NoToken        TrafficReason = "noToken"        // none was sent
	MalformedToken TrafficReason = "malformedToken" // what was sent is no token of Usher
	UnknownToken   TrafficReason = "unknownToken"   // well formed, and not known
	ExpiredToken   TrafficReason = "expiredToken"
	RevokedToken   TrafficReason = "revokedToken"
	WrongPath      TrafficReason = "wrongPath"      // nothing is served there
	WrongMethod    TrafficReason = "wrongMethod"    // what is served there does not know the method
	UnreadableBody TrafficReason = "unreadableBody" // no JSON
)

// Traffic is one kind of request that changed nothing: reads, and what was not understood (rule O2). It tells of the
// last one of its kind.
type Traffic struct {
	AccountID string // "" for what belongs to no account
	ID        string // the case id of the kind, the same on all nodes and as long as it is kept
	SourceID  string // "" where no token says
	TokenID   string // of a token that is known, be it expired or revoked
	Token     string // the short name of one that is not served, such as "ush_..4f"
	Method    string // "OTHER" for one that HTTP does not have
	Route     string // a pattern without ids, such as "/Users/{id}"; ".../Users" for a path that is not served
	Status    int
	Reason    TrafficReason
	Count     int64
	First     time.Time
	Last      time.Time
	Address   string        // of the client
	Path      string        // as it was sent, as far as it names no person and is not too long
	Detail    text.Messages // what was refused and would be right, or what was looked for
}

// TrafficReader reads recent traffic.
type TrafficReader interface {
	// Traffic are the kinds of an account, or with "" those of none, the newest first; only those of the source, unless
	// it is "".
	Traffic(ctx context.Context, accountID, sourceID string) ([]Traffic, error)
	// TrafficOf finds a kind by its case id; nil where there is none.
	TrafficOf(ctx context.Context, accountID, id string) (*Traffic, error)
}

// How much is kept of what was left aside.
const (
	AsideNames   = 200                  // of a source; those that were not seen for the longest time go
	AsideLongest = 200                  // bytes of a name; longer ones are not kept
	AsideTime    = 180 * 24 * time.Hour // since a name was last seen
)

// Aside is a name that requests of a source had and no schema has, so that what stood under it was left aside.
type Aside struct {
	AccountID, SourceID string
	Name                string // of an attribute, behind a URN that was written before it
	Count               int64  // requests
	First, Last         time.Time
}

// AsideReader reads what was left aside.
type AsideReader interface {
	// Aside are the names of a source, those first that came most often.
	Aside(ctx context.Context, accountID, sourceID string) ([]Aside, error)
}
