package scimsource

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/connectors"
)

// maxMember is how many bytes of JSON a member is at most whose id can be told.
const maxMember = 64 << 10

// member is a value of members in any of the forms that servers give: an object with value, one with $ref alone, a bare
// id.
type member struct {
	connectors.Member
	nameless bool // it says nobody's id, as where the right to see it is missing
}

// UnmarshalJSON implements json.Unmarshaler. It accepts all of JSON.
func (m *member) UnmarshalJSON(text []byte) error {
	*m = member{}
	var object struct {
		Value any
		Ref   any `json:"$ref"`
		Type  any
	}
	switch {
	case len(text) > maxMember:
	case text[0] == '"':
		_ = json.Unmarshal(text, &m.ID)
	case text[0] == '{':
		_ = json.Unmarshal(text, &object) // its fields take any value
		m.ID, _ = object.Value.(string)
		kind, _ := object.Type.(string)
		ref, _ := object.Ref.(string)
		refKind, refID := reference(ref)
		if m.ID == "" {
			m.ID = refID
		}
		m.Type = kindOf(kind)
		if m.Type == "" {
			m.Type = refKind
		}
	}
	m.nameless = !validID(m.ID)
	return nil
}

// reference takes apart a $ref: ".../Users/ID".
func reference(ref string) (kind, id string) {
	ref, _, _ = strings.Cut(ref, "?")
	ref = strings.TrimRight(ref, "/")
	i := strings.LastIndexByte(ref, '/')
	if i < 0 {
		return "", ""
	}
	id, err := url.PathUnescape(ref[i+1:])
	if err != nil {
		return "", ""
	}
	return kindOf(strings.TrimSuffix(ref[strings.LastIndexByte(ref[:i], '/')+1:i], "s")), id
}

func kindOf(text string) string {
	for _, kind := range []string{connectors.User, connectors.Group} {
		if strings.EqualFold(text, kind) {
			return kind
		}
	}
	return ""
}

// validID reports whether a resource can be known by an id. U+FFFD is what encoding/json makes of bytes that are not
// UTF-8: two ids might become one.
func validID(id string) bool {
	return id != "" && len(id) <= connectors.MaxID && !strings.ContainsAny(id, "\x00\uFFFD") && utf8.ValidString(id)
}

// members are collected one by one, each id once.
type members struct {
	list     []connectors.Member
	known    map[string]struct{}
	shown    bool // the attribute is there
	nameless bool // some of them say nobody's id
	over     bool // there are more than an entry may have
}

func (m *members) add(one member) {
	if one.nameless {
		m.nameless = true
		return
	}
	if _, twice := m.known[one.ID]; twice {
		return
	}
	if len(m.list) == connectors.MaxMembers {
		m.over = true
		return
	}
	if m.known == nil {
		m.known = make(map[string]struct{})
	}
	m.known[one.ID] = struct{}{}
	m.list = append(m.list, one.Member)
}

// decode reads the value of members: a list, one object, or null for not shown.
func (m *members) decode(dec *json.Decoder) error {
	var one member
	token, err := dec.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case nil:
		return nil
	case string:
		m.shown = true
		m.add(member{Member: connectors.Member{ID: token}, nameless: !validID(token)})
		return nil
	case json.Delim:
		m.shown = true
		if token == '{' {
			return m.object(dec)
		}
		for dec.More() {
			if err := dec.Decode(&one); err != nil {
				return err
			}
			m.add(one)
		}
		_, err = dec.Token()
		return err
	default:
		m.shown, m.nameless = true, true
		return nil
	}
}

// object reads one member that stands where a list belongs, its brace already read.
func (m *members) object(dec *json.Decoder) error {
	fields := make(map[string]any)
	for dec.More() {
		key, err := name(dec)
		if err != nil {
			return err
		}
		var v any
		if err := dec.Decode(&v); err != nil {
			return err
		}
		fields[key] = v
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	var one member
	_ = one.UnmarshalJSON(text)
	m.add(one)
	return nil
}
