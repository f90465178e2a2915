package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// pools are all of the account's, who has few.
var pools = &lookup[struct{}, licensing.Pool]{
	of:   func(q *directory.Questions) []struct{} { return once(q.Licensing) },
	keys: noKey,
	from: "pools r", where: "r.account_id = $1",
	read: readPool,
	land: func(f *directory.Facts) (func(struct{}), func(struct{}, licensing.Pool)) {
		return func(struct{}) {
				f.Licensing = &licensing.Facts{Queues: map[string][]licensing.License{}, Names: map[string]string{},
					Records: map[string]string{}}
			},
			func(_ struct{}, p licensing.Pool) { f.Licensing.Pools = append(f.Licensing.Pools, p) }
	},
}

func readPool(p *licensing.Pool) []column {
	return []column{
		text("r.id", &p.ID), text("r.name", &p.Name), number("r.used", &p.Used), number("r.waiting", &p.Waiting),
		count("r.last", &p.Last),
		moment("r.created", &p.Created),
		{"r.settings", func(kept string) { p.Settings = licensing.KeptSettings(kept) }},
	}
}

// count reads a number that may be large.
func count(sql string, into *int64) column {
	return column{sql, func(s string) { _, _ = fmt.Sscan(s, into) }}
}

var licenseRules = &lookup[struct{}, licensing.Rule]{
	of:   pools.of,
	keys: noKey,
	from: "license_rules r", where: "r.account_id = $1",
	read: func(r *licensing.Rule) []column {
		return []column{
			text("r.id", &r.ID), number("r.number", &r.Number), text("r.pool_id", &r.PoolID),
			{"r.conditions", func(kept string) { r.Conditions = licensing.KeptConditions(kept) }},
		}
	},
	land: func(f *directory.Facts) (func(struct{}), func(struct{}, licensing.Rule)) {
		return func(struct{}) {}, func(_ struct{}, r licensing.Rule) { f.Licensing.Rules = append(f.Licensing.Rules, r) }
	},
}

// waitingRow is somebody who waits.
type waitingRow struct {
	licensing.License
	login, record string
}

// queueRow is those who wait for one pool, first in line first (rule L5).
type queueRow struct {
	pool string
	list []waitingRow
}

// queueTiers ask for the waiting lists, each as far as one of directory.HeadsOf.
var queueTiers = [...]question{queues(0), queues(1), queues(2)}

// queues asks for the waiting lists of all pools, as far as one of directory.HeadsOf.
func queues(tier int) *lookup[int, queueRow] {
	most, less := directory.HeadsOf[tier], -1
	if tier > 0 {
		less = directory.HeadsOf[tier-1]
	}
	columns := func(w *waitingRow) []column {
		return append(readLicense("q")(&w.License), text("(SELECT u.login FROM users u WHERE u.account_id = $1 AND u.id = q.user_id)", &w.login),
			text("(SELECT x.id FROM records x WHERE x.account_id = $1 AND x.user_id = q.user_id AND x.source_id <> $1 ORDER BY x.user_id LIMIT 1)", &w.record))
	}
	values := make([]string, 0, 20)
	for _, c := range columns(&waitingRow{}) {
		values = append(values, "CAST("+c.sql+" AS text)")
	}
	rest := fmt.Sprintf(" FROM licenses q WHERE q.account_id = $1 AND q.wants = r.id ORDER BY q.priority DESC, q.requested, q.id LIMIT %d", most)
	return &lookup[int, queueRow]{
		of: func(q *directory.Questions) []int {
			return slices.DeleteFunc(slices.Clone([]int(q.Heads)), func(n int) bool { return n <= less || n > most })
		},
		keys: func(_ int, _ time.Time, add func(...any)) { add() },
		from: "pools r", where: "r.account_id = $1 AND r.waiting > 0",
		also: func(d db.Dialect) string { return d.List(values, rest) },
		read: func(row *queueRow) []column {
			return []column{text("r.id", &row.pool), {"", func(list string) {
				var w waitingRow
				into := columns(&w)
				lines, _ := listed(list, len(into)) // what the database makes of rows is JSON
				for _, line := range lines {
					w = waitingRow{}
					for n, c := range into {
						if line[n].Valid {
							c.take(line[n].String)
						}
					}
					row.list = append(row.list, w)
				}
			}}}
		},
		land: func(f *directory.Facts) (func(int), func(int, queueRow)) {
			return func(int) {
					if f.Licensing != nil {
						f.Licensing.Heads = max(f.Licensing.Heads, most)
					}
				}, func(_ int, row queueRow) {
					if f.Licensing == nil || len(row.list) < len(f.Licensing.Queues[row.pool]) {
						return
					}
					f.Licensing.Queues[row.pool] = nil
					for _, w := range row.list {
						f.Licensing.Queues[row.pool] = append(f.Licensing.Queues[row.pool], w.License)
						f.Licensing.Names[w.UserID], f.Licensing.Records[w.UserID] = w.login, w.record
					}
				}
		},
	}
}

// readLicense reads a row of licenses by an alias.
func readLicense(alias string) func(x *licensing.License) []column {
	return func(x *licensing.License) []column {
		columns := []column{
			text("r.id", &x.ID), text("r.user_id", &x.UserID), text("r.product", &x.Product), text("r.state", &x.State),
			text("r.pool_id", &x.PoolID),
			text("r.wants", &x.Wants), text("r.rule_id", &x.RuleID), flag("r.direct", &x.Direct),
			number("r.devices", &x.Devices),
			number("r.asks", &x.Asks), number("r.priority", &x.Priority), text("r.why", &x.Why), text("r.homes", &x.Homes),
			moment("r.requested", &x.Requested), moment("r.granted", &x.Granted), moment("r.until", &x.Until),
			text("r.key_hash", &x.KeyHash),
			flag("r.mail", &x.Mail),
		}
		for i := range columns {
			columns[i].sql = alias + strings.TrimPrefix(columns[i].sql, "r")
		}
		return columns
	}
}

// mostLicenses bounds how many licenses of one person are read: a product has one, and those that merges set aside.
const mostLicenses = 1000

// landLicenses puts licenses to their users, each once: a person may be asked for in several ways.
func landLicenses[K comparable](f *directory.Facts) (func(K), func(K, licensing.License)) {
	return func(K) {}, func(_ K, x licensing.License) {
		if !slices.ContainsFunc(f.Licenses[x.UserID], func(y licensing.License) bool { return y.ID == x.ID }) {
			f.Licenses[x.UserID] = append(f.Licenses[x.UserID], x)
		}
	}
}

// licensesOfUsers, licensesOfRecords and licensesOfOwners answer along with questions for people: whoever is asked
// for comes with all licenses. Those of a record that is nobody's yet are kept under the record's own id.
var licensesOfUsers = &lookup[string, licensing.License]{
	of:   func(q *directory.Questions) []string { return q.Users },
	cols: []db.Column{db.UUID("id")}, keys: textKey,
	from: "licenses r", where: "r.account_id = $1 AND r.user_id = k.id",
	rows: firstRows, order: "r.user_id", most: mostLicenses,
	read: readLicense("r"), land: landLicenses[string],
}

var licensesOfRecords = &lookup[directory.RecordKey, licensing.License]{
	of: func(q *directory.Questions) []directory.RecordKey {
		return slices.DeleteFunc(slices.Clone([]directory.RecordKey(q.Records)),
			func(k directory.RecordKey) bool { return k.Type != directory.TypeUser })
	},
	cols: []db.Column{db.UUID("source_id"), db.UUID("id")},
	keys: func(k directory.RecordKey, _ time.Time, add func(...any)) { add(k.SourceID, k.ID) },
	from: "licenses r",
	where: "r.account_id = $1 AND r.user_id = COALESCE((SELECT x.user_id FROM records x" +
		" WHERE x.account_id = $1 AND x.source_id = k.source_id AND x.type = 'User' AND x.id = k.id), k.id)",
	rows: firstRows, order: "r.user_id", most: mostLicenses,
	read: readLicense("r"), land: landLicenses[directory.RecordKey],
}

var licensesOfOwners = &lookup[directory.AddressKey, licensing.License]{
	of: askedOwners, cols: addressCols, keys: addressKey,
	from: "licenses r",
	where: "r.account_id = $1 AND r.user_id = (SELECT i.user_id FROM identifiers i" +
		" WHERE i.account_id = $1 AND i.kind = k.kind AND i.value = k.value AND i.owner)",
	rows: firstRows, order: "r.user_id", most: mostLicenses,
	read: readLicense("r"), land: landLicenses[directory.AddressKey],
}

// licensesAway are those that merges have taken from somebody (rule M8).
var licensesAway = &lookup[string, licensing.License]{
	of:   func(q *directory.Questions) []string { return q.Away },
	cols: []db.Column{db.UUID("id")}, keys: textKey,
	from: "licenses r", where: "r.account_id = $1 AND r.home = k.id",
	rows: firstRows, order: "r.home", most: mostLicenses,
	read: readLicense("r"),
	land: several(func(f *directory.Facts) map[string][]licensing.License { return f.Away }),
}
