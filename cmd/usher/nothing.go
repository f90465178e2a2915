package main

import (
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// nothingElse serves with mux, and says in the language that is asked for where there is nothing; a ServeMux says it in
// English.
func nothingElse(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		told := refusal{header: w.Header()}
		handler.ServeHTTP(&told, r)
		says := text.New("traffic.stray", "path", r.URL.Path)
		if told.status == http.StatusMethodNotAllowed {
			methods := strings.Split(w.Header().Get("Allow"), ", ")
			says = text.New("server.method", "method", r.Method, "path", r.URL.Path, "methods", methods)
		}
		w.Header().Del("Content-Length")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		sayTo(w, r, told.status, says)
	})
}

// refusal is the status and the header of an answer whose words are not wanted.
type refusal struct {
	header http.Header
	status int
}

func (f *refusal) Header() http.Header            { return f.header }
func (f *refusal) WriteHeader(status int)         { f.status = status }
func (f *refusal) Write(body []byte) (int, error) { return len(body), nil }
