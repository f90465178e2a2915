package intake

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/matchkey"
	"github.com/usher-id/usher/internal/store/db"
)

var addressCols = []db.Column{db.Text("kind"), db.Text("value")}

func addressKey(k directory.AddressKey, _ time.Time, add func(...any)) { add(k.Kind, k.Value) }

var matchCols = []db.Column{db.UUID("source_id"), db.Text("match_key")}

func matchKey(k directory.MatchKey, _ time.Time, add func(...any)) { add(k.SourceID, k.Value) }

func readIdentifier(i *directory.Identifier) []column {
	return []column{
		text("r.kind", &i.Kind), text("r.value", &i.Value), text("r.source_id", &i.SourceID),
		text("r.record_id", &i.RecordID), text("r.user_id", &i.UserID), flag("r.owner", &i.Owner),
	}
}

func askedOwners(q *directory.Questions) []directory.AddressKey { return q.Owners }

var owners = &lookup[directory.AddressKey, directory.Identifier]{
	of: askedOwners, cols: addressCols, keys: addressKey,
	from:  "identifiers r",
	where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value AND r.owner",
	read:  readIdentifier,
	land:  one(func(f *directory.Facts) map[directory.AddressKey]directory.Identifier { return f.Owners }),
}

// bearers finds those who bring a look-alike of an address, by the index of those who are let in: who waits is no
// rival, however many do.
var bearers = &lookup[directory.AddressKey, directory.Identifier]{
	of: askedOwners, cols: []db.Column{db.Text("match_key")},
	keys: func(k directory.AddressKey, _ time.Time, add func(...any)) {
		if a, is := directory.ParseAddress(k.Value); is && k.Kind == directory.ByEmail {
			add(matchkey.Address(a.Local, a.Domain))
		}
	},
	from:  "identifiers r",
	where: "r.account_id = $1 AND r.match_key = k.match_key AND r.user_id IS NOT NULL",
	rows:  firstRows, order: "r.source_id, r.record_id", most: directory.MostBearers,
	read: readIdentifier,
	land: several(func(f *directory.Facts) map[directory.AddressKey][]directory.Identifier { return f.Bearers }),
}

// keyBearers does the same for what has no look-alikes.
var keyBearers = &lookup[directory.AddressKey, directory.Identifier]{
	of: askedOwners, cols: addressCols,
	keys: func(k directory.AddressKey, _ time.Time, add func(...any)) {
		if _, is := directory.ParseAddress(k.Value); !is || k.Kind != directory.ByEmail {
			add(k.Kind, k.Value)
		}
	},
	from:  "identifiers r",
	where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value AND r.user_id IS NOT NULL",
	rows:  firstRows, order: "r.record_id", most: directory.MostBearers,
	read: readIdentifier, land: bearers.land,
}

var holders = &lookup[directory.AddressKey, directory.Identifier]{
	of:   func(q *directory.Questions) []directory.AddressKey { return q.Holders },
	cols: addressCols, keys: addressKey,
	from: "identifiers r", where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value",
	rows: firstRows, order: "r.record_id", most: directory.MostHolders,
	read: readIdentifier,
	land: several(func(f *directory.Facts) map[directory.AddressKey][]directory.Identifier { return f.Holders }),
}

var addressMatches = &lookup[directory.MatchKey, directory.Identifier]{
	of:   func(q *directory.Questions) []directory.MatchKey { return q.AddressMatches },
	cols: matchCols, keys: matchKey,
	from: "identifiers r", where: "r.account_id = $1 AND r.match_key = k.match_key AND r.user_id IS NOT NULL",
	rows: othersRows, order: "r.record_id",
	read: readIdentifier,
	land: several(func(f *directory.Facts) map[directory.MatchKey][]directory.Identifier { return f.AddressMatches }),
}

var nameMatches = &lookup[directory.MatchKey, directory.NameMatch]{
	of:   func(q *directory.Questions) []directory.MatchKey { return q.NameMatches },
	cols: matchCols, keys: matchKey,
	from: "records r", where: "r.account_id = $1 AND r.match_key = k.match_key AND r.user_id IS NOT NULL",
	rows: othersRows, order: "r.id",
	read: func(m *directory.NameMatch) []column {
		return []column{text("r.source_id", &m.SourceID), text("r.id", &m.RecordID), text("r.user_id", &m.UserID)}
	},
	land: several(func(f *directory.Facts) map[directory.MatchKey][]directory.NameMatch { return f.NameMatches }),
}

var recycled = &lookup[string, directory.Tombstone]{
	of:    func(q *directory.Questions) []string { return q.Recycled },
	cols:  []db.Column{db.Text("hash"), db.Int("since")},
	keys:  func(hash string, now time.Time, add func(...any)) { add(hash, buried(now)) },
	from:  "tombstones r",
	where: "r.account_id = $1 AND r.address_hash = k.hash AND r.deleted > k.since AND r.successor IS NULL",
	rows:  sourcesRows,
	read: func(g *directory.Tombstone) []column {
		return []column{
			text("r.source_id", &g.SourceID), text("r.type", &g.Type), text("r.record_id", &g.ID),
			text("r.user_id", &g.UserID),
		}
	},
	land: several(func(f *directory.Facts) map[string][]directory.Tombstone { return f.Recycled }),
}

var neverLinks = &lookup[string, directory.NeverLinked]{
	of:   func(q *directory.Questions) []string { return q.NeverLinks },
	cols: []db.Column{db.UUID("record_id")}, keys: textKey,
	from: "never_links r", where: "r.account_id = $1 AND r.record_id = k.record_id",
	read: func(n *directory.NeverLinked) []column {
		return []column{text("r.other_id", &n.ID), flag("r.soft", &n.Soft)}
	},
	land: several(func(f *directory.Facts) map[string][]directory.NeverLinked { return f.NeverLinks }),
}

// decisions finds what was decided, and by whom: the log has what was decided at that moment about the record.
var decisions = &lookup[string, directory.CaseDecision]{
	of:   func(q *directory.Questions) []string { return q.Decisions },
	cols: []db.Column{db.UUID("id")}, keys: textKey,
	from: "reviews r", where: "r.account_id = $1 AND r.id = k.id",
	read: func(d *directory.CaseDecision) []column {
		return []column{
			text("r.status", &d.Status), moment("COALESCE(r.decided, 0)", &d.At),
			text(`(SELECT l.actor FROM log l WHERE l.account_id = $1 AND l.record_id IS NOT NULL
				AND l.record_id = r.record_id AND l.actor IS NOT NULL AND l.at = r.decided ORDER BY l.id DESC LIMIT 1)`,
				&d.Actor),
		}
	},
	land: one(func(f *directory.Facts) map[string]directory.CaseDecision { return f.Decisions }),
}

var traces = &lookup[directory.Trace, string]{
	of:   func(q *directory.Questions) []directory.Trace { return q.Traces },
	cols: []db.Column{db.UUID("source_id"), db.Text("hash"), db.Int("since")},
	keys: func(t directory.Trace, now time.Time, add func(...any)) { add(t.SourceID, t.Hash, buried(now)) },
	from: "traces r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.hash = k.hash AND NOT EXISTS (SELECT 1 FROM tombstones t" +
		" WHERE t.account_id = $1 AND t.source_id = r.source_id AND t.record_id = r.record_id AND t.deleted <= k.since)",
	read: func(id *string) []column { return []column{text("r.record_id", id)} },
	land: one(func(f *directory.Facts) map[directory.Trace]string { return f.Traces }),
}
