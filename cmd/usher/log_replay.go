package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
)

type logReplay struct {
	Entry string `arg:"" help:"Case id of the log entry."`
	inAnyAccount
	DryRun bool `help:"Decide only: nothing is kept but the log's entry of the attempt."`
	asJSON
}

// Run replays one request of the provisioning log as the source that sent it (rule O1). It
// succeeds whatever was decided.
func (c *logReplay) Run(ctx context.Context, a *app) error {
	found := false
	err := c.each(ctx, a, func(db *store.DB, account *directory.Account) (bool, error) {
		entry, err := findEntry(ctx, db, account.ID, c.Entry)
		if err != nil || entry == nil {
			return false, err
		}
		found = true
		sources, err := db.Sources(ctx, account.ID)
		if err != nil {
			return true, err
		}
		at := slices.IndexFunc(sources, func(s directory.Source) bool { return s.ID == entry.SourceID })
		if at < 0 {
			return true, errors.New("the entry can't be replayed: the source that it came from is gone")
		}
		identity := &auth.Identity{Account: *account, Source: sources[at]}
		r, err := replayEntry(ctx, a, db, identity, *entry, c.DryRun)
		if err != nil {
			return true, err
		}
		return true, showReplay(a, c.JSON, newReplayView(r, identity, a.reader, c.DryRun))
	})
	if err == nil && !found {
		err = fmt.Errorf("the log has no entry %q: usher log shows their case ids in the last column", visible(c.Entry))
	}
	return err
}

// findEntry finds an entry of the account's log by its case id; nil when there is none.
func findEntry(ctx context.Context, db *store.DB, accountID, caseID string) (*directory.LogEntry, error) {
	if id, err := uuid.Parse(caseID); err == nil {
		entries, err := db.LogEntries(ctx, accountID, []string{id.String()})
		if err != nil {
			return nil, err
		}
		if len(entries) == 1 {
			return &entries[0], nil
		}
	}
	return nil, nil
}

// replayEntry decides an entry anew. What came of it is in the log when it returns.
func replayEntry(ctx context.Context, a *app, db *store.DB, identity *auth.Identity, entry directory.LogEntry, dry bool) (*inbound.Replayed, error) {
	logger := slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelError}))
	log := inbound.NewLog(db, logger)
	intake := intakeOver(db, logger)
	replayed, err := inbound.Replay(ctx, inbound.Config{
		Intake: intake, Reader: db, Definitions: definitions{db}, Log: log, Logger: logger,
	}, identity, entry, dry)
	ending, end := context.WithTimeout(context.WithoutCancel(ctx), finishGrace)
	defer end()
	if err := errors.Join(err, intake.Close(ending), log.Close(ending)); err != nil {
		return nil, err
	}
	return replayed, nil
}
