package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
)

// secretCommands are the commands about the keys of secrets.
type secretCommands struct {
	New    secretNew    `cmd:"" help:"Print a new key for USHER_SECRET_KEY or a key file."`
	Status secretStatus `cmd:"" help:"Show which keys the kept secrets need."`
	Rotate secretRotate `cmd:"" help:"Seal all secrets anew with the first key, so that the others can be dropped; servers may go on."`
}

type secretNew struct{}

// Run prints a key alone, so that it can go to a file as it is. It is kept nowhere.
func (c *secretNew) Run(a *app) error {
	_, err := fmt.Fprintln(a.out, admin.NewSecretKey())
	return err
}

type secretStatus struct{ asJSON }

// Run prints how many secrets each key has sealed.
func (c *secretStatus) Run(ctx context.Context, a *app) error {
	return a.serving(ctx, errand{}, func(s *services) error {
		held, err := s.secrets.Status(ctx, a.actor(""))
		if err != nil {
			return err
		}
		views := make([]heldView, len(held))
		for i, h := range held {
			views[i] = viewHeld(h)
		}
		return write(a, c.JSON, "KEY SECRETS STATE", views, func(v heldView) []string {
			return []string{v.Key, fmt.Sprint(v.Secrets), v.State}
		})
	})
}

type secretRotate struct {
	acting
	asJSON
}

// Run seals all secrets anew and says which keys nobody needs any more.
func (c *secretRotate) Run(ctx context.Context, a *app) error {
	return a.serving(ctx, errand{}, func(s *services) error {
		r, err := s.secrets.Rotate(ctx, a.actor(c.As), nil)
		if r == nil {
			return err
		}
		if writeErr := c.show(a, r); writeErr != nil {
			return writeErr
		}
		return err
	})
}

func (c *secretRotate) show(a *app, r *admin.Rotation) error {
	view := rotationView{Key: r.Key, Resealed: r.Resealed, Total: r.Total, Damaged: len(r.Damaged), Free: r.Free}
	for _, h := range r.Left {
		view.Left = append(view.Left, viewHeld(h))
	}
	return write(a, c.JSON, "", []rotationView{view}, func(v rotationView) []string {
		if v.Key == "" {
			return []string{a.says("done.noSecrets")}
		}
		says := a.says("done.resealed", "n", v.Resealed, "key", v.Key, "total", v.Total)
		if len(v.Free) > 0 {
			says += " " + a.says("done.freeKeys", "keys", v.Free)
		}
		return []string{says}
	})
}

// heldView is how many secrets a key has sealed.
type heldView struct {
	Key     string `json:"key"` // id
	Secrets int    `json:"secrets"`
	State   string `json:"state"` // current, older, or missing: not among the settings
}

func viewHeld(h admin.HeldSecrets) heldView {
	v := heldView{Key: h.Key, Secrets: h.Secrets, State: "missing"}
	switch {
	case h.Current:
		v.State = "current"
	case h.Known:
		v.State = "older"
	}
	return v
}

// rotationView is what a rotation did.
type rotationView struct {
	Key      string     `json:"key"`      // id of the one that seals; "" where nothing is sealed and none is set
	Resealed int        `json:"resealed"` // by this rotation
	Total    int        `json:"total"`    // secrets that the key has sealed
	Left     []heldView `json:"left,omitempty"`
	Damaged  int        `json:"damaged,omitempty"`
	Free     []string   `json:"free,omitempty"` // ids of keys that no secret needs
}
