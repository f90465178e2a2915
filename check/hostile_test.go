package check

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// replaced answers requests with what f makes of the right answer's body.
func replaced(pattern string, f func(body []byte) string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			hit := hits(q, pattern)
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, q)
			maps.Copy(w.Header(), rec.Header())
			w.Header().Del("Content-Length")
			w.WriteHeader(rec.Code)
			if body := rec.Body.Bytes(); !hit || len(body) == 0 {
				w.Write(body)
			} else {
				io.WriteString(w, f(body))
			}
		})
	}
}

// member sets a member of every answer to JSON text, or to nothing for "".
func member(pattern, name, value string) bug {
	return replaced(pattern, func(body []byte) string {
		var m map[string]json.RawMessage
		if json.Unmarshal(body, &m) != nil {
			return string(body)
		}
		if delete(m, name); value != "" {
			m[name] = json.RawMessage(value)
		}
		out, _ := json.Marshal(m)
		return string(out)
	})
}

// oddities are JSON values of every type, among them what no program keeps.
var oddities = []string{"", "null", "true", "-1", "0", "1.5", "9007199254740993", "1e300", `""`, `"3"`, `"x"`, "[]", "{}",
	"[null]", "[1]", `["x"]`, "[[]]", "[{}]", `[{"id":null}]`, `[{"id":{}}]`, `{"value":[]}`, strings.Repeat("[", 5000) + strings.Repeat("]", 5000)}

// hostile are servers that answer what no server should: each member with what is most often wrong
// with it and one more value in turn. (All of oddities with all members are 600 servers.)
func hostile() map[string]bug {
	all := map[string]bug{}
	odd := func(name, value string) { all[name+" "+clip(value, 20)] = member(".*", name, value) }
	for i, name := range []string{"totalResults", "itemsPerPage", "startIndex", "Resources", "schemas", "id", "meta", "userName", "emails",
		"members", "groups", "Operations", "detail", "scimType", "status", "attributes", "schemaExtensions", "filter", "bulk", "pagination",
		"authenticationSchemes", "nextCursor", "name", "active", "patch", "securityEvents"} {
		odd(name, oddities[i%len(oddities)])
	}
	for _, value := range []string{"", "null", `"3"`, "1e300", "[]"} {
		odd("totalResults", value)
	}
	for _, value := range []string{"", "null", "{}", "[null]", `[{"id":{}}]`} {
		odd("Resources", value)
		odd("id", value)
	}
	for _, value := range []string{"", "null", "[1]", `"x"`} {
		all["every body "+value] = replaced("(POST|PUT|PATCH|DELETE) .*|GET /(Users/|Groups/|Schemas|ResourceTypes|ServiceProviderConfig).*",
			func([]byte) string { return value })
	}
	const some = "(POST|PUT|PATCH|DELETE) .*|GET /.+/.*"
	all["truncated"] = replaced(some, func(b []byte) string { return string(b[:len(b)/2]) })
	all["not UTF-8"] = replaced(some, func(b []byte) string { return strings.ReplaceAll(string(b), "e", "\xff") })
	all["every meta member a number"] = member(".*", "meta", `{"location":1,"version":2,"created":3,"lastModified":4,"resourceType":5}`)
	all["status 200 for everything"] = alters(".*", func(int, http.Header, obj) int { return 200 })
	all["status 599 for creations"] = alters("POST .*", func(int, http.Header, obj) int { return 599 })
	all["locations that are none"] = alters("POST .*", func(s int, h http.Header, b obj) int {
		h.Set("Location", "%zz:///")
		delete(b, "id")
		return s
	})
	return all
}

// No answer of a server ends the run or is judged by a panic, and all that was made is deleted.
func TestHostileServers(t *testing.T) {
	all := hostile()
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if testing.Short() && i%25 != 0 {
			continue // each is sent all that there is to check
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newStub(t, all[name])
			o := Options{URL: s.url, Token: stubToken}
			if !strings.HasPrefix(name, "totalResults") {
				o.As = []string{"google"} // what clients send adds nothing
			}
			r, err := Run(t.Context(), o)
			if err != nil || len(r.Results) < 300 {
				t.Fatalf("%v after %d results", err, len(r.Results))
			}
			for _, res := range r.Results {
				if strings.Contains(res.Got, "cannot judge") {
					t.Errorf("%s: %s", res.ID, res.Got)
				}
			}
			if len(s.order) > 0 {
				t.Errorf("%d resources are left, the report says %v", len(s.order), r.Leftover)
			}
		})
	}
}
