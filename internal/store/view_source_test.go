package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule P8: reader tokens belong to their account, by a source that is made once.
func TestReaderSource(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, source := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		first, err := db.ReaderSource(ctx, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		if first.ID != account.ID || first.AccountID != account.ID || first.Kind != directory.KindReader || first.Strict {
			t.Errorf("ReaderSource = %+v", first)
		}
		again, err := db.ReaderSource(ctx, account.ID)
		if err != nil || again.ID != first.ID || !again.Created.Equal(first.Created) {
			t.Errorf("ReaderSource for the second time = %+v, %v; want %+v", again, err, first)
		}
		if _, err := db.CreateToken(ctx, *first, "hash", time.Hour); err != nil {
			t.Fatal(err)
		}
		if g, err := db.Grant(ctx, account.ID, "hash"); err != nil || g == nil || g.Source.ID != account.ID || g.Source.Kind != directory.KindReader {
			t.Errorf("Grant = %+v, %v", g, err)
		}
		if g, err := db.Grant(ctx, other.ID, "hash"); err != nil || g != nil {
			t.Errorf("Grant of another account = %+v, %v", g, err)
		}

		names, err := db.SourceNames(ctx, account.ID)
		if err != nil || len(names) != 2 || names[source.ID] != source.Name || names[first.ID] != first.Name {
			t.Errorf("SourceNames = %v, %v", names, err)
		}
		if names, err := db.SourceNames(ctx, other.ID); err != nil || len(names) != 1 {
			t.Errorf("SourceNames of the other account = %v, %v; want its own only", names, err)
		}
		if names, err := db.SourceNames(ctx, uuid.NewString()); err != nil || len(names) != 0 {
			t.Errorf("SourceNames of no account = %v, %v", names, err)
		}
	})
}

// A name that somebody has taken is told of, as long as it is taken.
func TestReaderSourceNameTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, _ := fixture.NewAccount(t, db, "acme")
		if _, err := db.CreateSource(t.Context(), directory.Source{AccountID: account.ID, Name: "(directory)", Kind: directory.KindSCIM, Policy: directory.Hold}); err != nil {
			t.Fatal(err)
		}
		_, err := db.ReaderSource(t.Context(), account.ID)
		wantKind(t, "ReaderSource", err, directory.Conflict)
	})
}
