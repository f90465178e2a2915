package scim

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// removed stands where a secret stood.
const removed = "[removed]"

// maxNested bounds how deep JSON within strings of JSON is followed.
const maxNested = 4

// Redact returns a body of POST, PUT or PATCH for the record: as the client sent it, but with
// "[removed]" in place of every value of an attribute that is never shown, of password in any case,
// and of whatever is called like a secret (schema.NamesSecret). It finds the name as a member at any
// depth, plain, dotted or behind a URN, in the path of a PATCH operation and in whatever else names
// an attribute beside a value, whose value goes then, and the path or name itself if it holds a
// filter. A text that is JSON is searched like the rest; one that is none goes if it tells a
// secret. When in doubt it removes too much.
//
// The body must be valid JSON. It is not kept.
func Redact(rt *schema.ResourceType, body []byte) json.RawMessage {
	var space [8]string
	r := redactor{secrets: secretNames(space[:0], rt), dst: make([]byte, 0, len(body)+len(removed))}
	r.src = bytes.TrimPrefix(body, byteOrderMark)
	r.copy()
	return r.dst
}

// secretNames lists the top-level attributes that hold secrets, be it in a sub-attribute.
func secretNames(dst []string, rt *schema.ResourceType) []string {
	dst = append(dst, "password")
	add := func(attributes []*schema.Attribute) {
		for _, a := range attributes {
			secret := secretive(a)
			for _, sub := range a.SubAttributes {
				secret = secret || secretive(sub)
			}
			if secret && a.Name != "password" {
				dst = append(dst, a.Name)
			}
		}
	}
	if rt != nil {
		add(rt.Core.Attributes)
		for _, extension := range rt.Extensions {
			add(extension.Attributes)
		}
	}
	return dst
}

// tellsSecret reports whether a text, such as a filter that could not be read, might hold a value of
// a secret attribute of one of the types.
func tellsSecret(text string, types []*schema.ResourceType) bool {
	var names []string
	for _, rt := range types {
		names = secretNames(names, rt)
	}
	return schema.MentionsSecret(text, names...)
}

// redactor copies JSON from src to dst. It follows the structure of the text as deep as decoding
// lets it go.
type redactor struct {
	scanner
	dst     []byte
	secrets []string
	depth   int // of texts that are JSON
	keys    int // removed: no two members of an object have one name
}

// copy copies the next value.
func (r *redactor) copy() {
	switch r.peek() {
	case '{':
		r.object()
	case '[':
		r.dst = append(r.dst, '[')
		first := true
		r.elements(func() bool {
			r.comma(&first)
			r.copy()
			return true
		})
		r.dst = append(r.dst, ']')
	case '"':
		r.text(r.scalar())
	default:
		r.dst = append(r.dst, r.scalar()...)
	}
}

// text copies a string. What may be a message of its own, within the message, is treated as one.
func (r *redactor) text(quoted []byte) {
	if !schema.MayNameSecret(quoted, r.secrets...) || !schema.MentionsSecret(string(quoted), r.secrets...) {
		r.dst = append(r.dst, quoted...)
		return
	}
	start := len(r.dst)
	inner := bytes.TrimSpace(unquote(quoted))
	nested := len(inner) > 0 && (inner[0] == '{' || inner[0] == '[' || inner[0] == '"')
	switch {
	case nested && json.Valid(inner) && r.depth < maxNested:
		within := redactor{secrets: r.secrets, depth: r.depth + 1}
		within.src = inner
		within.copy()
		if bytes.Contains(within.dst, []byte(removed)) {
			r.dst = appendString(r.dst, string(within.dst))
			return
		}
		r.dst = append(r.dst, quoted...)
	case nested, schema.TellsSecret(string(inner), r.secrets...):
		r.remove(start)
	default:
		r.dst = append(r.dst, quoted...)
	}
}

// object copies an object. A PATCH operation may have its path behind its value, so the places of
// values are remembered until the end.
func (r *redactor) object() {
	var values [][2]int // begin and end in dst
	secret := false     // the object names a secret attribute, and what is called value is one
	r.dst = append(r.dst, '{')
	first := true
	r.members(func(key []byte) {
		name := unquote(key)
		r.comma(&first)
		isSecret := r.secret(name)
		if isSecret && bytes.ContainsAny(name, "[=\" \t") {
			r.keys++
			key = appendString(nil, strings.TrimSuffix(removed, "]")+" "+strconv.Itoa(r.keys)+"]")
		}
		r.dst = append(append(r.dst, key...), ':')
		start := len(r.dst)
		switch {
		case isSecret:
			r.value()
			r.remove(start)
		case r.peek() == '"' && names(name):
			text := r.scalar()
			r.dst = append(r.dst, text...)
			if path := unquote(text); r.secret(path) {
				secret = true
				if bytes.ContainsAny(path, "[=\"") {
					r.remove(start)
				}
			}
		default:
			r.copy()
		}
		if isValue(name) {
			values = append(values, [2]int{start, len(r.dst)})
		}
	})
	if secret {
		r.removeAll(values)
	}
	r.dst = append(r.dst, '}')
}

// removeAll replaces places of dst, which are in their order.
func (r *redactor) removeAll(places [][2]int) {
	if len(places) == 0 {
		return
	}
	from := places[0][0]
	was := slices.Clone(r.dst[from:])
	r.dst = r.dst[:from]
	kept := from // what comes before is written
	for _, at := range places {
		r.dst = append(r.dst, was[kept-from:at[0]-from]...)
		r.remove(len(r.dst))
		kept = at[1]
	}
	r.dst = append(r.dst, was[kept-from:]...)
}

// isValue reports whether a member is called value, or newValue and the like.
func isValue(name []byte) bool {
	const value = "value"
	for i := 0; i+len(value) <= len(name); i++ {
		if name[i]|0x20 == 'v' && named(name[i:i+len(value)], value) {
			return true
		}
	}
	return false
}

// names reports whether a member says which attribute the value beside it is of.
func names(member []byte) bool {
	for _, name := range [...]string{"path", "name", "key", "attribute", "attributeName", "field", "property", "type"} {
		if named(member, name) {
			return true
		}
	}
	return false
}

func (r *redactor) comma(first *bool) {
	if !*first {
		r.dst = append(r.dst, ',')
	}
	*first = false
}

// remove replaces what was written since start.
func (r *redactor) remove(start int) {
	r.dst = append(append(append(r.dst[:start], '"'), removed...), '"')
}

// secret reports whether a member's name, plain, dotted or behind a URN, is that of a secret, or a
// PATCH path names one anywhere.
func (r *redactor) secret(name []byte) bool {
	start := 0
	for i := range len(name) + 1 {
		if i < len(name) && !separator(name[i]) {
			continue
		}
		for _, secret := range r.secrets {
			if named(name[start:i], secret) {
				return true
			}
		}
		start = i + 1
	}
	return schema.MayNameSecret(name) && schema.MentionsSecret(string(name))
}

func separator(c byte) bool {
	switch c {
	case ':', '.', '[', ']', '(', ')', ' ', '\t':
		return true
	}
	return false
}
