// Package api is the JSON API: what programs may ask of an account with a token of it. A handler reads what is asked,
// calls one method of internal/admin, and writes what came of it.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// ExplanationPath answers what usher explain does, to reader tokens.
const ExplanationPath = "GET /api/v1/users/{user}/explanation"

// Explainer explains why people are as they are; an *admin.People is one.
type Explainer interface {
	Explain(ctx context.Context, actor admin.Actor, account *directory.Account, ref string) (*admin.Explanation, error)
}

// Explanations serves ExplanationPath.
func Explanations(people Explainer, tokens *auth.Tokens, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answer{w, text.Reader{Language: text.Asked(r.Header.Values("Accept-Language"), "")}, logger}
		identity, err := tokens.Authenticate(r.Context(), r.Header.Get("Authorization"))
		switch {
		case err != nil:
			a.fail(err)
			return
		case !identity.Reads():
			a.refuse(http.StatusForbidden, text.New("api.notReader"))
			return
		}
		a.reader.Language = text.Asked(r.Header.Values("Accept-Language"), identity.Account.Language)
		a.reader.Surface, a.reader.Account = text.CommandLine, identity.Account.Name // it says what the command says
		actor := admin.Actor{Name: "token " + identity.TokenID, Channel: "api"}
		x, err := people.Explain(r.Context(), actor, &identity.Account, strings.TrimSpace(r.PathValue("user")))
		if err != nil {
			a.fail(err)
			return
		}
		a.write(http.StatusOK, admin.InWords(x, a.reader))
	})
}

// answer writes one answer.
type answer struct {
	w      http.ResponseWriter
	reader text.Reader
	logger *slog.Logger
}

func (a *answer) write(status int, v any) {
	a.w.Header().Set("Content-Type", "application/json")
	a.w.Header().Set("Cache-Control", "no-store")
	a.w.Header().Set("Content-Language", string(a.reader.Language))
	a.w.Header().Set("Vary", "Accept-Language")
	a.w.WriteHeader(status)
	if err := json.NewEncoder(a.w).Encode(v); err != nil {
		a.logger.Debug("an answer was not sent", "error", err)
	}
}

func (a *answer) refuse(status int, says text.Message) {
	a.write(status, map[string]any{"status": status, "detail": a.reader.Say(says)})
}

// fail tells of an error what whoever asked may know.
func (a *answer) fail(err error) {
	var unknown *auth.Error
	var refused *directory.Error
	switch {
	case errors.As(err, &unknown):
		a.w.Header().Set("Www-Authenticate", `Bearer realm="Usher"`)
		a.refuse(http.StatusUnauthorized, auth.Refusal())
		return
	case errors.As(err, &refused) && refused.Kind != directory.Unavailable:
		a.refuse(refused.Kind.Status(), refused.Tell())
		return
	}
	a.logger.Error("a request of the API failed", "error", err)
	if says, unserved := directory.Unserved(err); unserved {
		a.w.Header().Set("Retry-After", directory.RetryAfter)
		a.refuse(http.StatusServiceUnavailable, says)
		return
	}
	a.refuse(http.StatusInternalServerError, text.New("server.failed"))
}
