package devices

import (
	"cmp"
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// TakeSeat has a license take its seat at its first activation, where its pool counts from first use, or wait in line.
type TakeSeat func(ctx context.Context, account *directory.Account, l *License) error

// LeaveSeat has it give the seat back when none of its devices holds a slot any more; otherwise it does nothing.
type LeaveSeat func(ctx context.Context, account *directory.Account, l *License) error

// Seats takes seats through the intake, which alone gives them (rule L2). userType gives an account's definition of
// people.
func Seats(
	intake *directory.Intake, userType func(ctx context.Context, accountID string) (*schema.ResourceType, error),
) TakeSeat {
	return func(ctx context.Context, account *directory.Account, l *License) error {
		return order(ctx, intake, userType, account, l, &licensing.Order{Do: licensing.Use, Product: l.Product}, "ACTIVATE")
	}
}

// Leaves gives them back through the intake, whose transaction promotes who waits (rule L5).
func Leaves(
	intake *directory.Intake, userType func(ctx context.Context, accountID string) (*schema.ResourceType, error),
) LeaveSeat {
	return func(ctx context.Context, account *directory.Account, l *License) error {
		return order(ctx, intake, userType, account, l, &licensing.Order{Do: licensing.Rest, Product: l.Product,
			LicenseID: l.ID}, "RELEASE")
	}
}

// order has the intake decide about the license.
func order(
	ctx context.Context, intake *directory.Intake, userType func(ctx context.Context,
		accountID string) (*schema.ResourceType, error),
	account *directory.Account, l *License, o *licensing.Order, operation string,
) error {
	people, err := userType(ctx, account.ID)
	if err != nil {
		return err
	}
	results, err := intake.Decide(ctx, *account, []directory.Decision{{
		Record: l.Record, Type: people, Action: directory.License, License: o, Request: directory.Request{Channel: Channel,
			Operation: operation},
	}})
	if err != nil {
		return err
	}
	return results[0].Err
}

// left gives the seat of a license back of which no slot is taken any more. What fails is done by the hourly job:
// the device is released all the same.
func (l *License) left(ctx context.Context, account *directory.Account, leave LeaveSeat, used int) {
	if leave != nil && used == 0 && l.Pool.FirstUse && l.State == licensing.Active {
		_ = leave(ctx, account, l) // see ReleaseSilent
	}
}

// leaveIdle gives the seats back of licenses of which all devices have been released.
func (s *Desk) leaveIdle(ctx context.Context) error {
	if s.Leaves == nil {
		return nil
	}
	now := s.Clock.OrSystem().Stamp()
	var failed error // the first that did
	after := Key{}
	for {
		list, err := s.Store.IdleLicenses(ctx, now, after, page)
		if err != nil {
			return err
		}
		for _, k := range list {
			after = k
			failed = cmp.Or(failed, s.leaveIdleOne(ctx, k, now))
		}
		if len(list) < page {
			return failed
		}
	}
}

func (s *Desk) leaveIdleOne(ctx context.Context, k Key, now time.Time) error {
	account, err := s.Store.ConfirmingAccount(ctx, k.AccountID)
	if err != nil {
		return err
	}
	f, err := s.Store.Devices(ctx, k, now)
	if err != nil || account == nil || f.License == nil {
		return err
	}
	if err := s.Leaves(ctx, account, f.License); directory.KindOf(err) == 0 {
		return err
	}
	return nil
}
