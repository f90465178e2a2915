package db_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	base "github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"

	"github.com/lib/pq"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// laneShelf is a database whose lanes tests watch.
type laneShelf struct{ *fixture.Shelf }

func postgresShelf(t *testing.T) *laneShelf {
	t.Helper()
	return &laneShelf{fixture.NewShelf(t, "postgres", storetest.PostgresURL(t))}
}

// useLanes has a batch of each account be in the database at once.
func useLanes(t *testing.T, s *laneShelf, accounts []string) {
	t.Helper()
	var together, done sync.WaitGroup
	together.Add(len(accounts))
	for _, account := range accounts {
		done.Go(func() {
			arrived := sync.OnceFunc(together.Done) // it may run again
			if err := s.DB.Transact(t.Context(), account, false, func(directory.Tx) error {
				arrived()
				together.Wait()
				return nil
			}); err != nil {
				arrived()
				t.Error(err)
			}
		})
	}
	done.Wait()
}

func newAccounts(t *testing.T, s *laneShelf, n int) []string {
	t.Helper()
	list := make([]string, n)
	for i := range list {
		account, _ := fixture.NewAccount(t, s.DB, fmt.Sprint("account ", i))
		list[i] = account.ID
	}
	return list
}

// await asks until the database answers with a number that will do.
func (s *laneShelf) await(t *testing.T, what, query string, enough func(int) bool) {
	t.Helper()
	for range 3000 {
		var n int
		if err := s.Raw.GetContext(t.Context(), &n, query); err != nil {
			t.Fatal(err)
		}
		if enough(n) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("waited in vain for " + what)
}

const (
	othersQuery  = ` FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`
	waitingQuery = `SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
)

// A server that was away costs no batch: the lanes whose connections it ended are dropped, and
// the next batch opens one.
func TestApplyAfterConnectionsDied(t *testing.T) {
	s := postgresShelf(t)
	accounts := newAccounts(t, s, base.MaxLanes)
	in, account := fixture.Intake(s.DB), directory.Account{ID: s.Account}
	fixture.Apply(t, in, account, fixture.Person(s.Source, 0))
	for turn := range 3 {
		useLanes(t, s, accounts)
		if n := s.DB.IdleLanes(); n != base.MaxLanes {
			t.Fatalf("%d lanes are kept, want %d", n, base.MaxLanes)
		}
		s.Exec(t, `SELECT pg_terminate_backend(pid)`+othersQuery)
		s.await(t, "the end of all connections", `SELECT count(*)`+othersQuery, func(n int) bool { return n == 0 })
		fixture.Apply(t, in, account, fixture.Person(s.Source, 1+turn))
		if n := s.DB.IdleLanes(); n != 1 {
			t.Errorf("%d lanes are kept, want the new one", n)
		}
	}
}

// A batch that dies with its connection, before its commit, is run again.
func TestConnectionDiesWithinABatch(t *testing.T) {
	s := postgresShelf(t)
	runs := 0
	err := s.DB.Transact(t.Context(), s.Account, false, func(tx directory.Tx) error {
		if runs++; runs == 1 {
			s.Exec(t, `SELECT pg_terminate_backend(pid)`+othersQuery)
			s.await(t, "the end of the connection", `SELECT count(*)`+othersQuery, func(n int) bool { return n == 0 })
		}
		return tx.Find(t.Context(), s.Account, &directory.Questions{Domains: []string{"example.com"}}, directory.NewFacts())
	})
	if err != nil || runs != 2 {
		t.Errorf("%v after %d runs, want success after 2", err, runs)
	}
}

// A batch that is given up while it waits for the account's lock says nothing of other lanes.
func TestImpatienceForgetsNoLanes(t *testing.T) {
	s := postgresShelf(t)
	useLanes(t, s, newAccounts(t, s, 3))
	err := s.DB.Transact(t.Context(), s.Account, false, func(directory.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		second := make(chan error)
		go func() { second <- s.DB.Transact(ctx, s.Account, false, func(directory.Tx) error { return nil }) }()
		s.await(t, "the second batch", waitingQuery, func(n int) bool { return n == 1 })
		cancel()
		if err := <-second; err == nil {
			t.Error("the second batch got the lock, too")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.DB.IdleLanes(); n != 2 {
		t.Errorf("%d lanes are left of 3, of which one was given up", n)
	}
}

func TestDead(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{driver.ErrBadConn, true},
		{fmt.Errorf("find: %w", driver.ErrBadConn), true},
		{io.ErrUnexpectedEOF, true},
		{&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, true},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, false},
		{&pq.Error{Code: "08006"}, true},  // connection_failure
		{&pq.Error{Code: "57P01"}, true},  // admin_shutdown
		{&pq.Error{Code: "57P03"}, true},  // cannot_connect_now
		{&pq.Error{Code: "57014"}, false}, // query_canceled
		{&pq.Error{Code: "23505"}, false},
		{context.Canceled, false},
		{context.DeadlineExceeded, false},
		{errors.New("refused"), false},
		{nil, false},
	} {
		if got := base.Dead(tt.err); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.err, got, tt.want)
		}
	}
}

// Batches have many shapes; a lane keeps the statements of those that come often.
func TestLaneStatementsAreBounded(t *testing.T) {
	s := postgresShelf(t)
	err := s.DB.Transact(t.Context(), s.Account, false, func(tx directory.Tx) error {
		for i := range base.LaneStatements + 50 {
			for _, n := range []int{-1, i} { // the first is used all the time
				stmt, err := tx.(intake.Tx).Prepared(t.Context(), fmt.Sprintf(`SELECT %d`, n))
				if err != nil {
					return err
				}
				var got int
				if err := stmt.GetContext(t.Context(), &got); err != nil || got != n {
					t.Errorf("got %d, %v, want %d", got, err, n)
				}
			}
		}
		var kept, often int
		stmt, err := tx.(intake.Tx).Prepared(t.Context(), `SELECT count(*), count(*) FILTER (WHERE statement = 'SELECT -1') FROM pg_prepared_statements`)
		if err != nil {
			return err
		}
		if err := stmt.QueryRowContext(t.Context()).Scan(&kept, &often); err != nil {
			return err
		}
		if kept != base.LaneStatements || often != 1 {
			t.Errorf("the connection keeps %d statements, %d of them the one used most; want %d and 1", kept, often, base.LaneStatements)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Two nodes with one account take turns, however much one of them has to do: who keeps the lock for
// longer and longer, since nobody waits, gives way to whoever does, and then keeps it for short.
func TestNodesTakeTurns(t *testing.T) {
	url := storetest.PostgresURL(t)
	busy := &laneShelf{fixture.NewShelf(t, "postgres", url)}
	other, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	batch := func(db *store.DB) error {
		return db.Transact(ctx, busy.Account, false, func(tx directory.Tx) error {
			return tx.Find(ctx, busy.Account, &directory.Questions{Policy: true}, directory.NewFacts())
		})
	}
	until := func(what string, done func() bool) {
		t.Helper()
		for !done() {
			if err := batch(busy.DB); err != nil {
				t.Fatalf("waiting for %s: %v", what, err)
			}
		}
	}
	for turn := range 3 {
		until("the lock to be kept for long", func() bool { return busy.DB.LockKept() == base.LockForLong })
		served := make(chan error, 1)
		go func() { served <- batch(other) }()
		until("the other node", func() bool { return len(served) == 1 })
		if err := <-served; err != nil {
			t.Fatal(err)
		}
		if kept := busy.DB.LockKept(); kept != base.LockAtMost {
			t.Errorf("turn %d: after it gave way, the lock would be kept for %v, want %v", turn, kept, base.LockAtMost)
		}
	}
}
