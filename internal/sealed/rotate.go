package sealed

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
)

// rotateSlice is how many secrets one transaction seals anew.
const rotateSlice = 100

// Rotation is what a rotation did.
type Rotation struct {
	Key      string   // id of the key that has sealed all now; "" where nothing is sealed and no key is set
	Resealed int      // secrets that it sealed anew
	Total    int      // secrets that it has sealed, as counted at the end
	Left     []Held   // keys that still have secrets beside it: none when the others can be dropped
	Damaged  []Place  // secrets that don't open though their key is there
	Free     []string // ids of keys among the settings that no secret needs any more
}

// rotateRounds is how often is looked for what servers that don't have the new key first still seal with another.
const rotateRounds = 3

// Rotate seals all secrets anew with the first key, in slices, beside whoever reads and writes them. What it did stays
// done when it is ended; begun again, it goes on with the rest. progress is called after each slice; it may be nil.
// With an error, what is returned says how far it came.
func (v *Vault) Rotate(ctx context.Context, progress func(done int)) (*Rotation, error) {
	ring, err := v.Settings.Ring()
	if errors.Is(err, errNoFile) || errors.Is(err, errUnset) {
		kept, countErr := v.Store.SecretKeys(ctx)
		if countErr == nil && len(kept) == 0 { // no key is needed
			return &Rotation{}, nil
		}
		err = cmp.Or(countErr, err)
	}
	if err != nil {
		return nil, err
	}
	r := &Rotation{Key: ring.Current()}
	for range rotateRounds {
		kept, err := v.Store.SecretKeys(ctx)
		if err != nil {
			return r, err
		}
		r.count(heldOf(kept, ring))
		older := slices.DeleteFunc(slices.Clone(r.Left), func(h Held) bool { return !h.Known })
		if len(older) == 0 {
			return r, nil
		}
		r.Damaged = nil
		for _, h := range older {
			if err := v.rotate(ctx, ring, h.Key, r, progress); err != nil {
				return r, err
			}
		}
	}
	kept, err := v.Store.SecretKeys(ctx)
	if err == nil {
		r.count(heldOf(kept, ring))
	}
	return r, err
}

// count notes how many secrets each key has sealed.
func (r *Rotation) count(held []Held) {
	r.Left, r.Free = nil, nil
	for _, h := range held {
		switch {
		case h.Current:
			r.Total = h.Secrets
		case h.Secrets > 0:
			r.Left = append(r.Left, h)
		default:
			r.Free = append(r.Free, h.Key)
		}
	}
}

// rotate seals anew what one key has sealed.
func (v *Vault) rotate(ctx context.Context, ring *Ring, id string, r *Rotation, progress func(int)) error {
	var after Place
	for {
		rows, err := v.Store.SecretsOf(ctx, id, after, rotateSlice)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].Place
		list := make([]Resealed, 0, len(rows))
		for _, row := range rows {
			s, err := ring.Open(row.Place, row.Sealed)
			if err != nil {
				r.Damaged = append(r.Damaged, row.Place)
				continue
			}
			box, err := ring.Seal(row.Place, s)
			if err != nil {
				return err
			}
			list = append(list, Resealed{Row: Row{Place: row.Place, Sealed: box, KeyID: ring.Current()}, Was: row.Sealed})
		}
		n, err := v.Store.ResealSecrets(ctx, list)
		if err != nil {
			return err
		}
		r.Resealed += n
		if progress != nil {
			progress(r.Resealed)
		}
	}
}

// heldOf says of each key what it has sealed; ring may be nil.
func heldOf(kept map[string]int, ring *Ring) []Held {
	var held []Held
	if ring != nil {
		for i, id := range ring.IDs() {
			held = append(held, Held{Key: id, Secrets: kept[id], Known: true, Current: i == 0})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		if !slices.ContainsFunc(held, func(h Held) bool { return h.Key == id }) {
			held = append(held, Held{Key: id, Secrets: kept[id]})
		}
	}
	return held
}
