package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/usher-id/usher/internal/api"
	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/deviceapi"
	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim"
)

// wire puts the rooms together. finish ends what works in the background, after the last
// request and within ctx.
func wire(
	ctx context.Context, db *store.DB, vault *sealed.Vault, baseURL string, prover *domains.Prover, mailing *confirm.Loop, most sizes,
	proxies inbound.Proxies, logger *slog.Logger,
) (handler http.Handler, finish func(context.Context) error, err error) {
	key, err := db.Key(ctx, "traffic")
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	addHealth(mux, db, logger)
	tokens := auth.NewTokens(db, auth.WithLogger(logger))
	log := inbound.NewLog(db, logger)
	traffic := inbound.NewTraffic(db, key, clock.System, logger)
	intake := intakeOver(db, logger)
	intake.Limits.Record = int(most.MaxRecord)
	all := servicesOver(db, intake, prover, nil, logger)
	people := all.people
	connected := connectedOver(db, intake, all.sources, vault, logger)
	loop := &confirm.Loop{Store: db, BaseURL: baseURL, Confirmed: people.Confirmed, Logger: logger}
	mux.Handle(confirm.Path, loop.Handler())
	keys := &licensemail.Sender{Store: db, People: db, BaseURL: baseURL, Answered: people.Answered, Logger: logger}
	mux.Handle(licensemail.Path, keys.Handler())
	mux.Handle(api.ExplanationPath, api.Explanations(people, tokens, logger))
	codes, err := codesOver(ctx, db, intake)
	if err != nil {
		return nil, nil, err
	}
	mux.Handle(deviceapi.Prefix, (&deviceapi.API{
		Devices: codes.Devices, Codes: codes, Client: proxies.Client, BaseURL: baseURL, Logger: logger,
	}).Handler())
	config := inbound.Config{
		Intake: intake, Reader: db, Definitions: registriesOf(db), Sources: db, Offering: db, Tokens: tokens, Log: log, Traffic: traffic, Proxies: proxies,
		BaseURL: baseURL, Logger: logger, MaxRecord: int64(most.MaxRecord), MaxBody: int64(most.MaxBody),
	}
	served := func(r *http.Request) bool {
		_, pattern := mux.Handler(r)
		return pattern != ""
	}

	working, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		background(db, intake, people, codes, connected, mailing, prover, logger).Run(working)
	}()
	finish = func(ctx context.Context) error {
		stop()
		select {
		case <-ended:
		case <-ctx.Done(): // nobody waits for the others then either, but they are told to end
		}
		return errors.Join(intake.Close(ctx), log.Close(ctx), traffic.Close(ctx), tokens.Close(ctx))
	}
	return below(inbound.Prefix, inbound.New(config), inbound.Elsewhere(config, served, nothingElse(mux))), finish, nil
}

// codesOver mails codes to devices, and takes them.
func codesOver(ctx context.Context, db *store.DB, intake *directory.Intake) (*devicecode.Service, error) {
	key, err := db.Key(ctx, "device codes")
	if err != nil {
		return nil, err
	}
	people := registriesOf(db).User
	return &devicecode.Service{
		Store: db, Key: key, Devices: &devices.Service{Store: db, Seats: devices.Seats(intake, people), Leaves: devices.Leaves(intake, people)}, Intake: intake, UserType: people,
	}, nil
}

// below serves a path and all below it with inner, and the rest with outer. A ServeMux would
// answer "//", "..", and the path itself with redirects to HTML. Slashes too many make no other path
// (rule P3); inner has to see to that, too.
func below(path string, inner, outer http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(scim.CollapseSlashes(r.URL.Path), path); ok && (rest == "" || rest[0] == '/') {
			inner.ServeHTTP(w, r)
			return
		}
		outer.ServeHTTP(w, r)
	})
}
