package confirm_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/confirm"
)

// Rule M5: at most five wrong codes for each mail. Its link goes on: nobody can guess that one, and
// whoever guesses codes must not keep its owner from answering.
func TestWrongCodes(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		code, token := s.begin(t, "ana@example.com")
		for range confirm.MaxTries - 1 {
			wantReason(t, "a wrong code", s.byCode(t, "ana@example.com", wrongCode(code)), confirm.Wrong)
		}
		wantReason(t, "the last wrong code", s.byCode(t, "ana@example.com", wrongCode(code)), confirm.TriedOut)
		wantReason(t, "the right code after all tries", s.byCode(t, "ana@example.com", code), confirm.TriedOut)
		wantReason(t, "the link", s.byLink(t, token), "")

		code, _ = s.begin(t, "bob@example.com")
		for range confirm.MaxTries - 1 {
			wantReason(t, "a wrong code", s.byCode(t, "bob@example.com", wrongCode(code)), confirm.Wrong)
		}
		wantReason(t, "the right code as the last try", s.byCode(t, "bob@example.com", code), "")
	})
}

// Of many who guess at once no more are heard than one after the other.
func TestGuessersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		code, _ := s.begin(t, "ana@example.com")
		var wrong, triedOut atomic.Int32
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				var e *confirm.Error
				switch err := s.byCode(t, "ana@example.com", wrongCode(code)); {
				case !errors.As(err, &e):
					t.Errorf("a guess: %v", err)
				case e.Reason == confirm.Wrong:
					wrong.Add(1)
				case e.Reason == confirm.TriedOut:
					triedOut.Add(1)
				}
			})
		}
		all.Wait()
		if wrong.Load() != confirm.MaxTries-1 || triedOut.Load() != 30-confirm.MaxTries+1 {
			t.Errorf("%d guesses were wrong and %d came too late", wrong.Load(), triedOut.Load())
		}
		wantReason(t, "the right code", s.byCode(t, "ana@example.com", code), confirm.TriedOut)
	})
}

// Rule M5: a newer mail takes the place of the former, and there are at most three in 15 minutes.
func TestMailsToOneAddress(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		begin := func() error { return s.Begin(t.Context(), s.account, s.key, "ana@example.com", "en") }
		first, firstLink := s.begin(t, "ana@example.com")
		s.wait(5 * time.Minute)
		second, secondLink := s.begin(t, "ana@example.com")
		wantReason(t, "the first mail's code", s.byCode(t, "ana@example.com", first), confirm.Wrong)
		wantReason(t, "the first mail's link", s.byLink(t, firstLink), confirm.Over)
		s.wait(5 * time.Minute)
		third, _ := s.begin(t, "ana@example.com")
		wantReason(t, "the second mail's code", s.byCode(t, "ana@example.com", second), confirm.Wrong)
		wantReason(t, "the second mail's link", s.byLink(t, secondLink), confirm.Over)

		wantReason(t, "a fourth mail", begin(), confirm.TooMany)
		s.begin(t, "bob@example.com")
		newStage(t, s.db, "Other").begin(t, "ana@example.com")
		wantReason(t, "a refused mail replaces none", s.byCode(t, "ana@example.com", third), "")
		s.wait(5*time.Minute - time.Microsecond)
		wantReason(t, "a fourth mail just before the time", begin(), confirm.TooMany)
		s.wait(time.Microsecond)
		wantReason(t, "a fourth mail in time", begin(), "")
		wantReason(t, "a fifth", begin(), confirm.TooMany)
	})
}

// Of those who use one confirmation at the same time, one wins, whichever way they take.
func TestUsedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		for round := range 5 {
			address := fmt.Sprintf("ana%d@example.com", round)
			code, token := s.begin(t, address)
			var won atomic.Int32
			var all sync.WaitGroup
			for i := range 10 {
				all.Go(func() {
					use := func() error { return s.byLink(t, token) }
					if i%2 == 0 {
						use = func() error { return s.byCode(t, address, code) }
					}
					err := use()
					if err == nil {
						won.Add(1)
						return
					}
					wantReason(t, "who comes later", err, confirm.Over)
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%d have won, want 1", won.Load())
			}
		}
	})
}

// Of those who send at the same time no more than the limit come through, and one code is left.
func TestBegunAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		var sent atomic.Int32
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				err := s.Begin(t.Context(), s.account, s.key, "ana@example.com", "en")
				if err == nil {
					sent.Add(1)
					return
				}
				wantReason(t, "one too many", err, confirm.TooMany)
			})
		}
		all.Wait()
		mails := s.server.Mails()
		if sent.Load() != confirm.MaxMails || len(mails) != confirm.MaxMails {
			t.Fatalf("%d have sent, %d mails arrived, want %d", sent.Load(), len(mails), confirm.MaxMails)
		}
		worked := map[bool]int{}
		for _, m := range mails {
			worked[s.byLink(t, linkInMail.FindStringSubmatch(m.Read(t).Text)[1]) == nil]++
		}
		if diff := cmp.Diff(map[bool]int{true: 1, false: confirm.MaxMails - 1}, worked); diff != "" {
			t.Errorf("links that work (-want +got):\n%s", diff)
		}
	})
}
