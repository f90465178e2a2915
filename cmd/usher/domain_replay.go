package main

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

// letIn judges again everybody who waits for a domain that the account may speak for now, or for
// one below it where that is ticked (rules D5 and D7), and says how many were let in.
func letIn(ctx context.Context, db *store.DB, account *directory.Account, h *domains.Holding) (int, error) {
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
		n, err := judgeAgain(ctx, db, account, name)
		if all += n; err != nil {
			return all, err
		}
	}
	return all, nil
}

// judgeAgain applies today's rules to whoever waits because of one domain.
func judgeAgain(ctx context.Context, db *store.DB, account *directory.Account, domain string) (int, error) {
	return replay(ctx, db, account, domain)
}
