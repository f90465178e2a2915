package admin

import (
	"context"
	"crypto/rand"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/text"
)

// Domains is what can be done about the e-mail domains of an account, and about single addresses (rules D1 to D6).
// It is safe for concurrent use.
type Domains struct {
	acts
	Store     DomainStore
	Prover    Prover
	LetIn     LetIn
	Overviews *Overviews
}

// NewDomains returns the service over a store; refusals go to the journal.
func NewDomains(store DomainStore, prover Prover, letIn LetIn, overviews *Overviews, journal Journal) *Domains {
	return &Domains{acts: acts{journal}, Store: store, Prover: prover, LetIn: letIn, Overviews: overviews}
}

// DomainStore keeps what accounts may say for domains. Domains are in A-label form.
type DomainStore interface {
	VouchForDomain(ctx context.Context, accountID, domain string, subdomains bool) (created bool, err error)
	ClaimDomain(ctx context.Context, accountID, domain, token string, subdomains bool) (domains.AccountDomain, error)
	ApplyCheck(ctx context.Context, accountID, domain, token string, a domains.Answer) (domains.AccountDomain, error)
	RevokeDomain(ctx context.Context, accountID, domain string) error
	// Domain finds what the account holds of a domain; NotFound when it has nothing to do with it.
	Domain(ctx context.Context, accountID, domain string) (domains.AccountDomain, error)
	Domains(ctx context.Context, accountID string) ([]domains.AccountDomain, error)
	ApproveAddress(ctx context.Context, accountID string, a directory.Address) (created bool, err error)
	RevokeAddress(ctx context.Context, accountID string, a directory.Address) error
	ApprovedAddresses(ctx context.Context, accountID string) ([]ApprovedAddress, error)
}

// Prover looks for the proof of a domain in the outside world; a *domains.Prover is one.
type Prover interface {
	Prove(ctx context.Context, method domains.Method, domain, token string) domains.Answer
}

// DomainRequest names a domain that is to be claimed or approved.
type DomainRequest struct {
	Domain       string // in either form
	Subdomains   bool   // with what is below it (rule D5)
	ConfusableOK bool   // somebody has checked every character of a name that looks like another (rule D6)
}

// DomainChanged is a domain that was claimed or approved.
type DomainChanged struct {
	Domain  domains.Domain
	Holding domains.AccountDomain
	LetIn   int // who waited for it and was let in
}

// read reads the domain of a request.
func (r *DomainRequest) read(parse func(string) (domains.Domain, error)) (domains.Domain, error) {
	d, err := parse(r.Domain)
	if err == nil && !r.ConfusableOK {
		err = domains.CheckConfusable(d)
	}
	return d, err
}

// Approve approves a domain (rule D1), and lets in whoever was held for it, in the order of arrival (rule D7).
// Repeating it finishes one that was cut short.
func (s *Domains) Approve(
	ctx context.Context, actor Actor, account *directory.Account, r DomainRequest,
) (done *DomainChanged, err error) {
	err = s.do(ctx, actor, account, "APPROVE "+r.Domain, func(ctx context.Context) error {
		d, err := r.read(domains.Approvable)
		if err != nil {
			return err
		}
		if _, err := s.Store.VouchForDomain(ctx, account.ID, d.Name, r.Subdomains); err != nil {
			return err
		}
		done = &DomainChanged{Domain: d}
		if done.Holding, err = s.Store.Domain(ctx, account.ID, d.Name); err != nil {
			return err
		}
		if done.LetIn, err = s.LetIn(ctx, account, &done.Holding); err != nil {
			return text.Errorf(err, "domain.halfApproved", "domain", d.String(), "letIn", done.LetIn)
		}
		return nil
	})
	return done, err
}

// Claim claims a domain, whose holding says what proves it (rule D2). A claim changes nothing until it is proved, and
// claiming again gives the same.
func (s *Domains) Claim(
	ctx context.Context, actor Actor, account *directory.Account, r DomainRequest,
) (done *DomainChanged, err error) {
	err = s.do(ctx, actor, account, "CLAIM "+r.Domain, func(ctx context.Context) error {
		d, err := r.read(domains.Claimable)
		if err != nil {
			return err
		}
		done = &DomainChanged{Domain: d}
		done.Holding, err = s.Store.ClaimDomain(ctx, account.ID, d.Name, rand.Text(), r.Subdomains)
		return err
	})
	return done, err
}
