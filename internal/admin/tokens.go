package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Tokens is what can be done about the bearer tokens of an account (rule P8). It is safe for concurrent use.
type Tokens struct {
	acts
	Store TokenStore
	Clock clock.Clock // nil for the machine's
}

// NewTokens returns the service over a store; refusals go to the journal.
func NewTokens(store TokenStore, journal Journal) *Tokens {
	return &Tokens{acts: acts{journal}, Store: store}
}

// Token is a bearer token as administrators see it.
type Token struct {
	auth.Token
	AccountID string
	SourceID  string
}

// State is where a token stands at a moment: TokenActive, TokenExpired or TokenRevoked.
func (t *Token) State(now time.Time) string {
	switch {
	case !t.Revoked.IsZero():
		return TokenRevoked
	case !now.Before(t.Expires):
		return TokenExpired
	}
	return TokenActive
}

// ended refuses what needs a token that is valid at a moment, with what makes another one. source is the name of its
// source.
func (t *Token) ended(now time.Time, source string) error {
	next := text.New("token.next", "source", source)
	if t.SourceID == t.AccountID { // what reader tokens belong to
		next = text.New("token.nextReader")
	}
	switch t.State(now) {
	case TokenRevoked:
		return directory.Refuse(directory.Conflict, "token.revoked", "id", t.ID, "at", minute(t.Revoked), "next", next)
	case TokenExpired:
		return directory.Refuse(directory.Conflict, "token.expired", "id", t.ID, "at", minute(t.Expires), "next", next)
	}
	return nil
}

// minute is a time in a message.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// The states of a token.
const (
	TokenActive  = "active"
	TokenExpired = "expired"
	TokenRevoked = "revoked"
)

// TokenStore keeps tokens.
type TokenStore interface {
	// Source finds an account's source by its name; NotFound when there is none.
	Source(ctx context.Context, accountID, name string) (*directory.Source, error)
	// ReaderSource is what the account's reader tokens belong to.
	ReaderSource(ctx context.Context, accountID string) (*directory.Source, error)
	// SourceNames are the names of the account's sources by id.
	SourceNames(ctx context.Context, accountID string) (map[string]string, error)
	// CreateToken keeps a token by its hash. It is valid for so long from now on.
	CreateToken(ctx context.Context, s directory.Source, hash string, validity time.Duration) (*Token, error)
	// RevokeToken ends a token for good. The error is NotFound when the account has no such token.
	RevokeToken(ctx context.Context, accountID, id string) (*Token, error)
	// Token finds one by its id; NotFound when the account has none.
	Token(ctx context.Context, accountID, id string) (*Token, error)
	// ExpireToken lets a token that was replaced end at a time, if it would end later; nobody is warned of that.
	ExpireToken(ctx context.Context, accountID, id string, at time.Time) (*Token, error)
	// Tokens are an account's tokens in the order of their creation.
	Tokens(ctx context.Context, accountID string) ([]Token, error)
}

// TokenRequest asks for a new token.
type TokenRequest struct {
	Kind     string // directory.KindSCIM: to bring the people of Source; directory.KindReader: to read the account
	Source   string // name
	Validity time.Duration
}

// NewToken is a token with its secret, which nobody will be shown again.
type NewToken struct {
	Secret string
	Token
	Source string // name
}

// Create makes a token.
func (s *Tokens) Create(
	ctx context.Context, actor Actor, account *directory.Account, r TokenRequest,
) (token *NewToken, err error) {
	err = s.do(ctx, actor, account, "TOKEN CREATE", func(ctx context.Context) error {
		source, err := s.source(ctx, account, r)
		if err != nil {
			return err
		}
		token, err = s.make(ctx, source, r.Validity)
		return err
	})
	return token, err
}

// make makes a bearer token and keeps its hash.
func (s *Tokens) make(ctx context.Context, source *directory.Source, validity time.Duration) (*NewToken, error) {
	secret, hash, err := auth.NewSecret(source.AccountID)
	if err != nil {
		return nil, err
	}
	kept, err := s.Store.CreateToken(ctx, *source, hash, validity)
	if err != nil {
		return nil, err
	}
	return &NewToken{Secret: secret, Token: *kept, Source: source.Name}, nil
}

// source is what a token belongs to.
func (s *Tokens) source(ctx context.Context, account *directory.Account, r TokenRequest) (*directory.Source, error) {
	switch reader := r.Kind == directory.KindReader; {
	case r.Validity <= 0:
		return nil, directory.Refuse(directory.Invalid, "token.validity")
	case reader && r.Source != "":
		return nil, directory.Refuse(directory.Invalid, "token.readerSource")
	case reader:
		return s.Store.ReaderSource(ctx, account.ID)
	case r.Source == "":
		return nil, directory.Refuse(directory.Invalid, "token.noSource")
	}
	source, err := s.Store.Source(ctx, account.ID, r.Source)
	switch {
	case err != nil:
	case source.Kind != directory.KindSCIM:
		err = directory.Refuse(directory.Invalid, "token.typedSource", "source", source.Name)
	case source.State != directory.SourceActive && source.State != directory.SourceDisabled:
		err = directory.Refuse(directory.Conflict, "source.deleted", "source", source.Name)
	}
	return source, err
}

// Revoke ends a token for good. Running servers refuse it within a second.
func (s *Tokens) Revoke(
	ctx context.Context, actor Actor, account *directory.Account, id string,
) (token *Token, err error) {
	err = s.do(ctx, actor, account, "TOKEN REVOKE "+id, func(ctx context.Context) error {
		token, err = s.Store.RevokeToken(ctx, account.ID, id)
		return err
	})
	return token, err
}

// RotateRequest asks for a successor of a token.
type RotateRequest struct {
	ID       string
	Validity time.Duration // of the new one
	Overlap  time.Duration // how long the old one goes on working, so that the client can be changed; 0 for not at all
}

// Rotated is a new token and the one that it follows.
type Rotated struct {
	New NewToken
	Old Token
}

// Rotate makes a token for the source of another, which ends after a while.
func (s *Tokens) Rotate(
	ctx context.Context, actor Actor, account *directory.Account, r RotateRequest,
) (rotated *Rotated, err error) {
	err = s.do(ctx, actor, account, "TOKEN ROTATE "+r.ID, func(ctx context.Context) error {
		if r.Validity <= 0 || r.Overlap < 0 {
			return directory.Refuse(directory.Invalid, "token.validity")
		}
		old, err := s.Store.Token(ctx, account.ID, r.ID)
		if err != nil {
			return err
		}
		names, err := s.Store.SourceNames(ctx, account.ID)
		if err != nil {
			return err
		}
		if err := old.ended(s.Clock.OrSystem()(), names[old.SourceID]); err != nil {
			return err
		}
		source := directory.Source{ID: old.SourceID, AccountID: account.ID, Name: names[old.SourceID]}
		made, err := s.make(ctx, &source, r.Validity)
		if err != nil {
			return err
		}
		ended, err := s.Store.ExpireToken(ctx, account.ID, old.ID, made.Created.Add(r.Overlap))
		if err != nil {
			return err
		}
		rotated = &Rotated{New: *made, Old: *ended}
		return nil
	})
	return rotated, err
}

// TokenList is an account's tokens; the secrets are not known.
type TokenList struct {
	Tokens  []Token
	Sources map[string]string // names by id
}

// List lists the account's tokens in the order of their creation.
func (s *Tokens) List(ctx context.Context, _ Actor, account *directory.Account) (*TokenList, error) {
	list := &TokenList{}
	var err error
	if list.Tokens, err = s.Store.Tokens(ctx, account.ID); err != nil {
		return nil, err
	}
	list.Sources, err = s.Store.SourceNames(ctx, account.ID)
	return list, err
}
