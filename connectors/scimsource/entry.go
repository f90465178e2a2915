package scimsource

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

const (
	maxDepth   = 60 // of objects and lists in an attribute
	enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	manager    = enterprise + ":manager"

	// verdict is what an Usher says of a user itself: it is no attribute that a source brings.
	verdict = "urn:ietf:params:scim:schemas:extension:usher:2.0:User"
)

// resource is an entry and what was seen of it on the way.
type resource struct {
	connectors.Entry
	shown  bool // the members of a group
	groups bool // what is left out of a user and need not be sent
	emails bool // it has an e-mail address
	login  bool // its userName has the form of one
	active bool // it says whether it is active
	named  bool // it has a userName or displayName
}

// decodeResource reads one value of a list, or the only one of an answer. Its errors are those of JSON; what else is
// wrong with a resource is the entry's Fault. Values become Go's only where they are small enough to be kept: decoded
// they take many times their room.
func decodeResource(dec *json.Decoder, kind string) (resource, error) {
	e := entryReader{resource: resource{Entry: connectors.Entry{Type: kind}}, attributes: make(map[string]any)}
	if kind == connectors.Group { // members are read as they come
		err := e.read(dec)
		return e.finish(), err
	}
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return e.resource, err
	}
	if len(raw) > connectors.MaxEntry {
		err := e.read(decoder(raw))
		return e.finish(), err
	}
	var v any
	if err := decoder(raw).Decode(&v); err != nil {
		return e.resource, err
	}
	object, is := v.(map[string]any)
	if !is {
		e.Fault = notObject
	}
	e.size = int64(len(raw))
	for _, key := range slices.Sorted(maps.Keys(object)) { // of two spellings always the same one counts
		e.field(key, object[key])
	}
	return e.finish(), nil
}

const notObject = "it is no object"

// decoder reads a text and leaves numbers as they are.
func decoder(text []byte) *json.Decoder {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return dec
}

type entryReader struct {
	resource
	attributes map[string]any
	members    members
	size       int64 // bytes of the attributes as they came, at least
}

// read reads a resource attribute by attribute.
func (e *entryReader) read(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('{') {
		e.Fault = notObject
		if token == json.Delim('[') {
			return rest(dec)
		}
		return nil
	}
	for dec.More() {
		key, err := name(dec)
		if err != nil {
			return err
		}
		if e.Type == connectors.Group && strings.EqualFold(key, "members") {
			err = e.members.decode(dec)
		} else {
			err = e.raw(dec, key)
		}
		if err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// raw reads an attribute, and decodes it if it may be kept.
func (e *entryReader) raw(dec *json.Decoder, key string) error {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	var v any
	switch left := strings.ToLower(key) == "id" || !leftOut[strings.ToLower(key)]; {
	case !left:
	case e.size+int64(len(raw)) > connectors.MaxEntry:
		e.size += connectors.MaxEntry + 1
		if strings.EqualFold(key, "id") {
			e.Fault = fmt.Sprintf("its id is longer than %d bytes", connectors.MaxID)
		}
		return nil
	default:
		e.size += int64(len(raw) + len(key))
		if err := decoder(raw).Decode(&v); err != nil {
			return err
		}
	}
	e.field(key, v)
	return nil
}

// rest passes over what is left of a list whose bracket was read.
func rest(dec *json.Decoder) error {
	for dec.More() {
		if err := pass(dec); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// leftOut are the attributes that no entry has.
var leftOut = map[string]bool{
	"meta": true, "schemas": true, "password": true, "groups": true, "members": true, strings.ToLower(verdict): true,
}

// field keeps an attribute, unless it is null, which is the same as absent (RFC 7643 section 2.5).
func (e *entryReader) field(key string, v any) {
	lower := strings.ToLower(key)
	switch {
	case lower == "id":
		e.ID, e.Fault = idOf(v)
	case lower == "groups":
		e.groups = true
	case leftOut[lower]:
		e.groups = e.groups || lower == strings.ToLower(verdict)
	case v != nil:
		key = canonical(key, lower)
		if _, twice := e.attributes[key]; !twice {
			e.attributes[key] = v
		}
	}
}

// idOf checks an id (RFC 7643 section 3.1: a text that is never empty).
func idOf(v any) (id, fault string) {
	id, isText := v.(string)
	switch {
	case v == nil || isText && id == "":
		return "", "it has no id"
	case !isText:
		return "", "its id is no text"
	case len(id) > connectors.MaxID:
		return "", fmt.Sprintf("its id is longer than %d bytes", connectors.MaxID)
	case !validID(id):
		return "", "its id holds U+0000, or is not UTF-8"
	}
	return id, ""
}

// finish judges what was read.
func (e *entryReader) finish() resource {
	r := e.resource
	if r.ID == "" && r.Fault == "" {
		r.Fault = "it has no id"
	}
	r.shown = e.members.shown
	r.emails, r.active, r.named = hasEmail(e.attributes), e.attributes["active"] != nil, false
	userName, _ := e.attributes["userName"].(string)
	r.login = strings.Contains(userName, "@")
	for _, key := range []string{"userName", "displayName"} {
		if text, _ := e.attributes[key].(string); text != "" {
			r.named = true
			if r.ID == "" && len(r.Fault) < 100 {
				r.Fault += fmt.Sprintf(" (%s %.200q)", key, text)
			}
		}
	}
	if r.Fault == "" {
		r.Fault = e.fault()
	}
	if r.Fault != "" {
		return r
	}
	if r.Type == connectors.User && !e.manager() {
		r.Unread = append(r.Unread, manager)
	}
	r.Attributes = e.attributes
	if r.Type == connectors.Group {
		r.Members = e.members.list
		if e.members.nameless {
			r.Members, r.Unread = nil, append(r.Unread, "members")
		}
	}
	return r
}

func (e *entryReader) fault() string {
	if e.members.over {
		return fmt.Sprintf("it has more than %d members", connectors.MaxMembers)
	}
	if e.size > 2*connectors.MaxEntry {
		return fmt.Sprintf("its attributes are larger than %d bytes", connectors.MaxEntry)
	}
	if e.size > connectors.MaxEntry/6 { // below that it is small enough however it is escaped
		if text, err := json.Marshal(e.attributes); err != nil || len(text) > connectors.MaxEntry {
			return fmt.Sprintf("its attributes are larger than %d bytes", connectors.MaxEntry)
		}
	}
	for key, v := range e.attributes {
		if strings.Contains(key, "\x00") || unfit(v, 1) {
			return fmt.Sprintf("%.100q holds U+0000, or is nested more than %d deep", key, maxDepth)
		}
	}
	return ""
}

// unfit reports what no database and no body of SCIM takes.
func unfit(v any, depth int) bool {
	if depth > maxDepth {
		return true
	}
	switch v := v.(type) {
	case string:
		return strings.IndexByte(v, 0) >= 0
	case []any:
		for _, one := range v {
			if unfit(one, depth+1) {
				return true
			}
		}
	case map[string]any:
		for key, one := range v {
			if strings.IndexByte(key, 0) >= 0 || unfit(one, depth+1) {
				return true
			}
		}
	}
	return false
}
