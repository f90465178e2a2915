package scim

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// PatchOp is the URN of a PATCH body.
const PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// MaxPatchOperations bounds one PATCH: so many operations, and so many attributes that all of
// them name together, are carried out. More is refused with 413. It is what the service announces
// as bulk.maxOperations as well, since some clients cut their PATCH requests to that size.
const MaxPatchOperations = 1000

// MaxPatchWork bounds what one PATCH may do to one resource: each operation looks at every value of its attribute, and
// a filter with each of its comparisons. A thousand operations on a thousand values are within it. Beyond it the
// request is refused with 413.
const MaxPatchWork = 4 << 20

// PatchRequest is a PATCH body compiled against a resource type (RFC 7644 section 3.5.2). Paths,
// filters and values have been read and checked once; it can be applied to any number of
// resources, concurrently too.
//
// What a path-less object or a complex value names is taken apart into single changes, so that
// nothing is touched that the client did not name (rule P4).
type PatchRequest struct {
	rt      *schema.ResourceType
	strict  bool
	changes []*patchChange
}

// CompilePatch reads a decoded PATCH body. All its errors are *Error and name the operation, the
// spot in it and what would be right.
//
// Unless the mode is strict it understands what identity providers send beside the RFC (rule P3):
// member names and op in any case, one operation instead of a list, the PatchOp URN left out,
// path-less objects with dotted and URN-prefixed keys, remove with a list of values, and values
// of a near type (schema.ResourceType.CanonicalValue). What no schema has is passed over, as long
// as something else of the request is understood, and stands in the mode's notes.
func CompilePatch(rt *schema.ResourceType, body any, m schema.Mode) (*PatchRequest, error) {
	request, ok := body.(map[string]any)
	if !ok {
		return nil, wrong(InvalidSyntax, "patch.body")
	}
	members, twice := patchMembers(request, m, "schemas", operationsMember)
	if twice != "" {
		return nil, patchRefusal("body", InvalidSyntax, "patch.twice", "name", twice)
	}
	if (m.Strict || namesMessage(members["schemas"])) && !namesPatchOp(members["schemas"]) {
		return nil, patchRefusal("schemas", InvalidSyntax, "patch.schemas", "urn", PatchOp)
	}
	operations, ok := members[operationsMember].([]any)
	if one, isObject := members[operationsMember].(map[string]any); isObject && !m.Strict {
		operations, ok = []any{one}, true
	}
	if !ok || len(operations) == 0 {
		return nil, patchRefusal(operationsMember, InvalidSyntax, "patch.operations")
	}
	c := patchCompiler{rt: rt, mode: m}
	for i, raw := range operations {
		if i == MaxPatchOperations {
			return nil, tooManyChanges()
		}
		if err := c.operation(fmt.Sprintf("Operations[%d]", i), raw); err != nil {
			return nil, err
		}
	}
	if err := c.finish(); err != nil {
		return nil, err
	}
	return &PatchRequest{rt: rt, strict: m.Strict, changes: c.changes}, nil
}

// Steps is how many single changes the request makes.
func (p *PatchRequest) Steps() int { return len(p.changes) }

// Empty reports that the request changes nothing, whatever it is applied to.
func (p *PatchRequest) Empty() bool { return len(p.changes) == 0 }

func tooManyChanges() *Error {
	return patchTold(http.StatusRequestEntityTooLarge, operationsMember, "",
		message.New("patch.many", "most", MaxPatchOperations))
}

// patchMembers picks the named members of an object, in any case unless the mode is strict. Others
// are ignored: clients add members of their own, and RFC 7644 gives them no meaning. twice is a name that stands there
// in two ways, or "".
func patchMembers(object map[string]any, m schema.Mode, names ...string) (found map[string]any, twice string) {
	found = make(map[string]any, len(names))
	for key, v := range object {
		for _, name := range names {
			if key != name && (m.Strict || !strings.EqualFold(key, name)) {
				continue
			}
			if _, known := found[name]; known {
				return nil, name
			}
			found[name] = v
		}
	}
	return found, ""
}

// namesMessage reports whether schemas names a message of RFC 7644: a PATCH that calls itself
// something else is not one, while one that says nothing of itself is.
func namesMessage(schemas any) bool {
	list, _ := schemas.([]any)
	for _, v := range list {
		if s, ok := v.(string); ok && len(s) > len(messagePrefix) && strings.EqualFold(s[:len(messagePrefix)],
			messagePrefix) {
			return true
		}
	}
	return false
}

const messagePrefix = "urn:ietf:params:scim:api:messages:2.0:"

func namesPatchOp(schemas any) bool {
	list, _ := schemas.([]any)
	for _, v := range list {
		if s, ok := v.(string); ok && strings.EqualFold(s, PatchOp) {
			return true
		}
	}
	return false
}
