package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// services are all that administrators can do, over one database.
type services struct {
	accounts    *admin.Accounts
	sources     *admin.Sources
	sourceViews *admin.SourceViews
	tokens      *admin.Tokens
	domains     *admin.Domains
	people      *admin.People
	reviews     *admin.Reviews
	log         *admin.Log
	traffic     *admin.Traffic
	definitions *admin.Definitions
	overviews   *admin.Overviews
	jobs        *admin.Jobs
	groups      *admin.Groups
	licensing   *admin.Licensing
	devices     *admin.Devices
	secrets     *admin.Secrets // of commands

	licenseMails *admin.LicenseMails
	connected    *admin.Services
	imports      *admin.Imports
}

// servicesOver puts the services together over a database and its intake.
func servicesOver(db *store.DB, intake *directory.Intake, prover admin.Prover, asker func() (admin.Asker, error), logger *slog.Logger) *services {
	registries := registriesOf(db)
	again := reconsiderer(db, intake)
	desk := admin.Desk{Directory: db, Sources: db, Intake: intake, UserType: registries.User}
	accounts := admin.NewAccounts(db, db)
	accounts.Remover = removerOver(db, logger)
	sources := admin.NewSources(db, registries.User, again, db)
	sources.Leaver = leaverOver(db, intake, logger)
	overviews := &admin.Overviews{Finder: db, Pulse: db, Clock: clock.System}
	licensing := admin.NewLicensing(db, desk, db, intake.Arrange, settleNow(db, intake, logger), clock.System, db)
	return &services{
		accounts: accounts,
		sources:  sources,
		tokens:   admin.NewTokens(db, db),

		sourceViews: &admin.SourceViews{Sources: db, Tokens: db, Pulse: db, Insight: db, Registries: registries},
		domains:     admin.NewDomains(db, prover, letInNow(db, intake, logger), overviews, db),
		people: &admin.People{
			Licenses: db,
			Desk:     desk, Finder: db, Search: db, ParseFilter: scim.ParseFilter, Patch: patchOf, Typed: db, Gate: db, Confirmations: db, Queue: db, Asker: asker,
			Erasures: admin.Erasures{
				Keep: db, Journal: db, Lost: db.Lost, Worker: func(kinds ...jobs.Kind) *jobs.Worker {
					return &jobs.Worker{Queue: db, Kinds: kinds, Logger: logger, Lease: jobLease}
				},
			},
		},
		reviews:     &admin.Reviews{Desk: desk},
		log:         &admin.Log{Reader: db, Traffic: db, Follower: db, Directory: db, Sources: db, Replayer: replayerOf(db, intake, logger)},
		devices:     admin.NewDevices(&devices.Desk{Store: db, Clock: clock.System, Leaves: devices.Leaves(intake, registries.User)}, db, db),
		traffic:     &admin.Traffic{Reader: db, Sources: db},
		definitions: admin.NewDefinitions(registries, db),
		overviews:   overviews,
		groups:      &admin.Groups{Reader: db, Finder: db, Sources: db, Registry: registries.Registry},
		licensing:   licensing,
		jobs:        &admin.Jobs{Store: db, Clock: clock.System},

		imports: admin.NewImports(admin.ImportsOver{
			Store: db, Sources: db, Intake: intake, Registry: registries.Registry, Licensing: licensing, Licenses: db, Clock: clock.System,
		}, db),

		licenseMails: admin.NewLicenseMails(db, db, db, db, licenseSender(db, asker)),
	}
}

// serving runs fn with the services over the database of the command.
func (a *app) serving(ctx context.Context, e errand, fn func(*services) error) error {
	return a.withStore(ctx, func(db *store.DB) (err error) {
		logger := slog.New(slog.DiscardHandler)
		intake := intakeOver(db, logger)
		defer func() {
			ending, end := context.WithTimeout(context.WithoutCancel(ctx), finishGrace)
			defer end()
			err = errors.Join(err, intake.Close(ending))
		}()
		asker := func() (admin.Asker, error) { return mailLoop(db, e.mails, nil) }
		s := servicesOver(db, intake, e.dns.prover(), asker, logger)
		vault := a.vault(db, cmp.Or(a.database, defaultDatabase))
		s.secrets, s.connected = &admin.Secrets{Vault: vault}, connectedOver(db, intake, s.sources, vault, logger)
		return fn(s)
	})
}

// leaverOver is what deals with the people of sources that are deleted.
func leaverOver(db *store.DB, intake *directory.Intake, logger *slog.Logger) *admin.Leaver {
	return &admin.Leaver{
		Store: db, Intake: intake, Registry: registriesOf(db).Registry, Queue: db, Logger: logger, Lease: jobLease, Settled: settledAfter,
	}
}

// removerOver is what deletes accounts.
func removerOver(db *store.DB, logger *slog.Logger) *admin.AccountRemover {
	return &admin.AccountRemover{Store: db, Queue: db, Logger: logger, Lease: jobLease, Settled: settledAfter}
}

// intakeOver is the intake over a database.
func intakeOver(db *store.DB, logger *slog.Logger) *directory.Intake {
	return directory.NewIntake(db, decide.Batch, logger)
}

// registriesOf are the accounts' schemas and resource types.
func registriesOf(db *store.DB) definitions.Registries {
	return definitions.Registries{Store: db, Base: inbound.Base()}
}

// patchOf reads the PATCH that an administrator's edit is.
func patchOf(rt *schema.ResourceType, body any) (admin.PatchEdit, int, error) {
	p, err := scim.CompilePatch(rt, body, schema.Mode{})
	if err != nil {
		return nil, 0, err
	}
	return p.Apply, p.Steps(), nil
}

func reconsiderer(db *store.DB, intake *directory.Intake) *directory.Reconsiderer {
	return &directory.Reconsiderer{Intake: intake, Waiting: db, User: registriesOf(db).User, Sources: db.Sources}
}

// replayerOf decides requests of the log again. What came of one is in the log when it returns.
func replayerOf(db *store.DB, intake *directory.Intake, logger *slog.Logger) admin.Replayer {
	return func(
		ctx context.Context, account *directory.Account, source directory.Source, entry directory.LogEntry, dry bool,
	) (*admin.Replayed, error) {
		log := inbound.NewLog(db, logger)
		replayed, err := inbound.Replay(ctx, inbound.Config{
			Intake: intake, Reader: db, Definitions: registriesOf(db), Log: log, Logger: logger,
		}, &auth.Identity{Account: *account, Source: source}, entry, dry)
		ending, end := context.WithTimeout(context.WithoutCancel(ctx), finishGrace)
		defer end()
		if err := errors.Join(err, log.Close(ending)); err != nil {
			return nil, err
		}
		return &admin.Replayed{Then: replayed.Then, Now: replayed.Now, Source: source}, nil
	}
}

var _ admin.Prover = (*domains.Prover)(nil)
