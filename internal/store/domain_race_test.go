package store_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule D3: a claim that waits blocks nobody; the first to prove wins, and the loser learns of no
// other account; its administrators' word still counts. What the winner gives up is free.
func TestFirstToProve(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		ctx := t.Context()
		winner, _ := fixture.NewAccount(t, db, "winner")
		loser, _ := fixture.NewAccount(t, db, "loser")
		third, _ := fixture.NewAccount(t, db, "third")
		if _, err := db.ClaimDomain(ctx, loser.ID, "example.com", "the loser's", false); err != nil {
			t.Fatal(err)
		}
		if h := fixture.Verify(t, db, winner.ID, "example.com"); h.State != domains.Verified {
			t.Errorf("another account's claim blocks: %s", h.State)
		}
		if h := fixture.Verify(t, db, loser.ID, "example.com"); h.State != domains.Contested || h.Level != directory.Unapproved {
			t.Errorf("the second to prove is %s, %q", h.State, h.Level)
		}
		if created, err := db.ApproveDomain(ctx, third.ID, "example.com"); err != nil || !created {
			t.Errorf("a third account's word: %v, %v", created, err)
		}
		if h := fixture.Verify(t, db, third.ID, "example.com"); h.State != domains.Contested || h.Level != directory.Approved {
			t.Errorf("the third, approved before, is %s, %q", h.State, h.Level)
		}
		log, err := db.Log(ctx, loser.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range log {
			if strings.Contains(e.Detail.Keep()+string(e.Changes), winner.ID) || strings.Contains(e.Detail.Keep(), "winner") {
				t.Errorf("the loser's log names the winner: %+v", e)
			}
		}
		// Stale, the winner still holds it; revoked, not any more.
		for range 3 {
			if _, err := db.ApplyCheck(ctx, winner.ID, "example.com", "token of "+winner.ID, domains.Answer{Result: domains.Wrong, Method: domains.ByDNS}); err != nil {
				t.Fatal(err)
			}
		}
		if h := fixture.Verify(t, db, loser.ID, "example.com"); h.State != domains.Contested {
			t.Errorf("while the winner's is stale, the loser's is %s", h.State)
		}
		if err := db.RevokeDomain(ctx, winner.ID, "example.com"); err != nil {
			t.Fatal(err)
		}
		if h := fixture.Verify(t, db, loser.ID, "example.com"); h.State != domains.Verified {
			t.Errorf("after the winner gave it up, the loser's is %s", h.State)
		}
	})
}

// Rule D3, checked again in the transaction: of accounts that prove a domain at the same instant,
// one wins.
func TestRaceToProve(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const racers = 6
		var ids []string
		for i := range racers {
			account, _ := fixture.NewAccount(t, db, "racer "+string(rune('a'+i)))
			ids = append(ids, account.ID)
		}
		for round := range 5 {
			domain := "race" + string(rune('a'+round)) + ".example"
			states := make([]domains.State, racers)
			var all sync.WaitGroup
			begin := make(chan struct{})
			for i, id := range ids {
				if _, err := db.ClaimDomain(t.Context(), id, domain, "token of "+id, false); err != nil {
					t.Fatal(err)
				}
				all.Go(func() {
					<-begin
					h, err := db.ApplyCheck(t.Context(), id, domain, "token of "+id, fixture.Proof)
					if err != nil {
						t.Error(err)
					}
					states[i] = h.State
				})
			}
			close(begin)
			all.Wait()
			count := map[domains.State]int{}
			for _, s := range states {
				count[s]++
			}
			if count[domains.Verified] != 1 || count[domains.Contested] != racers-1 {
				t.Errorf("%s: %v", domain, count)
			}
		}
	})
}

// Commands that claim the same domain at the same instant print the same value.
func TestRaceToClaim(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, _ := fixture.NewAccount(t, db, "acme")
		const racers = 6
		tokens := make([]string, racers)
		var all sync.WaitGroup
		for i := range racers {
			all.Go(func() {
				h, err := db.ClaimDomain(t.Context(), account.ID, "example.com", "token "+string(rune('a'+i)), false)
				if err != nil {
					t.Error(err)
				}
				tokens[i] = h.Token
			})
		}
		all.Wait()
		for _, token := range tokens {
			if token == "" || token != tokens[0] {
				t.Fatalf("tokens %q", tokens)
			}
		}
	})
}
