package scim

import (
	"errors"
	"sort"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// patchVerb is what an operation does.
type patchVerb string

const (
	patchAdd     patchVerb = "add"
	patchRemove  patchVerb = "remove"
	patchReplace patchVerb = "replace"
)

// patchChange is one change to one attribute, ready to be carried out.
type patchChange struct {
	verb patchVerb
	spot string // where the client asked for it, for errors
	attr schema.Attr
	// match selects elements of a multi-valued attribute; nil for all.
	match *patchFilter
	// value is canonical: a list for a whole multi-valued attribute, one element with match, nil
	// to unassign.
	value any
	// unset names sub-attributes that a complex value gave as null, and which replace unassigns.
	unset []string
	// given selects elements by a list of values that came with remove.
	given *patchGiven
}

// patchCompiler gathers the changes of one request.
type patchCompiler struct {
	rt      *schema.ResourceType
	mode    schema.Mode
	changes []*patchChange

	understood bool  // something was named that there is and that may be changed
	unknown    error // the refusal of the first path that names what there is not
}

// finish refuses a request of which nothing was understood. One stray mapping must not cost the
// other operations of its request, which may be a deactivation (rule P3).
func (c *patchCompiler) finish() error {
	if c.unknown != nil && !c.understood {
		return c.unknown
	}
	return nil
}

// passOver leaves an operation aside whose path names what no schema has.
func (c *patchCompiler) passOver(unknown *patchUnknown) {
	c.mode.Notes.PassOver(unknown.name)
	if c.unknown == nil {
		c.unknown = unknown.refusal
	}
}

// patchAsk is one wish of the client before its value has been read.
type patchAsk struct {
	verb  patchVerb
	at    string // "Operations[0]"
	spot  string // of the value
	value any
	given bool // a value was there, though it may be null
	// inside marks a member of a path-less object: what may not be written there is passed over,
	// because clients send back whole resources as they read them.
	inside bool
}

func (c *patchCompiler) operation(at string, raw any) error {
	object, ok := raw.(map[string]any)
	if !ok {
		return patchRefusal(at, InvalidSyntax, "patch.operation")
	}
	members, twice := patchMembers(object, c.mode, "op", "path", "value")
	if twice != "" {
		return patchRefusal(at, InvalidSyntax, "patch.twice", "name", twice)
	}
	op, _ := members["op"].(string)
	verb := patchVerb(strings.ToLower(op))
	if verb != patchAdd && verb != patchRemove && verb != patchReplace {
		return patchRefusal(at+".op", InvalidSyntax, "patch.op")
	}
	ask := patchAsk{verb: verb, at: at, spot: at + ".value"}
	ask.value, ask.given = members["value"]
	path, hasPath := members["path"].(string)
	if members["path"] != nil && !hasPath {
		return patchRefusal(at+".path", InvalidPath, "patch.path.kind", "example", `emails[type eq "work"].value`)
	}
	if !c.mode.Strict {
		path = strings.TrimSpace(path)
		hasPath = path != ""
	}
	if verb != patchRemove && !ask.given {
		return patchRefusal(ask.spot, InvalidValue, "patch.value.missing", "op", verb)
	}
	if !hasPath {
		return c.pathless(ask)
	}
	attr, match, err := c.target(path, at+".path")
	var unknown *patchUnknown
	if errors.As(err, &unknown) {
		if c.mode.Strict {
			return unknown.refusal
		}
		c.passOver(unknown)
		return nil
	}
	if err != nil {
		return err
	}
	return c.ask(ask, attr, match, at+".path")
}

// pathless reads an operation on the resource itself.
func (c *patchCompiler) pathless(ask patchAsk) error {
	if ask.verb == patchRemove {
		return patchRefusal(ask.at+".path", NoTarget, "patch.remove.path")
	}
	if c.mode.Strict {
		return patchRefusal(ask.at+".path", InvalidSyntax, "patch.path.missing", "op", ask.verb)
	}
	return c.object(ask, "")
}

// object takes an object of attributes apart. Its keys are read as paths, those inside an
// extension's object relative to the extension's URN.
func (c *patchCompiler) object(ask patchAsk, urn string) error {
	object, ok := ask.value.(map[string]any)
	if !ok {
		return patchRefusal(ask.spot, InvalidValue, "patch.value.object", "op", ask.verb)
	}
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	sort.Strings(keys) // a whole attribute comes before its sub-attributes
	seen := make(map[string]string, len(keys))
	for _, key := range keys {
		member := ask
		member.value, member.spot, member.inside = object[key], ask.spot+"."+key, true
		path := key
		if urn != "" {
			path = urn + ":" + key
		}
		attr, match, err := c.target(path, member.spot)
		if err != nil {
			// An unknown key is not for us, but a filter that can't be read is.
			if !c.mode.Strict && !strings.Contains(key, "[") {
				c.mode.Notes.PassOver(path)
				continue
			}
			return err
		}
		name := attr.String()
		if match != nil {
			name += "[" + filter.String(match.expression)
		}
		if other, twice := seen[name]; twice {
			return patchRefusal(member.spot, InvalidSyntax, "patch.value.twice", "other", other)
		}
		seen[name] = key
		if err := c.ask(member, attr, match, member.spot); err != nil {
			return err
		}
	}
	return nil
}

// ask checks that the attribute may be changed and adds the changes.
func (c *patchCompiler) ask(ask patchAsk, attr schema.Attr, match *patchFilter, pathSpot string) error {
	if attr.Parent == nil {
		return c.wholeSchema(ask, attr, pathSpot)
	}
	if patchReadOnly(attr) {
		if ask.inside && !c.mode.Strict {
			return nil
		}
		return patchRefusal(pathSpot, Mutability, "patch.readOnly", "path", attr)
	}
	c.understood = true
	if ask.verb == patchRemove {
		return c.remove(ask, attr, match, pathSpot)
	}
	return c.set(ask, attr, match)
}

// wholeSchema reads an operation whose path, or key, is the URN of a schema. The core schema
// stands for the resource itself. An extension is treated as a complex attribute is: add and
// replace touch what they name.
func (c *patchCompiler) wholeSchema(ask patchAsk, attr schema.Attr, pathSpot string) error {
	if strings.EqualFold(attr.URN, c.rt.Core.ID) {
		if ask.verb == patchRemove {
			return patchRefusal(pathSpot, NoTarget, "patch.remove.schema")
		}
		return c.object(ask, "")
	}
	if ask.verb != patchRemove && !patchUnassigned(ask.value) {
		return c.object(ask, attr.URN)
	}
	c.understood = true
	switch {
	case ask.verb == patchAdd:
		return nil
	case patchRequiredExtension(c.rt, attr.URN):
		return patchRefusal(pathSpot, Mutability, "patch.remove.extension")
	}
	return c.emit(&patchChange{verb: patchRemove, spot: pathSpot, attr: attr})
}

func (c *patchCompiler) emit(change *patchChange) error {
	if len(c.changes) == MaxPatchOperations {
		return tooManyChanges()
	}
	c.changes = append(c.changes, change)
	return nil
}

// patchReadOnly also covers the common attributes that no schema document lists.
func patchReadOnly(attr schema.Attr) bool {
	if attr.URN == "" {
		switch attr.Parent.Name {
		case "id", "schemas", "meta":
			return true
		}
	}
	return attr.Parent.Mutability == schema.ReadOnly || attr.Sub != nil && attr.Sub.Mutability == schema.ReadOnly
}

// userSchema is the URN of the core User.
const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User"

// patchKeeps reports whether an attribute keeps its value where a request gives it none: active of
// users. Nobody means to let a suspended person in by null, "" or remove, which is what taking the
// value away would do, since who has none is active (rule P4, RFC 7643 section 4.1.1).
func patchKeeps(rt *schema.ResourceType, attr schema.Attr) bool {
	return rt.Core.ID == userSchema && attr.URN == "" && attr.Sub == nil && attr.Parent.Name == "active"
}

func patchRequiredExtension(rt *schema.ResourceType, urn string) bool {
	for _, extension := range rt.Extensions {
		if strings.EqualFold(extension.ID, urn) {
			return extension.Required
		}
	}
	return false
}

// patchUnassigned reports what RFC 7643 section 2.5 and the identity providers understand as no
// value: null, the empty list and the empty text.
func patchUnassigned(raw any) bool {
	switch v := raw.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0 || len(v) == 1 && patchUnassigned(v[0])
	}
	return false
}
