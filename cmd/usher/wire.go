package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// wire puts the rooms together. finish ends what works in the background, after the last
// request and within ctx.
func wire(db *store.DB, baseURL string, logger *slog.Logger) (handler http.Handler, finish func(context.Context) error) {
	mux := http.NewServeMux()
	addHealth(mux, db, logger)
	tokens := auth.NewTokens(db, auth.WithLogger(logger))
	log := inbound.NewLog(db, logger)
	intake := directory.NewIntake(db, licensing.Step{}, logger)
	scim := inbound.New(inbound.Config{
		Intake: intake, Reader: db, Definitions: definitions{db}, Tokens: tokens, Log: log, BaseURL: baseURL, Logger: logger,
	})

	sweeping, stop := context.WithCancel(context.Background())
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		replayer(db, intake, logger).Run(sweeping)
	}()
	return below(inbound.Prefix, scim, mux), func(ctx context.Context) error {
		stop()
		select {
		case <-swept:
		case <-ctx.Done(): // nobody waits for the others then either, but they are told to end
		}
		return errors.Join(intake.Close(ctx), log.Close(ctx), tokens.Close(ctx))
	}
}

// below serves a path and all below it with inner, and the rest with outer. A ServeMux would
// answer "//", "..", and the path itself with redirects to HTML.
func below(path string, inner, outer http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(r.URL.Path, path); ok && (rest == "" || rest[0] == '/') {
			inner.ServeHTTP(w, r)
			return
		}
		outer.ServeHTTP(w, r)
	})
}

func replayer(db *store.DB, intake *directory.Intake, logger *slog.Logger) *directory.Replayer {
	return &directory.Replayer{Intake: intake, Waiting: db, Logger: logger, User: definitions{db}.user}
}

// replay lets in whoever is held for the domain, which the account has now (rule D7), and says
// how many that were.
func replay(ctx context.Context, db *store.DB, account *directory.Account, domain string) (int, error) {
	logger := slog.New(slog.DiscardHandler)
	intake := directory.NewIntake(db, licensing.Step{}, logger)
	return replayer(db, intake, logger).Replay(ctx, *account, domain)
}

var _ inbound.Definitions = definitions{}

// definitions are the accounts' own schemas and resource types.
type definitions struct{ *store.DB }

// Registry implements inbound.Definitions.
func (d definitions) Registry(ctx context.Context, accountID string) (*schema.Registry, error) {
	have, err := d.Definitions(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return registryOf(have)
}

func (d definitions) user(ctx context.Context, accountID string) (*schema.ResourceType, error) {
	r, err := d.Registry(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return r.Type(directory.TypeUser), nil
}
