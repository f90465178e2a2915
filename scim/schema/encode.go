package schema

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// SchemasOf computes the schemas member of a resource: the core schema, then each extension of
// which it has an attribute.
func (rt *ResourceType) SchemasOf(o Object) []string {
	urns := append(make([]string, 0, 1+len(rt.Extensions)), rt.Core.ID)
	for _, x := range rt.Extensions {
		if v, ok := o[x.ID].(Object); ok && len(v) > 0 {
			urns = append(urns, x.ID)
		}
	}
	return urns
}

// SchemasOfBody is SchemasOf for what AppendBody wrote.
func (rt *ResourceType) SchemasOfBody(body []byte) []string {
	urns := append(make([]string, 0, 1+len(rt.Extensions)), rt.Core.ID)
	for _, x := range rt.Extensions {
		if indexKey(body, x.key) {
			urns = append(urns, x.ID)
		}
	}
	return urns
}

// AppendJSON appends o as a JSON object with what the projection shows (nil: the default), in the
// order of the schema: schemas, which is computed, the other common attributes as far as o has
// them, the core attributes, the extensions. Members that the schema does not know are left out.
// An extension of which nothing is shown is not in schemas either.
func (rt *ResourceType) AppendJSON(dst []byte, o Object, p *Projection) []byte {
	v := rt.view(p)
	dst = append(dst, `{"schemas":[`...)
	dst = append(dst, rt.Core.key[:len(rt.Core.key)-1]...)
	for i, x := range rt.Extensions {
		if inner, ok := o[x.ID].(Object); ok && showsAny(x.Attributes, inner, v.extensions[i]) {
			dst = append(dst, ',')
			dst = append(dst, x.key[:len(x.key)-1]...)
		}
	}
	dst = append(dst, ']')
	first := len(dst)
	dst = appendMembers(dst, first-1, commonAttributes[1:], o, v.common[1:])
	dst = rt.appendOwn(dst, first-1, o, v)
	return append(dst, '}')
}

// AppendBody appends the members of o that an answer in the projection p has, without the braces
// and without schemas, id and meta: the part of an answer that changes with the resource alone,
// to be stored and copied into answers. A comma stands between members only; o without any
// attribute appends nothing.
func (rt *ResourceType) AppendBody(dst []byte, o Object, p *Projection) []byte {
	v := rt.view(p)
	start := len(dst)
	external := externalIDAttribute.pos
	dst = appendMembers(dst, start, commonAttributes[external:external+1], o, v.common[external:external+1])
	return rt.appendOwn(dst, start, o, v)
}

// AppendAll appends o as a JSON object with all that it holds, whatever the attributes' returned
// and without computing schemas. It is the form in which a backend keeps a resource, or what
// SearchDoc made of it.
func (rt *ResourceType) AppendAll(dst []byte, o Object) []byte {
	dst = append(dst, '{')
	start := len(dst)
	dst = appendMembers(dst, start, commonAttributes, o, rt.all.common)
	dst = rt.appendOwn(dst, start, o, rt.all)
	return append(dst, '}')
}

// appendOwn appends the core attributes and the extensions. start is where the first member of
// the object would stand, so that a comma is due once dst is longer.
func (rt *ResourceType) appendOwn(dst []byte, start int, o Object, v *view) []byte {
	dst = appendMembers(dst, start, rt.Core.Attributes, o, v.core)
	for i, x := range rt.Extensions {
		inner, ok := o[x.ID].(Object)
		if !ok || !showsAny(x.Attributes, inner, v.extensions[i]) {
			continue
		}
		dst = comma(dst, start)
		dst = append(dst, x.key...)
		dst = append(dst, '{')
		dst = appendMembers(dst, len(dst), x.Attributes, inner, v.extensions[i])
		dst = append(dst, '}')
	}
	return dst
}

func comma(dst []byte, start int) []byte {
	if len(dst) > start {
		return append(dst, ',')
	}
	return dst
}

// showsAny reports whether one of the attributes is both assigned and shown.
func showsAny(attributes []*Attribute, o Object, shown []visibility) bool {
	for i, a := range attributes {
		if v, ok := o[a.Name]; ok && shown[i].shown && !hidden(v, shown[i]) {
			return true
		}
	}
	return false
}

func appendMembers(dst []byte, start int, attributes []*Attribute, o Object, shown []visibility) []byte {
	for i, a := range attributes {
		if !shown[i].shown {
			continue
		}
		v, ok := o[a.Name]
		if !ok || v == nil || hidden(v, shown[i]) {
			continue
		}
		dst = comma(dst, start)
		dst = append(dst, a.key...)
		dst = appendAttribute(dst, a, v, shown[i].subs)
	}
	return dst
}

// hidden reports whether nothing of a complex value is shown, so that no empty object goes out
//
func hidden(v any, s visibility) bool {
	switch v := v.(type) {
	case nil:
		return true
	case Object:
		if s.allSubs {
			return len(v) == 0
		}
		return !s.showsSomeOf(v)
	case []any:
		if s.allSubs || s.subs == nil {
			return len(v) == 0
		}
		for _, e := range v {
			if o, ok := e.(Object); ok && s.showsSomeOf(o) {
				return false
			}
		}
		return true
	}
	return false
}

func appendAttribute(dst []byte, a *Attribute, v any, subs []visibility) []byte {
	switch v := v.(type) {
	case []any:
		dst = append(dst, '[')
		start := len(dst)
		for _, e := range v {
			if o, ok := e.(Object); ok && a.Type == Complex && !showsAny(a.SubAttributes, o, subs) {
				continue
			}
			dst = comma(dst, start)
			dst = appendAttribute(dst, a, e, subs)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		if a.Type == Complex {
			dst = appendMembers(dst, len(dst), a.SubAttributes, v, subs)
		}
		return append(dst, '}')
	}
	return appendValue(dst, v)
}

// appendValue appends a simple value; what no Object may hold becomes null.
func appendValue(dst []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendString(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case json.Number:
		if isNumber(string(v)) {
			return append(dst, v...)
		}
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case float64:
		if !math.IsInf(v, 0) && !math.IsNaN(v) {
			return jsontext.AppendFloat(dst, v, 64)
		}
	}
	return append(dst, "null"...)
}

// appendString quotes s. Text that needs no escape, nearly all of it, is copied at once; HTML
// characters need none.
func appendString(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			dst, _ = jsontext.AppendQuote(dst, s) // its error tells of invalid UTF-8, which it has replaced
			return dst
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// indexKey reports whether body has a member of that quoted name. Quotes in strings are escaped,
// so that a name with its colon is found nowhere else.
func indexKey(body []byte, key string) bool { return bytes.Contains(body, []byte(key)) }
