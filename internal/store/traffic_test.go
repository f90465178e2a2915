package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/internal/text"
)

// Rule O2: a kind of request is one row, counted on, that tells of the last; accounts don't see each other's.
func TestTraffic(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, okta := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		full := directory.Traffic{
			AccountID: account.ID, ID: uuid.NewString(), SourceID: okta.ID, TokenID: uuid.NewString(), Token: "ush_..4f", Method: "GET",
			Route: "/Users", Status: 200, Count: 3, First: noon, Last: noon.Add(time.Second), Address: "192.0.2.1", Path: "/scim/v2/Users",
			Detail: text.Messages{text.New("traffic.filter", "filter", `userName eq "…"`)},
		}
		nobodys := directory.Traffic{
			ID: full.ID, Method: "POST", Route: "…/Users", Status: 404, Reason: directory.WrongPath, Count: 1, First: noon, Last: noon,
			Path: "/\x00\xff", Detail: text.Messages{text.Plain("\x00\xff")},
		}
		if err := db.KeepTraffic(ctx, []directory.Traffic{full, nobodys}, []string{account.ID, ""}); err != nil {
			t.Fatal(err)
		}
		later, earlier := full, full
		later.Count, later.First, later.Last, later.Address, later.Path, later.Detail = 2, noon.Add(time.Minute), noon.Add(time.Hour), "192.0.2.2", "/x", nil
		earlier.Count, earlier.First, earlier.Last, earlier.Address = 1, noon.Add(-time.Minute), noon.Add(-time.Minute), "192.0.2.3"
		for _, k := range []directory.Traffic{later, earlier} {
			if err := db.KeepTraffic(ctx, []directory.Traffic{k}, nil); err != nil {
				t.Fatal(err)
			}
		}
		want := later
		want.Count, want.First = 6, earlier.First
		nobodys.Path, nobodys.Detail = "/\uFFFD\uFFFD", text.Messages{text.Plain("\x00\uFFFD")}
		for _, tt := range []struct {
			what, account, source string
			want                  []directory.Traffic
		}{
			{"the account", account.ID, "", []directory.Traffic{want}},
			{"its source", account.ID, okta.ID, []directory.Traffic{want}},
			{"another source", account.ID, uuid.NewString(), nil},
			{"another account", other.ID, "", nil},
			{"another account and this one's source", other.ID, okta.ID, nil},
			{"nobody's", "", "", []directory.Traffic{nobodys}},
		} {
			got, err := db.Traffic(ctx, tt.account, tt.source)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.what, diff)
			}
		}
		for _, tt := range []struct {
			account, id string
			want        *directory.Traffic
		}{{account.ID, full.ID, &want}, {"", full.ID, &nobodys}, {other.ID, full.ID, nil}, {account.ID, uuid.NewString(), nil}, {account.ID, "x", nil}} {
			got, err := db.TrafficOf(ctx, tt.account, tt.id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("case %s of %q (-want +got):\n%s", tt.id, tt.account, diff)
			}
		}
	}, store.WithClock(stopped))
}

// Rules O2 and O3: an account has a thousand kinds at most, the newest, and none for longer than a week.
func TestTrafficIsBounded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		one := func(accountID string, i int) directory.Traffic {
			at := noon.Add(-time.Hour).Add(time.Duration(i) * time.Millisecond)
			return directory.Traffic{AccountID: accountID, ID: uuid.NewString(), Method: "GET", Route: fmt.Sprint("/", i), Status: 404, Count: 1, First: at, Last: at}
		}
		if err := db.KeepTraffic(ctx, []directory.Traffic{one(other.ID, 0)}, []string{other.ID}); err != nil {
			t.Fatal(err)
		}
		const all = 10_000
		for i := 0; i < all; i += 1000 {
			var kinds []directory.Traffic
			for j := range 1000 {
				kinds = append(kinds, one(account.ID, i+j))
			}
			if err := db.KeepTraffic(ctx, kinds, []string{account.ID}); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := db.Traffic(ctx, account.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(kept) != directory.TrafficKinds || kept[0].Route != fmt.Sprint("/", all-1) || kept[len(kept)-1].Route != fmt.Sprint("/", all-directory.TrafficKinds) {
			t.Errorf("%d kinds are kept, from %s to %s", len(kept), kept[0].Route, kept[len(kept)-1].Route)
		}
		old := one(account.ID, 0)
		old.Last = noon.AddDate(0, 0, -directory.TrafficDays)
		if err := db.KeepTraffic(ctx, []directory.Traffic{old}, nil); err != nil {
			t.Fatal(err)
		}
		if k, err := db.TrafficOf(ctx, account.ID, old.ID); err != nil || k != nil {
			t.Errorf("what is a week old is shown: %v, %v", k, err)
		}
		for _, id := range []string{account.ID, other.ID} {
			for n, err := 300, error(nil); n == 300; {
				if n, err = db.ForgetTraffic(ctx, id, noon.Add(-30*time.Minute), 300); err != nil {
					t.Fatal(err)
				}
			}
			if kept, err := db.Traffic(ctx, id, ""); err != nil || len(kept) != 0 {
				t.Errorf("%d kinds are left: %v", len(kept), err)
			}
		}
	}, store.WithClock(stopped))
}

// Rule O2: two nodes count the same kinds at the same time, and lose nothing.
func TestTrafficOfTwoNodes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		const kinds, rounds, nodes = 20, 10, 2
		ids := make([]string, kinds)
		for i := range ids {
			ids[i] = uuid.NewString()
		}
		failed := make(chan error, nodes)
		var all sync.WaitGroup
		for n := range nodes {
			all.Go(func() {
				var errs []error
				for range rounds {
					var list []directory.Traffic
					for i := range ids {
						if n == 1 { // the other way round
							i = kinds - 1 - i
						}
						list = append(list, directory.Traffic{AccountID: account.ID, ID: ids[i], Method: "GET", Route: "/", Status: 200, Count: 1, First: noon, Last: noon})
					}
					errs = append(errs, db.KeepTraffic(ctx, list, []string{account.ID}))
				}
				failed <- errors.Join(errs...)
			})
		}
		all.Wait()
		for range nodes {
			if err := <-failed; err != nil {
				t.Fatal(err)
			}
		}
		kept, err := db.Traffic(ctx, account.ID, "")
		if err != nil || len(kept) != kinds {
			t.Fatalf("%d kinds: %v", len(kept), err)
		}
		for _, k := range kept {
			if k.Count != rounds*nodes {
				t.Errorf("%d requests are counted, %d came", k.Count, rounds*nodes)
			}
		}
	}, store.WithClock(stopped))
}

// All nodes make the same case ids, with one key.
func TestKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		keys := make(chan []byte, 8)
		for range cap(keys) {
			go func() {
				key, err := db.Key(t.Context(), "traffic")
				if err != nil {
					t.Error(err)
				}
				keys <- key
			}()
		}
		first := <-keys
		for range cap(keys) - 1 {
			if key := <-keys; !bytes.Equal(key, first) || len(key) != 32 {
				t.Errorf("keys %x and %x", first, key)
			}
		}
		if another, err := db.Key(t.Context(), "another"); err != nil || bytes.Equal(another, first) {
			t.Errorf("another key: %x, %v", another, err)
		}
	})
}

// Rule P3: names that were left aside are counted by source, the newest 200 of each.
func TestAside(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, okta := fixture.NewAccount(t, db, "acme")
		other, entra := fixture.NewAccount(t, db, "other")
		one := func(i int, source string) directory.Aside {
			at := noon.Add(time.Duration(i) * time.Second)
			return directory.Aside{AccountID: account.ID, SourceID: source, Name: fmt.Sprint("name", i), Count: 1, First: at, Last: at}
		}
		if err := db.KeepAside(ctx, nil); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < 10_000; i += 1000 {
			var list []directory.Aside
			for j := range 1000 {
				list = append(list, one(i+j, okta.ID))
			}
			if err := db.KeepAside(ctx, list); err != nil {
				t.Fatal(err)
			}
		}
		again := one(9_999, okta.ID)
		again.Last = noon.Add(5 * time.Hour)
		if err := db.KeepAside(ctx, []directory.Aside{again, one(1, uuid.NewString())}); err != nil {
			t.Fatal(err)
		}
		got, err := db.Aside(ctx, account.ID, okta.ID)
		if err != nil || len(got) != directory.AsideNames {
			t.Fatalf("%d names: %v", len(got), err)
		}
		want := again
		want.Count = 2
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("the most frequent (-want +got):\n%s", diff)
		}
		for _, tt := range [][2]string{{other.ID, okta.ID}, {account.ID, entra.ID}} {
			if got, err := db.Aside(ctx, tt[0], tt[1]); err != nil || len(got) != 0 {
				t.Errorf("somebody else sees %v, %v", got, err)
			}
		}
		if n, err := db.ForgetAside(ctx, noon.Add(4*time.Hour), 50); err != nil || n != 50 {
			t.Errorf("a slice removes %d names: %v", n, err)
		}
		if got, err := db.Aside(ctx, account.ID, okta.ID); err != nil || len(got) < directory.AsideNames-50 {
			t.Errorf("%d names are left after a slice: %v", len(got), err)
		}
		if err := directory.ForgetAside(ctx, db, noon.Add(4*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Aside(ctx, account.ID, okta.ID); err != nil || len(got) != 1 {
			t.Errorf("%d names are left: %v", len(got), err)
		}
	}, store.WithClock(stopped))
}
