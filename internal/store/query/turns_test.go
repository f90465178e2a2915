package query_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	reading "github.com/usher-id/usher/internal/store/query"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule P10: of a source's searches two run at once and of an account's four, so that those of others
// run beside them; the rest wait, and what is too many is refused.
func TestTurns(t *testing.T) {
	turns := reading.NewTurns(6, time.Minute)
	ends := map[string][]func(){}
	begin := func(account, source string) bool {
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // whoever would have to wait doesn't
		end, err := turns.Wait(ctx, account, source)
		if err == nil {
			ends[account+source] = append(ends[account+source], end)
		}
		return err == nil
	}
	for _, c := range []struct {
		account, source string
		want            bool
	}{
		{"acme", "okta", true}, {"acme", "okta", true}, {"acme", "okta", false},
		{"acme", "entra", true}, {"acme", "acme", true}, {"acme", "entra", false},
		{"other", "okta", true}, {"other", "okta", true}, {"third", "okta", false}, // six run
	} {
		if got := begin(c.account, c.source); got != c.want {
			t.Errorf("%s of %s: %v, want %v", c.source, c.account, got, c.want)
		}
	}

	// Who waits is served in turn, but for those whose source has its share.
	var order []string
	var mu sync.Mutex
	var waiting sync.WaitGroup
	for i, who := range [][2]string{{"acme", "okta"}, {"third", "okta"}, {"acme", "entra"}} {
		waiting.Go(func() {
			end, err := turns.Wait(t.Context(), who[0], who[1])
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order = append(order, who[0]+" "+who[1])
			mu.Unlock()
			end()
		})
		storetest.Await(t, "one more who waits", func() bool { return turns.Waiting() > i })
	}
	ends["otherokta"][0]() // now the third account's, as acme has four
	storetest.Await(t, "the first turn", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(order) == 1
	})
	for _, list := range ends {
		for _, end := range list[len(list)-1:] {
			end()
		}
	}
	waiting.Wait()
	if order[0] != "third okta" || len(order) != 3 {
		t.Errorf("turns were given in the order %v", order)
	}
}

func TestTurnsAreRefused(t *testing.T) {
	turns := reading.NewTurns(1, time.Millisecond)
	end, err := turns.Wait(t.Context(), "acme", "okta")
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if _, err := turns.Wait(t.Context(), "acme", "okta"); directory.KindOf(err) != directory.Busy {
		t.Errorf("after the time to wait: %v", err)
	}

	patient := reading.NewTurns(1, time.Minute)
	if _, err := patient.Wait(t.Context(), "acme", "okta"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range reading.WaitingOfSource {
		waiting.Go(func() {
			if _, err := patient.Wait(ctx, "acme", "okta"); !errors.Is(err, context.Canceled) {
				t.Errorf("who went away: %v", err)
			}
		})
	}
	storetest.Await(t, "as many as may wait", func() bool { return patient.Waiting() >= reading.WaitingOfSource })
	if _, err := patient.Wait(t.Context(), "acme", "okta"); directory.KindOf(err) != directory.Busy {
		t.Errorf("one more than may wait: %v", err)
	}
	cancel()
	waiting.Wait()
	if n := patient.Waiting(); n != 0 {
		t.Errorf("%d still wait", n)
	}
}
