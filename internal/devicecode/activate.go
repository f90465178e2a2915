package devicecode

import (
	"context"
	"errors"
	"strings"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/scim/filter"
)

// Answer is an address with the code that was mailed to it.
type Answer struct {
	Email   string
	Code    string
	Account string // its id or name; "" for the one that the address leads to
	Product string // "" where the person has one license
	Client  string // who asks: a network address
}

// Activate gives a device a slot of the license of whoever proves a mailbox by a code. It makes the person known to the
// account, or joins it to who is known already, by the intake. The error is a *devices.Error for a refusal; one
// that follows the proof says what stands in the way.
func (s *Service) Activate(ctx context.Context, a Answer, r devices.Request) (*devices.Answer, error) {
	address, err := addressOf(a.Email, a.Account)
	if err != nil {
		return nil, err
	}
	if len(a.Product) > maxAccount {
		return nil, devices.Refuse(devices.InvalidRequest, "device.tooLong", "member", "product", "found", len(a.Product),
			"most", maxAccount)
	}
	if err := r.Check(); err != nil { // what is asked wrongly costs no code
		return nil, err
	}
	code, ok := secretlink.ReadCode(a.Code)
	if !ok {
		return nil, devices.Refuse(devices.InvalidCode, "devicecode.noCode", "length", secretlink.CodeLength,
			"example", secretlink.ShowCode("2A4C6E8G"))
	}
	id, err := s.prove(ctx, address, code, a.Client)
	if err != nil {
		return nil, err
	}
	answer, err := s.activate(ctx, address, a, r)
	var refused *devices.Error
	if err != nil && !errors.As(err, &refused) {
		// Our own failure must not cost the code. Where this fails, too, another one is asked for.
		if kept := s.Store.ReturnCode(context.WithoutCancel(ctx), id); kept != nil {
			err = errors.Join(err, kept)
		}
	}
	return answer, err
}

// prove uses a code up. The answers to wrong ones are the same for all addresses.
func (s *Service) prove(ctx context.Context, address directory.Address, code, client string) (id string, err error) {
	proof, err := s.Store.ProveCode(ctx, address.String(), s.hash(address, code), []Counter{
		s.counter("wrong for address", address.String(), WrongForAddress), s.counter("wrong in a day", address.String(),
			WrongInADay),
		s.counter("wrong by client", client, WrongByClient), s.counter("wrong for domain", address.Domain, WrongForDomain),
		s.counter("wrong in all", "", WrongInAll),
	})
	switch {
	case err != nil:
		return "", err
	case proof.Over == 0 || proof.Over == 1:
		return "", waiting(devices.CodeLocked, "devicecode.locked", proof.Wait)
	case proof.Over > 1:
		return "", waiting(devices.RateLimited, "devicecode.guesses", proof.Wait)
	case proof.ID == "" && proof.Left == 0:
		return "", devices.Refuse(devices.InvalidCode, "devicecode.last")
	case proof.ID == "":
		return "", devices.Refuse(devices.InvalidCode, "devicecode.wrong", "minutes", int(Validity.Minutes()), "left",
			proof.Left)
	}
	return proof.ID, nil
}

// activate does what a proved mailbox is allowed to.
func (s *Service) activate(
	ctx context.Context, address directory.Address, a Answer, r devices.Request,
) (*devices.Answer, error) {
	account, err := s.account(ctx, address, a.Account)
	if err != nil {
		return nil, err
	}
	userID, err := s.person(ctx, account, address)
	if err != nil {
		return nil, err
	}
	license, err := s.license(ctx, account, userID, a.Product)
	if err != nil {
		return nil, err
	}
	key := directory.LicenseKey(account.Secret, license).Text()
	answer, err := s.Devices.ActivateFor(ctx, account, license, r)
	if err != nil {
		var refused *devices.Error
		if errors.As(err, &refused) { // with the key nobody needs another code to go on
			refused.Key = key
		}
		return nil, err
	}
	answer.Key = key
	return answer, nil
}

// account finds the account that an address leads to. Of several the one that has proved the domain counts, then
// the one that approves it; who names one by its name has to name one of them, so that nobody finds out which there
// are.
func (s *Service) account(ctx context.Context, address directory.Address, named string) (*directory.Account, error) {
	list, err := s.Store.Candidates(ctx, address, named)
	if err != nil {
		return nil, err
	}
	if named != "" {
		for i := range list {
			if list[i].Account.ID == strings.ToLower(named) || filter.Fold(list[i].Account.Name) == filter.Fold(named) {
				return &list[i].Account, nil
			}
		}
		return nil, devices.Refuse(devices.NoAccount, "devicecode.noSuchAccount", "domain", address.Domain)
	}
	switch {
	case len(list) == 0:
		return nil, devices.Refuse(devices.NoAccount, "devicecode.noAccount", "domain", address.Domain)
	case len(list) > 1 && list[0].Rank == list[1].Rank:
		return nil, devices.Refuse(devices.SeveralAccounts, "devicecode.severalAccounts", "domain", address.Domain)
	}
	return &list[0].Account, nil
}

// license finds which of a person's licenses the device is to work by.
func (s *Service) license(
	ctx context.Context, account *directory.Account, userID, product string,
) (id string, err error) {
	list, err := s.Store.Products(ctx, account.ID, userID)
	if err != nil {
		return "", err
	}
	var fits []Product
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = p.Product
		if product == "" || filter.Fold(p.Product) == filter.Fold(product) {
			fits = append(fits, p)
		}
	}
	switch {
	case len(fits) == 1:
		return fits[0].LicenseID, nil
	case len(list) == 0:
		return "", devices.Refuse(devices.NoLicense, "devicecode.noLicense", "account", account.Name)
	case len(fits) == 0:
		return "", devices.Refuse(devices.NoLicense, "devicecode.noLicenseOf", "account", account.Name, "product", product,
			"products", names)
	}
	return "", devices.Refuse(devices.SeveralProducts, "devicecode.severalProducts", "products", names)
}
