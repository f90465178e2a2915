package check

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// patchPath is attribute, attribute[filter] or attribute[filter].sub.
var patchPath = regexp.MustCompile(`^([A-Za-z][^\[\]]*)(?:\[(.*)\](?:\.([A-Za-z$][A-Za-z0-9]*))?)?$`)

// patch applies a PatchOp to a copy of r.
func (k *kind) patch(r, body obj) (obj, *fault) {
	ops, _ := body["Operations"].(arr)
	if len(ops) == 0 {
		return nil, bad("invalidSyntax", "Operations must be a list with an operation")
	}
	r = clone(r)
	for _, e := range ops {
		o, _ := e.(obj)
		verb := strings.ToLower(plain(o["op"]))
		if !slices.Contains([]string{"add", "replace", "remove"}, verb) {
			return nil, bad("invalidSyntax", "op must be add, replace or remove")
		}
		path, _ := o["path"].(string)
		value, given := o["value"]
		if f := k.operate(r, verb, path, value, given); f != nil {
			return nil, f
		}
	}
	if f := k.valid(r); f != nil {
		f.scimType = "mutability"
		return nil, f
	}
	return r, nil
}

func (k *kind) operate(r obj, verb, path string, value any, given bool) *fault {
	if path == "" {
		m, ok := value.(obj)
		switch {
		case verb == "remove":
			return bad("noTarget", "remove needs a path")
		case !ok:
			return bad("invalidValue", "without a path the value must be an object")
		}
		for key, v := range m {
			if x, ok := v.(obj); ok && strings.EqualFold(key, k.extension) {
				for sub, e := range x {
					if f := k.operate(r, verb, k.extension+":"+sub, e, true); f != nil {
						return f
					}
				}
				continue
			}
			if strings.EqualFold(key, "schemas") || strings.EqualFold(key, "id") && v == r["id"] {
				continue
			}
			if f := k.operate(r, verb, key, v, true); f != nil {
				return f
			}
		}
		return nil
	}
	m := patchPath.FindStringSubmatch(path)
	if m == nil {
		return bad("invalidPath", "the path cannot be read")
	}
	a, sub, urn := k.resolve(m[1])
	switch {
	case a == nil:
		return bad("invalidPath", "there is no attribute %q", m[1])
	case a.mutability == "readOnly":
		return bad("mutability", "%s is read-only", a.name)
	case verb != "remove" && !given:
		return bad("invalidValue", "a value is missing")
	}
	home := r
	if urn != "" {
		x, ok := r[urn].(obj)
		if !ok {
			x = obj{}
		}
		r[urn] = x
		home = x
		defer func() {
			if len(x) == 0 {
				delete(r, urn)
			}
		}()
	}
	if strings.Contains(path, "[") {
		if !a.multi {
			return bad("invalidPath", "%s is no list", a.name)
		}
		return k.element(home, a, verb, m[2], findAttr(a.sub, m[3]), value)
	}
	if sub != nil {
		c, ok := home[a.name].(obj)
		if !ok {
			c = obj{}
		}
		if f := set(c, sub, verb, value); f != nil {
			return f
		}
		home[a.name] = c
		if len(c) == 0 {
			delete(home, a.name)
		}
		return nil
	}
	return set(home, a, verb, value)
}

// set applies an operation to a whole attribute.
func set(home obj, a *attr, verb string, value any) *fault {
	v, f := a.coerce(value)
	if f != nil && !(verb == "remove" && value == nil) {
		return f
	}
	if verb == "remove" && a.multi && v != nil { // Remove path members with the members in value
		home[a.name] = slices.DeleteFunc(slices.Clone(list(home[a.name])), func(e any) bool {
			return slices.ContainsFunc(list(v), func(x any) bool { return e.(obj)["value"] == x.(obj)["value"] })
		})
	} else if verb == "remove" || v == nil && verb == "replace" {
		delete(home, a.name)
	} else if old, ok := home[a.name].(obj); ok && a.typ == "complex" && !a.multi {
		for k, e := range v.(obj) {
			old[k] = e
		}
	} else if verb == "add" && a.multi {
		all := slices.Clone(list(home[a.name]))
		for _, e := range list(v) {
			if !slices.ContainsFunc(all, func(o any) bool { return sameElement(o.(obj), e.(obj)) }) {
				all = append(all, e)
			}
		}
		home[a.name] = all
		primary(all, list(v))
	} else if v != nil {
		home[a.name] = v
	}
	if l, ok := home[a.name].(arr); ok && len(l) == 0 {
		delete(home, a.name)
	}
	return nil
}

// sameElement reports whether two elements of a list are the same value.
func sameElement(a, b obj) bool {
	return reflect.DeepEqual(a, b) || a["value"] == b["value"] && (b["type"] == nil || a["type"] == b["type"])
}

// primary makes the last of added that says so the only primary one.
func primary(all, added arr) {
	for _, e := range added {
		if e.(obj)["primary"] != true {
			continue
		}
		for _, o := range all {
			if !sameElement(o.(obj), e.(obj)) {
				delete(o.(obj), "primary")
			}
		}
	}
}

// element applies an operation to the elements that a filter selects.
func (k *kind) element(home obj, a *attr, verb, filter string, sub *attr, value any) *fault {
	match, f := parseFilter(k, a, filter)
	if f != nil {
		f.scimType = "invalidPath"
		return f
	}
	all := list(home[a.name])
	var hit arr
	for _, e := range all {
		if match(e.(obj)) {
			hit = append(hit, e)
		}
	}
	if len(hit) == 0 && verb != "remove" {
		made := fromFilter(a, filter)
		if made == nil {
			return bad("noTarget", "nothing matches %s", filter)
		}
		all, hit = append(all, made), arr{made}
	}
	switch {
	case verb == "remove" && sub == nil:
		all = slices.DeleteFunc(slices.Clone(all), func(e any) bool { return match(e.(obj)) })
	default:
		for _, e := range hit {
			if sub != nil {
				if f := set(e.(obj), sub, verb, value); f != nil {
					return f
				}
				continue
			}
			c, f := a.one(value)
			if f != nil {
				return f
			}
			for k, v := range c.(obj) {
				e.(obj)[k] = v
			}
		}
		primary(all, hit)
	}
	home[a.name] = all
	if len(all) == 0 {
		delete(home, a.name)
	}
	return nil
}

var eqFilter = regexp.MustCompile(`(?i)^(\w+) eq "([^"]*)"$`)

// fromFilter makes the element that an eq filter describes, nil for other filters.
func fromFilter(a *attr, filter string) obj {
	m := eqFilter.FindStringSubmatch(filter)
	if m == nil {
		return nil
	}
	sub := findAttr(a.sub, m[1])
	if sub == nil {
		return nil
	}
	v, f := sub.coerce(m[2])
	if f != nil {
		return nil
	}
	return obj{sub.name: v}
}

func list(v any) arr {
	a, _ := v.(arr)
	return a
}
