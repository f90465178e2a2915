package inbound

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// unplayable refuses to replay an entry, for a reason of a key and pairs of an argument's name and value.
func unplayable(key string, pairs ...any) error {
	return directory.Refuse(directory.Invalid, "replay.no", "why", text.New(key, pairs...))
}

// replayable finds the method, path and type of a request that changes something, or says why
// the entry is of none.
func replayable(
	registry *schema.Registry, entry *directory.LogEntry,
) (method, path string, rt *schema.ResourceType, err error) {
	method, endpoint, _ := strings.Cut(entry.Operation, " ")
	switch {
	case entry.Channel != "scim" && entry.Channel != ReplayChannel:
		return "", "", nil, unplayable("replay.no.channel", "channel", entry.Channel)
	case entry.Outcome == directory.Read || method == http.MethodGet || method == http.MethodHead:
		return "", "", nil, unplayable("replay.no.read")
	case entry.Status == http.StatusUnauthorized:
		return "", "", nil, unplayable("replay.no.token")
	case entry.Status == http.StatusPreconditionFailed:
		return "", "", nil, unplayable("replay.no.version")
	}
	rt = registry.ByEndpoint(endpoint)
	if rt == nil || entry.Type != "" && entry.Type != rt.Name {
		return "", "", nil, unplayable("replay.no.type", "type", entry.Type, "endpoint", endpoint)
	}
	path = rt.Endpoint
	switch method {
	case http.MethodPost:
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
		if entry.RecordID == "" {
			return "", "", nil, unplayable("replay.no.record", "type", rt.Name)
		}
		path += "/" + entry.RecordID
	default:
		return "", "", nil, unplayable("replay.no.method", "method", method)
	}
	return method, path, rt, nil
}

// whole reports whether the body that the log keeps asks for what the request asked for.
func whole(rt *schema.ResourceType, entry *directory.LogEntry) error {
	if len(entry.Asked) == 0 {
		return unplayable("replay.no.body")
	}
	var body any
	if err := json.Unmarshal(entry.Asked, &body); err != nil {
		return unplayable("replay.no.json", "cause", err)
	}
	w := &wholeness{dropsPassword: dropsPassword(rt)}
	w.look(body, false)
	switch {
	case w.reference:
		return unplayable("replay.no.bulk")
	case w.secret || w.password && entry.Status == http.StatusBadRequest: // which may be what was wrong with it
		return unplayable("replay.no.secret")
	}
	return nil
}

// wholeness is what is missing in a body.
type wholeness struct {
	dropsPassword bool
	password      bool // a password, which makes no difference
	secret        bool // something that does
	reference     bool // what only a Bulk request can name
}

// look looks for strings that stand for something else. Those in the place of a password are
// harmless.
func (w *wholeness) look(v any, password bool) {
	switch v := v.(type) {
	case string:
		switch {
		case v == "[removed]" && password:
			w.password = true
		case strings.Contains(v, "[removed]"), strings.Contains(v, directory.ErasedMark): // be it in JSON within the text
			w.secret = true
		case strings.HasPrefix(v, "bulkId:") || strings.Contains(v, `"bulkId:`):
			w.reference = true
		}
	case []any:
		for _, e := range v {
			w.look(e, false)
		}
	case map[string]any:
		path := "" // of a PATCH operation
		for name, e := range v {
			if text, ok := e.(string); ok && strings.EqualFold(name, "path") {
				path = text
			}
		}
		for name, e := range v {
			w.look(e, w.dropsPassword && (isPassword(name) || strings.EqualFold(name, "value") && isPassword(path)))
		}
	}
}

func isPassword(name string) bool {
	return strings.EqualFold(name[strings.LastIndexAny(name, ":.")+1:], "password")
}

// dropsPassword reports whether any text may stand for a password of the type, since none is
// ever kept.
func dropsPassword(rt *schema.ResourceType) bool {
	drops := keepsNoPassword(rt.Core.Attributes)
	for _, x := range rt.Extensions {
		drops = drops && keepsNoPassword(x.Attributes)
	}
	return drops
}

func keepsNoPassword(attributes []*schema.Attribute) bool {
	for _, a := range attributes {
		if isPassword(a.Name) && (a.Type != schema.String || a.MultiValued || a.Returned != schema.Never) ||
			!keepsNoPassword(a.SubAttributes) {
			return false
		}
	}
	return true
}
