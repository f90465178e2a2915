package check

import (
	"fmt"
	"strconv"
	"strings"
)

// lookup evaluates a path of the dialect file on a decoded JSON document.
//
// $ is the root; .key and ["key"] select members by exact name; [n] indexes an array;
// [?key=text] selects the first element whose member equals text. found is false when the
// document has no such place; err is set only for a malformed path.
func lookup(doc any, path string) (value any, found bool, err error) {
	steps, err := parsePath(path)
	if err != nil {
		return nil, false, err
	}
	for _, s := range steps {
		if doc, found = s.from(doc); !found {
			return nil, false, nil
		}
	}
	return doc, true, nil
}

// step is one selection: a member, an index, or the first element where key equals text.
type step struct {
	kind byte // '.', '[' or '?'
	key  string
	text string
	n    int
}

// from applies s to v.
func (s step) from(v any) (any, bool) {
	switch s.kind {
	case '.':
		m, _ := v.(map[string]any)
		e, ok := m[s.key]
		return e, ok
	case '[':
		a, _ := v.([]any)
		if s.n >= len(a) {
			return nil, false
		}
		return a[s.n], true
	default:
		a, _ := v.([]any)
		for _, e := range a {
			if m, ok := e.(map[string]any); ok && plain(m[s.key]) == s.text && m[s.key] != nil {
				return e, true
			}
		}
		return nil, false
	}
}

// parsePath splits a path into its steps.
func parsePath(path string) ([]step, error) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok {
		return nil, fmt.Errorf("path %q does not begin with $", path)
	}
	var steps []step
	for rest != "" {
		var (
			s   step
			err error
		)
		if rest[0] == '.' {
			s, rest, err = dotStep(rest)
		} else {
			s, rest, err = bracketStep(rest)
		}
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", path, err)
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// dotStep reads .key from the beginning of s.
func dotStep(s string) (step, string, error) {
	s = s[1:]
	end := strings.IndexAny(s, ".[")
	if end < 0 {
		end = len(s)
	}
	if end == 0 || strings.Contains(s[:end], "]") {
		return step{}, "", fmt.Errorf("a dot must be followed by a name")
	}
	return step{kind: '.', key: s[:end]}, s[end:], nil
}

// bracketStep reads ["key"], [n] or [?key=text] from the beginning of s.
func bracketStep(s string) (step, string, error) {
	if s[0] != '[' {
		return step{}, "", fmt.Errorf("unexpected %q", s[0])
	}
	if strings.HasPrefix(s, `["`) {
		key, rest, ok := strings.Cut(s[2:], `"]`)
		if !ok || key == "" {
			return step{}, "", fmt.Errorf("the quoted name is not closed or empty")
		}
		return step{kind: '.', key: key}, rest, nil
	}
	inner, rest, ok := strings.Cut(s[1:], "]")
	if !ok {
		return step{}, "", fmt.Errorf("a bracket is not closed")
	}
	if cond, ok := strings.CutPrefix(inner, "?"); ok {
		key, text, ok := strings.Cut(cond, "=")
		if !ok || key == "" {
			return step{}, "", fmt.Errorf("a selection needs the form [?key=text]")
		}
		return step{kind: '?', key: key, text: text}, rest, nil
	}
	n, err := strconv.Atoi(inner)
	if err != nil || n < 0 {
		return step{}, "", fmt.Errorf("%q is no index", inner)
	}
	return step{kind: '[', n: n}, rest, nil
}
