package main

import (
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

// explanationPath answers what usher explain does, to reader tokens.
const explanationPath = "GET /api/v1/users/{user}/explanation"

func explanations(people *admin.People, tokens *auth.Tokens, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := func(status int, v any) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(status)
			if err := json.NewEncoder(w).Encode(v); err != nil {
				logger.Debug("an explanation was not sent", "error", err)
			}
		}
		reader := text.Reader{Language: text.Accepted(r.Header.Get("Accept-Language"), text.English)}
		refuse := func(status int, detail string) { answer(status, map[string]any{"status": status, "detail": detail}) }
		fail := func(err error) {
			logger.Error("an explanation failed", "error", err)
			if says, unserved := directory.Unserved(err); unserved {
				w.Header().Set("Retry-After", directory.RetryAfter)
				refuse(http.StatusServiceUnavailable, reader.Say(says))
				return
			}
			refuse(http.StatusInternalServerError, "Usher failed; its log says why")
		}
		identity, err := tokens.Authenticate(r.Context(), r.Header.Get("Authorization"))
		var unknown *auth.Error
		switch {
		case errors.As(err, &unknown):
			w.Header().Set("Www-Authenticate", `Bearer realm="Usher"`)
			refuse(http.StatusUnauthorized, auth.Sentence)
			return
		case err != nil:
			fail(err)
			return
		case !identity.Reads():
			refuse(http.StatusForbidden, "this token belongs to one connection: a reader token shows the whole account (usher token create --kind reader)")
			return
		}
		actor := admin.Actor{Name: "token " + identity.TokenID, Channel: "api"}
		x, err := people.Explain(r.Context(), actor, &identity.Account, strings.TrimSpace(r.PathValue("user")))
		var refused *directory.Error
		switch {
		case errors.As(err, &refused) && refused.Kind != directory.Unavailable:
			refuse(refused.Kind.Status(), reader.Say(refused.Tell()))
		case err != nil:
			fail(err)
		default:
			answer(http.StatusOK, x)
		}
	})
}
