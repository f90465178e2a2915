package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
)

// Secrets is what an operator can do about the keys that seal the secrets of connected services, in all accounts
// together. It is safe for concurrent use.
type Secrets struct {
	Vault *sealed.Vault
}

// Rotation is what a rotation did.
type Rotation = sealed.Rotation

// HeldSecrets is how many secrets a key has sealed.
type HeldSecrets = sealed.Held

// NewSecretKey is a new key, as USHER_SECRET_KEY and key files have it.
func NewSecretKey() string { return sealed.NewKey().Reveal() }

// Status is how many secrets each key has sealed, the one that seals first.
func (s *Secrets) Status(ctx context.Context, _ Actor) ([]HeldSecrets, error) {
	return s.Vault.Status(ctx)
}

// Rotate seals all secrets anew with the first key; progress, if not nil, is told how many so far. Where some stay with
// other keys, the error is Conflict and says why; what was done is returned with it.
func (s *Secrets) Rotate(ctx context.Context, actor Actor, progress func(done int)) (*Rotation, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	r, err := s.Vault.Rotate(ctx, progress)
	if err != nil {
		return r, err
	}
	missing, older := 0, 0
	for _, h := range r.Left {
		if h.Known {
			older += h.Secrets
		} else {
			missing += h.Secrets
		}
	}
	switch older -= len(r.Damaged); {
	case missing > 0:
		return r, directory.Refuse(directory.Conflict, "secret.missing", "n", missing)
	case len(r.Damaged) > 0:
		return r, directory.Refuse(directory.Conflict, "secret.damaged", "n", len(r.Damaged))
	case older > 0:
		return r, directory.Refuse(directory.Conflict, "secret.meanwhile", "n", older)
	}
	return r, nil
}
