package inbound

import (
	"net/http"
	"strconv"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// change translates one operation.
func (b *backend) change(op *scim.Operation) (directory.Change, error) {
	c := directory.Change{
		Source: b.identity.Source, Type: op.Type, ID: op.ID, Requires: append([]int(nil), op.Requires...),
		Request: directory.Request{
			ID: callerOf(b.request.Context()).header.Get("X-Request-Id"), Channel: "scim", Asked: op.Asked, Notes: op.Notes,
			LeftOut: op.LeftOut, Brief: op.Unread,
		},
	}
	if op.Type.Name == directory.TypeGroup { // whose members may get licenses by it
		c.UserType = b.registry.Type(directory.TypeUser)
	}
	c.IfVersion = versions(op.IfMatch)
	c.Action, c.Request.Success = actions[op.Kind], successes[op.Kind]
	c.Request.Operation = methods[op.Kind] + " " + op.Type.Endpoint
	switch op.Kind {
	case scim.Create, scim.Replace:
		c.Attributes = kept(op.Type, op.Resource)
		if op.Type.Name == directory.TypeGroup {
			c.Members = wholeMembers(c.Attributes)
			delete(c.Attributes, "members")
		}
	case scim.Patch:
		return c, b.edit(&c, op)
	}
	return c, nil
}

var actions = map[scim.Kind]directory.Action{
	scim.Create: directory.Create, scim.Replace: directory.Replace, scim.Patch: directory.Edit,
	scim.Delete: directory.Delete,
}

// successes are the statuses of operations that go well.
var successes = map[scim.Kind]int{
	scim.Create: http.StatusCreated, scim.Replace: http.StatusOK, scim.Patch: http.StatusOK,
	scim.Delete: http.StatusNoContent,
}

// edit translates a PATCH. Operations on a group's members are taken out of it: they become
// rows, and the group is never loaded (rule P5).
func (b *backend) edit(c *directory.Change, op *scim.Operation) error {
	patch := op.Patch
	if op.Type.Name == directory.TypeGroup {
		c.Request.Success = http.StatusNoContent
		rest, delta, err := patch.Split("members")
		if err != nil {
			return err
		}
		patch = rest
		if c.Members, err = someMembers(op.Type, delta); err != nil {
			return err
		}
	}
	c.Steps = patch.Steps()
	c.Edit = func(o schema.Object) (schema.Object, bool, error) {
		next, changed, err := patch.Apply(o)
		if err == nil && changed {
			next = kept(op.Type, next)
		}
		return next, changed, err
	}
	return nil
}

// versions reads entity tags; one that isn't ours matches no version.
func versions(tags []string) []int64 {
	if tags == nil {
		return nil
	}
	list := make([]int64, 0, len(tags))
	for _, tag := range tags {
		if tag == "*" {
			return nil
		}
		if n, err := strconv.ParseInt(numberOf(tag), 10, 64); err == nil {
			list = append(list, n)
		}
	}
	return list
}
