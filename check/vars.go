package check

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// variable is the place of a variable in a template: {{name}}.
var variable = regexp.MustCompile(`\{\{(\w+)\}\}`)

// vars holds the values of one case's variables.
type vars map[string]string

// expand replaces every {{name}} in s, passing each value through escape. A variable that
// has no value is an error: a request with a hole in it proves nothing.
func (v vars) expand(s string, escape func(string) string) (string, error) {
	var missing error
	out := variable.ReplaceAllStringFunc(s, func(m string) string {
		name := m[2 : len(m)-2]
		value, ok := v[name]
		if !ok {
			missing = fmt.Errorf("the variable %s has no value", name)
		}
		return escape(value)
	})
	return out, missing
}

// url expands a request path: values are escaped for the part of the URL they stand in.
func (v vars) url(path string) (string, error) {
	path, query, asked := strings.Cut(path, "?")
	path, err := v.expand(path, url.PathEscape)
	if err != nil || !asked {
		return path, err
	}
	query, err = v.expand(query, url.QueryEscape)
	return path + "?" + query, err
}

// text expands a string without escaping.
func (v vars) text(s string) (string, error) {
	return v.expand(s, func(s string) string { return s })
}

// value expands every string inside a JSON value and returns a copy.
func (v vars) value(in any) (any, error) {
	switch in := in.(type) {
	case string:
		return v.text(in)
	case []any:
		out := make([]any, len(in))
		for i, e := range in {
			var err error
			if out[i], err = v.value(e); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(in))
		for _, k := range slices.Sorted(maps.Keys(in)) {
			key, err := v.text(k)
			if err != nil {
				return nil, err
			}
			if out[key], err = v.value(in[k]); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return in, nil
}

// randomUUID returns a random version 4 UUID, used as an id that no server has.
func randomUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails; it ends the program rather than return weak bytes
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
