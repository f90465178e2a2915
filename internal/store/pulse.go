package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

var _ admin.Pulse = (*DB)(nil)

// SourcePulses implements admin.Pulse.
func (db *DB) SourcePulses(ctx context.Context, accountID string) ([]admin.SourcePulse, error) {
	rows, err := db.read.QueryxContext(ctx, `
		SELECT s.id, s.name, s.kind, (SELECT max(t.last_used) FROM tokens t WHERE t.account_id = $1 AND t.source_id = s.id),
		       l.id, l.at, l.operation, l.status, l.outcome, l.detail
		  FROM sources s LEFT JOIN log l ON l.account_id = $1 AND l.id = (
		       SELECT e.id FROM log e WHERE e.account_id = $1 AND e.source_id = s.id AND e.outcome IN ('refused', 'failed') ORDER BY e.id DESC LIMIT 1)
		 WHERE s.account_id = $1 AND s.kind <> 'reader' ORDER BY s.rank, s.name`, accountID)
	if err != nil {
		return nil, fmt.Errorf("read when sources were last heard: %w", ctxError(ctx, err))
	}
	defer rows.Close()
	var list []admin.SourcePulse
	for rows.Next() {
		var p admin.SourcePulse
		var used, at, status sql.NullInt64
		var id, operation, outcome, detail sql.NullString
		if err := rows.Scan(&p.ID, &p.Name, &p.Kind, &used, &id, &at, &operation, &status, &outcome, &detail); err != nil {
			return nil, err
		}
		p.LastContact = fromNullMicros(used)
		if id.Valid {
			p.LastError = &directory.LogEntry{
				ID: id.String, At: fromMicros(at.Int64), SourceID: p.ID, Operation: operation.String, Status: int(status.Int64),
				Outcome: directory.Outcome(outcome.String), Detail: text.Kept(detail.String),
			}
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// LiveTokens implements admin.Pulse.
func (db *DB) LiveTokens(ctx context.Context, accountID string, now time.Time) ([]admin.LiveToken, error) {
	rows, err := db.read.QueryxContext(ctx, `
		SELECT t.id, t.source_id, s.name, t.expires, t.last_used FROM tokens t
		  JOIN sources s ON s.account_id = t.account_id AND s.id = t.source_id
		 WHERE t.account_id = $1 AND t.revoked IS NULL AND t.expires > $2 ORDER BY t.id`, accountID, micros(now))
	if err != nil {
		return nil, fmt.Errorf("list tokens that can be used: %w", ctxError(ctx, err))
	}
	defer rows.Close()
	var list []admin.LiveToken
	for rows.Next() {
		var t admin.LiveToken
		var expires int64
		var used sql.NullInt64
		if err := rows.Scan(&t.ID, &t.SourceID, &t.Source, &expires, &used); err != nil {
			return nil, err
		}
		t.Expires, t.LastUsed = fromMicros(expires), fromNullMicros(used)
		list = append(list, t)
	}
	return list, rows.Err()
}

// HeldAddresses implements admin.Pulse.
func (db *DB) HeldAddresses(ctx context.Context, accountID string, domains []string, limit int) (map[string][]string, error) {
	t := newTable(column{"domain", textCol})
	for _, d := range domains {
		t.add(d)
	}
	rows, err := db.read.QueryxContext(ctx, `
		SELECT k.domain, r.body FROM `+db.dialect.rows("k", t.cols, 2)+` JOIN records r ON r.account_id = $1 AND r.id IN (
		       SELECT h.id FROM records h WHERE h.account_id = $1 AND h.held_domain = k.domain LIMIT `+fmt.Sprint(limit)+`)
		 WHERE r.held_domain = k.domain ORDER BY k.domain, r.id`, append([]any{accountID}, db.dialect.bind(t)...)...)
	if err != nil {
		return nil, fmt.Errorf("list addresses that wait: %w", ctxError(ctx, err))
	}
	defer rows.Close()
	found := map[string][]string{}
	for rows.Next() {
		var domain string
		u := directory.Utterance{}
		if err := rows.Scan(&domain, &u.Body); err != nil {
			return nil, err
		}
		for _, a := range directory.Addresses(u.Said()) {
			if a.Domain == domain {
				found[domain] = append(found[domain], a.String())
			}
		}
	}
	return found, rows.Err()
}
