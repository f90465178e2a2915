package schema

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// value reads what stands for an attribute as a whole. nil is unassigned.
func (c *canon) value(a *Attribute, v any) (any, *fault) {
	l, isList := v.([]any)
	if !a.MultiValued {
		if !isList {
			return c.single(a, v)
		}
		switch {
		case c.strict:
			return nil, faultf(invalidValue, "value.list.single")
		case len(l) == 0:
			return nil, nil
		case len(l) > 1:
			return nil, faultf(invalidValue, "value.list.many", "n", len(l))
		}
		if inner, wrapped := unwrapped(a, l[0]); wrapped {
			return c.single(a, inner)
		}
		return c.element(a, l[0])
	}
	if v == nil {
		return nil, nil
	}
	if !isList {
		if c.strict {
			return nil, faultf(invalidValue, "value.list.wanted", "kind", kindOf(v))
		}
		e, f := c.element(a, v)
		if f != nil || e == nil {
			return nil, f
		}
		return []any{e}, nil
	}
	kept := make([]any, 0, len(l))
	for i, v := range l {
		e, f := c.element(a, v)
		if f != nil {
			return nil, f.at(i)
		}
		if e != nil {
			kept = append(kept, e)
		}
	}
	return c.tidy(a, kept)
}

// element reads one value of a list, or the one that a single-valued attribute has.
func (c *canon) element(a *Attribute, v any) (any, *fault) {
	if _, ok := v.([]any); ok {
		return nil, faultf(invalidValue, "value.list.nested")
	}
	return c.single(a, v)
}

func (c *canon) single(a *Attribute, v any) (any, *fault) {
	if v == nil || v == "" {
		return nil, nil
	}
	if a.Type == Complex {
		return c.complex(a, v)
	}
	switch a.Type {
	case Boolean:
		return c.boolean(a, v)
	case Integer:
		return c.integer(a, v)
	case Decimal:
		return c.decimal(a, v)
	}
	s, ok := v.(string)
	if n, isNumber := v.(json.Number); isNumber && a.Type == String && !c.strict && a.Name != "userName" {
		s, ok, v = string(n), true, string(n)
	}
	if !ok {
		return nil, faultf(invalidValue, "value.string", "value", show(a, v), "example", example(a))
	}
	if strings.IndexByte(s, 0) >= 0 {
		return nil, faultf(invalidValue, "value.nul")
	}
	switch a.Type {
	case DateTime:
		if _, zoned, err := parseDateTime(s); err != nil {
			return nil, faultf(invalidValue, "value.time.form", "value", show(a, v), "cause", err, "example",
				example(a))
		} else if !zoned && c.strict {
			return nil, faultf(invalidValue, "value.time.noZone", "value", show(a, v), "example", example(a))
		}
	case Binary:
		if !isBase64(s, c.strict) {
			return nil, faultf(invalidValue, "value.binary", "value", show(a, v), "example", example(a))
		}
	case Reference:
		if c.strict {
			if _, err := url.Parse(s); err != nil {
				return nil, faultf(invalidValue, "value.uri", "value", show(a, v), "example", example(a))
			}
		}
	}
	return v, nil // not s, which would be boxed anew
}

// example is a value that the attribute could have.
func example(a *Attribute) string {
	switch a.Type {
	case DateTime:
		return "2026-01-31T08:00:00Z"
	case Binary:
		return "aGVsbG8="
	case Reference:
		return "https://example.com/a"
	}
	if len(a.CanonicalValues) > 0 {
		return a.CanonicalValues[0]
	}
	return "text"
}

func (c *canon) complex(a *Attribute, v any) (any, *fault) {
	object, ok := v.(Object)
	if !ok {
		if c.strict || a.value == nil {
			return nil, faultf(invalidValue, "value.object", "value", show(a, v), "names", namesOf(a.SubAttributes))
		}
		cv, f := c.value(a.value, v)
		if f != nil || cv == nil {
			return nil, f
		}
		return Object{a.value.Name: cv}, nil
	}
	out := make(Object, len(object))
	var seen bits
	var first firstFault
	for name, v := range object {
		sub := a.subs.find(name)
		switch {
		case sub == nil && c.strict:
			first.note(name, faultf(invalidSyntax, "value.sub",
				"attribute", a.Name, "name", quoteName(name), "names", namesOf(a.SubAttributes)))
		case sub == nil && !a.hasOldName(name):
			c.notes.PassOver(a.Name + "." + name)
		case sub == nil || c.ignores(sub):
		case seen.set(sub.pos):
			first.note(name, again().under(sub.Name))
		default:
			cv, f := c.value(sub, v)
			if f != nil {
				first.note(name, f.under(sub.Name))
			} else if cv != nil {
				out[sub.Name] = cv
			}
		}
	}
	if first.fault == nil && !c.strict && a.value != nil && !a.MultiValued && out[a.value.Name] == nil {
		first.fault = c.valueByOldName(a, object, out)
	}
	if first.fault != nil {
		return nil, first.fault
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// valueByOldName takes manager.managerId, as SCIM 1.1 called it and OneLogin's templates still do,
// for manager.value.
func (c *canon) valueByOldName(a *Attribute, object, out Object) *fault {
	for name, v := range object {
		if !a.hasOldName(name) || a.subs.find(name) != nil {
			continue
		}
		cv, f := c.value(a.value, v)
		if f != nil {
			return f.under(a.value.Name)
		}
		if cv != nil {
			out[a.value.Name] = cv
		}
	}
	return nil
}

// show is a value as an error tells of it, a string or a message: never that of a secret.
func show(a *Attribute, v any) any {
	if a.Returned == Never || a.Mutability == WriteOnly {
		return message.New("value.hidden")
	}
	switch v := v.(type) {
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	}
	if s, ok := numberText(v); ok {
		return s
	}
	return kindOf(v)
}

// kindOf names the JSON type of a value.
func kindOf(v any) message.Message {
	switch v.(type) {
	case nil:
		return message.New("kind.null")
	case string:
		return message.New("kind.string")
	case bool:
		return message.New("kind.boolean")
	case Object:
		return message.New("kind.object")
	case []any:
		return message.New("kind.list")
	}
	return message.New("kind.number")
}
