package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

const (
	acme  = "0190a0de-7e57-7000-8000-000000000001"
	other = "0190a0de-7e57-7000-8000-000000000002"
)

// Rules P3 and P8: a token without its scheme, or with two, is one.
func TestAuthenticate(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		for _, header := range []string{"Bearer " + token, "bearer " + token, "BEARER  " + token, " Bearer " + token + " ", token, " " + token, "Bearer Bearer " + token, "bearer  BEARER " + token} {
			id, err := tokens.Authenticate(t.Context(), header)
			if err != nil {
				t.Fatalf("Authenticate(%q): %v", header, err)
			}
			if id.Account.ID != acme || id.Source.Name != "okta" || !strings.HasPrefix(id.TokenID, "token-") {
				t.Errorf("Authenticate(%q) = %+v", header, id)
			}
		}
	})
}

// Rule P7: one 401 for all of them, and never the token in the error.
func TestRefusals(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		stranger, _, err := NewSecret(other)
		if err != nil {
			t.Fatal(err)
		}
		last := token[len(token)-1]
		for _, tt := range []struct {
			header string
			want   Reason
		}{
			{"", Missing},
			{" ", Missing},
			{"Bearer", Missing},
			{"Bearer ", Missing},
			{"Basic dXNlcjpwYXNz", Malformed},
			{"Basic " + token, Malformed},
			{token + " " + token, Malformed},
			{token[1:], Malformed},
			{"Bearer Bearer", Missing},
			{"Bearer Bearer Bearer " + token, Malformed},
			{"Bearer\t" + token, Malformed},
			{"Bearer " + token[:len(token)-1], Malformed},
			{"Bearer " + token + "A", Malformed},
			{"Bearer " + token + ", Bearer " + token, Malformed},
			{"Bearer USH_" + token[4:], Malformed},
			{"Bearer " + token[:10] + "=" + token[11:], Malformed},
			{"Bearer " + token[:10] + "\n" + token[11:], Malformed},
			// The last of 43 characters has two bits that stand for nothing.
			{"Bearer " + token[:len(token)-1] + string(last+1), Malformed},
			{"Bearer " + stranger, Unknown},
			// The right secret with another account's id in front.
			{"Bearer " + stranger[:len(tokenPrefix)+accountLength] + token[len(tokenPrefix)+accountLength:], Unknown},
		} {
			id, err := tokens.Authenticate(t.Context(), tt.header)
			if reasonOf(err) != tt.want || id != nil {
				t.Errorf("Authenticate(%q) = %v, %v; want %s", tt.header, id, err, tt.want)
			}
			if strings.Contains(err.Error(), token[30:40]) {
				t.Errorf("the error shows the token: %v", err)
			}
		}
	})
}

func TestExpiry(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		time.Sleep(time.Hour - time.Nanosecond)
		if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
			t.Errorf("just before it expires: %v", err)
		}
		time.Sleep(time.Nanosecond) // the cache still has it
		_, err := tokens.Authenticate(t.Context(), "Bearer "+token)
		var e *Error
		if !errors.As(err, &e) || e.Reason != Expired || e.Identity == nil || e.Identity.Account.ID != acme {
			t.Errorf("at the moment it expires: %v; want expired, with the account", err)
		}
	})
}

// What another process changes is seen within one second.
func TestChangesAreSeenWithinASecond(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, key := s.issue(t, acme)
		header := "Bearer " + token
		for _, step := range []struct {
			what   string
			change func(g *Grant)
			check  func(id *Identity, err error) bool
		}{
			{"source changed", func(g *Grant) { g.Source.Policy = directory.Reject }, func(id *Identity, err error) bool {
				return err == nil && id.Source.Policy == directory.Reject
			}},
			{"revoked", func(g *Grant) { g.Token.Revoked = time.Now() }, func(id *Identity, err error) bool {
				var e *Error
				return errors.As(err, &e) && e.Reason == Revoked && e.Identity.Source.Name == "okta"
			}},
		} {
			if _, err := tokens.Authenticate(t.Context(), header); err != nil {
				t.Fatalf("%s: before: %v", step.what, err)
			}
			s.change(func(s *shelf) {
				g := s.grants[key]
				step.change(&g)
				s.grants[key] = g
			})
			time.Sleep(time.Second)
			if id, err := tokens.Authenticate(t.Context(), header); !step.check(id, err) {
				t.Errorf("%s: a second later: %+v, %v", step.what, id, err)
			}
		}
	})
}

// A token that is made after somebody tried it works within a second too.
func TestUnknownIsForgottenWithinASecond(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, key := s.issue(t, acme)
		var kept Grant
		s.change(func(s *shelf) { kept = s.grants[key]; delete(s.grants, key) })
		for range 3 {
			if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); reasonOf(err) != Unknown {
				t.Fatalf("before: %v", err)
			}
		}
		if asked, _ := s.count(); asked != 1 {
			t.Errorf("the store was asked %d times for one unknown token, want 1", asked)
		}
		s.change(func(s *shelf) { s.grants[key] = kept })
		time.Sleep(time.Second)
		if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
			t.Errorf("a second later: %v", err)
		}
	})
}

func TestOneLookupForAll(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		hold := make(chan struct{})
		s.change(func(s *shelf) { s.hold = hold })
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		close(hold)
		all.Wait()
		if asked, _ := s.count(); asked != 1 {
			t.Errorf("the store was asked %d times by 50 requests at once, want 1", asked)
		}
	})
}

// Who joins a look-up that takes long gets no answer from before its own time less a second.
func TestSlowLookupIsNotShared(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, key := s.issue(t, acme)
		hold := make(chan struct{})
		s.change(func(s *shelf) { s.hold = hold })
		var both sync.WaitGroup
		both.Go(func() {
			if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
				t.Errorf("who came before the revocation: %v", err)
			}
		})
		synctest.Wait()
		s.change(func(s *shelf) {
			g := s.grants[key]
			g.Token.Revoked = time.Now()
			s.grants[key] = g
		})
		time.Sleep(2 * time.Second)
		both.Go(func() {
			if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); reasonOf(err) != Revoked {
				t.Errorf("two seconds after the revocation: %v", err)
			}
		})
		synctest.Wait()
		close(hold)
		both.Wait()
	})
}

// A caller that goes away neither fails the others nor waits.
func TestCancelledCaller(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		hold := make(chan struct{})
		s.change(func(s *shelf) { s.hold = hold })
		ctx, cancel := context.WithCancel(t.Context())
		var both sync.WaitGroup
		both.Go(func() {
			if _, err := tokens.Authenticate(ctx, "Bearer "+token); !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled: %v", err)
			}
		})
		synctest.Wait()
		both.Go(func() {
			if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
				t.Errorf("not cancelled: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(hold)
		both.Wait()
	})
}
