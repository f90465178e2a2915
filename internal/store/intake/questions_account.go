package intake

import (
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

// domainRow is what the account has of a domain.
type domainRow struct {
	name  string
	level directory.Level
}

// noLevel is the level of domains that the account has, and may not speak for.
const noLevel = "none"

// domains finds what covers a domain: its own row, or one above it with its subdomains; the closest counts (rule D5).
var domains = &lookup[string, domainRow]{
	of:   func(q *directory.Questions) []string { return q.Domains },
	cols: []db.Column{db.Text("domain"), db.Bool("own")},
	keys: func(domain string, _ time.Time, add func(...any)) {
		for name, own := domain, true; strings.Contains(name, "."); own = false {
			add(name, own)
			_, name, _ = strings.Cut(name, ".")
		}
	},
	from: "domains r",
	where: "r.account_id = $1 AND r.domain = k.domain AND (k.own OR r.subdomains)" +
		" AND (r.level <> 'none' OR r.state IN ('stale', 'revoked'))",
	read: func(d *domainRow) []column { return []column{text("r.domain", &d.name), text("r.level", &d.level)} },
	land: func(f *directory.Facts) (func(string), func(string, domainRow)) {
		covers := map[string]string{} // the closest row found so far
		return func(domain string) { f.Domains[domain] = directory.Domain{} },
			func(domain string, row domainRow) {
				if len(row.name) <= len(covers[domain]) {
					return
				}
				covers[domain] = row.name
				d := f.Domains[domain]
				if d.Level = row.level; row.level == noLevel {
					d.Level = directory.Unapproved
				}
				f.Domains[domain] = d
			}
	},
}

// mailboxDomains finds whether single addresses of a domain are approved.
var mailboxDomains = &lookup[string, struct{}]{
	of:   func(q *directory.Questions) []string { return q.Domains },
	cols: []db.Column{db.Text("domain")}, keys: textKey,
	from: "approved_addresses r", where: "r.account_id = $1 AND r.domain = k.domain",
	rows: anyRow, read: readNothing,
	land: func(f *directory.Facts) (func(string), func(string, struct{})) {
		return func(string) {}, func(domain string, _ struct{}) {
			d := f.Domains[domain]
			d.Mailboxes = true
			f.Domains[domain] = d
		}
	},
}

var mailboxes = &lookup[string, struct{}]{
	of:   func(q *directory.Questions) []string { return q.Mailboxes },
	cols: []db.Column{db.Text("address")}, keys: textKey,
	from: "approved_addresses r", where: "r.account_id = $1 AND r.address = k.address",
	rows: anyRow, read: readNothing,
	land: func(f *directory.Facts) (func(string), func(string, struct{})) {
		return func(address string) { f.Mailboxes[address] = false },
			func(address string, _ struct{}) { f.Mailboxes[address] = true }
	},
}

func readNothing(*struct{}) []column { return nil }

var policies = &lookup[struct{}, directory.Source]{
	of:   func(q *directory.Questions) []struct{} { return once(q.Policy) },
	keys: noKey,
	from: "sources r", where: "r.account_id = $1",
	read: func(s *directory.Source) []column {
		return []column{
			text("r.id", &s.ID), text("r.kind", &s.Kind), number("r.rank", &s.Rank), text("r.state", &s.State),
			{"r.settings", func(kept string) { s.Settings = records.ParseSettings(kept) }},
		}
	},
	land: func(f *directory.Facts) (func(struct{}), func(struct{}, directory.Source)) {
		return func(struct{}) { f.Sources = map[string]directory.Source{} },
			func(_ struct{}, s directory.Source) { f.Sources[s.ID] = s }
	},
}

var roleOwners = &lookup[struct{}, string]{
	of:   func(q *directory.Questions) []struct{} { return once(q.RoleOwners) },
	keys: noKey,
	from: "users r", where: "r.account_id = $1 AND r.role = 'owner' AND r.state IN ('active', 'waitingLicense')",
	read: func(id *string) []column { return []column{text("r.id", id)} },
	land: func(f *directory.Facts) (func(struct{}), func(struct{}, string)) {
		return func(struct{}) { f.RoleOwners = []string{} },
			func(_ struct{}, id string) { f.RoleOwners = append(f.RoleOwners, id) }
	},
}

// gaveWay counts those who gave way in the last 24 hours (rule M2e).
var gaveWay = &lookup[struct{}, int]{
	of:   func(q *directory.Questions) []struct{} { return once(q.GaveWay) },
	cols: []db.Column{db.Int("since")},
	keys: func(_ struct{}, now time.Time, add func(...any)) { add(db.Micros(now.Add(-24 * time.Hour))) },
	from: "reviews r", where: "r.account_id = $1 AND r.created > k.since AND r.reason = 'gaveWay'",
	rows: countOfRows,
	read: func(n *int) []column { return []column{number("count(*)", n)} },
	land: func(f *directory.Facts) (func(struct{}), func(struct{}, int)) {
		return func(struct{}) { f.GaveWay = &directory.GaveWay{} }, func(_ struct{}, n int) { f.GaveWay.Lately = n }
	},
}

// peopleCount is how many people the account has, of whom those are.
var peopleCount = &lookup[struct{}, int]{
	of:   gaveWay.of,
	keys: noKey,
	from: "counts r", where: "r.account_id = $1 AND r.source_id = r.account_id AND r.type = 'User'",
	read: func(n *int) []column { return []column{number("r.n", n)} },
	land: func(f *directory.Facts) (func(struct{}), func(struct{}, int)) {
		return func(struct{}) {}, func(_ struct{}, n int) { f.GaveWay.People = n }
	},
}
