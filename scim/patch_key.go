package scim

import (
	"encoding/json"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// patchKey is a text that two values of an attribute share exactly when the attribute's case rule
// makes them equal.
func patchKey(a *schema.Attribute, v any) string {
	switch v := v.(type) {
	case string:
		if a.CaseExact || a.Type != schema.String {
			return "s" + v
		}
		return "s" + filter.Fold(v)
	case nil:
		return ""
	}
	b, err := json.Marshal(v) // sorts the keys of objects
	if err != nil {
		return ""
	}
	return "j" + string(b)
}

// patchKeyed reports whether an element of the attribute is its value and nothing else can tell it
// from another: a reference, as members are. Elsewhere value and type make an element.
func patchKeyed(a *schema.Attribute) bool {
	sub := patchSub(a, "value")
	return a.Type == schema.Complex && sub != nil && sub.Mutability == schema.Immutable
}

// patchIdentity gives what makes an element of a multi-valued attribute: its value and its type,
// both as keys, "" for what it lacks. An element without value is known by all it has.
func patchIdentity(a *schema.Attribute, element any) (value, kind string) {
	object, ok := element.(map[string]any)
	if !ok {
		return patchKey(a, element), ""
	}
	sub := patchSub(a, "value")
	if sub == nil || object["value"] == nil {
		return patchKey(a, object), ""
	}
	value = patchKey(sub, object["value"])
	if sub := patchSub(a, "type"); sub != nil && !patchKeyed(a) {
		kind = patchKey(sub, object["type"])
	}
	return value, kind
}

// patchIndex finds the element of a list that is the same as another, in constant time.
type patchIndex struct {
	parent *schema.Attribute
	exact  map[[2]string]int // value and type
	byAny  map[string]int    // value, the first whatever its type
}

func newPatchIndex(parent *schema.Attribute, list []any) *patchIndex {
	x := &patchIndex{parent: parent, exact: make(map[[2]string]int, len(list)), byAny: make(map[string]int, len(list))}
	for i, element := range list {
		x.put(i, element)
	}
	return x
}

func (x *patchIndex) put(i int, element any) {
	value, kind := patchIdentity(x.parent, element)
	if _, known := x.exact[[2]string{value, kind}]; !known {
		x.exact[[2]string{value, kind}] = i
	}
	if _, known := x.byAny[value]; !known {
		x.byAny[value] = i
	}
}

// find returns the position of the element with the same value and type. A type that one of both
// lacks makes no difference.
func (x *patchIndex) find(element any) (int, bool) {
	value, kind := patchIdentity(x.parent, element)
	if kind == "" {
		i, ok := x.byAny[value]
		return i, ok
	}
	if i, ok := x.exact[[2]string{value, kind}]; ok {
		return i, true
	}
	i, ok := x.exact[[2]string{value, ""}]
	return i, ok
}

// typed notes that the element at i, which had no type, has got the type of element.
func (x *patchIndex) typed(i int, element any) {
	value, kind := patchIdentity(x.parent, element)
	if at, ok := x.exact[[2]string{value, ""}]; ok && at == i && kind != "" {
		delete(x.exact, [2]string{value, ""})
	}
	x.put(i, element)
}

// patchGiven is a list of values that came with a remove. It finds them in time that grows with
// the sum of both lists, not with their product.
type patchGiven struct {
	parent *schema.Attribute
	list   []any
	exact  map[[2]string]bool // value and type
	byAny  map[string]bool    // value, given without type
	typed  map[string]bool    // value, given with a type
	shapes map[string]*patchShape
}

// patchShape are the given elements without value that name the same sub-attributes. An element
// that has all of them alike is meant.
type patchShape struct {
	names []string
	keys  map[string]bool
}

func newPatchGiven(parent *schema.Attribute, list []any) *patchGiven {
	g := &patchGiven{
		parent: parent, list: list,
		exact: map[[2]string]bool{}, byAny: map[string]bool{}, typed: map[string]bool{},
		shapes: map[string]*patchShape{},
	}
	for _, element := range list {
		object, isObject := element.(map[string]any)
		if isObject && object["value"] == nil {
			g.shape(object)
			continue
		}
		value, kind := patchIdentity(parent, element)
		if kind == "" {
			g.byAny[value] = true
			continue
		}
		g.exact[[2]string{value, kind}] = true
		g.typed[value] = true
	}
	return g
}

func (g *patchGiven) shape(object schema.Object) {
	var names []string
	for _, sub := range g.parent.SubAttributes {
		if object[sub.Name] != nil {
			names = append(names, sub.Name)
		}
	}
	name := strings.Join(names, ",")
	if g.shapes[name] == nil {
		g.shapes[name] = &patchShape{names: names, keys: map[string]bool{}}
	}
	g.shapes[name].keys[g.shapeKey(object, names)] = true
}

func (g *patchGiven) shapeKey(object schema.Object, names []string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = patchKey(patchSub(g.parent, name), object[name])
	}
	return strings.Join(parts, "\x00")
}

// match reports whether the element is one of those given.
func (g *patchGiven) match(element any) bool {
	object, isObject := element.(map[string]any)
	if !isObject || object["value"] != nil {
		value, kind := patchIdentity(g.parent, element)
		if g.byAny[value] || g.exact[[2]string{value, kind}] || kind == "" && g.typed[value] {
			return true
		}
	}
	for _, shape := range g.shapes {
		if len(shape.names) > 0 && isObject && shape.keys[g.shapeKey(object, shape.names)] {
			return true
		}
	}
	return false
}
