package check

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ledger remembers what exists because of this run.
type ledger struct {
	paths   []string  // of resources, oldest first
	unnamed []unnamed // creations whose answer does not say where the resource is
}

// unnamed is a creation that was done, or may have been, at a place that is not known.
type unnamed struct {
	endpoint string
	names    map[string]string // what was sent in nameAttributes
	sure     bool              // the answer was a success
}

// nameAttributes are what a resource of this run is known by: each holds the word of the run.
var nameAttributes = []string{"userName", "displayName", "externalId"}

// namesIn are the values of nameAttributes in a resource, whatever the case of their names.
func namesIn(resource any) map[string]string {
	m, _ := resource.(map[string]any)
	names := map[string]string{}
	for k, v := range m {
		i := slices.IndexFunc(nameAttributes, func(a string) bool { return strings.EqualFold(a, k) })
		if s, ok := v.(string); ok && s != "" && i >= 0 {
			names[nameAttributes[i]] = s
		}
	}
	return names
}

// observe reads from an exchange what was created or deleted.
func (l *ledger) observe(q request, r *reply) {
	path, _, _ := strings.Cut(q.Path, "?")
	path = strings.TrimSuffix(path, "/")
	switch {
	case q.Method == http.MethodPost && strings.EqualFold(path, "/Bulk"):
		l.observeBulk(q, r)
	case q.Method == http.MethodPost && !strings.HasSuffix(strings.ToLower(path), "/.search"):
		l.created(path, decoded(q.Body), r.Status, location(path, r), r.Err)
	case q.Method == http.MethodPut && r.Status == http.StatusCreated:
		l.add(path)
	case q.Method == http.MethodDelete && (r.ok() || r.Status == http.StatusNotFound):
		l.drop(path)
	}
}

// location is the path of the resource that r, the answer to a creation at endpoint, is about: by
// its id, or else by the Location header, or by an id of the wrong type.
func location(endpoint string, r *reply) string {
	id := r.at("$.id")
	path := tail(r.Header.Get("Location"))
	if text, ok := id.(string); path == "" && typeName(id) == "number" || ok && text != "" {
		path = endpoint + "/" + url.PathEscape(plain(id))
	}
	return path
}

// created keeps what one creation may have made. A refusal made nothing; a fault, or no answer,
// may have made something.
func (l *ledger) created(endpoint string, sent any, status int, path string, lost error) {
	done := status >= 200 && status < 300
	switch {
	case done && path != "":
		l.add(path)
	case done || status >= 500 || lost != nil:
		l.unnamed = append(l.unnamed, unnamed{endpoint, namesIn(sent), done})
	}
}

// observeBulk reads what the operations of a Bulk request made, by the answer to each; all of them
// may have been done when there is no answer.
func (l *ledger) observeBulk(q request, r *reply) {
	sent, _ := decoded(q.Body).(map[string]any)
	asked, _ := sent["Operations"].([]any)
	results := r.list("$.Operations")
	for i, o := range asked {
		op, _ := o.(map[string]any)
		var result map[string]any
		if j := slices.IndexFunc(results, func(e any) bool {
			m, _ := e.(map[string]any)
			return op["bulkId"] != nil && m["bulkId"] == op["bulkId"]
		}); j >= 0 {
			result, _ = results[j].(map[string]any)
		} else if i < len(results) {
			result, _ = results[i].(map[string]any)
		}
		path, status := tail(plain(result["location"])), statusOf(result, r)
		switch strings.ToUpper(plain(op["method"])) {
		case http.MethodPost:
			l.created(strings.TrimSuffix(plain(op["path"]), "/"), op["data"], status, path, r.Err)
		case http.MethodDelete:
			if status >= 200 && status < 300 {
				l.drop(plain(op["path"]))
			}
		}
	}
}

// statusOf is the status of one operation of a Bulk answer, as a string or, wrongly, as a number.
// Without a result a fault of the whole request counts.
func statusOf(result map[string]any, whole *reply) int {
	text := plain(result["status"])
	if len(text) == 3 && text[0] >= '1' && text[0] <= '5' {
		return int(text[0]-'0') * 100
	}
	if whole.Status >= 500 || whole.ok() && result != nil {
		return http.StatusInternalServerError // it says nothing: it may have been done
	}
	return http.StatusBadRequest
}

// decoded is a request body as JSON; nil when it is none.
func decoded(body any) any {
	text, ok := body.(string)
	if !ok {
		return body
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return nil
	}
	return v
}

// tail is the endpoint and id at the end of a location: /Users/42.
func tail(location string) string {
	parts := strings.Split(strings.TrimSuffix(location, "/"), "/")
	if len(parts) < 2 {
		return ""
	}
	return "/" + strings.Join(parts[len(parts)-2:], "/")
}

func (l *ledger) add(path string) {
	if path != "" && !slices.Contains(l.paths, path) {
		l.paths = append(l.paths, path)
	}
}

func (l *ledger) drop(path string) {
	l.paths = slices.DeleteFunc(l.paths, func(p string) bool { return p == path })
}
