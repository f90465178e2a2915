package inbound

import (
	"context"
	_ "embed"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// UsherSchema is the URN of Usher's own read-only extension of User (rule P2).
const UsherSchema = "urn:ietf:params:scim:schemas:extension:usher:2.0:User"

//go:embed usher.json
var usherJSON []byte

// Base is what every account has: User with the enterprise extension and Usher's own, and Group.
var Base = sync.OnceValue(func() *schema.Registry {
	s, err := schema.ParseSchema(usherJSON)
	if err != nil {
		panic("inbound: " + err.Error())
	}
	r, err := schema.Core().With([]*schema.Schema{s}, nil, map[string][]schema.Extension{
		directory.TypeUser: {{Schema: UsherSchema}},
	})
	if err != nil {
		panic("inbound: " + err.Error())
	}
	return r
})

// Definitions reads what an account has defined beside that.
type Definitions interface {
	// DefinitionsVersion changes whenever the definitions do, and costs less to learn than they
	// do to read; 0 while there are none. pools tells whether there is a pool to be offered.
	DefinitionsVersion(ctx context.Context, accountID string) (version int64, pools bool, err error)
	// Registry is the base with the account's definitions.
	Registry(ctx context.Context, accountID string) (*schema.Registry, error)
}

// definitionsAge is how long an account's definitions are believed to be unchanged.
const definitionsAge = time.Second

// registries keeps the registry of each account. Compiling one is costly, so it is done again
// only when the definitions have changed.
type registries struct {
	from Definitions
	mu   sync.Mutex
	have map[string]*registryEntry
}

type registryEntry struct {
	registry *schema.Registry
	readers  *schema.Registry // what readers see of it
	version  int64
	pools    bool
	checked  time.Time
}

func newRegistries(from Definitions) *registries {
	return &registries{from: from, have: map[string]*registryEntry{}}
}

// of gives an account's registry, at most a second behind its definitions.
func (r *registries) of(ctx context.Context, accountID string) (*schema.Registry, error) {
	e, err := r.entry(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return e.registry, nil
}

// seenBy is the part of an account's registry that a caller sees something of.
func (r *registries) seenBy(ctx context.Context, identity *auth.Identity) (*schema.Registry, error) {
	e, err := r.entry(ctx, identity.Account.ID)
	if err != nil {
		return nil, err
	}
	if identity.Reads() {
		return e.readers, nil
	}
	return e.registry, nil
}

func (r *registries) entry(ctx context.Context, accountID string) (*registryEntry, error) {
	r.mu.Lock()
	e := r.have[accountID]
	r.mu.Unlock()
	if e != nil && time.Since(e.checked) < definitionsAge {
		return e, nil
	}
	version, pools, err := r.from.DefinitionsVersion(ctx, accountID)
	if err != nil {
		return nil, err
	}
	next := &registryEntry{version: version, pools: pools, checked: time.Now()}
	switch {
	case e != nil && e.version == version && e.pools == pools:
		next.registry, next.readers = e.registry, e.readers
	case version == 0 && !pools:
		next.registry, next.readers = Base(), baseForReaders()
	case version == 0:
		next.registry, next.readers = baseWithPools(), baseForReaders()
	default:
		if next.registry, err = r.from.Registry(ctx, accountID); err != nil {
			return nil, err
		}
		if next.readers, err = forReaders(next.registry); err != nil {
			return nil, err
		}
		if pools {
			next.registry = withPools(next.registry)
		}
	}
	r.mu.Lock()
	r.have[accountID] = next
	r.mu.Unlock()
	return next, nil
}
