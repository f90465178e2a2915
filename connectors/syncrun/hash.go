package syncrun

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

// staged is what is kept of an entry until it is applied.
type staged struct {
	Attributes map[string]any `json:"attributes"`
	Members    []string       `json:"members,omitempty"` // native ids, sorted
	Unread     []string       `json:"unread,omitempty"`

	text json.RawMessage // of the attributes, as they were read from what is kept
}

// read is an entry as an item keeps it: its body, the hash of that, and the facts.
func read(e *connectors.Entry) (body, hash, facts string, err error) {
	s := staged{Attributes: e.Attributes, Unread: slices.Sorted(slices.Values(e.Unread))}
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
		return "", "", "", err
	}
	sum := sha256.Sum256(text)
	return string(text), base64.RawURLEncoding.EncodeToString(sum[:15]), factsOf(&s, e.Type), nil
}

// The facts, a letter each: what removals are known by.
const (
	isActive   = "a"
	hasAddress = "e"
	hasMembers = "m"
)

func factsOf(s *staged, entryType string) string {
	facts := ""
	if active, said := s.Attributes["active"].(bool); entryType == connectors.User && (active || !said) {
		facts += isActive
	}
	if addressed(s.Attributes) || slices.Contains(s.Unread, "emails") {
		facts += hasAddress
	}
	if len(s.Members) > 0 || slices.Contains(s.Unread, "members") {
		facts += hasMembers
	}
	return facts
}

// addressed reports whether a user has an address to be judged by.
func addressed(attributes map[string]any) bool {
	if name, _ := attributes["userName"].(string); strings.Contains(name, "@") {
		return true
	}
	list, _ := attributes["emails"].([]any)
	for _, e := range list {
		o, _ := e.(map[string]any)
		if value, _ := o["value"].(string); value != "" {
			return true
		}
	}
	return false
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
