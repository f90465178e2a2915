package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

var _ admin.Pulse = (*DB)(nil)

// SourcePulses implements admin.Pulse. Each row is a source with one of its live tokens, or with none;
// those of other accounts are not looked at, as the index of what expires would have it.
func (st *DB) SourcePulses(
	ctx context.Context, accountID string, now time.Time,
) ([]admin.SourcePulse, []admin.LiveToken, error) {
	last := func(column string) string {
		return `(SELECT e.` + column + ` FROM log e WHERE e.account_id = $1 AND e.source_id = s.id
			AND e.outcome IN ('refused', 'failed')
		          AND e.actor IS NULL ORDER BY e.id DESC LIMIT 1)`
	}
	rows, err := st.ReadPool.QueryxContext(ctx, `
		SELECT s.id, s.name, s.kind, s.kind <> 'reader' AND s.state NOT IN ('left', 'gone'),
		       COALESCE((SELECT max(h.last_used) FROM tokens h WHERE h.account_id = $1 AND h.source_id = s.id),
		         (SELECT x.ended FROM sync_runs x WHERE x.account_id = $1 AND x.source_id = s.id AND x.ended IS NOT NULL
		           AND x.state IN ('completed', 'incomplete') ORDER BY x.id DESC LIMIT 1)),
		       `+last("id")+`, `+last("at")+`, `+last("detail")+`,
		       t.id, t.expires, t.last_used, COALESCE(t.warned, 1) = 0
		  FROM sources s LEFT JOIN tokens t
		    ON t.account_id = s.account_id AND t.source_id = s.id AND t.revoked IS NULL AND t.expires + 0 > $2
		 WHERE s.account_id = $1 ORDER BY s.rank, s.name, t.id`, accountID, db.Micros(now))
	if err != nil {
		return nil, nil, fmt.Errorf("read when sources were last heard: %w", db.Reason(ctx, err))
	}
	defer rows.Close()
	var list []admin.SourcePulse
	var tokens []admin.LiveToken
	for rows.Next() {
		var p admin.SourcePulse
		var t admin.LiveToken
		var heard bool
		var used, at, expires, tokenUsed sql.NullInt64
		var id, detail, token sql.NullString
		if err := rows.Scan(&p.ID, &p.Name, &p.Kind, &heard, &used, &id, &at, &detail, &token, &expires, &tokenUsed,
			&t.Replaced); err != nil {
			return nil, nil, err
		}
		if token.Valid {
			t.ID, t.SourceID, t.Source = token.String, p.ID, p.Name
			t.Expires, t.LastUsed = db.FromNullMicros(expires), db.FromNullMicros(tokenUsed)
			tokens = append(tokens, t)
		}
		if n := len(list); !heard || n > 0 && list[n-1].ID == p.ID {
			continue
		}
		p.LastContact = db.FromNullMicros(used)
		if id.Valid {
			p.LastError = &admin.SourceError{Case: id.String, At: db.FromMicros(at.Int64),
				Says: text.Kept(detail.String)}
		}
		list = append(list, p)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	return list, tokens, st.fromTraffic(ctx, accountID, list)
}

// fromTraffic adds what the recent traffic knows: reads, and what failed before it could become an entry of the
// log. That somebody who was looked for is not there is no error.
func (st *DB) fromTraffic(ctx context.Context, accountID string, list []admin.SourcePulse) error {
	kinds, err := st.traffic(ctx, `account_id = $1 AND source_id IS NOT NULL`, `ORDER BY last DESC, id`, accountID)
	if err != nil {
		return err
	}
	for i := range list {
		p := &list[i]
		for j := range kinds { // the newest first
			k := &kinds[j]
			if k.SourceID != p.ID {
				continue
			}
			if k.Status != http.StatusUnauthorized && k.Last.After(p.LastContact) {
				p.LastContact = k.Last
			}
			failed := k.Status >= http.StatusBadRequest && (k.Reason != "" || k.Status >= http.StatusTooManyRequests)
			if failed && (p.LastError == nil || k.Last.After(p.LastError.At)) {
				why := admin.Why(k)
				if k.Reason == "" {
					why = text.Plain(strconv.Itoa(k.Status))
				}
				says := text.Messages{text.New("traffic.trouble", "did", admin.Did(k), "why", why)}
				p.LastError = &admin.SourceError{Case: k.ID, At: k.Last, Says: append(says, k.Detail...)}
			}
		}
	}
	return nil
}

// HeldAddresses implements admin.Pulse.
func (st *DB) HeldAddresses(
	ctx context.Context, accountID string, domains []string, limit int,
) (map[string][]string, error) {
	if len(domains) == 0 {
		return nil, nil
	}
	args := []any{accountID}
	parts := make([]string, len(domains))
	for i, d := range domains {
		args = append(args, d)
		parts[i] = fmt.Sprintf(`SELECT * FROM (SELECT held_domain, body FROM records WHERE account_id = $1
			AND held_domain = $%d LIMIT %d) d%d`, i+2, limit, i)
	}
	rows, err := st.ReadPool.QueryxContext(ctx, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return nil, fmt.Errorf("list addresses that wait: %w", db.Reason(ctx, err))
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
