package decide

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

var (
	_ directory.Store = (*fakeStore)(nil)
	_ directory.Tx    = (*fakeTx)(nil)
)

// fakeStore is a store in memory. It answers exactly what it is asked, and takes changes only as
// a database would: what must be unique is, what is inserted was not there, what is updated was.
type fakeStore struct {
	mu   sync.Mutex
	rows fakeRows
	// before, when set, is called at the beginning of each transaction, and refuse before
	// anything is written; their errors fail the transaction. again runs each transaction so
	// many times more, as other nodes make necessary.
	before func(accountID string) error
	refuse func(*directory.Changes) error
	after  func() error // called when a transaction has landed; what it returns is reported
	again  int
	sizes  []int // of the batches that landed
}

// fakeRows are the tables.
type fakeRows struct {
	records     map[directory.RecordKey]directory.Record
	users       map[string]directory.User
	identifiers map[[3]string]directory.Identifier // kind, value, record
	members     map[directory.Pair]directory.Member
	graves      map[directory.RecordKey]directory.Tombstone
	successors  map[directory.RecordKey]string
	uniques     map[directory.NameKey]string
	domains     map[string]directory.Level
	log         map[string]directory.LogEntry
	mailboxes   map[string]bool
	sources     map[string]directory.Source
	reviews     map[[2]string]fakeReview // by record and user
	apart       map[[2]string]bool       // in both orders: for good, or until somebody decides
	traces      map[directory.Trace]string
	pools       map[string]licensing.Pool
	rules       []licensing.Rule
	licenses    map[string]licensing.License
}

type fakeReview struct {
	Reason directory.Reason
	Flags  string
	Waits  bool
	Status string
}

func newFakeStore() *fakeStore {
	s := &fakeStore{rows: fakeRows{
		records: map[directory.RecordKey]directory.Record{}, users: map[string]directory.User{}, identifiers: map[[3]string]directory.Identifier{}, members: map[directory.Pair]directory.Member{},
		graves: map[directory.RecordKey]directory.Tombstone{}, successors: map[directory.RecordKey]string{}, uniques: map[directory.NameKey]string{}, log: map[string]directory.LogEntry{},
		domains:   map[string]directory.Level{"example.com": directory.Approved, "verified.example": directory.Verified},
		mailboxes: map[string]bool{}, sources: modelPolicy(), reviews: map[[2]string]fakeReview{}, apart: map[[2]string]bool{},
		traces: map[directory.Trace]string{}, pools: map[string]licensing.Pool{}, licenses: map[string]licensing.License{},
	}}
	s.rows.poolOf(3, licensing.Settings{})
	return s
}

func (r fakeRows) clone() fakeRows {
	return fakeRows{
		maps.Clone(r.records), maps.Clone(r.users), maps.Clone(r.identifiers), maps.Clone(r.members), maps.Clone(r.graves),
		maps.Clone(r.successors), maps.Clone(r.uniques), r.domains, maps.Clone(r.log),
		r.mailboxes, r.sources, maps.Clone(r.reviews), maps.Clone(r.apart), maps.Clone(r.traces),
		maps.Clone(r.pools), r.rules, maps.Clone(r.licenses),
	}
}

// fakeNow is the moment of every transaction.
var fakeNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Transact implements Store.
func (s *fakeStore) Transact(_ context.Context, accountID string, _ bool, fn func(directory.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil {
		if err := s.before(accountID); err != nil {
			return err
		}
	}
	for attempt := 0; ; attempt++ {
		tx := &fakeTx{store: s, fakeRows: s.rows.clone()}
		if err := fn(tx); err != nil {
			return err
		}
		if attempt < s.again {
			continue // another node was faster: nothing of this attempt is kept
		}
		s.rows = tx.fakeRows
		s.sizes = append(s.sizes, tx.size)
		if s.after != nil {
			return s.after()
		}
		return nil
	}
}

type fakeTx struct {
	fakeRows
	store *fakeStore
	size  int
}

func (*fakeTx) Now() time.Time { return fakeNow }

// fakeID is the nth id. Like those that are given, later ones are greater.
func fakeID(n int) string { return fmt.Sprintf("01990000-0000-7000-8000-%012d", n) }

// fakeRounds is how often facts are asked for at most: as often as the intake does for one change.
const fakeRounds = 16

// apply carries changes out in batches of the given sizes, the rest in one, and returns the
// results. The ids of cases are those of the changes' places.
func (r fakeRows) apply(account directory.Account, changes []step, cases []string, sizes ...int) ([]directory.Result, error) {
	var results []directory.Result
	for len(changes) > 0 {
		n := len(changes)
		if len(sizes) > 0 {
			n, sizes = min(n, sizes[0]), sizes[1:]
		}
		facts := directory.NewFacts()
		for round := 0; ; round++ {
			b, missing := decide(account, items(changes[:n]), cases[:n], facts, fakeNow)
			if missing == nil {
				if err := r.write(b.effect()); err != nil {
					return nil, err
				}
				results = append(results, b.results...)
				break
			}
			if round == fakeRounds {
				return nil, fmt.Errorf("no decision after %d rounds", round)
			}
			r.find(missing, facts)
		}
		changes, cases = changes[n:], cases[n:]
	}
	return results, nil
}

func fakeType(name string) *schema.ResourceType { return schema.Core().Type(name) }

// modelPolicy is the sources of modelSources, by id.
func modelPolicy() map[string]directory.Source {
	m := map[string]directory.Source{}
	for _, s := range modelSources {
		m[s.ID] = s
	}
	return m
}
