package store_test

import (
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// newAccount makes an account with one source.
func newAccount(t testing.TB, db *store.DB, name string) (*directory.Account, *directory.Source) {
	t.Helper()
	account, err := db.CreateAccount(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	source, err := db.CreateSource(t.Context(), directory.Source{
		AccountID: account.ID, Name: "okta", Kind: "scim", Rank: 100, Policy: directory.Hold,
	})
	if err != nil {
		t.Fatal(err)
	}
	return account, source
}

// wantKind checks that a refusal is of the kind, and says something.
func wantKind(t *testing.T, what string, err error, want directory.Kind) {
	t.Helper()
	if directory.KindOf(err) != want || err.Error() == "" {
		t.Errorf("%s: %v (kind %d), want kind %d", what, err, directory.KindOf(err), want)
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// stopped is a clock that stands at noon.
func stopped() time.Time { return noon }
