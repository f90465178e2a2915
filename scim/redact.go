package scim

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// removed stands where a secret stood.
const removed = "[removed]"

// Redact returns a body of POST, PUT or PATCH for the record: as the client sent it, but with
// "[removed]" in place of every value of an attribute that is never shown, and of password in any
// case. It finds the name as a member at any depth, plain, dotted or behind a URN, and in the path
// of a PATCH operation, whose value goes then, and the path itself if it holds a filter. When in
// doubt it removes too much.
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

// mentionsSecret reports whether a text, such as a filter that could not be read, might hold a value
// of a secret attribute.
func mentionsSecret(text string, types []*schema.ResourceType) bool {
	text = strings.ToLower(text)
	for _, rt := range types {
		for _, name := range secretNames(nil, rt) {
			if strings.Contains(text, strings.ToLower(name)) {
				return true
			}
		}
	}
	return false
}

// redactor copies JSON from src to dst. It follows the structure of the text as deep as decoding
// lets it go.
type redactor struct {
	scanner
	dst     []byte
	secrets []string
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
	default:
		r.dst = append(r.dst, r.scalar()...)
	}
}

// object copies an object. A PATCH operation may have its path behind its value, so the value's
// place is remembered until the end.
func (r *redactor) object() {
	var valueStart, valueEnd int
	secretPath := false
	r.dst = append(r.dst, '{')
	first := true
	r.members(func(key []byte) {
		name := unquote(key)
		r.comma(&first)
		r.dst = append(append(r.dst, key...), ':')
		start := len(r.dst)
		switch {
		case r.secret(name):
			r.value()
			r.remove(start)
		case named(name, "path"):
			text := r.value()
			r.dst = append(r.dst, text...)
			if path := unquote(text); r.secret(path) {
				secretPath = true
				if bytes.IndexByte(path, '[') >= 0 {
					r.remove(start)
				}
			}
		default:
			r.copy()
		}
		if named(name, "value") {
			valueStart, valueEnd = start, len(r.dst)
		}
	})
	if secretPath && valueEnd > 0 {
		tail := slices.Clone(r.dst[valueEnd:])
		r.remove(valueStart)
		r.dst = append(r.dst, tail...)
	}
	r.dst = append(r.dst, '}')
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
	return false
}

func separator(c byte) bool {
	switch c {
	case ':', '.', '[', ']', '(', ')', ' ', '\t':
		return true
	}
	return false
}
