// Package auth says who is calling. A bearer token names one source of one account, or the account
// for reading; what it no longer opens here was revoked, has expired or was changed, by any
// process, at most a second ago.
package auth

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// Identity is who sent a request. It is shared between requests: never change one.
type Identity struct {
	Account directory.Account
	Source  directory.Source // of a token that only reads: the account's source of readers
	TokenID string
	Expires time.Time // of the token
}

// Reads reports whether the token only reads: all of the account, as the directory view shows it.
func (i *Identity) Reads() bool { return i.Source.Kind == directory.KindReader }

// Token is what is kept of a bearer token: not the token itself.
type Token struct {
	ID       string
	Hash     string // SHA-256 of the secret in lower-case hexadecimal
	Created  time.Time
	Expires  time.Time
	Revoked  time.Time // zero while it is not
	LastUsed time.Time // zero until it was; exact to a minute
}

// Grant is a token together with what it opens.
type Grant struct {
	Token   Token
	Account directory.Account
	Source  directory.Source
}

// Store keeps tokens.
type Store interface {
	// Grant finds the token of the account that has the hash, be it expired or revoked, or nil.
	Grant(ctx context.Context, accountID, hash string) (*Grant, error)

	// HasAccount reports whether there is an account with the id.
	HasAccount(ctx context.Context, accountID string) (bool, error)

	// TokensUsed notes when tokens were last used. An older time than the one that is known
	// changes nothing, and neither does a token that does not exist.
	TokensUsed(ctx context.Context, uses []Use) error
}

// Use is the use of a token.
type Use struct {
	AccountID string
	TokenID   string
	At        time.Time
}
