package memory

import (
	"context"
	"maps"
	"slices"

	"github.com/usher-id/usher/scim"
)

// Apply carries out operations: see scim.ApplyEach.
func (b *Backend) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	return scim.ApplyEach(ctx, ops, b.apply, func() (undo func()) {
		before := b.state.clone()
		return func() { b.state = before.clone() }
	})
}

func (s state) clone() state {
	lists := make(map[string][]*item, len(s.byType))
	for name, list := range s.byType {
		lists[name] = slices.Clone(list)
	}
	return state{byID: maps.Clone(s.byID), byType: lists, unique: maps.Clone(s.unique)}
}

// apply carries out one operation and returns what is stored then, nil after Delete.
func (b *Backend) apply(op *scim.Operation) (*scim.Resource, error) {
	old := b.state.byID[op.ID]
	if op.Kind == scim.Create {
		if old != nil {
			return nil, scim.Conflict("id: %q is taken", op.ID) // the server makes ids that never are
		}
		b.serial++
		old = &item{serial: b.serial}
	} else if old == nil {
		return nil, scim.NotFound(op.Type.Name, op.ID)
	}
	next, err := op.Outcome(&old.Resource, b.now())
	switch {
	case err != nil:
		return nil, err
	case op.Kind == scim.Delete:
		b.state.drop(old)
		return nil, b.unlink(old)
	case next == &old.Resource:
		return next, nil
	}
	it := &item{Resource: *next, serial: old.serial}
	return &it.Resource, b.state.put(it)
}

// unlink takes a resource that is gone out of the lists of others, such as the members of groups.
func (b *Backend) unlink(gone *item) error {
	for _, list := range b.state.byType {
		for _, it := range slices.Clone(list) {
			next := it.Without(&gone.Resource, b.now())
			if next == &it.Resource {
				continue
			}
			if err := b.state.put(&item{Resource: *next, serial: it.serial}); err != nil {
				return err
			}
		}
	}
	return nil
}
