package syncrun

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// ErrLost says that a run is another process's by now, or over.
var ErrLost = errors.New("the run is carried out elsewhere")

// ErrUnserved says that the source of a run was disabled or deleted meanwhile: nothing that it says is taken (rule S8).
var ErrUnserved = errors.New("the source is disabled or deleted")

// Store keeps services, their runs and their snapshots. What changes a run fails with ErrLost when its turn is over.
type Store interface {
	// TakeRun gives the run of a source that is to be carried on: the one that runs, or else the one that has waited longest, which
	// runs from then on, in a turn of its own. nil when there is none.
	TakeRun(ctx context.Context, accountID, sourceID string) (*Service, *Run, error)
	// ConfirmingAccount finds an account; nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)
	// Sources are the account's.
	Sources(ctx context.Context, accountID string) ([]directory.Source, error)

	// KnownItems finds items by their native ids.
	KnownItems(ctx context.Context, r *Run, entryType string, nativeIDs []string) (map[string]Item, error)
	// ItemOfRecord finds the item of a record; nil when there is none.
	ItemOfRecord(ctx context.Context, r *Run, recordID string) (*Item, error)
	// NextItems are items of a state and type after a number, in the order of their numbers; with what is staged of them if bodies.
	NextItems(ctx context.Context, r *Run, state ItemState, entryType string, after int64, limit int, bodies bool) ([]Item, error)
	// ItemsFrom are all items from a number on, without what is staged.
	ItemsFrom(ctx context.Context, r *Run, from int64, limit int) ([]Item, error)
	// InForce is how many people are active, and how many groups there are, by what was applied: by the type of entries.
	InForce(ctx context.Context, r *Run) (map[string]int, error)
	// Chunks are those of the run's bitmap.
	Chunks(ctx context.Context, r *Run) ([]Chunk, error)
	// RecordNamed is the id of the source's user of a userName; "" when there is none.
	RecordNamed(ctx context.Context, r *Run, userName string) (string, error)
	// PoolSeats are the pools of the account, with the seats that are free in each.
	PoolSeats(ctx context.Context, accountID string) ([]Seats, error)
	// GroupMembers are the ids of the records that are members of a group, by the source's word.
	GroupMembers(ctx context.Context, accountID, groupID string) ([]string, error)

	// SaveStep keeps a step of a run: how far it is, and what is in Step. It reads the run's counts anew. Nothing is kept, and the error
	// is ErrUnserved, once the source is disabled or deleted.
	SaveStep(ctx context.Context, r *Run, s *Step) (cancel bool, err error)
	// EndRun ends a run, with what it means for its service.
	EndRun(ctx context.Context, r *Run, s *Service, next time.Duration, entry *directory.LogEntry) error
}

// Step is what one step of a run changes.
type Step struct {
	Insert []Item // new ones
	Stage  []Item // of known ones: all but N, Type, NativeID, Hash and Facts
	Change []Item // of known ones: everything
	Drop   []Item
	Chunks []Chunk
	NextN  int64
	Add    Counts // to those of the run
	Park   bool   // all staged items that take something from people are parked
}

// Intake decides and carries out (rule I1); a *directory.Intake is one.
type Intake interface {
	Apply(ctx context.Context, account directory.Account, changes []directory.Change) ([]directory.Result, error)
	Rehearse(ctx context.Context, account directory.Account, changes []directory.Change, r *directory.Rehearsal) ([]directory.Result, error)
}

// Connect makes the connector of a service, with its secrets.
type Connect func(ctx context.Context, s *Service) (connectors.Connector, error)

// Registry gives an account's resource types.
type Registry func(ctx context.Context, accountID string) (*schema.Registry, error)

// problem is a message of a run.
func problem(key string, args ...any) text.Messages { return text.Messages{text.New(key, args...)} }
