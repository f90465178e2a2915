package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Close waits for batches under way, but not without end, and later ones are refused.
func TestCloseLeavesABatchBehind(t *testing.T) {
	s := postgresShelf(t)
	s.DB.SetPatience(time.Millisecond)
	entered, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- s.DB.Transact(context.WithoutCancel(t.Context()), s.Account, false, func(directory.Tx) error {
			close(entered)
			<-release
			return nil
		})
	}()
	<-entered
	if err := s.DB.Close(); err != nil {
		t.Error(err)
	}
	if err := s.DB.Transact(t.Context(), s.Account, false, func(directory.Tx) error { return nil }); err == nil {
		t.Error("a batch after the end")
	}
	close(release)
	if err := <-done; err != nil {
		t.Errorf("the batch under way: %v", err)
	}
	s.await(t, "the end of its connection", `SELECT count(*)`+othersQuery, func(n int) bool { return n == 0 })
}

// Close waits for a batch that comes to its end.
func TestCloseWaitsForABatch(t *testing.T) {
	s := postgresShelf(t)
	s.DB.SetPatience(time.Hour)
	other := newAccounts(t, s, 1)[0]
	entered, closed, done := make(chan struct{}), make(chan error, 1), make(chan error)
	go func() {
		done <- s.DB.Transact(context.WithoutCancel(t.Context()), s.Account, false, func(tx directory.Tx) error {
			close(entered)
			end := time.Now().Add(30 * time.Second)
			for s.DB.Transact(t.Context(), other, false, func(directory.Tx) error { return nil }) == nil {
				if time.Now().After(end) {
					return errors.New("half a minute later Close has not begun")
				}
				time.Sleep(time.Millisecond)
			}
			select {
			case <-closed:
				t.Error("it was closed under the batch")
			default:
			}
			return tx.Find(t.Context(), s.Account, &directory.Questions{Domains: []string{"example.com"}}, directory.NewFacts())
		})
	}()
	<-entered
	go func() { closed <- s.DB.Close() }()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

// Close ends what works in the background instead of waiting for it.
func TestCloseEndsTheBackground(t *testing.T) {
	s := postgresShelf(t)
	tx, err := s.Raw.BeginTxx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), `LOCK TABLE records IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	refreshed := make(chan error)
	go func() { refreshed <- s.DB.RefreshStatistics() }()
	storetest.Await(t, "the statistics to wait for the table", func() bool {
		var waiting int
		if err := tx.GetContext(t.Context(), &waiting, waitingQuery); err != nil {
			t.Fatal(err)
		}
		return waiting > 0
	})
	if err := s.DB.Close(); err != nil {
		t.Error(err)
	}
	if err := <-refreshed; !errors.Is(err, context.Canceled) {
		t.Errorf("the statistics: %v, want %v", err, context.Canceled)
	}
}
