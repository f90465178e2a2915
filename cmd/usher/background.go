package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/store"
)

// How often what recurs comes again, and how long letting people in and forgetting may take.
const (
	recheckEvery = time.Minute
	forgetEvery  = 6 * time.Hour
	warnEvery    = time.Hour
	releaseEvery = time.Hour
	letInLimit   = time.Hour
	expireLimit  = time.Hour
)

// settledAfter is how long after the end of its tokens no request of a source is under way any more that was let in
// before: a second until all nodes know, and the time that a batch waits and takes.
const settledAfter = 3 * time.Second

// jobLease is how long the job of a process that died waits for another; tests shorten it.
var jobLease = jobs.DefaultLease

// background is what a server does between requests (docs/jobs.md). mailing is nil where no mails are
// sent; what is to be mailed then waits for a server that does.
func background(
	db *store.DB, intake *directory.Intake, people *admin.People, codes *devicecode.Service, connected *admin.Services,
	mailing *confirm.Loop, prover *domains.Prover, logger *slog.Logger,
) *jobs.Worker {
	r := reconsiderer(db, intake)
	letIn := admin.LettingIn(db, r)
	rechecker := &domains.Rechecker{AccountDomains: db, Prover: prover, Logger: logger}
	forgetter := &directory.Forgetter{Hashes: db, Clock: clock.System}
	warnings := &admin.Warnings{Store: db, Clock: clock.System}
	seats := &admin.SeatAlerts{Store: db, Clock: clock.System}
	expirer := &directory.Expirer{Kept: db, Clock: clock.System}
	kinds := []jobs.Kind{
		{Name: directory.JobLetIn, AtOnce: 2, Limit: letInLimit, Do: func(ctx context.Context, j *jobs.Job) error {
			return letInJob(ctx, db, letIn, j)
		}},
		{Name: "sweep", Every: directory.SweepAtMost, Limit: letInLimit, Do: func(ctx context.Context, _ *jobs.Job) error {
			rest, err := r.Sweep(ctx)
			if err != nil {
				return err
			}
			return jobs.Again(rest)
		}},
		{Name: "recheck-domains", Every: recheckEvery, Do: func(ctx context.Context, _ *jobs.Job) error {
			return rechecker.All(ctx)
		}},
		{Name: "forget-hashes", Every: forgetEvery, Do: func(ctx context.Context, _ *jobs.Job) error {
			return forgetter.Forget(ctx)
		}},
		{Name: "forget-log", Every: forgetEvery, Limit: expireLimit, Do: func(ctx context.Context, _ *jobs.Job) error {
			return expirer.Expire(ctx)
		}},
		{Name: "forget-aside", Every: forgetEvery, Do: func(ctx context.Context, _ *jobs.Job) error {
			return directory.ForgetAside(ctx, db, clock.System().Add(-directory.AsideTime))
		}},
		{Name: "warn-of-tokens", Every: warnEvery, Do: func(ctx context.Context, _ *jobs.Job) error {
			return warnings.All(ctx)
		}},
		{Name: "warn-of-seats", Every: warnEvery, Do: func(ctx context.Context, _ *jobs.Job) error {
			return seats.All(ctx)
		}},
		{Name: "release-devices", Every: releaseEvery, Limit: expireLimit, Do: func(ctx context.Context, _ *jobs.Job) error {
			return (&devices.Desk{Store: db, Clock: clock.System, Leaves: devices.Leaves(intake, registriesOf(db).User)}).ReleaseSilent(ctx)
		}},
		people.Erasing(),
		jobs.Forgetting(db),
		codes.Forgetting(),
		leaverOver(db, intake, logger).Kind(),
	}
	kinds = append(kinds, connected.Kinds()...)
	kinds = append(kinds, settlerOver(db, intake).Kinds()...)
	kinds = append(kinds, removerOver(db, logger).Kinds()...)
	if mailing != nil {
		warnings.Mailer, seats.Mailer = mailing.Mailer, mailing.Mailer
		sender := &licensemail.Sender{Store: db, People: db, Mailer: mailing.Mailer, BaseURL: mailing.BaseURL}
		kinds = append(kinds, people.Asking(mailing), warnings.Mailing(), seats.Mailing(), sender.Mailing(), codes.Mailing(mailing.Mailer))
	}
	return &jobs.Worker{Queue: db, Kinds: kinds, Logger: logger, Lease: jobLease}
}

// letInJob lets in who waits for a domain that was approved by somebody who did not come to it. Of a
// domain that the account has nothing to do with by now single addresses may be approved.
func letInJob(ctx context.Context, db *store.DB, letIn admin.LetIn, j *jobs.Job) error {
	account, err := db.ConfirmingAccount(ctx, j.AccountID)
	if err != nil || account == nil {
		return err
	}
	h, err := db.Domain(ctx, account.ID, j.Key)
	if directory.KindOf(err) == directory.NotFound {
		h, err = domains.AccountDomain{Name: j.Key}, nil
	}
	if err != nil {
		return err
	}
	_, err = letIn(ctx, account, &h)
	return err
}

// letInNow does the same at once, for a command. Where no job waits the command was repeated, or a server has the job:
// that both do it at once does no harm.
func letInNow(db *store.DB, intake *directory.Intake, logger *slog.Logger) admin.LetIn {
	letIn := admin.LettingIn(db, reconsiderer(db, intake))
	return func(ctx context.Context, account *directory.Account, h *domains.AccountDomain) (n int, err error) {
		do := func(ctx context.Context, _ *jobs.Job) (err error) {
			n, err = letIn(ctx, account, h)
			return err
		}
		worker := jobs.Worker{
			Queue: db, Logger: logger, Lease: jobLease,
			Kinds: []jobs.Kind{{Name: directory.JobLetIn, Limit: letInLimit, Do: do}},
		}
		if err = worker.Now(ctx, account.ID, directory.JobLetIn, h.Name); errors.Is(err, jobs.ErrNone) {
			err = do(ctx, nil)
		}
		return n, err
	}
}
