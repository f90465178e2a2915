// Package erasure forgets a person (rule O3): the records, what the log says of them, and their names and addresses
// wherever else something was kept of them. What it does is done in small steps and goes on after a crash.
package erasure

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"golang.org/x/text/unicode/norm"
)

// Traces are by what a person can be recognised in what was kept of others. All but externalIds are compared without
// regard to case.
type Traces struct {
	Addresses   []string `json:"addresses,omitempty"`   // wherever they stand
	Names       []string `json:"names,omitempty"`       // of several words, wherever they stand
	UserNames   []string `json:"userNames,omitempty"`   // only where one is expected
	ExternalIDs []string `json:"externalIds,omitempty"` // only where one is expected
}

// Bounds on what is looked for of one person: the search of a log would take hours with more. What is longer is no
// name.
const (
	maxTraces = 500
	minTrace  = 2   // bytes
	maxTrace  = 256 // bytes
)

// Learn takes the traces of a record, or of a state of one that the log has kept.
func (t *Traces) Learn(attributes map[string]any) {
	for name, v := range attributes {
		t.learn(strings.ToLower(name), v)
	}
	if name, is := member(attributes, "name").(map[string]any); is {
		t.learnName(name)
	}
}

// learn takes the traces of an attribute whose name is in lower case.
func (t *Traces) learn(name string, v any) {
	switch name {
	case "username":
		t.add(&t.UserNames, v)
		t.addAddress(v)
	case "externalid":
		if n, is := v.(json.Number); is {
			v = n.String()
		}
		t.add(&t.ExternalIDs, v)
		t.addAddress(v)
	case "displayname", "nickname", "name.formatted":
		t.addName(v)
	case "emails", "emails.value":
		each(v, func(element any) {
			if o, is := element.(map[string]any); is {
				t.addAddress(member(o, "value"))
				t.addName(member(o, "display"))
			} else {
				t.addAddress(element)
			}
		})
	default:
		if strings.HasPrefix(name, "emails[") {
			t.addAddress(v)
		}
	}
}

func (t *Traces) learnName(name map[string]any) {
	t.addName(member(name, "formatted"))
	given, _ := member(name, "givenName").(string)
	family, _ := member(name, "familyName").(string)
	if given != "" && family != "" {
		t.addName(given + " " + family)
		t.addName(family + " " + given)
		t.addName(family + ", " + given)
	}
}

// LearnEntry takes the traces of a log entry of the person.
func (t *Traces) LearnEntry(e *directory.LogEntry) {
	t.addAddress(e.Subject)
	if name, _, addressed := strings.Cut(e.Subject, " <"); addressed { // Rosa Li <rosa@acme.com>
		t.addName(name)
	} else if !strings.Contains(e.Subject, "@") && !directory.IsID(e.Subject) {
		t.addName(e.Subject)
	}
	if asked, is := decoded(e.Asked).(map[string]any); is {
		t.Learn(asked)
		each(member(asked, "Operations"), func(op any) {
			o, _ := op.(map[string]any)
			path, _ := member(o, "path").(string)
			if value, is := member(o, "value").(map[string]any); is && path == "" {
				t.Learn(value)
			} else {
				t.learn(strings.ToLower(path), member(o, "value"))
			}
		})
	}
	each(decoded(e.Changes), func(change any) {
		c, _ := change.(map[string]any)
		path, _ := c["path"].(string)
		for _, side := range []string{"before", "after"} {
			if name, is := c[side].(map[string]any); is && path == "name" {
				t.learnName(name)
			}
			t.learn(strings.ToLower(path), c[side])
		}
	})
}

// Add takes what somebody is called by whoever asks for the erasure.
func (t *Traces) Add(called string) {
	if t.addAddress(called); !strings.Contains(called, "@") {
		t.add(&t.UserNames, called)
		t.add(&t.ExternalIDs, called)
	}
}

func (t *Traces) add(list *[]string, v any) {
	s, _ := v.(string)
	s = strings.TrimSpace(s)
	s = norm.NFC.String(s)
	if len(s) >= minTrace && len(s) <= maxTrace && t.Len() < maxTraces && !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// addName takes a name of several words. One word is a name of many.
func (t *Traces) addName(v any) {
	if s, _ := v.(string); strings.ContainsFunc(strings.TrimSpace(s), unicode.IsSpace) {
		t.add(&t.Names, s)
	}
}

// addAddress takes an address as it stands and as it is compared (rule M3).
func (t *Traces) addAddress(v any) {
	s, _ := v.(string)
	if a, ok := directory.ParseAddress(s); ok {
		t.add(&t.Addresses, a.String())
		t.add(&t.Addresses, s)
	}
}

// Without are the traces but those that somebody else has, too.
func (t Traces) Without(others Traces) Traces {
	less := func(list, not []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(not, s) })
	}
	return Traces{
		less(t.Addresses, others.Addresses), less(t.Names, others.Names), less(t.UserNames, others.UserNames),
		less(t.ExternalIDs, others.ExternalIDs),
	}
}

// shareName reports whether two people have a name in common.
func (t Traces) shareName(other Traces) bool { return common(t.Names, other.Names) }

// identify reports whether two people have in common what one person has.
func (t Traces) identify(other Traces) bool {
	return common(t.Addresses, other.Addresses) || common(t.UserNames, other.UserNames) ||
		slices.ContainsFunc(t.ExternalIDs, func(id string) bool { return slices.Contains(other.ExternalIDs, id) })
}

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool {
		return slices.ContainsFunc(b, func(o string) bool { return strings.EqualFold(o, s) })
	})
}

// nameless are the traces without names.
func (t Traces) nameless() Traces {
	t.Names = nil
	return t
}

// Len is how many there are.
func (t Traces) Len() int {
	return len(t.Addresses) + len(t.Names) + len(t.UserNames) + len(t.ExternalIDs)
}

// Scrub takes the traces out of a log entry of somebody else, and reports whether there were any.
func (s *Scrubber) Scrub(e *directory.LogEntry) bool {
	subject, operation := s.Called(e.Subject), s.Path(e.Operation)
	asked, changes := s.JSON(e.Asked), s.JSON(e.Changes)
	detail := string(s.JSON([]byte(e.Detail.Keep())))
	if subject == e.Subject && operation == e.Operation && bytes.Equal(asked, e.Asked) &&
		bytes.Equal(changes, e.Changes) && detail == e.Detail.Keep() {
		return false
	}
	e.Subject, e.Operation, e.Asked, e.Changes, e.Detail = subject, operation, asked, changes, text.Kept(detail)
	return true
}

// member is a member of a JSON object, in any case of its name.
func member(o map[string]any, name string) any {
	if v, is := o[name]; is {
		return v
	}
	for have, v := range o {
		if strings.EqualFold(have, name) {
			return v
		}
	}
	return nil
}

// each calls fn with the elements of a list, or with what is none.
func each(v any, fn func(any)) {
	switch v := v.(type) {
	case nil:
	case []any:
		for _, element := range v {
			fn(element)
		}
	default:
		fn(v)
	}
}

func decoded(document []byte) any {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	var v any
	if len(document) == 0 || d.Decode(&v) != nil {
		return nil
	}
	return v
}
