package confirm

import (
	"context"
	"crypto/hmac"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/secretlink"
)

// ByCode takes the code of the mail that was sent to an address, as somebody typed it, and returns
// what the address was typed for. The error is an *Error when the code is refused, and Confirmed's
// own when that failed.
func (l *Loop) ByCode(
	ctx context.Context, account *directory.Account, address, typed string,
) (directory.RecordKey, error) {
	none := directory.RecordKey{}
	a, ok := directory.ParseAddress(address)
	if !ok {
		return none, refuse(NoAddress, "confirm.noAddressSent", "address", address)
	}
	code, ok := readCode(typed)
	if !ok {
		return none, refuse(Wrong, "confirm.noCode", "typed", typed, "length", codeLength, "example",
			showCode("2A4C6E8G"))
	}
	hash, now := codeHash(account.Secret, a.String(), code), l.now()
	c, err := l.Store.TryCode(ctx, account.ID, a.String(), hash, now)
	if err != nil {
		return none, err
	}
	switch {
	case c == nil:
		return none, refuse(Unknown, "confirm.noMail", "address", a.String())
	case !c.open(now):
		return none, over(c.Address)
	case c.Tries >= MaxTries:
		return none, refuse(TriedOut, "confirm.triedOut", "tries", c.Tries, "address", a.String())
	case !hmac.Equal([]byte(c.CodeHash), []byte(hash)):
		return none, refuse(Wrong, "confirm.wrong", "address", a.String(), "left", MaxTries-c.Tries)
	}
	return c.Key, l.finish(ctx, c)
}

// ByLink takes the token of a link and returns whose and what the confirmation is. The error is an
// *Error when the token is refused, and Confirmed's own when that failed.
func (l *Loop) ByLink(
	ctx context.Context, token string,
) (accountID string, key directory.RecordKey, address string, err error) {
	_, c, err := l.look(ctx, token)
	if err == nil {
		err = l.finish(ctx, c)
	}
	if err != nil {
		return "", directory.RecordKey{}, "", err
	}
	return c.AccountID, c.Key, c.Address, nil
}

// look finds the open confirmation of a link's token and changes nothing.
func (l *Loop) look(ctx context.Context, token string) (*directory.Account, *Confirmation, error) {
	unknown := refuse(Unknown, "confirm.noLink")
	accountID, secret, ok := secretlink.Read(token)
	if !ok {
		return nil, nil, unknown
	}
	account, err := l.Store.ConfirmingAccount(ctx, accountID)
	if err != nil {
		return nil, nil, err
	}
	if account == nil {
		return nil, nil, unknown
	}
	c, err := l.Store.ConfirmationByLink(ctx, accountID, secretlink.Hash(linkKind, account.Secret, secret))
	switch {
	case err != nil:
		return nil, nil, err
	case c == nil:
		return nil, nil, unknown
	case !c.open(l.now()):
		return nil, nil, over(c.Address)
	}
	return account, c, nil
}

// finish acts on an answer, and then uses the confirmation up. In this order a crash in between
// leaves an answer that can be given again, and never one that is used up without effect.
func (l *Loop) finish(ctx context.Context, c *Confirmation) error {
	if err := l.Confirmed(ctx, c.AccountID, c.Key, c.Address); err != nil {
		return err
	}
	won, err := l.Store.UseConfirmation(ctx, c.AccountID, c.ID, l.now())
	if err == nil && !won {
		return over(c.Address)
	}
	return err
}

func over(address string) *Error {
	return refuse(Over, "confirm.over", "address", address)
}
