package admin

import (
	"context"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
)

// ConfirmRequest is the code that a mail has brought to an address.
type ConfirmRequest struct {
	Email string
	Code  string
}

// Confirmation is an address whose mailbox has agreed.
type Confirmation struct {
	Address string // normalised (rule M3)
	Source  string // name of the source that brought it
	Record  string // id
}

// Confirm takes the code of a mail, which proves that its mailbox agrees (rule M5). The error is a
// *confirm.Error when the code is refused.
func (s *People) Confirm(
	ctx context.Context, actor Actor, account *directory.Account, r ConfirmRequest,
) (*Confirmation, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	entered := func(ctx context.Context, accountID string, key directory.RecordKey, address string) error {
		return s.confirmed(ctx, actor.Name, accountID, key, address)
	}
	loop := &confirm.Loop{Store: s.Confirmations, Confirmed: entered}
	key, err := loop.ByCode(ctx, account, r.Email, r.Code)
	if err != nil {
		return nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return &Confirmation{Address: directory.EmailKey(r.Email), Source: names[key.SourceID], Record: key.ID}, nil
}

// Confirmed brings a mailbox's own answer to the intake; it is a confirm.Confirmed. A record that is
// gone, or that brings another address by now, is refused there; an answer that is given twice changes
// nothing the second time.
func (s *People) Confirmed(ctx context.Context, accountID string, key directory.RecordKey, address string) error {
	return s.confirmed(ctx, "", accountID, key, address)
}

var _ confirm.Confirmed = (*People)(nil).Confirmed

func (s *People) confirmed(
	ctx context.Context, actor, accountID string, key directory.RecordKey, address string,
) error {
	account, err := s.Confirmations.ConfirmingAccount(ctx, accountID)
	if err != nil {
		return err
	}
	if account == nil {
		return directory.Refuse(directory.NotFound, "admin.accountGone")
	}
	user, err := s.UserType(ctx, accountID)
	if err != nil {
		return err
	}
	_, err = one(s.Intake.Decide(ctx, *account, []directory.Decision{{
		Action: directory.Confirm, Record: key, Type: user, Address: address,
		Request: directory.Request{Channel: "mail", Operation: "CONFIRM", Actor: actor},
	}}))
	return err
}
