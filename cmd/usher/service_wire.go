package main

import (
	"context"
	"log/slog"
	"slices"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/scimsource"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/outbound"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
)

// connectedOver is what reads services, and what can be done about them.
func connectedOver(
	db *store.DB, intake *directory.Intake, sources *admin.Sources, vault *sealed.Vault, logger *slog.Logger,
) *admin.Services {
	s := admin.NewServices(db, sources, vault, dial, clock.System, db)
	s.Runner = &syncrun.Runner{
		Store: db, Intake: intake, Registry: registriesOf(db).Registry, Connect: s.Reader, Clock: clock.System, Logger: logger,
	}
	s.Worker = func(kinds ...jobs.Kind) *jobs.Worker {
		return &jobs.Worker{Queue: db, Kinds: kinds, Logger: logger, Lease: jobLease}
	}
	return s
}

// dial makes the connector of a service.
func dial(kind string, x admin.ServiceSettings, secret sealed.Secret) (connectors.Connector, error) {
	var presets []string
	for _, p := range scimsource.Presets() {
		presets = append(presets, p.Name)
	}
	if x.Preset != "" && !slices.Contains(presets, x.Preset) {
		return nil, admin.UnknownPreset(x.Preset, presets)
	}
	options := outbound.Options{AllowPrivate: x.AllowPrivate}
	if x.CA != "" {
		options.CA = []byte(x.CA)
	}
	client, err := outbound.New(options)
	if err != nil {
		return nil, err
	}
	return scimsource.New(scimsource.Options{
		BaseURL: x.URL, Preset: x.Preset, HTTP: client, PageSize: x.PageSize, NoGroups: x.NoGroups,
		Credential: func(context.Context) (string, error) { return secret.Text(), nil },
	})
}
