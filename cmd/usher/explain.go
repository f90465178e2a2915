package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

type explainCommand struct {
	inAccount
	User string `required:"" help:"Id of a user or record, address or userName." placeholder:"USER"`
	asJSON
}

// Run prints why a person is linked, held, active or not: rule, inputs, and what would change it.
func (c *explainCommand) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		x, err := explain(ctx, db, account.ID, c.User)
		if err != nil {
			return err
		}
		if c.JSON {
			return write(a.out, true, "", []directory.Explanation{*x}, nil)
		}
		fmt.Fprintf(a.out, "user %s is %s, known as %s\n", visible(x.UserID), x.State, visible(x.Login))
		for _, f := range x.Findings {
			who := "the person"
			if f.Record != "" {
				who = "record " + f.Record + " of " + visible(f.Source)
			}
			fmt.Fprintf(a.out, "\n%s: %s (rule %s, case %s)\n", who, visible(f.Says), f.Rule, visible(f.Case))
			for _, in := range f.Inputs {
				fmt.Fprintf(a.out, "  since  %s\n", visible(in))
			}
			if f.Change != "" {
				fmt.Fprintf(a.out, "  to change it  %s\n", visible(f.Change))
			}
		}
		return nil
	})
}

// explain gathers what an explanation is made from.
func explain(ctx context.Context, db *store.DB, accountID, ref string) (*directory.Explanation, error) {
	p, err := db.Profile(ctx, accountID, ref)
	if err != nil {
		return nil, err
	}
	in := directory.Explaining{Profile: p, Cases: map[string][]*directory.Case{}}
	if in.Sources, err = db.Sources(ctx, accountID); err != nil {
		return nil, err
	}
	if in.Levels, err = db.Levels(ctx, accountID, p); err != nil {
		return nil, err
	}
	for _, r := range p.Records {
		if in.Cases[r.ID], err = db.CasesOf(ctx, accountID, r.ID); err != nil {
			return nil, err
		}
	}
	x := directory.Explain(in)
	return &x, nil
}

// explanationPath answers what usher explain does, to reader tokens.
const explanationPath = "GET /api/v1/users/{user}/explanation"

func explanations(db *store.DB, tokens *auth.Tokens, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := func(status int, v any) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(status)
			if err := json.NewEncoder(w).Encode(v); err != nil {
				logger.Debug("an explanation was not sent", "error", err)
			}
		}
		refuse := func(status int, detail string) { answer(status, map[string]any{"status": status, "detail": detail}) }
		fail := func(err error) {
			logger.Error("an explanation failed", "error", err)
			if sentence, unserved := directory.Unserved(err); unserved {
				w.Header().Set("Retry-After", directory.RetryAfter)
				refuse(http.StatusServiceUnavailable, sentence)
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
		x, err := explain(r.Context(), db, identity.Account.ID, strings.TrimSpace(r.PathValue("user")))
		var refused *directory.Error
		switch {
		case errors.As(err, &refused) && refused.Kind != directory.Unavailable:
			refuse(refused.Kind.Status(), refused.Error())
		case err != nil:
			fail(err)
		default:
			answer(http.StatusOK, x)
		}
	})
}
