package scim

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// Outcome is the resource that the operation makes of old, the one that it names: nil if there is none, or if it is of
// another type. After Delete there is none; when nothing changes it is old itself. Versions count 1,
// 2, 3.
//
// Errors are for the client: that there is no such resource, that its version is another (Operation.IfMatch), that an
// attribute can't be changed, and whatever a PATCH can't do. What the backend alone sees, such as whether a value is
// unique, it checks itself: see Resource.CheckUnique.
func (op *Operation) Outcome(old *Resource, now time.Time) (*Resource, error) {
	if op.Kind == Create {
		return newResource(op.Type, op.ID, op.Resource, Meta{Created: now, LastModified: now, Version: "1"}), nil
	}
	if old == nil || old.Type.Name != op.Type.Name {
		return nil, NotFound(op.Type.Name, op.ID)
	}
	if !Matches(op.IfMatch, old.Meta.Version) {
		return nil, VersionMismatch(old.Meta.Version)
	}
	switch op.Kind {
	case Delete:
		return nil, nil
	case Replace:
		next := schema.Clone(op.Resource)
		op.Type.KeepImmutable(old.Attributes, next)
		if err := op.Type.CheckImmutable(old.Attributes, next); err != nil {
			return nil, err
		}
		return old.with(next, now), nil
	case Patch:
		next, _, err := op.Patch.Apply(old.Attributes)
		if err != nil {
			return nil, err
		}
		return old.with(next, now), nil
	}
	return nil, &Error{Status: http.StatusNotImplemented, Detail: "the operation is of an unknown kind"}
}

// with is the resource with other attributes, under the next version; itself if they are the same.
func (r *Resource) with(o schema.Object, now time.Time) *Resource {
	if schema.Equal(r.Attributes, o) {
		return r
	}
	n, _ := strconv.Atoi(r.Meta.Version) // of a version that is no number the next is 1
	return newResource(r.Type, r.ID, o, Meta{Created: r.Meta.Created, LastModified: now, Version: strconv.Itoa(n + 1)})
}

func newResource(rt *schema.ResourceType, id string, o schema.Object, m Meta) *Resource {
	return &Resource{Type: rt, ID: id, Meta: m, Attributes: o, Body: rt.AppendBody(make([]byte, 0, 1024), o, nil)}
}

// Without is the resource without what in its lists refers to one that is gone, such as a group without a member
// under the next version; itself if nothing does.
func (r *Resource) Without(gone *Resource, now time.Time) *Resource {
	rest, found := r.Type.WithoutReferences(r.Attributes, gone.Type.Name, gone.ID)
	if !found {
		return r
	}
	return r.with(rest, now)
}

// CheckUnique refuses the resource with Taken if another one of its type has a value that has to be unique. It
// looks at all the others: a backend with many keeps an index of schema.ResourceType.UniqueValues instead.
func (r *Resource) CheckUnique(others iter.Seq[*Resource]) error {
	values := r.Type.UniqueValues(r.Attributes)
	if len(values) == 0 {
		return nil
	}
	for other := range others {
		if other.ID == r.ID || other.Type.Name != r.Type.Name {
			continue
		}
		for _, value := range other.Type.UniqueValues(other.Attributes) {
			if slices.Contains(values, value) {
				return Taken(r.Type, value.Attribute)
			}
		}
	}
	return nil
}

// Taken is the 409 of a value that another resource of the type has and that must be unique.
func Taken(rt *schema.ResourceType, attribute string) *Error {
	return refuse(http.StatusConflict, Uniqueness, "request.taken", "path", attribute, "type", rt.Name)
}

// ApplyEach is Backend.Apply for a backend that carries out operations one after another, and can go back. apply does
// one and gives the resource as it is then, nil after Delete. begin is called where the way back may lead to; the
// function that it returns undoes all that was done since, and may be called more than once.
//
// When some operations depend on others, all are tried; as long as one turns out to have needed one that failed,
// ApplyEach goes back and tries without it. So those that need each other in a circle succeed together or not at all
// (RFC 7644 section 3.7.2).
func ApplyEach(
	ctx context.Context, ops []Operation, apply func(*Operation) (*Resource, error), begin func() (undo func()),
) []Result {
	if err := ctx.Err(); err != nil {
		return slices.Repeat([]Result{{Err: err}}, len(ops))
	}
	spoiled := make([]bool, len(ops))
	if !slices.ContainsFunc(ops, func(op Operation) bool { return len(op.Requires) > 0 }) {
		return applyUnless(spoiled, ops, apply)
	}
	undo := begin()
	for {
		results := applyUnless(spoiled, ops, apply)
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
		undo()
	}
}

// applyUnless applies the operations that are not spoiled.
func applyUnless(spoiled []bool, ops []Operation, apply func(*Operation) (*Resource, error)) []Result {
	results := make([]Result, len(ops))
	for i := range ops {
		if spoiled[i] {
			results[i].Err = DependencyFailed()
			continue
		}
		r, err := apply(&ops[i])
		if err != nil {
			results[i].Err = err
		} else if r != nil {
			results[i] = Result{Resource: r, Version: r.Meta.Version}
		}
	}
	return results
}
