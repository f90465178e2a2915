package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Entries of a service are found by their ids one by one, by the index made for that, though the table has filled just now.
func TestKnownItemsByTheirIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, err := db.CreateAccount(ctx, "acme")
		if err != nil {
			t.Fatal(err)
		}
		source, err := db.CreateSource(ctx, directory.Source{AccountID: account.ID, Name: "hr", Kind: directory.KindPulled, Rank: 200, Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.ConnectService(ctx, &syncrun.Service{Source: *source, Kind: "scim", Settings: "{}", Scope: "x"}, directory.LogEntry{}); err != nil {
			t.Fatal(err)
		}
		check := func(when string) {
			query, args := db.KnownItemsQuery([]string{"u1", "u2"})
			plan := planOf(t, db, query, append([]any{account.ID, source.ID, "User"}, args...))
			if !strings.Contains(plan, "sync_items_native") || strings.Contains(plan, "Seq Scan on sync_items") {
				t.Errorf("%s:\n%s", when, plan)
			}
		}
		if _, err := db.AskRun(ctx, &syncrun.Run{AccountID: account.ID, SourceID: source.ID, Mode: syncrun.Full}, directory.Job{ID: uuid.NewString(), Kind: "sync", Key: source.ID, Payload: "{}"}); err != nil {
			t.Fatal(err)
		}
		_, run, err := db.TakeRun(ctx, account.ID, source.ID)
		if err != nil {
			t.Fatal(err)
		}
		step := &syncrun.Step{}
		for i := range 3000 {
			step.Insert = append(step.Insert, syncrun.Item{N: int64(i), Type: "User", NativeID: fmt.Sprint("u", i), RecordID: uuid.NewString()})
		}
		if _, err := db.SaveStep(ctx, run, step); err != nil {
			t.Fatal(err)
		}
		check("filled")
		known, err := db.KnownItems(ctx, run, "User", []string{"u7", "nobody"})
		if err != nil || len(known) != 1 || known["u7"].N != 7 {
			t.Errorf("%v: %v", known, err)
		}
	})
}
