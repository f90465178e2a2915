package scim

import (
	"net/http"
	"slices"
	"strings"
)

// referencePrefix begins a reference to the resource of another operation (RFC 7644 section 3.7.2).
const referencePrefix = "bulkId:"

func cutReference(s string) (name string, ok bool) {
	if len(s) < len(referencePrefix) || !strings.EqualFold(s[:len(referencePrefix)], referencePrefix) {
		return "", false
	}
	return s[len(referencePrefix):], true
}

// refer notes that operation i names the resource that the POST with the bulkId creates.
func (b *bulkRun) refer(i int, name string) (int, error) {
	j, ok := b.ids[name]
	if !ok {
		return 0, refuse(http.StatusConflict, InvalidValue, "bulk.reference", "id", clip(name))
	}
	if o := &b.ops[i]; j != i && !slices.Contains(o.needs, j) {
		o.needs = append(o.needs, j)
	}
	return j, nil
}

// resolve puts ids in the place of references, in strings at any depth. In a PATCH path they stand
// within a filter: members[value eq "bulkId:x"].
func (b *bulkRun) resolve(i int, key string, v any) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		return b.resolveString(i, key, v)
	case []any:
		for k := range v {
			if v[k], err = b.resolve(i, key, v[k]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name, value := range v {
			if v[name], err = b.resolve(i, name, value); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func (b *bulkRun) resolveString(i int, key, s string) (any, error) {
	if name, ok := cutReference(s); ok {
		j, err := b.refer(i, name)
		return b.ops[j].op.ID, err
	}
	const quoted = `"` + referencePrefix
	if !strings.EqualFold(key, "path") || !strings.Contains(s, quoted) {
		return s, nil
	}
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(s, quoted)
		out.WriteString(before)
		if !ok {
			return out.String(), nil
		}
		name, rest, closed := strings.Cut(after, `"`)
		if !closed { // a broken path, which compiling it refuses
			out.WriteString(quoted + after)
			return out.String(), nil
		}
		j, err := b.refer(i, name)
		if err != nil {
			return nil, err
		}
		out.WriteString(`"` + b.ops[j].op.ID + `"`)
		s = rest
	}
}
