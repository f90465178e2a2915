package memory

import (
	"context"
	"maps"
	"slices"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// Apply carries out operations. When some depend on others it tries all of them; as long as one turns
// out to have needed one that failed, it goes back and tries without it. So operations that need each
// other in a circle succeed together or not at all.
func (b *Backend) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil {
		results := make([]scim.Result, len(ops))
		for i := range results {
			results[i].Err = err
		}
		return results
	}
	if !slices.ContainsFunc(ops, func(op scim.Operation) bool { return len(op.Requires) > 0 }) {
		return b.try(ops, nil)
	}
	before := b.state.clone()
	spoiled := make(map[int]bool)
	for {
		results := b.try(ops, spoiled)
		again := false
		for i := range ops {
			for _, needed := range ops[i].Requires {
				if results[i].Err == nil && results[needed].Err != nil {
					spoiled[i], again = true, true
				}
			}
		}
		if !again {
			return results
		}
		b.state = before.clone()
	}
}

func (s state) clone() state {
	lists := make(map[string][]*item, len(s.byType))
	for name, list := range s.byType {
		lists[name] = slices.Clone(list)
	}
	return state{byID: maps.Clone(s.byID), byType: lists, unique: maps.Clone(s.unique)}
}

func (b *Backend) try(ops []scim.Operation, spoiled map[int]bool) []scim.Result {
	results := make([]scim.Result, len(ops))
	for i := range ops {
		if spoiled[i] {
			results[i].Err = scim.DependencyFailed()
			continue
		}
		it, err := b.apply(&ops[i])
		if err != nil {
			results[i].Err = err
		} else if it != nil {
			results[i] = scim.Result{Resource: &it.Resource, Version: it.Meta.Version}
		}
	}
	return results
}

// apply carries out one operation and returns what is stored then, nil after Delete.
func (b *Backend) apply(op *scim.Operation) (*item, error) {
	if op.Kind == scim.Create {
		if b.state.byID[op.ID] != nil {
			return nil, scim.Conflict("id: %q is taken", op.ID) // the server makes ids that never are
		}
		b.serial++
		now := b.now()
		it := newItem(op.Type, op.ID, op.Resource, now, now, b.serial, 1)
		return it, b.state.put(it)
	}
	old, err := b.state.find(op.Type, op.ID)
	if err != nil {
		return nil, err
	}
	if err := mismatch(op, old); err != nil {
		return nil, err
	}
	var next schema.Object
	switch op.Kind {
	case scim.Delete:
		b.state.drop(old)
		return nil, b.unlink(old)
	case scim.Replace:
		next = schema.Clone(op.Resource)
		op.Type.KeepImmutable(old.Attributes, next)
		if err := op.Type.CheckImmutable(old.Attributes, next); err != nil {
			return nil, err
		}
	case scim.Patch:
		if next, _, err = op.Patch.Apply(old.Attributes); err != nil {
			return nil, err
		}
	default:
		return nil, errKind
	}
	if schema.Equal(old.Attributes, next) {
		return old, nil // nothing has changed, so nothing was modified
	}
	it := newItem(op.Type, op.ID, next, old.Meta.Created, b.now(), old.serial, old.number+1)
	return it, b.state.put(it)
}
