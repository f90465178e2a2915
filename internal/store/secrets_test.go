package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// vaultOf is a vault with a key.
func vaultOf(db sealed.Store, keys ...sealed.Key) *sealed.Vault {
	all := ""
	for _, k := range keys {
		all += k.Reveal() + ","
	}
	return &sealed.Vault{Store: db, Settings: sealed.Settings{Keys: sealed.NewSecret(all)}}
}

// A secret is kept, replaced and forgotten; in another place it is not there, and what is moved does not open.
func TestSecrets(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		_, okta := fixture.NewAccount(t, db, "acme")
		_, other := fixture.NewAccount(t, db, "other")
		vault := vaultOf(db, sealed.NewKey())
		at := sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: "token"}
		for _, plain := range []string{"first", "second"} {
			if err := vault.Put(ctx, at, sealed.NewSecret(plain)); err != nil {
				t.Fatal(err)
			}
			if s, err := vault.Get(ctx, at); err != nil || s.Text() != plain {
				t.Fatalf("%q, %v", s.Text(), err)
			}
		}
		elsewhere := sealed.Place{Account: other.AccountID, Source: other.ID, Name: "token"}
		for _, place := range []sealed.Place{elsewhere, {Account: okta.AccountID, Source: okta.ID, Name: "password"}} {
			if _, err := vault.Get(ctx, place); directory.KindOf(err) != directory.NotFound {
				t.Errorf("%v: %v", place, err)
			}
		}
		row, err := db.Secret(ctx, at)
		if err != nil {
			t.Fatal(err)
		}
		row.Place = elsewhere
		if err := db.PutSecret(ctx, *row); err != nil {
			t.Fatal(err)
		}
		if s, err := vault.Get(ctx, elsewhere); err == nil {
			t.Errorf("what was moved opens: %q", s.Text())
		}
		kept, err := db.SecretKeys(ctx)
		if diff := cmp.Diff(map[string]int{row.KeyID: 2}, kept); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if err := vault.Forget(ctx, at.Account, at.Source); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Get(ctx, at); directory.KindOf(err) != directory.NotFound {
			t.Errorf("what was forgotten: %v", err)
		}
		if row, err := db.Secret(ctx, elsewhere); row == nil || err != nil {
			t.Errorf("another's is forgotten, too: %v", err)
		}
	})
}
