package devices

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// TakeSeat has a license take its seat at its first activation, where its pool counts from first use, or wait in line.
type TakeSeat func(ctx context.Context, account *directory.Account, l *License) error

// Seats takes seats through the intake, which alone gives them (rule L2). userType gives an account's definition of people.
func Seats(intake *directory.Intake, userType func(ctx context.Context, accountID string) (*schema.ResourceType, error)) TakeSeat {
	return func(ctx context.Context, account *directory.Account, l *License) error {
		people, err := userType(ctx, account.ID)
		if err != nil {
			return err
		}
		results, err := intake.Decide(ctx, *account, []directory.Decision{{
			Record: l.Record, Type: people, Action: directory.License,
			License: &licensing.Order{Do: licensing.Use, Product: l.Product},
			Request: directory.Request{Channel: Channel, Operation: "ACTIVATE"},
		}})
		if err != nil {
			return err
		}
		return results[0].Err
	}
}
