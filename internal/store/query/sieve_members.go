package query

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// membership is one value of a group's members, or of a user's groups: texts, as tests take them.
type membership struct {
	value, typ any
	folded     any // typ, folded
	display    any // folded; nil for none
}

// membershipTest is the test of a sub-attribute of a membership.
func membershipTest(sub *schema.Attribute, t test) (tie, error) {
	holds := valueTest(t)
	switch sub.Name {
	case "value":
		return func(m *membership) bool { return holds(m.value) }, nil
	case "type":
		if sub.FoldsCase() {
			return func(m *membership) bool { return holds(m.folded) }, nil
		}
		return func(m *membership) bool { return holds(m.typ) }, nil
	case "display":
		return func(m *membership) bool { return holds(m.display) }, nil
	}
	return nil, unsearchableMember(sub)
}

// tied is the test that some membership of a record satisfies another one. Which do is found out
// before the records are looked at, for all such tests at once.
func (s *sieve) tied(kind memberships, holds tie) check {
	n := len(s.ties[kind])
	s.ties[kind] = append(s.ties[kind], holds)
	return func(r *sifted) bool { return r.ties[kind].has(n) }
}

// bits are the numbers of tests that were passed.
type bits []uint64

func (b bits) has(n int) bool { return n/64 < len(b) && b[n/64]&(1<<(n%64)) != 0 }

// mark adds the tests that a membership passes, of those that were not passed before.
func (b bits) mark(ties []tie, m *membership) (any bool) {
	for n, holds := range ties {
		if !b.has(n) && holds(m) {
			b[n/64] |= 1 << (n % 64)
			any = true
		}
	}
	return any
}

func newBits(ties []tie) bits { return make(bits, (len(ties)+63)/64) }

// tiesOfGroups looks at all members of the groups that may be found: each group's passed tests.
func (s *sieve) tiesOfGroups(ctx context.Context, r *sifting) (map[uuid.UUID]bits, error) {
	people, err := s.people(ctx, r)
	if err != nil {
		return nil, err
	}
	ties := s.ties[membersOfGroup]
	found := map[uuid.UUID]bits{}
	var last uuid.UUID
	passed := newBits(ties)
	rows, err := r.query(ctx, s.sql.membersOf(s.from), *s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r.giveWay()
		var group, member uuid.UUID
		var typ string
		var display sql.NullString
		if err := rows.Scan(&group, &member, &typ, &display); err != nil {
			return nil, err
		}
		if typ == directory.TypeUser && people != nil {
			if member = people[member]; member == uuid.Nil {
				continue // who is held is nobody yet
			}
		}
		m := membership{value: member.String(), typ: typ, folded: filter.Fold(typ)}
		if display.Valid {
			m.display = filter.Fold(display.String)
		}
		if group != last {
			if passed = found[group]; passed == nil {
				passed = newBits(ties)
			}
			last = group
		}
		if passed.mark(ties, &m) {
			found[group] = passed
		}
	}
	return found, rows.Err()
}

// tiesOfUsers looks at all groups, and then at the members of those that pass a test: each user's
// passed tests.
func (s *sieve) tiesOfUsers(ctx context.Context, r *sifting) (map[uuid.UUID]bits, error) {
	ties := s.ties[groupsOfUser]
	groups := map[uuid.UUID]bits{}
	rows, err := r.query(ctx, s.sql.groupsThere(), r.parameters...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var group uuid.UUID
		m := membership{typ: "direct", folded: "direct"} // nobody is in a group by way of another
		var display sql.NullString
		if err := rows.Scan(&group, &display); err != nil {
			return nil, err
		}
		if m.value = group.String(); display.Valid {
			m.display = display.String
		}
		if passed := newBits(ties); passed.mark(ties, &m) {
			groups[group] = passed
		}
		r.giveWay()
	}
	if err := rows.Err(); err != nil || len(groups) == 0 {
		return nil, err
	}
	return s.inGroups(ctx, r, groups)
}

func (s *sieve) inGroups(ctx context.Context, r *sifting, groups map[uuid.UUID]bits) (map[uuid.UUID]bits, error) {
	people, err := s.people(ctx, r)
	if err != nil {
		return nil, err
	}
	found := map[uuid.UUID]bits{}
	rows, err := r.query(ctx, s.sql.inGroups("$2"), r.parameters[0],
		s.sql.ids(texts(slices.Collect(maps.Keys(groups)))))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r.giveWay()
		var user, group uuid.UUID
		if err := rows.Scan(&user, &group); err != nil {
			return nil, err
		}
		if people != nil {
			if user = people[user]; user == uuid.Nil {
				continue
			}
		}
		found[user] = union(found[user], groups[group])
	}
	return found, rows.Err()
}

// people are the users of all records, in the directory view; nil for a connection, which shows members
// as it named them.
func (s *sieve) people(ctx context.Context, r *sifting) (map[uuid.UUID]uuid.UUID, error) {
	query := s.sql.people()
	if query == "" {
		return nil, nil
	}
	rows, err := r.query(ctx, query, r.parameters...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	users := map[uuid.UUID]uuid.UUID{}
	for rows.Next() {
		r.giveWay()
		var record, user uuid.UUID
		if err := rows.Scan(&record, &user); err != nil {
			return nil, err
		}
		users[record] = user
	}
	return users, rows.Err()
}

// union is what either has passed. Whoever is in one group shares that group's.
func union(a, b bits) bits {
	if a == nil {
		return b
	}
	for i := range a {
		if a[i]|b[i] != a[i] {
			c := slices.Clone(a)
			for i := range c {
				c[i] |= b[i]
			}
			return c
		}
	}
	return a
}

func texts(ids []uuid.UUID) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	return list
}
