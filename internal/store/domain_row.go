package store

import (
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store/db"
)

const domainColumns = `account_id, domain, level, created, state, subdomains, method, since, token, wider,
	claimed, verified, last_checked, last_proved, failures, due`

// domainRow is a row of the table domains.
type domainRow struct {
	AccountID   string `db:"account_id"`
	Domain      string
	Level       string
	Created     int64
	State       string
	Subdomains  bool
	Method      sql.NullString
	Since       int64
	Token       sql.NullString
	Wider       bool
	Claimed     sql.NullInt64
	Verified    sql.NullInt64
	LastChecked sql.NullInt64 `db:"last_checked"`
	LastProved  sql.NullInt64 `db:"last_proved"`
	Failures    string
	Due         sql.NullInt64
}

// accountDomain is the row as of now: a claim that has lapsed is none (rule D3).
func (r *domainRow) accountDomain(now time.Time) domains.AccountDomain {
	h := domains.AccountDomain{
		Name: r.Domain, State: domains.State(r.State), Subdomains: r.Subdomains,
		Method: domains.Method(r.Method.String),
		Token:  r.Token.String, Wider: r.Wider, Created: db.FromMicros(r.Created), Since: db.FromMicros(r.Since),
		Claimed: maybeTime(r.Claimed), Verified: maybeTime(r.Verified), Checked: maybeTime(r.LastChecked),
		Proved: maybeTime(r.LastProved),
		Due:    maybeTime(r.Due),
	}
	if r.Level != unapproved {
		h.Level = directory.Level(r.Level)
	}
	for s := range strings.FieldsSeq(r.Failures) {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			h.Failures = append(h.Failures, db.FromMicros(n))
		}
	}
	h.Lapse(now)
	return h
}

func rowOf(accountID string, h *domains.AccountDomain) *domainRow {
	failures := make([]string, len(h.Failures))
	for i, t := range h.Failures {
		failures[i] = strconv.FormatInt(db.Micros(t), 10)
	}
	return &domainRow{
		AccountID: accountID, Domain: h.Name, Level: levelText(h.Level), Created: db.Micros(h.Created),
		State: string(h.State), Subdomains: h.Subdomains,
		Method: maybeText(string(h.Method)), Since: db.Micros(h.Since), Token: maybeText(h.Token), Wider: h.Wider,
		Claimed: maybeMicros(h.Claimed), Verified: maybeMicros(h.Verified), LastChecked: maybeMicros(h.Checked),
		LastProved: maybeMicros(h.Proved),
		Failures:   strings.Join(failures, " "), Due: maybeMicros(h.Due),
	}
}

// unapproved is how the table writes directory.Unapproved.
const unapproved = "none"

func levelText(l directory.Level) string {
	if l == directory.Unapproved {
		return unapproved
	}
	return string(l)
}

func maybeText(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

func maybeMicros(t time.Time) sql.NullInt64 {
	if t.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: db.Micros(t), Valid: true}
}

func maybeTime(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return db.FromMicros(n.Int64)
}
