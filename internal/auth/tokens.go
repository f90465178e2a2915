package auth

import (
	"context"
	"crypto/subtle"
	"log/slog"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"golang.org/x/sync/singleflight"
)

const (
	// maxAge is how old an answer of the store may be: what another process changes is seen
	// here within it.
	maxAge = time.Second
	// lookupTimeout bounds a look-up, which outlives the request that began it if others wait.
	lookupTimeout = 10 * time.Second
)

// Tokens authenticates requests by their bearer tokens. It is safe for concurrent use.
type Tokens struct {
	store  Store
	clock  clock.Clock
	log    *slog.Logger
	cache  *cache
	flight singleflight.Group
	uses   *uses
}

// Option changes how Tokens works.
type Option func(*Tokens)

// WithClock sets the clock, for tests.
func WithClock(c clock.Clock) Option { return func(t *Tokens) { t.clock = c } }

// WithLogger sets where failures of the background writer are reported; nowhere by default.
func WithLogger(l *slog.Logger) Option { return func(t *Tokens) { t.log = l } }

// NewTokens makes the authenticator of the tokens that the store keeps. Close it at the end.
func NewTokens(store Store, opts ...Option) *Tokens {
	t := &Tokens{store: store, clock: clock.System, log: slog.New(slog.DiscardHandler), cache: newCache()}
	for _, o := range opts {
		o(t)
	}
	t.uses = newUses(store, t.log)
	return t
}

// Close writes what is still to be written about last uses, within ctx. Later uses are not
// written.
func (t *Tokens) Close(ctx context.Context) error { return t.uses.close(ctx) }

// Authenticate says who sent the Authorization header. A request that is not to be let in gets
// an *Error; any other error is Usher's own.
func (t *Tokens) Authenticate(ctx context.Context, header string) (*Identity, error) {
	token, reason := bearer(header)
	if reason != "" {
		return nil, &Error{Reason: reason}
	}
	c, ok := parse(token)
	if !ok {
		return nil, &Error{Reason: Malformed}
	}
	e, err := t.lookup(ctx, c)
	if err != nil {
		return nil, err
	}
	now := t.clock()
	switch {
	case e.identity == nil:
		return nil, e.refuse(Unknown, token, c, time.Time{})
	case !e.token.Revoked.IsZero():
		return nil, e.refuse(Revoked, token, c, e.token.Revoked)
	case !now.Before(e.token.Expires):
		return nil, e.refuse(Expired, token, c, e.token.Expires)
	}
	t.uses.note(Use{AccountID: c.accountID, TokenID: e.token.ID, At: now}, e.token.LastUsed)
	return e.identity, nil
}

// refuse says what is known of a token that opens nothing.
func (e *entry) refuse(reason Reason, token string, c credential, ended time.Time) error {
	refused := &Error{Reason: reason, Identity: e.identity, Token: ShortName(token), Mark: c.hash, Ended: ended}
	if e.identity != nil || e.account {
		refused.AccountID = c.accountID
	}
	return refused
}

// lookup answers from the cache or asks the store, once for all who ask at the same time.
func (t *Tokens) lookup(ctx context.Context, c credential) (*entry, error) {
	began := t.clock()
	for {
		if e, ok := t.cache.get(c, t.clock()); ok {
			return e, nil
		}
		asked := t.flight.DoChan(c.accountID+c.hash, func() (any, error) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTimeout)
			defer cancel()
			return t.ask(ctx, c)
		})
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case answer := <-asked:
			if answer.Err != nil {
				return nil, answer.Err
			}
			e := answer.Val.(*entry)
			// Who joined a slow look-up late may hold too old an answer, and asks again. No
			// look-up that begins from here on is older than the request itself.
			if !e.asked.Before(began) || t.clock().Sub(e.asked) < maxAge {
				return e, nil
			}
		}
	}
}

// ask reads the token from the store into the cache.
func (t *Tokens) ask(ctx context.Context, c credential) (*entry, error) {
	e := &entry{asked: t.clock()}
	g, err := t.store.Grant(ctx, c.accountID, c.hash)
	if err != nil {
		return nil, err
	}
	if g != nil && subtle.ConstantTimeCompare([]byte(g.Token.Hash), []byte(c.hash)) == 1 {
		e.token = g.Token
		e.identity = &Identity{Account: g.Account, Source: g.Source, TokenID: g.Token.ID, Expires: g.Token.Expires}
	} else if e.account, err = t.store.HasAccount(ctx, c.accountID); err != nil {
		return nil, err
	}
	t.cache.put(c, e)
	return e, nil
}
