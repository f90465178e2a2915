package scim

import (
	"github.com/usher-id/usher/scim/schema"
)

// Apply gives the resource as it is after all changes, made in their order, each seeing what the
// ones before it did. o is never changed. On an error, which is an *Error, there is no
// result. When nothing differs in the end, changed is false and next is o itself,
// so that lastModified and version can stay.
func (p *PatchRequest) Apply(o schema.Object) (next schema.Object, changed bool, err error) {
	if p.Empty() {
		return o, false, nil
	}
	next = schema.Clone(o)
	if next == nil {
		next = schema.Object{}
	}
	run := patchRun{strict: p.strict, lists: map[*schema.Attribute]*patchTouched{}}
	for _, change := range p.changes {
		if err := run.change(next, change); err != nil {
			return nil, false, err
		}
	}
	for _, list := range run.lists {
		run.settle(next, list)
	}
	if schema.Equal(o, next) {
		return o, false, nil
	}
	if err := p.rt.CheckImmutable(o, next); err != nil {
		return nil, false, patchError(operationsMember, err)
	}
	if err := p.rt.CheckRequired(next); err != nil {
		return nil, false, patchError(operationsMember, err)
	}
	return next, true, nil
}

// patchRun is one run of a request over one resource.
type patchRun struct {
	strict bool
	lists  map[*schema.Attribute]*patchTouched // the multi-valued attributes that have changed
	work   int                                 // looks at a value, see MaxPatchWork
}

func (r *patchRun) change(o schema.Object, c *patchChange) error {
	if c.attr.Parent == nil {
		delete(o, c.attr.URN)
		return nil
	}
	holder := o
	if c.attr.URN != "" {
		holder, _ = o[c.attr.URN].(map[string]any)
		if holder == nil {
			holder = schema.Object{}
		}
	}
	if err := r.attribute(holder, c); err != nil {
		return err
	}
	if c.attr.URN != "" {
		patchAssign(o, c.attr.URN, holder)
	}
	return nil
}

func (r *patchRun) attribute(holder schema.Object, c *patchChange) error {
	parent := c.attr.Parent
	switch {
	case parent.MultiValued:
		if r.lists[parent] == nil {
			r.lists[parent] = &patchTouched{attr: c.attr}
		}
		list, _ := holder[parent.Name].([]any)
		list, err := r.list(list, c)
		if err != nil {
			return err
		}
		patchAssign(holder, parent.Name, list)
		return nil
	case parent.Type == schema.Complex:
		return r.complex(holder, c)
	}
	v := c.value
	if c.verb == patchRemove {
		v = nil
	}
	if have := holder[parent.Name]; have != nil && parent.Mutability == schema.Immutable && !schema.Equal(have, v) {
		return patchRefusal(c.spot, Mutability, "patch.fixed", "path", c.attr)
	}
	patchAssign(holder, parent.Name, v)
	return nil
}

// complex changes a single complex attribute. add and replace touch only the sub-attributes that
// they name, whatever the interoperability draft says of replace.
func (r *patchRun) complex(holder schema.Object, c *patchChange) error {
	parent := c.attr.Parent
	have, _ := holder[parent.Name].(map[string]any)
	var next schema.Object
	switch {
	case c.attr.Sub == nil && (c.verb == patchRemove || c.value == nil):
	default:
		next = schema.Clone(have)
		if next == nil {
			next = schema.Object{}
		}
		if err := c.merge().into(next, parent); err != nil {
			return err
		}
	}
	if have != nil && parent.Mutability == schema.Immutable && !schema.Equal(have, next) {
		return patchRefusal(c.spot, Mutability, "patch.fixed", "path", parent.Name)
	}
	patchAssign(holder, parent.Name, next)
	return nil
}

// patchAssign sets a member, or deletes it when the value is none (RFC 7643 section 2.5).
func patchAssign(o schema.Object, name string, v any) {
	switch v := v.(type) {
	case nil:
		delete(o, name)
		return
	case map[string]any:
		if len(v) == 0 {
			delete(o, name)
			return
		}
	case []any:
		if len(v) == 0 {
			delete(o, name)
			return
		}
	}
	o[name] = v
}

// patchClone copies what a change holds before it becomes part of a resource: the next run of the
// same request must find it unchanged.
func patchClone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return schema.Clone(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = patchClone(v[i])
		}
		return list
	}
	return v
}
