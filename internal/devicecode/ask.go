package devicecode

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/text"
)

// Question asks for a code.
type Question struct {
	Email    string
	Account  string        // its id or name; "" for the one that the address leads to
	Language text.Language // of the mail; "" for the account's
	Client   string        // who asks: a network address
}

// maxAccount bounds how an account is named, in bytes.
const maxAccount = 256

// Ask has a code mailed to an address. Nothing is looked up of the address: whoever asks is told the same of each,
// at the same cost. The error is an *Error for what is no address, and where too many codes were asked for.
func (s *Service) Ask(ctx context.Context, q Question) error {
	address, err := addressOf(q.Email, q.Account)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	now := s.now()
	wait, err := s.Store.OpenCode(ctx, &Code{
		ID: id.String(), Address: address.String(), Hash: s.hash(address, secretlink.Code(codeKind, s.Key, id.String())),
		Asked:    q.Account,
		Language: string(q.Language), Created: now, Expires: now.Add(Validity),
	}, directory.Job{ID: id.String(), Kind: JobKind, Key: id.String(), Payload: "{}"}, []Counter{
		s.counter("asked of address", address.String(), AskedOfAddress), s.counter("asked by client", q.Client,
			AskedByClient),
		s.counter("asked of domain", address.Domain, AskedOfDomain), s.counter("asked in all", "", AskedInAll),
	})
	if err != nil {
		return err
	}
	if wait > 0 {
		return waiting(devices.RateLimited, "devicecode.often", wait)
	}
	return nil
}

// addressOf reads an address, and looks at how an account is named.
func addressOf(email, account string) (directory.Address, error) {
	address, ok := directory.ParseAddress(email)
	switch {
	case !ok:
		return address, devices.Refuse(devices.InvalidEmail, "devicecode.noAddress")
	case len(account) > maxAccount:
		return address, devices.Refuse(devices.InvalidRequest, "device.tooLong", "member", "account", "found", len(account),
			"most", maxAccount)
	}
	return address, nil
}

// waiting is a refusal that ends by itself.
func waiting(code devices.Code, key string, wait time.Duration) *devices.Error {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	e := devices.Refuse(code, key, "minutes", minutes)
	e.Wait = wait
	return e
}

// hash is how the code of an address is kept: of no use for another address, nor to whoever sees the row.
func (s *Service) hash(a directory.Address, code string) string {
	return hex.EncodeToString(secretlink.Derived(s.Key, "device code", a.String(), code))
}

// counter is what is counted of something.
func (s *Service) counter(kind, of string, l Limit) Counter {
	return Counter{hex.EncodeToString(secretlink.Derived(s.Key, "device limit", kind, of)), l}
}
