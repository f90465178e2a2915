package store_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// A rotation under load loses nothing: readers always find a secret that was put, writers' last word stays, and after it
// the old key is needed by nobody. Servers beside it have the new key first, too.
func TestRotationUnderLoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		_, okta := fixture.NewAccount(t, db, "acme")
		old, fresh := sealed.NewKey(), sealed.NewKey()
		const secrets, busy = 250, 20
		place := func(i int) sealed.Place {
			return sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: fmt.Sprintf("token-%03d", i)}
		}
		before := vaultOf(db, old)
		for i := range secrets {
			if err := before.Put(ctx, place(i), sealed.NewSecret(fmt.Sprintf("0 of %d", i))); err != nil {
				t.Fatal(err)
			}
		}
		both := vaultOf(db, fresh, old)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		var reads atomic.Int64
		var last [busy]int
		for i := range busy { // each has a writer and a reader
			wg.Go(func() {
				for n := 1; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					if err := both.Put(ctx, place(i), sealed.NewSecret(fmt.Sprintf("%d of %d", n, i))); err != nil {
						t.Error(err)
						return
					}
					last[i] = n
				}
			})
			wg.Go(func() {
				seen := 0
				for {
					select {
					case <-stop:
						return
					default:
					}
					s, err := both.Get(ctx, place(i))
					var n, of int
					if _, scanErr := fmt.Sscanf(s.Text(), "%d of %d", &n, &of); err != nil || scanErr != nil || of != i || n < seen {
						t.Errorf("secret %d is %q after %d: %v", i, s.Text(), seen, err)
						return
					}
					seen = n
					reads.Add(1)
				}
			})
		}
		r, err := both.Rotate(ctx, nil)
		close(stop)
		wg.Wait()
		if err != nil || len(r.Left) > 0 || len(r.Damaged) > 0 || r.Total != secrets || r.Resealed > secrets || r.Resealed < secrets-busy {
			t.Fatalf("%+v, %v", r, err)
		}
		if len(r.Free) != 1 || r.Free[0] != old.ID() {
			t.Errorf("the old key is not free: %+v", r)
		}
		after := vaultOf(db, fresh) // the old key is dropped
		for i := range secrets {
			want := fmt.Sprintf("0 of %d", i)
			if i < busy {
				want = fmt.Sprintf("%d of %d", last[i], i)
			}
			if s, err := after.Get(ctx, place(i)); err != nil || s.Text() != want {
				t.Errorf("secret %d is %q, want %q: %v", i, s.Text(), want, err)
			}
		}
		t.Logf("%d were sealed anew beside %d reads", r.Resealed, reads.Load())
	})
}

// A rotation that is ended goes on where it was, and what it did stays done.
func TestRotationIsResumed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, okta := fixture.NewAccount(t, db, "acme")
		old, fresh := sealed.NewKey(), sealed.NewKey()
		const secrets = 250
		for i := range secrets {
			err := vaultOf(db, old).Put(t.Context(), sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: fmt.Sprint(i)}, sealed.NewSecret("x"))
			if err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		both := vaultOf(db, fresh, old)
		first, err := both.Rotate(ctx, func(int) { cancel() })
		if !errors.Is(err, context.Canceled) || first.Resealed == 0 || first.Resealed == secrets {
			t.Fatalf("%+v, %v", first, err)
		}
		second, err := both.Rotate(t.Context(), nil)
		if err != nil || first.Resealed+second.Resealed != secrets || second.Total != secrets {
			t.Errorf("%+v, %v", second, err)
		}
		third, err := both.Rotate(t.Context(), nil)
		if err != nil || third.Resealed != 0 || third.Total != secrets {
			t.Errorf("%+v, %v", third, err)
		}
	})
}

// Secrets whose key is missing, and damaged ones, are left alone, counted, and said to be in the way.
func TestRotationLeavesWhatDoesNotOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		_, okta := fixture.NewAccount(t, db, "acme")
		old, fresh, lost := sealed.NewKey(), sealed.NewKey(), sealed.NewKey()
		at := func(name string) sealed.Place {
			return sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: name}
		}
		for name, key := range map[string]sealed.Key{"lost": lost, "damaged": old, "good": old} {
			if err := vaultOf(db, key).Put(ctx, at(name), sealed.NewSecret(name)); err != nil {
				t.Fatal(err)
			}
		}
		row, err := db.Secret(ctx, at("damaged"))
		if err != nil {
			t.Fatal(err)
		}
		row.Sealed[len(row.Sealed)-1] ^= 1
		if err := db.PutSecret(ctx, *row); err != nil {
			t.Fatal(err)
		}
		service := &admin.Secrets{Vault: vaultOf(db, fresh, old)}
		actor := admin.Actor{Name: "ann", Channel: "cli"}
		r, err := service.Rotate(ctx, actor, nil)
		if directory.KindOf(err) != directory.Conflict || !strings.HasPrefix(err.Error(), "1 secret was sealed with keys that are not set") {
			t.Errorf("the missing key: %v", err)
		}
		if r.Resealed != 1 || r.Total != 1 || len(r.Left) != 2 || len(r.Damaged) != 1 || r.Damaged[0] != at("damaged") {
			t.Errorf("%+v", r)
		}
		service.Vault = vaultOf(db, fresh, old, lost)
		if r, err = service.Rotate(ctx, actor, nil); directory.KindOf(err) != directory.Conflict || !strings.HasPrefix(err.Error(), "1 secret does not open") {
			t.Errorf("the damaged one: %+v, %v", r, err)
		}
		if s, err := service.Vault.Get(ctx, at("lost")); err != nil || s.Text() != "lost" {
			t.Errorf("%q, %v", s.Text(), err)
		}
		if _, err := service.Vault.Get(ctx, at("damaged")); !errors.Is(err, sealed.ErrDamaged) {
			t.Error(err)
		}
	})
}

// What deletes a source deletes its secrets, and none comes after it; disabling keeps them.
func TestSecretsGoWithTheirSource(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := directory.WithAct(t.Context(), directory.Act{Actor: "ann", Channel: "cli"})
		vault := vaultOf(db, sealed.NewKey())
		for i, to := range []directory.SourceState{directory.SourceDisabled, directory.SourceLeaving, directory.SourceLeft, directory.SourceGone} {
			_, okta := fixture.NewAccount(t, db, fmt.Sprintf("acme-%d", i))
			at := sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: "token"}
			if err := vault.Put(ctx, at, sealed.NewSecret("x")); err != nil {
				t.Fatal(err)
			}
			_, err := db.MoveSource(ctx, okta, admin.SourceMove{
				From: []directory.SourceState{directory.SourceActive}, To: to, Entry: directory.LogEntry{Operation: "SOURCE DELETE"},
			})
			if err != nil {
				t.Fatal(err)
			}
			_, getErr := vault.Get(ctx, at)
			putErr := vault.Put(ctx, at, sealed.NewSecret("y"))
			if to == directory.SourceDisabled {
				if getErr != nil || putErr != nil {
					t.Errorf("%s: %v, %v", to, getErr, putErr)
				}
				continue
			}
			if directory.KindOf(getErr) != directory.NotFound || directory.KindOf(putErr) != directory.Conflict {
				t.Errorf("%s: %v, %v", to, getErr, putErr)
			}
		}
		nowhere := sealed.Place{Account: uuid.NewString(), Source: uuid.NewString(), Name: "token"}
		if err := vault.Put(ctx, nowhere, sealed.NewSecret("y")); directory.KindOf(err) != directory.Conflict {
			t.Errorf("no source: %v", err)
		}
	})
}

// A deletion beside those who put secrets leaves none.
func TestNoSecretOutlivesItsSource(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := directory.WithAct(t.Context(), directory.Act{Actor: "ann", Channel: "cli"})
		vault := vaultOf(db, sealed.NewKey())
		_, okta := fixture.NewAccount(t, db, "acme")
		var wg sync.WaitGroup
		begun := make(chan struct{}, 8)
		for i := range 8 {
			wg.Go(func() {
				for first := true; ; first = false {
					err := vault.Put(ctx, sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: fmt.Sprint(i)}, sealed.NewSecret("x"))
					if first {
						begun <- struct{}{}
					}
					if err != nil {
						if directory.KindOf(err) != directory.Conflict {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		for range 8 {
			<-begun
		}
		_, err := db.MoveSource(ctx, okta, admin.SourceMove{
			From: []directory.SourceState{directory.SourceActive}, To: directory.SourceLeaving, Entry: directory.LogEntry{Operation: "SOURCE DELETE"},
		})
		if err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if kept, err := db.SecretKeys(ctx); err != nil || len(kept) > 0 {
			t.Errorf("%v, %v", kept, err)
		}
	})
}

// What is asked about secrets is answered from an index, on a fresh store and on one with many.
func TestSecretsUseTheirIndexes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		_, okta := fixture.NewAccount(t, db, "acme")
		at := sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: "token"}
		check := func(t *testing.T) {
			for query, args := range map[string][]any{
				store.SecretQuery: {at.Account, at.Source, at.Name}, store.SecretsOfQuery: {"k", at.Account, at.Source, "a", 100},
				store.ResealQuery: {at.Account, at.Source, at.Name, []byte("x"), "k", []byte("y")}, store.SecretKeysQuery: nil,
			} {
				plan := planOf(t, db, query, args)
				index := regexp.MustCompile(`service_secrets_pkey|sqlite_autoindex_service_secrets_1|service_secrets_key`)
				scans := regexp.MustCompile(`Seq Scan|(?m)^SCAN service_secrets$|Sort|TEMP B-TREE`)
				if !index.MatchString(plan) || scans.MatchString(plan) {
					t.Errorf("%s:\n%s", query, plan)
				}
			}
		}
		t.Run("fresh", check)
		vault := vaultOf(db, sealed.NewKey())
		for i := range 500 {
			at.Name = fmt.Sprint(i)
			if err := vault.Put(ctx, at, sealed.NewSecret("x")); err != nil {
				t.Fatal(err)
			}
		}
		t.Run("filled", check)
	})
}

// planOf explains a query as the pool for reading runs it.
func planOf(t *testing.T, db *store.DB, query string, args []any) string {
	t.Helper()
	var lines []string
	if db.Name() == "postgres" {
		if err := db.ReadPool.SelectContext(t.Context(), &lines, `EXPLAIN `+query, args...); err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	}
	var rows []struct {
		ID, Parent, Notused int
		Detail              string
	}
	if err := db.ReadPool.SelectContext(t.Context(), &rows, `EXPLAIN QUERY PLAN `+query, args...); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		lines = append(lines, r.Detail)
	}
	return strings.Join(lines, "\n")
}
