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
