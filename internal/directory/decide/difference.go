package decide

import (
	"encoding/json"
	"sort"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// What a log entry keeps of a change, in bytes (rule O1). A Bulk request has up to a thousand entries, and an
// attribute a thousand values.
const (
	maxKept      = 256 << 10 // of what was asked
	maxDifferent = 16 << 10  // of what differs, before and after together
	maxText      = 256       // of a text for which there is no more room
)

// valueChange is how an attribute was changed: of several values only those that differ.
type valueChange struct {
	Path      string `json:"path"`
	Before    any    `json:"before,omitempty"`
	After     any    `json:"after,omitempty"`
	Reordered bool   `json:"reordered,omitempty"` // the values are the same, in another order
	// how many values differ beside those that are shown, or are shown only in part
	Cut int `json:"cut,omitempty"`
}

// difference lists what differs between two states, by top-level attribute, as far as there is room for it.
func difference(before, after schema.Object) []byte {
	var list []valueChange
	for k, v := range before {
		if !schema.Equal(v, after[k]) {
			list = append(list, changeOf(k, v, after[k]))
		}
	}
	for k, v := range after {
		if _, had := before[k]; !had {
			list = append(list, changeOf(k, nil, v))
		}
	}
	if len(list) == 0 {
		return nil
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Path < list[j].Path })
	room := maxDifferent
	for i := range list {
		c := &list[i]
		room -= len(c.Path) + len(`{"path":"","before":,"after":},`)
		c.Before = c.kept(c.Before, &room)
		c.After = c.kept(c.After, &room)
	}
	return asJSON(list)
}

func asJSON(v any) []byte {
	doc, err := json.Marshal(v)
	if err != nil {
		panic("decide: canonical attributes are always JSON: " + err.Error())
	}
	return doc
}

// changeOf is how a value was changed.
func changeOf(path string, before, after any) valueChange {
	c := valueChange{Path: path, Before: before, After: after}
	had, several := before.([]any)
	has, still := after.([]any)
	if several && still {
		lost, won := differing(had, has)
		c.Before, c.After, c.Reordered = nil, nil, len(lost)+len(won) == 0
		if len(lost) > 0 {
			c.Before = lost
		}
		if len(won) > 0 {
			c.After = won
		}
	}
	return c
}

// differing are the values that only one of two lists has. Its cost grows with the sum of their lengths.
func differing(had, has []any) (lost, won []any) {
	for len(had) > 0 && len(has) > 0 && schema.Equal(had[0], has[0]) {
		had, has = had[1:], has[1:]
	}
	for len(had) > 0 && len(has) > 0 && schema.Equal(had[len(had)-1], has[len(has)-1]) {
		had, has = had[:len(had)-1], has[:len(has)-1]
	}
	if len(had) == 0 || len(has) == 0 {
		return had, has
	}
	count := make(map[string]int, len(has))
	keys := make([]string, len(has))
	for i, v := range has {
		keys[i] = string(asJSON(v)) // sorts the keys of objects
		count[keys[i]]++
	}
	for _, v := range had {
		if key := string(asJSON(v)); count[key] > 0 {
			count[key]--
		} else {
			lost = append(lost, v)
		}
	}
	for i, v := range has {
		if count[keys[i]] > 0 {
			count[keys[i]]--
			won = append(won, v)
		}
	}
	return lost, won
}

// kept is as much of a value as there is room for, without what tells a secret.
func (c *valueChange) kept(v any, room *int) any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var list []any
		for _, element := range v {
			doc := asJSON(discreet(c.Path, element))
			if len(doc)+1 > *room {
				c.Cut++
				continue
			}
			*room -= len(doc) + 1
			list = append(list, json.RawMessage(doc))
		}
		if list == nil {
			return nil
		}
		return list
	}
	doc := asJSON(discreet(c.Path, v))
	if len(doc) <= *room {
		*room -= len(doc)
		return json.RawMessage(doc)
	}
	c.Cut++
	if s, ok := v.(string); ok && *room >= maxText {
		*room -= maxText
		return strings.ToValidUTF8(s[:maxText/2], "") + "…"
	}
	return nil
}

// discreet is a value without what tells a secret: the log shows none, whatever a source calls it.
func discreet(name string, v any) any {
	const removed = "[removed]"
	if schema.NamesSecret(name) {
		return removed
	}
	switch v := v.(type) {
	case string:
		structured := strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[")
		if schema.TellsSecret(v) || structured && schema.MentionsSecret(v) {
			return removed
		}
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = discreet("", v[i])
		}
		return list
	case schema.Object:
		next := make(schema.Object, len(v))
		for k, inner := range v {
			next[k] = discreet(k, inner)
		}
		return next
	}
	return v
}
