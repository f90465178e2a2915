package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule P8
func TestTokens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, source := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		first, err := db.CreateToken(ctx, *source, "hash 1", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		second, err := db.CreateToken(ctx, *source, "hash 2", 24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if !first.Expires.Equal(noon.Add(time.Hour)) {
			t.Errorf("expires %s, want an hour after noon", first.Expires)
		}

		got, err := db.Grant(ctx, account.ID, "hash 1")
		if err != nil {
			t.Fatal(err)
		}
		want := &auth.Grant{Token: first.Token, Account: *account, Source: *source}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Grant (-want +got):\n%s", diff)
		}
		source.Rank, source.Settings = 7, directory.Settings{AuthoritativeFor: []string{"example.com"}, Key: "employeeNumber"}
		if err := db.ChangeSource(ctx, *source); err != nil {
			t.Fatal(err)
		}
		if got, err = db.Grant(ctx, account.ID, "hash 1"); err != nil || !cmp.Equal(got.Source, *source) {
			t.Errorf("Grant of a source with settings = %+v, %v; want %+v", got.Source, err, *source)
		}
		for what, id := range map[string]string{"another account": other.ID, "no account": uuid.NewString()} {
			if got, err := db.Grant(ctx, id, "hash 1"); got != nil || err != nil {
				t.Errorf("Grant of %s = %v, %v; want nothing", what, got, err)
			}
		}

		revoked, err := db.RevokeToken(ctx, account.ID, first.ID)
		if err != nil || !revoked.Revoked.Equal(noon) {
			t.Fatalf("RevokeToken = %+v, %v", revoked, err)
		}
		if got, err = db.Grant(ctx, account.ID, "hash 1"); err != nil || !got.Token.Revoked.Equal(noon) {
			t.Errorf("Grant of a revoked token = %+v, %v", got, err)
		}
		for _, id := range []string{"", "nonsense", uuid.NewString(), "'; --"} {
			_, err := db.RevokeToken(ctx, account.ID, id)
			wantKind(t, "revoke "+id, err, directory.NotFound)
		}

		all, err := db.Tokens(ctx, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]admin.Token{*revoked, *second}, all); diff != "" {
			t.Errorf("Tokens (-want +got):\n%s", diff)
		}
	}, store.WithClock(stopped))
}

// Revoking again keeps the time of the first, which is when access ended.
func TestRevokedStaysRevoked(t *testing.T) {
	now := noon
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now = noon
		_, source := fixture.NewAccount(t, db, "acme")
		token, err := db.CreateToken(t.Context(), *source, "hash", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := db.RevokeToken(t.Context(), token.AccountID, token.ID)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Revoked.Equal(noon) {
				t.Errorf("at %s: revoked %s, want noon", now, got.Revoked)
			}
			now = now.Add(time.Minute)
		}
	}, store.WithClock(func() time.Time { return now }))
}

func TestTokensUsed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, source := fixture.NewAccount(t, db, "acme")
		var ids []string
		for _, hash := range []string{"hash 1", "hash 2", "hash 3"} {
			token, err := db.CreateToken(ctx, *source, hash, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, token.ID)
		}
		use := func(uses ...auth.Use) {
			t.Helper()
			if err := db.TokensUsed(ctx, uses); err != nil {
				t.Fatal(err)
			}
		}
		use()
		use(auth.Use{AccountID: account.ID, TokenID: ids[0], At: noon}, auth.Use{AccountID: account.ID, TokenID: ids[1], At: noon})
		use(auth.Use{AccountID: account.ID, TokenID: ids[0], At: noon.Add(time.Minute)})
		use(auth.Use{AccountID: account.ID, TokenID: ids[1], At: noon.Add(-time.Minute)}) // older than what is known
		use(auth.Use{AccountID: account.ID, TokenID: uuid.NewString(), At: noon})         // of nobody

		all, err := db.Tokens(ctx, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Time{noon.Add(time.Minute), noon, {}} {
			if !all[i].LastUsed.Equal(want) {
				t.Errorf("token %d was last used %s, want %s", i, all[i].LastUsed, want)
			}
		}
	})
}
