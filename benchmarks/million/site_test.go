package million

import (
	"context"
	"log/slog"
	"runtime/debug"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/schema"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // as the program does
	debug.SetMemoryLimit(256 << 20)
	storetest.Main(m)
}

// site is an account that a service is connected to, and another source pushes to.
type site struct {
	*testing.T
	db      *store.DB
	account directory.Account
	pushing directory.Source
	read    directory.Source
	intake  *directory.Intake
	runner  *syncrun.Runner
	service *service
}

func newSite(t *testing.T, db *store.DB, people int) *site {
	t.Helper()
	ctx := t.Context()
	account, err := db.CreateAccount(ctx, "acme")
	if err == nil {
		_, err = db.ApproveDomain(ctx, account.ID, "example.com")
	}
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, db: db, account: *account, service: &service{people: people}}
	for _, source := range []*directory.Source{&s.pushing, &s.read} {
		made := directory.Source{AccountID: account.ID, Name: "okta", Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold}
		if source == &s.read {
			made.Name, made.Kind, made.Rank = "hr", directory.KindPulled, 200
		}
		created, err := db.CreateSource(ctx, made)
		if err != nil {
			t.Fatal(err)
		}
		*source = *created
	}
	if err := db.ConnectService(ctx, &syncrun.Service{
		Source: s.read, Kind: "memory", Settings: "{}", Scope: syncrun.ScopeOf("memory", "{}", nil), Waived: true,
	}, directory.LogEntry{}); err != nil {
		t.Fatal(err)
	}
	s.intake = directory.NewIntake(db, decide.Batch, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { s.intake.Close(context.Background()) })
	s.runner = &syncrun.Runner{
		Store: db, Intake: s.intake, Clock: clock.System, Logger: slog.New(slog.DiscardHandler),
		Registry: func(context.Context, string) (*schema.Registry, error) { return schema.Core(), nil },
		Connect:  func(context.Context, *syncrun.Service) (connectors.Connector, error) { return s.service, nil },
		Wait:     func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	return s
}

// run carries out a full run, which must come to its end.
func (s *site) run() *syncrun.Run {
	s.Helper()
	asked, err := s.db.AskRun(s.Context(), &syncrun.Run{
		AccountID: s.account.ID, SourceID: s.read.ID, Mode: syncrun.Full, Actor: "ann", Channel: "cli",
	}, directory.Job{ID: s.account.ID, Kind: "sync", Key: s.read.ID, Payload: "{}"})
	if err == nil {
		err = s.runner.Do(s.Context(), s.account.ID, s.read.ID)
	}
	if err != nil {
		s.Fatal(err)
	}
	run, err := s.db.SyncRun(s.Context(), s.account.ID, asked.ID)
	if err != nil {
		s.Fatal(err)
	}
	if run.State != syncrun.Completed {
		s.Fatalf("the run is %s: %s", run.State, run.Problem)
	}
	return run
}
