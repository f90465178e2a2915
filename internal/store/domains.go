package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

var _ domains.AccountDomains = (*DB)(nil)

// ApproveDomain is VouchForDomain for a domain without what is below it.
func (st *DB) ApproveDomain(ctx context.Context, accountID, domain string) (created bool, err error) {
	return st.VouchForDomain(ctx, accountID, domain, false)
}

// VouchForDomain writes down an administrator's word for a domain (rule D1), which is in A-label
// form, and for what is below it if so ticked (rule D5). created is false when the account could
// speak for the domain before.
func (st *DB) VouchForDomain(ctx context.Context, accountID, domain string, subdomains bool) (created bool, err error) {
	_, err = st.changeDomain(ctx, accountID, domain, "APPROVE", func(tx *db.Tx, h *domains.AccountDomain) (text.Message,
		error) {
		created = h.Level == directory.Unapproved
		h.Approve(tx.Now(), subdomains)
		return text.New("log.word"), nil
	})
	return created, err
}

// ClaimDomain asks for the proof of a domain and returns the account's domain, with the token of the claim
// that there is already, or else the given one (rule D3).
func (st *DB) ClaimDomain(
	ctx context.Context, accountID, domain, token string, subdomains bool,
) (domains.AccountDomain, error) {
	return st.changeDomain(ctx, accountID, domain, "CLAIM", func(tx *db.Tx, h *domains.AccountDomain) (text.Message,
		error) {
		h.Claim(tx.Now(), token, subdomains)
		return text.New("log.claim"), nil
	})
}

// ApplyCheck implements domains.AccountDomains. A domain whose claim is another by now stays as it is.
// Whether another account has proved the domain is asked in the same transaction (rule D3), and a
// unique index decides between two who prove it at the same time.
func (st *DB) ApplyCheck(
	ctx context.Context, accountID, domain, token string, a domains.Answer,
) (domains.AccountDomain, error) {
	return st.changeDomain(ctx, accountID, domain, "CHECK", func(tx *db.Tx, h *domains.AccountDomain) (text.Message,
		error) {
		if h.Token != token {
			return text.Message{}, nil
		}
		var taken bool
		if a.Result == domains.Proved {
			err := tx.SQL.GetContext(ctx, &taken, `
				SELECT EXISTS (SELECT 1 FROM domains WHERE domain = $1 AND state IN ('verified', 'stale')
					AND account_id <> $2)`,
				domain, accountID)
			if err != nil {
				return text.Message{}, err
			}
		}
		h.Check(tx.Now(), a.Method, a.Result, taken)
		return a.Message(), nil
	})
}

// RevokeDomain takes away what the account may say for a domain; NotFound when it has nothing to
// do with it. People who are in stay (rule D4).
func (st *DB) RevokeDomain(ctx context.Context, accountID, domain string) error {
	_, err := st.changeDomain(ctx, accountID, domain, "REVOKE", func(tx *db.Tx, h *domains.AccountDomain) (text.Message,
		error) {
		if h.State == domains.Absent {
			return text.Message{}, noDomain(domain)
		}
		h.Revoke(tx.Now())
		return text.New("log.word"), nil
	})
	return err
}

// Domain finds what an account holds of a domain in A-label form; NotFound when it has nothing to
// do with it.
func (st *DB) Domain(ctx context.Context, accountID, domain string) (domains.AccountDomain, error) {
	all, err := st.accountDomains(ctx, ` WHERE account_id = $1 AND domain = $2`, accountID, domain)
	if err == nil && len(all) == 0 {
		err = noDomain(domain)
	}
	if err != nil {
		return domains.AccountDomain{}, err
	}
	return all[0].AccountDomain, nil
}

// Domains are an account's domains in the order of their names, without claims that have lapsed.
func (st *DB) Domains(ctx context.Context, accountID string) ([]domains.AccountDomain, error) {
	held, err := st.accountDomains(ctx, ` WHERE account_id = $1 ORDER BY domain`, accountID)
	all := make([]domains.AccountDomain, len(held))
	for i, h := range held {
		all[i] = h.AccountDomain
	}
	return all, err
}

func (st *DB) accountDomains(ctx context.Context, where string, args ...any) ([]domains.Held, error) {
	var rows []domainRow
	if err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+domainColumns+` FROM domains`+where,
		args...); err != nil {
		return nil, fmt.Errorf("list domains: %w", db.Reason(ctx, err))
	}
	var all []domains.Held
	for _, r := range rows {
		if h := r.accountDomain(st.Clock()); h.State != domains.Absent {
			all = append(all, domains.Held{AccountID: r.AccountID, AccountDomain: h})
		}
	}
	return all, nil
}

// DueDomains implements domains.AccountDomains: one is taken by moving its due time past the lease.
func (st *DB) DueDomains(ctx context.Context, limit int, lease time.Duration) (due []domains.Held, err error) {
	var any bool // most of the time there is nothing, and then nothing needs to be written
	if err := st.ReadPool.GetContext(ctx, &any, `SELECT EXISTS (SELECT 1 FROM domains WHERE due <= $1)`,
		db.Micros(st.Clock())); err != nil || !any {
		return nil, db.Reason(ctx, err)
	}
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		var rows []domainRow
		now := db.Micros(tx.Now())
		// The condition stands there twice: a row that another node has just taken is not due any more
		// when it is looked at again.
		err := tx.SQL.SelectContext(ctx, &rows, `
			UPDATE domains SET due = $2
			 WHERE due <= $1 AND (account_id, domain) IN (SELECT account_id, domain FROM domains WHERE due <= $1
			 	ORDER BY due LIMIT $3)
			RETURNING `+domainColumns, now, db.Micros(tx.Now().Add(lease)), limit)
		due = make([]domains.Held, len(rows))
		for i, r := range rows {
			due[i] = domains.Held{AccountID: r.AccountID, AccountDomain: r.accountDomain(tx.Now())}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take domains to check: %w", db.Reason(ctx, err))
	}
	return due, nil
}

func noDomain(domain string) error {
	return directory.Refuse(directory.NotFound, "domain.none", "domain", domain)
}
