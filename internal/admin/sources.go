package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// Sources is what can be done about the sources of an account. It is safe for concurrent use.
type Sources struct {
	acts
	Store        SourceStore
	UserType     UserType
	Reconsiderer Reconsiderer
	Leaver       *Leaver
}

// NewSources returns the service over a store; refusals go to the journal.
func NewSources(store SourceStore, user UserType, again Reconsiderer, journal Journal) *Sources {
	return &Sources{acts: acts{journal}, Store: store, UserType: user, Reconsiderer: again}
}

// SourceStore keeps sources.
type SourceStore interface {
	// CreateSource makes a source of s.AccountID; its ID and Created are given there. The error is Conflict when the
	// account has a source of that name and Invalid when it is no name.
	CreateSource(ctx context.Context, s directory.Source) (*directory.Source, error)
	// Source finds an account's source by its name, whatever the case; NotFound when there is none.
	Source(ctx context.Context, accountID, name string) (*directory.Source, error)
	// Sources are an account's sources, those whose word counts most first.
	Sources(ctx context.Context, accountID string) ([]directory.Source, error)
	// ChangeSource writes a source's rank, policy and settings. The error is Conflict where group names are to be
	// unique and are not.
	ChangeSource(ctx context.Context, s directory.Source) error
	// MoveSource takes a source to another state, in one transaction with the log entry and the jobs. The error is
	// Conflict when it is in no state that the move begins with, and ChoosePeople's when it would be gone and has
	// records.
	MoveSource(ctx context.Context, s *directory.Source, m SourceMove) (*directory.Source, error)
	// SourceCensus is how many records a source has, by resource type; none of types that it has none of.
	SourceCensus(ctx context.Context, accountID, sourceID string) (map[string]int, error)
	// ForgetSnapshots removes what was read of the account's services whose sources are deleted, at most limit entries, and says how
	// many.
	ForgetSnapshots(ctx context.Context, accountID string, limit int) (int, error)
}

// Reconsiderer judges people again by today's rules; a *directory.Reconsiderer is one.
type Reconsiderer interface {
	// Domain judges everybody who waits for a domain, and returns how many were let in.
	Domain(ctx context.Context, account directory.Account, domain string) (int, error)
	// Review matches everybody who waits for a decision, and returns how many need none any more.
	Review(ctx context.Context, account directory.Account) (int, error)
	// Source judges all people of a source.
	Source(ctx context.Context, account directory.Account, sourceID string) error
}

// NewSource is a source that is to be made.
type NewSource struct {
	Name   string
	Kind   string           // directory.KindSCIM
	Rank   int              // the lower, the more its word counts (rule M1)
	Policy directory.Policy // of people whose domain is not approved (rule D7)
	Strict bool             // answers by the interoperability profile
}

// Create makes a source.
func (s *Sources) Create(
	ctx context.Context, actor Actor, account *directory.Account, r NewSource,
) (source *directory.Source, err error) {
	err = s.do(ctx, actor, account, "SOURCE CREATE "+r.Name, func(ctx context.Context) error {
		source, err = s.Store.CreateSource(ctx, directory.Source{
			AccountID: account.ID, Name: r.Name, Kind: r.Kind, Rank: r.Rank, Policy: r.Policy, Strict: r.Strict,
		})
		return err
	})
	return source, err
}

// List lists the account's sources, those whose word counts most first.
func (s *Sources) List(ctx context.Context, _ Actor, account *directory.Account) ([]directory.Source, error) {
	return s.Store.Sources(ctx, account.ID)
}
