package store_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

func TestAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		zulu, err := db.CreateAccount(ctx, "Zulu & Söhne")
		if err != nil {
			t.Fatal(err)
		}
		acme, err := db.CreateAccount(ctx, "acme")
		if err != nil {
			t.Fatal(err)
		}
		if len(acme.Secret) != 32 || bytes.Equal(acme.Secret, zulu.Secret) || acme.ID == zulu.ID || !acme.Created.Equal(noon) {
			t.Errorf("two accounts: %+v and %+v", acme, zulu)
		}
		got, err := db.Account(ctx, "acme")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(acme, got); diff != "" {
			t.Errorf("Account (-created +read):\n%s", diff)
		}
		all, err := db.Accounts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]directory.Account{*zulu, *acme}, all); diff != "" {
			t.Errorf("Accounts, in bytewise order (-want +got):\n%s", diff)
		}

		_, err = db.CreateAccount(ctx, "acme")
		wantKind(t, "the same name again", err, directory.Conflict)
		if same, err := db.Account(ctx, "ACME"); err != nil || same.ID != acme.ID {
			t.Errorf("in another case: %+v, %v", same, err)
		}
		_, err = db.CreateAccount(ctx, "ACME")
		wantKind(t, "the same name in another case", err, directory.Conflict)
		_, err = db.Account(ctx, "acme2")
		wantKind(t, "another name", err, directory.NotFound)
		if !strings.Contains(err.Error(), "usher account create") {
			t.Errorf("the error doesn't say what to do: %v", err)
		}
	}, store.WithClock(stopped))
}

func TestNames(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, _ := fixture.NewAccount(t, db, "acme")
		for _, name := range []string{"", " ", " a", "a ", "a\nb", "a\x00", "\xff", "\u200b", "\x1b[31m", strings.Repeat("é", 101)} {
			_, err := db.CreateAccount(t.Context(), name)
			wantKind(t, "account "+name, err, directory.Invalid)
			_, err = db.CreateSource(t.Context(), directory.Source{AccountID: account.ID, Name: name, Kind: "scim", Policy: directory.Hold})
			wantKind(t, "source "+name, err, directory.Invalid)
		}
		for _, name := range []string{"a", "Größe & Co. (Bern)", "例え", strings.Repeat("é", 100), "'; DROP TABLE accounts; --"} {
			if _, err := db.CreateAccount(t.Context(), name); err != nil {
				t.Errorf("account %q: %v", name, err)
			}
		}
	})
}

// The unique key decides a race: one wins, and the others are told so.
func TestOneAccountOfAName(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		made := 0
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				_, err := db.CreateAccount(t.Context(), "acme")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				} else {
					wantKind(t, "a loser", err, directory.Conflict)
				}
			})
		}
		all.Wait()
		if made != 1 {
			t.Errorf("%d accounts of one name", made)
		}
	})
}

func TestSources(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		acme, okta := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		entra, err := db.CreateSource(ctx, directory.Source{
			AccountID: acme.ID, Name: "entra", Kind: "scim", Rank: 10, Policy: directory.Reject, Strict: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Source(ctx, acme.ID, "entra")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(entra, got); diff != "" {
			t.Errorf("Source (-created +read):\n%s", diff)
		}
		all, err := db.Sources(ctx, acme.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]directory.Source{*entra, *okta}, all); diff != "" {
			t.Errorf("Sources, by rank (-want +got):\n%s", diff)
		}

		_, err = db.CreateSource(ctx, *entra)
		wantKind(t, "the same name again", err, directory.Conflict)
		_, err = db.Source(ctx, other.ID, "entra")
		wantKind(t, "another account's source", err, directory.NotFound)
	}, store.WithClock(stopped))
}
