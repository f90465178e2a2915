package inbound

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// unplayable refuses to replay an entry.
func unplayable(format string, args ...any) error {
	return &directory.Error{Kind: directory.Invalid, Message: text.Plain("the entry can't be replayed: " + fmt.Sprintf(format, args...))}
}

// replayable finds the method, path and type of a request that changes something, or says why
// the entry is of none.
func replayable(registry *schema.Registry, entry *directory.LogEntry) (method, path string, rt *schema.ResourceType, err error) {
	method, endpoint, _ := strings.Cut(entry.Operation, " ")
	switch {
	case entry.Channel != "scim" && entry.Channel != ReplayChannel:
		return "", "", nil, unplayable("it came by the channel %q, and only what came by SCIM can be", entry.Channel)
	case entry.Outcome == directory.Read || method == http.MethodGet || method == http.MethodHead:
		return "", "", nil, unplayable("it is a read, about which no rule decides")
	case entry.Status == http.StatusUnauthorized:
		return "", "", nil, unplayable("it was refused for its token, before any rule was asked")
	case entry.Status == http.StatusPreconditionFailed:
		return "", "", nil, unplayable("it was refused for its If-Match or If-None-Match, which the log does not keep; without them it is another request")
	}
	rt = registry.ByEndpoint(endpoint)
	if rt == nil || entry.Type != "" && entry.Type != rt.Name {
		return "", "", nil, unplayable("the account has no resource type %q at %q", entry.Type, endpoint)
	}
	path = rt.Endpoint
	switch method {
	case http.MethodPost:
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
		if entry.RecordID == "" {
			return "", "", nil, unplayable("it names no %s that could have existed", rt.Name)
		}
		path += "/" + entry.RecordID
	default:
		return "", "", nil, unplayable("%q changes nothing", method)
	}
	return method, path, rt, nil
}

// whole reports whether the body that the log keeps asks for what the request asked for.
func whole(rt *schema.ResourceType, entry *directory.LogEntry) error {
	if len(entry.Asked) == 0 {
		return unplayable("the log does not have what it asked for, which was too long or could not be read")
	}
	var body any
	if err := json.Unmarshal(entry.Asked, &body); err != nil {
		return unplayable("what the log has of it is not JSON: %v", err)
	}
	w := &wholeness{dropsPassword: dropsPassword(rt)}
	w.look(body, false)
	switch {
	case w.reference:
		return unplayable("it names a resource by its bulkId, which had a meaning only within its Bulk request")
	case w.secret || w.password && entry.Status == http.StatusBadRequest: // which may be what was wrong with it
		return unplayable("secrets were removed from what it asked for; without them it is another request")
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
		case strings.Contains(v, "[removed]"): // be it in JSON within the text
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
		if isPassword(a.Name) && (a.Type != schema.String || a.MultiValued || a.Returned != schema.Never) || !keepsNoPassword(a.SubAttributes) {
			return false
		}
	}
	return true
}
