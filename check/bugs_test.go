package check

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
)

// bug spoils a right server by rewriting its messages.
type bug = func(http.Handler) http.Handler

var patterns sync.Map // compiled, by their text

// hits reports whether a request is METHOD /path?query by a pattern; the base path is left out.
func hits(q *http.Request, pattern string) bool {
	s := q.Method + " " + strings.TrimPrefix(q.URL.RequestURI(), "/scim/v2")
	compiled, ok := patterns.Load(pattern)
	if !ok {
		compiled, _ = patterns.LoadOrStore(pattern, regexp.MustCompile("^("+pattern+")$"))
	}
	return compiled.(*regexp.Regexp).MatchString(s)
}

// answers gives the requests a canned answer.
func answers(pattern string, status int, body string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if !hits(q, pattern) {
				next.ServeHTTP(w, q)
				return
			}
			io.Copy(io.Discard, q.Body)
			w.Header().Set("Content-Type", "application/scim+json")
			w.WriteHeader(status)
			io.WriteString(w, body)
		})
	}
}

// alters changes what the server answers to the requests: the status and the JSON body.
func alters(pattern string, f func(status int, head http.Header, body obj) int) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			hit := hits(q, pattern)
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, q)
			raw := rec.Body.Bytes()
			if hit {
				var body obj
				json.Unmarshal(raw, &body)
				rec.Code = f(rec.Code, rec.Header(), body)
				if raw = nil; body != nil && rec.Code != 204 && rec.Code != 304 {
					raw, _ = json.Marshal(body)
				}
			}
			for k, v := range rec.Header() {
				w.Header()[k] = v
			}
			w.Header().Del("Content-Length")
			w.WriteHeader(rec.Code)
			w.Write(raw)
		})
	}
}

// says changes the JSON that the server answers.
func says(pattern string, f func(body obj)) bug {
	return alters(pattern, func(status int, _ http.Header, body obj) int {
		if body != nil {
			f(body)
		}
		return status
	})
}

// mishears changes the JSON that the server receives.
func mishears(pattern string, f func(body obj)) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			var body obj
			if raw, _ := io.ReadAll(q.Body); hits(q, pattern) && json.Unmarshal(raw, &body) == nil {
				f(body)
				raw, _ = json.Marshal(body)
				q.Body, q.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
			} else {
				q.Body = io.NopCloser(bytes.NewReader(raw))
			}
			next.ServeHTTP(w, q)
		})
	}
}

// ignores drops a query parameter.
func ignores(pattern string, params ...string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if hits(q, pattern) {
				v := q.URL.Query()
				for _, p := range params {
					v.Del(p)
				}
				q.URL.RawQuery = v.Encode()
			}
			next.ServeHTTP(w, q)
		})
	}
}

// deaf drops a request header.
func deaf(header string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			q.Header.Del(header)
			next.ServeHTTP(w, q)
		})
	}
}

// both is one bug on top of another.
func both(a, b bug) bug { return func(h http.Handler) http.Handler { return a(b(h)) } }

// sleeping answers PATCH as though it had been done, without doing it.
func sleeping(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPatch {
			io.Copy(io.Discard, q.Body)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, q)
	})
}
