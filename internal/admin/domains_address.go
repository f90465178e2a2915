package admin

import (
	"context"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/text"
)

// ApprovedAddress is one mailbox for which an administrator vouches although its domain is not approved (rule D1).
type ApprovedAddress struct {
	Address directory.Address
	Created time.Time
}

// AddressRequest names a mailbox.
type AddressRequest struct {
	Email        string
	ConfusableOK bool // somebody has checked every character
}

// AddressApproved is a mailbox that was approved.
type AddressApproved struct {
	Address string
	Domain  domains.Domain
	LetIn   int
}

// ApproveAddress approves one mailbox, of a public mail provider too, and lets in who waits with it.
func (s *Domains) ApproveAddress(
	ctx context.Context, actor Actor, account *directory.Account, r AddressRequest,
) (done *AddressApproved, err error) {
	err = s.do(ctx, actor, account, "APPROVE "+r.Email, func(ctx context.Context) error {
		address, d, err := mailbox(r.Email)
		if err == nil {
			err = domains.CheckMixed(d)
		}
		if err == nil && !r.ConfusableOK {
			err = domains.CheckConfusable(d)
		}
		if err != nil {
			return err
		}
		if _, err := s.Store.ApproveAddress(ctx, account.ID, address); err != nil {
			return err
		}
		done = &AddressApproved{Address: address.String(), Domain: d}
		if done.LetIn, err = s.LetIn(ctx, account, &domains.AccountDomain{Name: d.Name}); err != nil {
			return text.Errorf(err, "domain.halfAddress", "address", address.String())
		}
		return nil
	})
	return done, err
}

// mailbox reads an e-mail address and the domain that it is of.
func mailbox(s string) (directory.Address, domains.Domain, error) {
	address, ok := directory.ParseAddress(s)
	if !ok {
		return directory.Address{}, domains.Domain{}, directory.Refuse(directory.Invalid, "address.none", "address", s)
	}
	d, err := domains.Parse(address.Domain)
	return address, d, err
}

// Revoked is a domain or a mailbox that was given up.
type Revoked struct {
	Domain  domains.Domain
	Address string // "" for a domain
}

// Revoke takes back what was approved, verified or claimed, of a domain or of a mailbox. Whoever is in stays (rule D4).
func (s *Domains) Revoke(
	ctx context.Context, actor Actor, account *directory.Account, name string,
) (done *Revoked, err error) {
	err = s.do(ctx, actor, account, "REVOKE "+name, func(ctx context.Context) error {
		if strings.Contains(name, "@") {
			address, d, err := mailbox(name)
			if err != nil {
				return err
			}
			done = &Revoked{Domain: d, Address: address.String()}
			return s.Store.RevokeAddress(ctx, account.ID, address)
		}
		d, err := domains.Parse(name)
		if err != nil {
			return err
		}
		done = &Revoked{Domain: d}
		return s.Store.RevokeDomain(ctx, account.ID, d.Name)
	})
	return done, err
}

// DomainList is what an account may say for domains and for mailboxes, and who waits for what.
type DomainList struct {
	Domains   []domains.AccountDomain
	Addresses []ApprovedAddress
	Waiting   []DomainWaits // for domains that are not among Domains, too
}

// List lists the account's domains in the order of their names, then its mailboxes.
func (s *Domains) List(ctx context.Context, actor Actor, account *directory.Account) (*DomainList, error) {
	list := &DomainList{}
	var err error
	if list.Domains, err = s.Store.Domains(ctx, account.ID); err != nil {
		return nil, err
	}
	if list.Addresses, err = s.Store.ApprovedAddresses(ctx, account.ID); err != nil {
		return nil, err
	}
	list.Waiting, err = s.Overviews.Waiting(ctx, actor, account)
	return list, err
}
