package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// addHealth adds the routes that whoever runs Usher watches: /healthz says that the process
// answers, /readyz that its database does too. Both are open to everybody and tell nothing else.
func addHealth(mux *http.ServeMux, db *store.DB, logger *slog.Logger) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		say(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := db.Ping(ctx); err != nil {
			logger.WarnContext(ctx, "not ready", "error", err)
			w.Header().Set("Retry-After", directory.RetryAfter)
			sayTo(w, r, http.StatusServiceUnavailable, text.New("server.noDatabase"))
			return
		}
		say(w, http.StatusOK, "ok")
	})
}

// sayTo says something in the language that a request asks for.
func sayTo(w http.ResponseWriter, r *http.Request, status int, m text.Message) {
	reader := text.Reader{Language: text.Asked(r.Header.Values("Accept-Language"), "")}
	w.Header().Set("Content-Language", string(reader.Language))
	w.Header().Set("Vary", "Accept-Language")
	say(w, status, reader.Say(m))
}

func say(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	io.WriteString(w, sentence+"\n")
}
