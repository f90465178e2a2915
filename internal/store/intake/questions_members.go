package intake

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var personCols = []db.Column{db.UUID("source_id"), db.UUID("id")}

func personKey(k directory.MemberKey, _ time.Time, add func(...any)) { add(k.SourceID, k.ID) }

func namedMembers(q *directory.Questions) []directory.MemberKey { return q.NamedMembers }

func resolvedMembers(f *directory.Facts) map[directory.MemberKey]directory.ResolvedMember {
	return f.NamedMembers
}

var memberUsers = &lookup[directory.MemberKey, directory.ResolvedMember]{
	of: namedMembers, cols: personCols, keys: personKey,
	from:  "records r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'User' AND r.id = k.id",
	read:  readRecord, land: one(resolvedMembers),
}

var memberGroups = &lookup[directory.MemberKey, directory.ResolvedMember]{
	of: namedMembers, cols: personCols, keys: personKey,
	from:  "records r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'Group' AND r.id = k.id",
	read:  readRecord, land: one(resolvedMembers),
}

func readRecord(m *directory.ResolvedMember) []column {
	return []column{text("r.type", &m.Type), text("r.id", &m.ID)}
}

var memberGone = &lookup[directory.MemberKey, directory.ResolvedMember]{
	of: namedMembers, cols: personCols, keys: personKey,
	from:  "tombstones r",
	where: "r.account_id = $1 AND r.source_id = k.source_id AND r.record_id = k.id",
	read: func(m *directory.ResolvedMember) []column {
		return []column{text("r.type", &m.Type), text("r.successor", &m.ID)}
	},
	land: func(f *directory.Facts) (func(directory.MemberKey), func(directory.MemberKey, directory.ResolvedMember)) {
		note, found := one(resolvedMembers)(f)
		return note, func(k directory.MemberKey, m directory.ResolvedMember) {
			if m.ID == "" { // nobody has come back as another
				m = directory.ResolvedMember{Type: directory.Gone, ID: k.ID}
			}
			found(k, m)
		}
	},
}

func readMember(m *directory.Member) []column {
	return []column{
		text("r.member_id", &m.ID), text("r.type", &m.Type), text("r.display", &m.Display),
		flag("r.waiting", &m.Waiting),
	}
}

var pairs = &lookup[directory.Pair, directory.Member]{
	of:    func(q *directory.Questions) []directory.Pair { return q.Pairs },
	cols:  []db.Column{db.UUID("group_id"), db.UUID("member_id")},
	keys:  func(k directory.Pair, _ time.Time, add func(...any)) { add(k.GroupID, k.MemberID) },
	from:  "members r",
	where: "r.account_id = $1 AND r.group_id = k.group_id AND r.member_id = k.member_id",
	read:  readMember,
	land:  one(func(f *directory.Facts) map[directory.Pair]directory.Member { return f.Pairs }),
}

var counts = &lookup[string, int]{
	of:   func(q *directory.Questions) []string { return q.Counts },
	cols: []db.Column{db.UUID("group_id")}, keys: textKey,
	from: "members r", where: "r.account_id = $1 AND r.group_id = k.group_id",
	rows: countOfRows,
	read: func(n *int) []column { return []column{number("count(*)", n)} },
	land: one(func(f *directory.Facts) map[string]int { return f.Counts }),
}

var rosters = &lookup[string, directory.Member]{
	of:   func(q *directory.Questions) []string { return q.Rosters },
	cols: []db.Column{db.UUID("group_id")}, keys: textKey,
	from: "members r", where: "r.account_id = $1 AND r.group_id = k.group_id",
	read: readMember,
	land: several(func(f *directory.Facts) map[string][]directory.Member { return f.Rosters }),
}

var groupsOf = &lookup[string, directory.GroupOf]{
	of:   func(q *directory.Questions) []string { return q.GroupsOf },
	cols: []db.Column{db.UUID("member_id")}, keys: textKey,
	from: "members r", where: "r.account_id = $1 AND r.member_id = k.member_id",
	read: func(g *directory.GroupOf) []column {
		return []column{text("r.group_id", &g.GroupID), flag("r.waiting", &g.Waiting)}
	},
	land: several(func(f *directory.Facts) map[string][]directory.GroupOf { return f.GroupsOf }),
}
