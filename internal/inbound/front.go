package inbound

import (
	"io"
	"net/http"

	"github.com/usher-id/usher/internal/text"
)

// front reports whether nobody in particular looks at the root, as somebody does who opens the server in a browser.
func front(r *http.Request) bool {
	return r.URL.Path == "/" && r.Header.Get("Authorization") == "" && (r.Method == http.MethodGet ||
		r.Method == http.MethodHead)
}

// showFront says what this server is, and the SCIM base URL.
func (d *channel) showFront(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header()["Vary"] = varies
	// who is gone can't be told
	_, _ = io.WriteString(w, reader(r).Say(text.New("serve.front", "base", d.shownBase(r)))+"\n")
}
