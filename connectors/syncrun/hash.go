package syncrun

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// staged is what is kept of an entry until it is applied.
type staged struct {
	Attributes map[string]any `json:"attributes"`
	Members    []string       `json:"members,omitempty"` // native ids, sorted
	Unread     []string       `json:"unread,omitempty"`

	text json.RawMessage // of the attributes, as they were read from what is kept
	said schema.Object   // what they mean; nil before understand
}

// read is an entry as an item keeps it: what is staged of it, as a body, and the hash of that.
func read(e *connectors.Entry) (s *staged, body, hash string, err error) {
	s = &staged{Attributes: e.Attributes, Unread: slices.Sorted(slices.Values(e.Unread))}
	if e.Type == connectors.Group && !slices.Contains(e.Unread, "members") {
		s.Members = make([]string, 0, len(e.Members))
		for _, m := range e.Members {
			s.Members = append(s.Members, m.ID)
		}
		slices.Sort(s.Members)
		s.Members = slices.Compact(s.Members)
	}
	text, err := json.Marshal(s) // with the keys of objects in order
	if err != nil {
		return nil, "", "", err
	}
	sum := sha256.Sum256(text)
	return s, string(text), base64.RawURLEncoding.EncodeToString(sum[:15]), nil
}

// understand reads what is staged as a resource, however the service writes it. Members are told by Members alone.
func (s *staged) understand(rt *schema.ResourceType) error {
	if s.said != nil {
		return nil
	}
	said, err := rt.Canonical(s.Attributes, schema.Mode{Notes: &schema.Notes{}})
	if err == nil {
		err = rt.CheckRequired(said)
	}
	if err != nil {
		return err
	}
	if rt.Name == connectors.Group {
		delete(said, "members")
	}
	s.said = said
	return nil
}

// The facts, a letter each: what removals are known by.
const (
	isActive   = "a"
	hasAddress = "e"
	hasMembers = "m"
)

// factsOf are those of what is staged, by what it means: what can't be understood is refused, and takes nothing from anybody.
func factsOf(s *staged, rt *schema.ResourceType) string {
	if s.understand(rt) != nil {
		return isActive + hasAddress + hasMembers
	}
	facts := ""
	if active, said := s.said["active"].(bool); rt.Name == connectors.User && (active || !said) {
		facts += isActive
	}
	if addressed(s.said) || slices.Contains(s.Unread, "emails") {
		facts += hasAddress
	}
	if len(s.Members) > 0 || slices.Contains(s.Unread, "members") {
		facts += hasMembers
	}
	return facts
}

// addressed reports whether a user has an address to be judged by.
func addressed(said schema.Object) bool {
	if name, _ := said["userName"].(string); isAddress(name) {
		return true
	}
	list, _ := said["emails"].([]any)
	for _, e := range list {
		o, _ := e.(schema.Object)
		if value, _ := o["value"].(string); isAddress(value) {
			return true
		}
	}
	return false
}

func isAddress(value string) bool {
	_, is := directory.ParseAddress(value)
	return is
}

// removal is what would be taken by going from some facts to others; "" for nothing.
func removal(was, is string) string {
	was, _, _ = strings.Cut(was, " ") // of a group the hash of its attributes follows
	lost := func(fact string) bool { return strings.Contains(was, fact) && !strings.Contains(is, fact) }
	switch {
	case lost(isActive):
		return Suspends
	case lost(hasAddress):
		return Addresses
	case lost(hasMembers):
		return Empties
	}
	return ""
}
