package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
)

// LetIn lets in who waits for a domain, and says how many that were.
type LetIn func(ctx context.Context, account *directory.Account, h *domains.AccountDomain) (int, error)

// HeldBelow knows for which domains records wait.
type HeldBelow interface {
	// HeldDomainsBelow are those below a domain, in the order of their names.
	HeldDomainsBelow(ctx context.Context, accountID, domain string) ([]string, error)
}

// LettingIn judges again everybody who waits for a domain that the account may speak for now, or for one below it where
// that is ticked (rules D5 and D7), or for a decision that the domain makes needless (rule M2c).
func LettingIn(held HeldBelow, again Reconsiderer) LetIn {
	return func(ctx context.Context, account *directory.Account, h *domains.AccountDomain) (int, error) {
		names := []string{h.Name}
		if h.Subdomains {
			below, err := held.HeldDomainsBelow(ctx, account.ID, h.Name)
			if err != nil {
				return 0, err
			}
			names = append(names, below...)
		}
		all := 0
		for _, name := range names {
			n, err := again.Domain(ctx, *account, name)
			if all += n; err != nil {
				return all, err
			}
		}
		n, err := again.Review(ctx, *account)
		return all + n, err
	}
}
