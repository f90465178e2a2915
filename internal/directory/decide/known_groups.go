package decide

import "github.com/usher-id/usher/internal/directory"

// groupWork is what a batch does to one group's members.
type groupWork struct {
	fresh   bool // made by this batch: nobody was in it
	cleared bool
	in      map[string]directory.Member
	out     map[string]bool
	grown   int // members more than there were, or since it was cleared
}

func (k *known) count(groupID string) int {
	return lookup(k, k.facts.Counts, groupID, &k.asked.Counts)
}

func (k *known) roster(groupID string) []directory.Member {
	return lookup(k, k.facts.Rosters, groupID, &k.asked.Rosters)
}

func (k *known) groupsOf(memberID string) []directory.GroupOf {
	return lookup(k, k.facts.GroupsOf, memberID, &k.asked.GroupsOf)
}

// person says whom a member id names to the source, this batch included.
func (k *known) namedMember(key directory.MemberKey) directory.ResolvedMember {
	if p, back := k.returned[key]; back {
		return p
	}
	for _, t := range []string{directory.TypeUser, directory.TypeGroup} {
		if r, ok := k.records[directory.RecordKey{SourceID: key.SourceID, Type: t, ID: key.ID}]; ok {
			if r == nil {
				return directory.ResolvedMember{Type: directory.Gone, ID: key.ID}
			}
			return directory.ResolvedMember{Type: t, ID: key.ID}
		}
	}
	return lookup(k, k.facts.NamedMembers, key, &k.asked.NamedMembers)
}

// member says whether somebody is in a group, waiting or not.
func (k *known) member(p directory.Pair) (directory.Member, bool) {
	if g := k.groups[p.GroupID]; g != nil {
		if m, ok := g.in[p.MemberID]; ok {
			return m, true
		}
		if g.cleared || g.out[p.MemberID] {
			return directory.Member{}, false
		}
	}
	m := lookup(k, k.facts.Pairs, p, &k.asked.Pairs)
	return m, m.ID != ""
}

func (k *known) group(id string) *groupWork {
	g := k.groups[id]
	if g == nil {
		g = &groupWork{in: map[string]directory.Member{}, out: map[string]bool{}}
		k.groups[id] = g
	}
	return g
}
