package sealed

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// Row is a secret as it is kept.
type Row struct {
	Place
	Sealed  []byte
	KeyID   string
	Changed time.Time // set by the store
}

// Store keeps what is sealed.
type Store interface {
	// PutSecret keeps a secret, in the place of one that was there; Conflict when there is no such source, or it was
	// deleted.
	PutSecret(ctx context.Context, r Row) error
	// Secret is what is kept for a place, nil where nothing is.
	Secret(ctx context.Context, at Place) (*Row, error)
	// DeleteSecrets forgets all secrets of a source.
	DeleteSecrets(ctx context.Context, accountID, sourceID string) error
	// SecretKeys counts the secrets by the id of the key that sealed them.
	SecretKeys(ctx context.Context) (map[string]int, error)
	// SecretsOf are secrets that a key has sealed, in the order of their places, those after the given one.
	SecretsOf(ctx context.Context, keyID string, after Place, limit int) ([]Row, error)
	// ResealSecrets writes secrets that were sealed anew, each only if it is still what was read, and counts those that
	// it wrote.
	ResealSecrets(ctx context.Context, list []Resealed) (written int, err error)
}

// Resealed is a secret sealed anew.
type Resealed struct {
	Row
	Was []byte // as it was sealed before
}

// Vault keeps secrets in a store. It is safe for concurrent use.
type Vault struct {
	Store    Store
	Settings Settings
}

// Seal makes the row of a secret, for who writes it with something else. The first secret of a SQLite database makes
// its key file. The error says which setting is missing or wrong.
func (v *Vault) Seal(ctx context.Context, at Place, s Secret) (*Row, error) {
	ring, err := v.Settings.Ring()
	if errors.Is(err, errNoFile) {
		kept, countErr := v.Store.SecretKeys(ctx)
		switch {
		case countErr != nil:
			return nil, countErr
		case len(kept) > 0: // another key would hide that this one is lost
			return nil, err
		}
		ring, err = v.Settings.make()
	}
	if err != nil {
		return nil, err
	}
	box, err := ring.Seal(at, s)
	if err != nil {
		return nil, err
	}
	return &Row{Place: at, Sealed: box, KeyID: ring.Current()}, nil
}

// Put keeps a secret, in the place of one that was there.
func (v *Vault) Put(ctx context.Context, at Place, s Secret) error {
	row, err := v.Seal(ctx, at, s)
	if err != nil {
		return err
	}
	return v.Store.PutSecret(ctx, *row)
}

// Get gives a secret; NotFound where none is kept, ErrUnknownKey where its key is not among the settings.
func (v *Vault) Get(ctx context.Context, at Place) (Secret, error) {
	row, err := v.Store.Secret(ctx, at)
	if err != nil {
		return Secret{}, err
	}
	if row == nil {
		return Secret{}, directory.Refuse(directory.NotFound, "sealed.none", "name", at.Name)
	}
	return v.Open(row)
}

// Open gives the secret of a row.
func (v *Vault) Open(row *Row) (Secret, error) {
	ring, err := v.Settings.Ring()
	if err != nil {
		return Secret{}, err
	}
	return ring.Open(row.Place, row.Sealed)
}

// Forget forgets all secrets of a source.
func (v *Vault) Forget(ctx context.Context, accountID, sourceID string) error {
	return v.Store.DeleteSecrets(ctx, accountID, sourceID)
}

// Held is how many secrets a key has sealed.
type Held struct {
	Key     string // id
	Secrets int
	Known   bool // the key is among the settings
	Current bool // it is the one that seals
}

// Status is how many secrets each key has sealed: first the keys of the settings, as they stand there, then those that
// are not there, in the order of their ids. Without any setting the keys of all secrets are unknown.
func (v *Vault) Status(ctx context.Context) ([]Held, error) {
	kept, err := v.Store.SecretKeys(ctx)
	if err != nil {
		return nil, err
	}
	ring, err := v.Settings.Ring()
	if errors.Is(err, errNoFile) || errors.Is(err, errUnset) {
		return heldOf(kept, nil), nil
	}
	if err != nil {
		return nil, err
	}
	return heldOf(kept, ring), nil
}
