package intake

import (
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// questions are all kinds of questions but those for people (askPeople). A kind is known by its place in the query that
// asks all at once.
var questions = complete([]question{
	userNames, externalIDs, uniques, tombstones,
	memberUsers, memberGroups, memberGone, pairs, counts, rosters, groupsOf,
	domains, mailboxDomains, mailboxes,
	policies, roleOwners, gaveWay, peopleCount,
	owners, bearers, keyBearers, holders, addressMatches, nameMatches, recycled,
	neverLinks, decisions, traces,
	pools, licenseRules, queueTiers[0], queueTiers[1], queueTiers[2], licensesOfUsers, licensesOfRecords,
	licensesOfOwners, licensesAway, licensesWorking,
})

// one lands an answer that is one row.
func one[K comparable, T any](of func(*directory.Facts) map[K]T) func(*directory.Facts) (func(K), func(K, T)) {
	return func(f *directory.Facts) (func(K), func(K, T)) {
		facts := of(f)
		var none T
		return func(k K) { facts[k] = none }, func(k K, row T) { facts[k] = row }
	}
}

// several lands an answer that is any number of rows.
func several[K comparable, T any](of func(*directory.Facts) map[K][]T) func(*directory.Facts) (func(K), func(K, T)) {
	return func(f *directory.Facts) (func(K), func(K, T)) {
		facts := of(f)
		return func(k K) { facts[k] = nil }, func(k K, row T) { facts[k] = append(facts[k], row) }
	}
}

// once is the key of a question that is asked by nothing, if it is.
func once(asked bool) []struct{} {
	if !asked {
		return nil
	}
	return []struct{}{{}}
}

func noKey(_ struct{}, _ time.Time, add func(...any)) { add() }

func textKey(k string, _ time.Time, add func(...any)) { add(k) }

var nameCols = []db.Column{db.UUID("source_id"), db.Text("type"), db.Text("value")}

func nameKey(k directory.NameKey, _ time.Time, add func(...any)) { add(k.SourceID, k.Type, k.Value) }

// buried is when those were deleted who may come back, at the earliest.
func buried(now time.Time) int64 { return db.Micros(now.Add(-directory.TombstoneLife)) }

var userNames = &lookup[directory.NameKey, string]{
	of:   func(q *directory.Questions) []directory.NameKey { return q.UserNames },
	cols: nameCols, keys: nameKey,
	from:  "records r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.user_name = k.value",
	read:  func(id *string) []column { return []column{text("r.id", id)} },
	land:  one(func(f *directory.Facts) map[directory.NameKey]string { return f.UserNames }),
}

var externalIDs = &lookup[directory.NameKey, string]{
	of:   func(q *directory.Questions) []directory.NameKey { return q.ExternalIDs },
	cols: nameCols, keys: nameKey,
	from:  "records r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.external_id = k.value",
	rows:  firstRows, order: "r.external_id", most: directory.MostSameExternalID,
	read: func(id *string) []column { return []column{text("r.id", id)} },
	land: several(func(f *directory.Facts) map[directory.NameKey][]string { return f.ExternalIDs }),
}

var uniques = &lookup[directory.NameKey, string]{
	of:   func(q *directory.Questions) []directory.NameKey { return q.Uniques },
	cols: nameCols, keys: nameKey,
	from:  "uniques r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.value = k.value",
	read:  func(id *string) []column { return []column{text("r.record_id", id)} },
	land:  one(func(f *directory.Facts) map[directory.NameKey]string { return f.Uniques }),
}

var tombstones = &lookup[directory.NameKey, directory.Tombstone]{
	of:   func(q *directory.Questions) []directory.NameKey { return q.Tombstones },
	cols: append(nameCols[:3:3], db.Int("since")),
	keys: func(k directory.NameKey, now time.Time, add func(...any)) {
		add(k.SourceID, k.Type, k.Value, buried(now))
	},
	from: "tombstones r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.external_hash = k.value" +
		" AND r.deleted > k.since AND r.successor IS NULL",
	read: func(g *directory.Tombstone) []column {
		return []column{
			text("r.source_id", &g.SourceID), text("r.type", &g.Type), text("r.record_id", &g.ID),
			text("r.user_id", &g.UserID), text("r.home_id", &g.HomeID), moment("r.deleted", &g.Deleted),
			text("r.address_hash", &g.AddressHash),
			{"r.traits", func(s string) { g.Traits = strings.Fields(s) }},
		}
	},
	land: several(func(f *directory.Facts) map[directory.NameKey][]directory.Tombstone { return f.Tombstones }),
}
