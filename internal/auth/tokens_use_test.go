package auth

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
)

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
