package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
)

const (
	acme  = "0190a0de-7e57-7000-8000-000000000001"
	other = "0190a0de-7e57-7000-8000-000000000002"
)

// shelf is a Store in memory that counts what it is asked.
type shelf struct {
	mu     sync.Mutex
	grants map[string]Grant // account id and hash
	asked  int
	uses   []Use
	err    error
	hold   chan struct{} // when set, Grant waits for it to close
}

func (s *shelf) Grant(ctx context.Context, accountID, hash string) (*Grant, error) {
	s.mu.Lock()
	s.asked++
	g, ok := s.grants[accountID+hash]
	err, hold := s.err, s.hold
	s.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if err != nil || !ok {
		return nil, err
	}
	return &g, nil
}

// HasAccount knows the accounts that have tokens.
func (s *shelf) HasAccount(_ context.Context, accountID string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key := range s.grants {
		if strings.HasPrefix(key, accountID) {
			return true, s.err
		}
	}
	return false, s.err
}

func (s *shelf) TokensUsed(ctx context.Context, uses []Use) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uses = append(s.uses, uses...)
	return s.err
}

func (s *shelf) change(fn func(s *shelf)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn(s)
}

func (s *shelf) count() (asked int, uses []Use) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked, s.uses
}

// issue puts a token valid for an hour on the shelf.
func (s *shelf) issue(t *testing.T, accountID string) (token, key string) {
	t.Helper()
	token, hash, err := NewSecret(accountID)
	if err != nil {
		t.Fatal(err)
	}
	key = accountID + hash
	s.change(func(s *shelf) {
		if s.grants == nil {
			s.grants = map[string]Grant{}
		}
		s.grants[key] = Grant{
			Token:   Token{ID: "token-" + hash[:8], Hash: hash, Created: time.Now(), Expires: time.Now().Add(time.Hour)},
			Account: directory.Account{ID: accountID, Name: "acme"},
			Source:  directory.Source{ID: "source", AccountID: accountID, Name: "okta", Policy: directory.Hold},
		}
	})
	return token, key
}

// inBubble runs fn with a clock that only moves when the test sleeps.
func inBubble(t *testing.T, fn func(t *testing.T, s *shelf, tokens *Tokens)) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		tokens := NewTokens(s)
		fn(t, s, tokens)
		if err := tokens.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func reasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

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

// A failure of the store is nobody's 401, and is not remembered.
func TestStoreFails(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		broken := errors.New("no connection")
		s.change(func(s *shelf) { s.err = broken })
		if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); !errors.Is(err, broken) || reasonOf(err) != "" {
			t.Errorf("err = %v, want the store's own", err)
		}
		s.change(func(s *shelf) { s.err = nil })
		if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
			t.Errorf("after the store came back: %v", err)
		}
	})
}

// Rule P8: last use, written at most once a minute and behind the request.
func TestLastUse(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shelf, tokens *Tokens) {
		token, _ := s.issue(t, acme)
		revoked, key := s.issue(t, acme)
		s.change(func(s *shelf) {
			g := s.grants[key]
			g.Token.Revoked = time.Now()
			s.grants[key] = g
		})
		for range 90 { // seconds
			if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
				t.Fatal(err)
			}
			tokens.Authenticate(t.Context(), "Bearer "+revoked)
			time.Sleep(time.Second)
		}
		_, uses := s.count()
		if len(uses) != 2 {
			t.Fatalf("%d uses were written in 90 seconds, want 2: %v", len(uses), uses)
		}
		if d := uses[1].At.Sub(uses[0].At); d != time.Minute {
			t.Errorf("uses were written %s apart, want a minute", d)
		}
	})
}

// A use that is still to be written when the server stops is written.
func TestCloseWritesUses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		tokens := NewTokens(s)
		token, _ := s.issue(t, acme)
		if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
			t.Fatal(err)
		}
		for range 2 { // closing twice is closing once
			if err := tokens.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, uses := s.count(); len(uses) != 1 || uses[0].AccountID != acme {
			t.Errorf("uses after Close: %v, want one", uses)
		}
		if _, err := tokens.Authenticate(t.Context(), "Bearer "+token); err != nil {
			t.Errorf("a request that outlives Close: %v", err)
		}
	})
}

// Trying tokens fills no memory.
func TestCacheIsBounded(t *testing.T) {
	c := newCache()
	now := time.Now()
	for range 5 * generationSize {
		c.put(credential{hash: uuid.NewString()}, &entry{asked: now})
	}
	if n := len(c.younger) + len(c.elder); n > 2*generationSize {
		t.Errorf("the cache holds %d entries, want at most %d", n, 2*generationSize)
	}
}

func TestNewSecret(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		token, hash, err := NewSecret(acme)
		if err != nil {
			t.Fatal(err)
		}
		c, ok := parse(token)
		if !ok || c.accountID != acme || c.hash != hash || len(hash) != 64 {
			t.Fatalf("parse(NewSecret) = %+v, %v", c, ok)
		}
		if seen[token] {
			t.Fatal("the same token twice")
		}
		seen[token] = true
	}
	if _, _, err := NewSecret("acme"); err == nil {
		t.Error("NewSecret took a name for an account id")
	}
}

// No header makes it panic, and no two spellings are the same token.
func FuzzBearer(f *testing.F) {
	token, _, err := NewSecret(acme)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "Bearer", "Bearer " + token, "bearer\x00", token, "Bearer ush_", strings.Repeat("Bearer ", 1000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		token, reason := bearer(header)
		if (token == "") != (reason != "") {
			t.Fatalf("bearer(%q) = %q, %q", header, token, reason)
		}
		c, ok := parse(token)
		if !ok {
			return
		}
		account := uuid.MustParse(c.accountID)
		if !strings.HasPrefix(token, tokenPrefix+encoding.EncodeToString(account[:])) || len(c.hash) != 64 {
			t.Errorf("parse(%q) = %+v, which is not what it says", token, c)
		}
	})
}
