package inbound

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// Elsewhere answers requests to paths at which nothing is served, with credentials or for an endpoint of SCIM, as a
// client sends them that was given a wrong base URL, which is what most often fails when a connection is tested.
// They are told what would be right, and counted as recent traffic (rules O2 and P9). The root says what this is.
// Whatever is served, and other requests of nobody, go to next.
func Elsewhere(cfg Config, served func(*http.Request) bool, next http.Handler) http.Handler {
	d := &channel{Config: cfg}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if front(r) && !served(r) {
			d.showFront(w, r)
			return
		}
		stray := r.Header.Get("Authorization") != "" || unserved(r.URL.Path) != elided
		if !stray || served(r) {
			next.ServeHTTP(w, r)
			return
		}
		d.stray(w, r)
	})
}

// stray answers one such request.
func (d *channel) stray(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	r = r.WithContext(withCaller(r.Context(), &caller{header: w.Header()}))
	who := callerOf(r.Context())
	identity, err := d.Tokens.Authenticate(r.Context(), r.Header.Get("Authorization"))
	var refused *auth.Error
	if who.identity = identity; errors.As(err, &refused) {
		who.identity, who.refused = refused.Identity, refused
	}
	e := scim.Exchange{
		Request: r, RequestID: uuid.NewString(), Method: r.Method, Path: r.URL.Path, Status: http.StatusNotFound,
		Message: text.New("traffic.stray", "path", cut(r.URL.Path, maxPath)),
	}
	if schema.TellsSecret(r.URL.Path) {
		e.Path = removedPath
	}
	var says text.Message
	e.Case, says = d.caseOf(r.Context(), scim.Refused{Exchange: &e, Shown: declined(e.Status, "", e.Message)})
	document, err := json.Marshal(map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, "status": "404", "detail": say(r, says),
	})
	if err != nil {
		panic("inbound: texts are always JSON: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/scim+json")
	w.Header()["Vary"] = varies
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("X-Request-Id", e.RequestID)
	w.WriteHeader(e.Status)
	_, _ = w.Write(document) // a client that is gone can't be told
	e.Duration = time.Since(start)
	d.observe(r.Context(), e)
}
