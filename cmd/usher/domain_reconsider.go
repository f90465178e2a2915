package main

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

// letIn judges again everybody who waits for a domain that the account may speak for now, or for
// one below it where that is ticked (rules D5 and D7), or for a decision that the domain makes needless
// (rule M2c), and says how many were let in.
func letIn(
	ctx context.Context, db *store.DB, r *directory.Reconsiderer, account *directory.Account, h *domains.AccountDomain,
) (int, error) {
	names := []string{h.Name}
	if h.Subdomains {
		below, err := db.HeldDomainsBelow(ctx, account.ID, h.Name)
		if err != nil {
			return 0, err
		}
		names = append(names, below...)
	}
	all := 0
	for _, name := range names {
		n, err := r.Domain(ctx, *account, name)
		if all += n; err != nil {
			return all, err
		}
	}
	n, err := r.Review(ctx, *account)
	return all + n, err
}
