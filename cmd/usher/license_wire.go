package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// settlerOver is what settles people's licenses again.
func settlerOver(db *store.DB, intake *directory.Intake) *admin.Settler {
	desk := admin.Desk{Directory: db, Sources: db, Intake: intake, UserType: registriesOf(db).User}
	return &admin.Settler{Store: db, Desk: desk, Accounts: db.ConfirmingAccount, Now: clock.System}
}

// settleNow settles at once, for a command. Where no job waits a server has it: that both do it at once does no harm.
func settleNow(db *store.DB, intake *directory.Intake, logger *slog.Logger) admin.Settling {
	settler := settlerOver(db, intake)
	return func(ctx context.Context, account *directory.Account, whose directory.Resettling) (changed int, err error) {
		do := func(ctx context.Context, j *jobs.Job) (err error) {
			changed, err = settler.Run(ctx, account, directory.ParseResettling(j.Payload), settler.Noting(ctx, j))
			return err
		}
		worker := jobs.Worker{Queue: db, Logger: logger, Lease: jobLease, Kinds: []jobs.Kind{{Name: directory.JobRelicense, Limit: letInLimit, Do: do}}}
		if err = worker.Now(ctx, account.ID, directory.JobRelicense, whose.Key()); errors.Is(err, jobs.ErrNone) {
			changed, err = settler.Run(ctx, account, whose, nil)
		}
		return changed, err
	}
}

// licenseSender makes license mails of the settings that mails have.
func licenseSender(db *store.DB, asker func() (admin.Asker, error)) func() (*licensemail.Sender, error) {
	return func() (*licensemail.Sender, error) {
		if asker == nil {
			return nil, text.Errorf(nil, "mail.none")
		}
		made, err := asker()
		if err != nil {
			return nil, err
		}
		loop, is := made.(*confirm.Loop)
		if !is {
			return nil, text.Errorf(nil, "mail.none")
		}
		return &licensemail.Sender{Store: db, People: db, Mailer: loop.Mailer, BaseURL: loop.BaseURL}, nil
	}
}
