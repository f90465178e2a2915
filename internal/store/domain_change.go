package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/internal/text"
)

// changeDomain changes what an account holds of a domain, in one transaction with the log entry
// of a change that matters. change gets what there is, or an absent domain, and says why it
// changes it. The domain is in A-label form.
func (st *DB) changeDomain(ctx context.Context, accountID, domain, operation string,
	change func(*db.Tx, *domains.AccountDomain) (text.Message, error)) (after domains.AccountDomain, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		before, kept, err := lockDomain(ctx, tx, accountID, domain)
		if err != nil {
			return err
		}
		after = before
		why, err := change(tx, &after)
		if err != nil || reflect.DeepEqual(before, after) {
			return err
		}
		if err := saveDomain(ctx, tx, accountID, &after, kept); err != nil {
			return err
		}
		if after.Level == directory.Verified && before.Level != directory.Verified {
			// Whoever waits only because it was not is correlated anew by the next sweep.
			if _, err := tx.SQL.ExecContext(ctx, `
				UPDATE reviews SET status = 'gone', decided = $2 WHERE account_id = $1 AND status = 'open'
					AND reason = $3`,
				accountID, db.Micros(tx.Now()), directory.NotVerified); err != nil {
				return err
			}
		}
		wider := before.Level != after.Level || after.Subdomains && !before.Subdomains
		if after.Level != directory.Unapproved && wider {
			if err := letIn(ctx, tx, accountID, domain); err != nil {
				return err
			}
		}
		return logDomain(ctx, tx, accountID, operation, why, &before, &after)
	})
	var refused *directory.Error
	if err != nil && !errors.As(err, &refused) {
		err = fmt.Errorf("change domain: %w", db.Reason(ctx, err))
	}
	return after, err
}

// letIn has whoever waits for a domain judged again, by a server if whoever changes it doesn't come to it.
func letIn(ctx context.Context, tx *db.Tx, accountID, domain string) error {
	job, err := jobs.New(directory.JobLetIn, domain, nil, jobs.Grace)
	if err != nil {
		return err
	}
	return intake.In(tx).Write(ctx, accountID, &directory.Changes{Jobs: []directory.Job{job}})
}

// lockDomain reads what an account holds of a domain and keeps others from changing it. kept says
// that there is a row, if only of a claim that has lapsed.
func lockDomain(
	ctx context.Context, tx *db.Tx, accountID, domain string,
) (h domains.AccountDomain, kept bool, err error) {
	query := `SELECT ` + domainColumns + ` FROM domains WHERE account_id = $1 AND domain = $2`
	if tx.DB.Name() == "postgres" {
		query += ` FOR UPDATE` // on SQLite the transaction is the only one that writes
	}
	var row domainRow
	err = tx.SQL.GetContext(ctx, &row, query, accountID, domain)
	if errors.Is(err, sql.ErrNoRows) {
		return domains.AccountDomain{Name: domain}, false, nil
	}
	return row.accountDomain(tx.Now()), true, err
}

// saveDomain inserts a row, or updates the one that is kept: two who make one at the same time
// have to see each other.
func saveDomain(ctx context.Context, tx *db.Tx, accountID string, h *domains.AccountDomain, kept bool) error {
	query := `
		INSERT INTO domains (` + domainColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
	if kept {
		query = `
		UPDATE domains
		   SET level = $3, created = $4, state = $5, subdomains = $6, method = $7, since = $8, token = $9, wider = $10,
		       claimed = $11, verified = $12, last_checked = $13, last_proved = $14, failures = $15, due = $16
		 WHERE account_id = $1 AND domain = $2`
	}
	r := rowOf(accountID, h)
	_, err := tx.SQL.ExecContext(ctx, query, r.AccountID, r.Domain, r.Level, r.Created, r.State, r.Subdomains, r.Method,
		r.Since, r.Token, r.Wider,
		r.Claimed, r.Verified, r.LastChecked, r.LastProved, r.Failures, r.Due)
	return err
}

// logDomain leaves a log entry of a change of state, level or subdomains (rule O1).
func logDomain(ctx context.Context, tx *db.Tx, accountID, operation string, why text.Message, before,
	after *domains.AccountDomain) error {
	var all []difference
	add := func(path string, before, after any) {
		if before != after {
			all = append(all, difference{path, before, after})
		}
	}
	add("level", levelText(before.Level), levelText(after.Level))
	add("state", before.State, after.State)
	add("subdomains", before.Subdomains, after.Subdomains)
	if all == nil {
		return nil
	}
	changes, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return logWord(ctx, tx, accountID, directory.LogEntry{
		Operation: operation + " " + after.Name, Rule: ruleOf(after), Detail: text.Messages{text.New("log.domain",
			"domain", after.Name, "state", string(after.State), "why", why)}, Changes: changes,
	})
}

// logWord leaves a log entry of what was said or found out about domains and addresses.
func logWord(ctx context.Context, tx *db.Tx, accountID string, e directory.LogEntry) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	e.ID, e.At, e.Channel, e.Outcome = id.String(), tx.Now(), "domain", directory.Changed
	if act := directory.ActOf(ctx); act.Actor != "" {
		e.Channel, e.Actor = act.Channel, act.Actor
	}
	return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: []directory.LogEntry{e}})
}

// ruleOf is the rule by which a state was entered.
func ruleOf(h *domains.AccountDomain) string {
	switch h.State {
	case domains.Approved:
		return "D1"
	case domains.Verified:
		return "D2"
	case domains.Claimed, domains.Contested:
		return "D3"
	default:
		return "D4"
	}
}
