// Package erasure forgets a person (rule O3): the records, what the log says of them, and their names and addresses
// wherever else something was kept of them. What it does is done in small steps and goes on after a crash.
package erasure

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Traces are by what a person can be recognised in what was kept of others. They are compared without regard to case.
type Traces struct {
	Addresses []string `json:"addresses,omitempty"` // wherever they stand
	Names     []string `json:"names,omitempty"`     // of several words, wherever they stand; of one, only as a whole value
	IDs       []string `json:"ids,omitempty"`       // userNames and externalIds, only as a whole value
}

// Bounds on what is looked for of one person; nobody has so many by any rule of an identity provider, and with more the
// search of a log would take hours.
const (
	maxTraces = 1000
	minTrace  = 2 // bytes
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
	case "username", "externalid":
		t.add(&t.IDs, v)
		t.addAddress(v)
	case "displayname", "nickname", "name.formatted":
		t.add(&t.Names, v)
	case "emails", "emails.value":
		each(v, func(element any) {
			if o, is := element.(map[string]any); is {
				t.addAddress(member(o, "value"))
				t.add(&t.Names, member(o, "display"))
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
	t.add(&t.Names, member(name, "formatted"))
	given, _ := member(name, "givenName").(string)
	family, _ := member(name, "familyName").(string)
	if given != "" && family != "" {
		t.add(&t.Names, given+" "+family)
		t.add(&t.Names, family+" "+given)
		t.add(&t.Names, family+", "+given)
	}
}

// LearnEntry takes the traces of a log entry of the person.
func (t *Traces) LearnEntry(e *directory.LogEntry) {
	t.addAddress(e.Subject)
	if name, _, addressed := strings.Cut(e.Subject, " <"); addressed { // Rosa Li <rosa@acme.com>
		t.add(&t.Names, name)
	} else if !strings.Contains(e.Subject, "@") && !directory.IsID(e.Subject) {
		t.add(&t.Names, e.Subject)
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
		t.add(&t.IDs, called)
	}
}

func (t *Traces) add(list *[]string, v any) {
	s, _ := v.(string)
	s = strings.TrimSpace(s)
	known := func(have string) bool { return strings.EqualFold(have, s) }
	if len(s) >= minTrace && len(t.Addresses)+len(t.Names)+len(t.IDs) < maxTraces && !slices.ContainsFunc(*list, known) {
		*list = append(*list, s)
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
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
			return slices.ContainsFunc(not, func(o string) bool { return strings.EqualFold(o, s) })
		})
	}
	return Traces{less(t.Addresses, others.Addresses), less(t.Names, others.Names), less(t.IDs, others.IDs)}
}

// shareName reports whether two people have a name in common.
func (t Traces) shareName(other Traces) bool {
	return slices.ContainsFunc(t.Names, func(name string) bool {
		return slices.ContainsFunc(other.Names, func(o string) bool { return strings.EqualFold(o, name) })
	})
}

// Len is how many there are.
func (t Traces) Len() int { return len(t.Addresses) + len(t.Names) + len(t.IDs) }

// Scrub takes the traces out of a log entry of somebody else, and reports whether there were any.
func (s *Scrubber) Scrub(e *directory.LogEntry) bool {
	subject := s.Text(e.Subject)
	operation := s.Text(e.Operation)
	asked, changes := s.JSON(e.Asked), s.JSON(e.Changes)
	detail := string(s.JSON([]byte(e.Detail.Keep())))
	if subject == e.Subject && operation == e.Operation && bytes.Equal(asked, e.Asked) && bytes.Equal(changes, e.Changes) && detail == e.Detail.Keep() {
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
