package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// size is how many members a group has, those who wait included.
func (k *known) size(groupID string) int {
	g := k.group(groupID)
	if g.cleared {
		return g.grown
	}
	return k.count(groupID) + g.grown
}

func (k *known) join(groupID string, m directory.Member) {
	_, was := k.member(directory.Pair{GroupID: groupID, MemberID: m.ID})
	g := k.group(groupID)
	g.in[m.ID] = m
	delete(g.out, m.ID)
	if !was {
		g.grown++
	}
}

func (k *known) leave(groupID, memberID string) {
	_, was := k.member(directory.Pair{GroupID: groupID, MemberID: memberID})
	g := k.group(groupID)
	delete(g.in, memberID)
	g.out[memberID] = true
	if was {
		g.grown--
	}
}

func (k *known) empty(groupID string) {
	g := k.group(groupID)
	g.cleared, g.grown = true, 0
	clear(g.in)
	clear(g.out)
}

// memberPlan is a change of members, checked and compared with what there is.
type memberPlan struct {
	clear bool
	join  []directory.Member
	leave []string
}

func (p *memberPlan) changes() bool {
	return p != nil && (p.clear || len(p.join)+len(p.leave) > 0)
}

// planMembers checks a change of a group's members and leaves out what is so already (rule P5).
// It changes nothing.
func (b *batch) planMembers(c *directory.Change, fresh bool) (*memberPlan, error) {
	if c.Members == nil {
		return nil, nil
	}
	want, adding, err := b.resolve(c)
	if err != nil {
		return nil, err
	}
	if fresh {
		return &memberPlan{join: want}, nil
	}
	plan := &memberPlan{}
	for _, m := range want {
		if was, in := b.member(directory.Pair{GroupID: c.ID, MemberID: m.ID}); !in || was.Waiting != m.Waiting ||
			was.Display != m.Display && m.Display != "" {
			plan.join = append(plan.join, m)
		}
	}
	if c.Members.Clear {
		// Nothing changes when exactly those are in who shall be.
		if len(plan.join) > 0 || b.size(c.ID) != len(want) {
			plan.clear, plan.join = true, want
		}
		return plan, nil
	}
	made := b.madeFor(c)
	for _, named := range c.Members.Remove {
		if !directory.IsID(named) {
			continue
		}
		// Whoever came back is in the group under the id of today, whichever the client names.
		for _, id := range slices.Compact([]string{named, b.memberAmong(c, made, named).ID}) {
			if id == "" || adding[id] {
				continue
			}
			if _, in := b.member(directory.Pair{GroupID: c.ID, MemberID: id}); in {
				plan.leave = append(plan.leave, id)
			}
		}
	}
	if where := c.Members.RemoveWhere; where != nil {
		for _, was := range b.everybody(c.ID) {
			if !adding[was.ID] && !was.Waiting && where(was) {
				plan.leave = append(plan.leave, was.ID)
			}
		}
	}
	return plan, nil
}

// resolve finds whom a change adds to its group, each once.
func (b *batch) resolve(c *directory.Change) (want []directory.Member, adding map[string]bool, err error) {
	adding = make(map[string]bool, len(c.Members.Add))
	made := b.madeFor(c)
	for i, m := range c.Members.Add {
		person := b.memberAmong(c, made, m.ID)
		if person.Type == directory.Unknown && !b.certain() && directory.IsID(m.ID) {
			// for the time being, so that what follows is asked at once
			person = directory.ResolvedMember{Type: directory.TypeUser, ID: m.ID}
		}
		if person.Type == directory.Unknown && b.certain() && c.Members.Lenient {
			continue
		}
		if person.Type == directory.Unknown && b.certain() {
			return nil, nil, directory.Refuse(directory.Invalid, "change.member", "index", i, "id", m.ID)
		}
		m.ID, m.Type, m.Waiting = person.ID, person.Type, false
		if person.Type == directory.Gone {
			m.Type, m.Waiting = directory.TypeUser, true
		}
		if m.ID != "" && !adding[m.ID] {
			adding[m.ID] = true
			want = append(want, m)
		}
	}
	return want, adding, nil
}

// madeFor are the creations on which a change depends, by their ids.
func (b *batch) madeFor(c *directory.Change) map[string]*directory.Change {
	if len(c.Requires) == 0 {
		return nil
	}
	made := make(map[string]*directory.Change, len(c.Requires))
	for _, i := range c.Requires {
		if i == directory.Impossible {
			continue
		}
		if d := b.items[i].Said; d != nil && d.Action == directory.Create {
			made[d.ID] = d
		}
	}
	return made
}

// memberAmong says whom a member id names: somebody the source has or had, or one of those made for c, whom another
// change of this batch is about to create.
func (b *batch) memberAmong(
	c *directory.Change, made map[string]*directory.Change, id string,
) directory.ResolvedMember {
	if d := made[id]; d != nil {
		return directory.ResolvedMember{Type: d.Type.Name, ID: id}
	}
	if !directory.IsID(id) {
		return directory.ResolvedMember{}
	}
	p := b.namedMember(directory.MemberKey{SourceID: c.Source.ID, ID: id})
	if p.ID != "" && p.ID != id {
		p = b.namedMember(directory.MemberKey{SourceID: c.Source.ID, ID: p.ID}) // who came back may have gone again
	}
	return p
}

// everybody is who is in a group now, this batch included.
func (b *batch) everybody(groupID string) []directory.Member {
	g := b.group(groupID)
	var all []directory.Member
	if !g.cleared {
		for _, m := range b.roster(groupID) {
			if _, again := g.in[m.ID]; !again && !g.out[m.ID] {
				all = append(all, m)
			}
		}
	}
	for _, m := range g.in {
		all = append(all, m)
	}
	return all
}

// doMembers carries out what planMembers found to be a change.
func (b *batch) doMembers(groupID string, p *memberPlan, fresh bool) {
	if p == nil {
		return
	}
	b.licenseMembers(groupID, p)
	g := b.group(groupID)
	if fresh {
		g.fresh, g.cleared = true, true
	}
	if p.clear {
		b.empty(groupID)
	}
	for _, id := range p.leave {
		b.leave(groupID, id)
	}
	for _, m := range p.join {
		b.join(groupID, m)
	}
}

// leaveAll takes somebody out of every group, whose versions move with it.
func (b *batch) leaveAll(sourceID, memberID string) {
	for _, in := range b.groupsOf(memberID) {
		if _, still := b.member(directory.Pair{GroupID: in.GroupID, MemberID: memberID}); still {
			b.leave(in.GroupID, memberID)
			b.touch(directory.RecordKey{SourceID: sourceID, Type: directory.TypeGroup, ID: in.GroupID})
		}
	}
	for _, id := range b.joined(memberID) {
		b.leave(id, memberID)
		b.touch(directory.RecordKey{SourceID: sourceID, Type: directory.TypeGroup, ID: id})
	}
}

// joined are the groups into which this batch has put somebody, in the order of their ids.
func (k *known) joined(memberID string) (ids []string) {
	for id, g := range k.groups {
		if _, in := g.in[memberID]; in {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// comeBack puts somebody who was deleted and named again since into the groups that wait
// (rule P5), under the new id.
func (b *batch) comeBack(sourceID, oldID, newID, typeName string) {
	move := func(groupID string) {
		was, still := b.member(directory.Pair{GroupID: groupID, MemberID: oldID})
		if !still || !was.Waiting {
			return
		}
		b.leave(groupID, oldID)
		b.join(groupID, directory.Member{ID: newID, Type: typeName, Display: was.Display})
		b.touch(directory.RecordKey{SourceID: sourceID, Type: directory.TypeGroup, ID: groupID})
	}
	for _, in := range b.groupsOf(oldID) {
		move(in.GroupID)
	}
	for _, id := range b.joined(oldID) {
		move(id)
	}
	b.succeed(sourceID, oldID, newID, typeName)
}

// succeed writes down that a record has another in its place now, and so have those in whose
// place it had come.
func (b *batch) succeed(sourceID, oldID, newID, typeName string) {
	for before, p := range b.returned {
		if before.SourceID == sourceID && p.ID == oldID {
			b.returned[before] = directory.ResolvedMember{Type: typeName, ID: newID}
		}
	}
	b.returned[directory.MemberKey{SourceID: sourceID, ID: oldID}] = directory.ResolvedMember{Type: typeName, ID: newID}
	for i, g := range b.graves {
		if g.SourceID == sourceID && (g.ID == oldID || g.Successor == oldID) {
			b.graves[i].Successor = newID
		}
	}
	for i, r := range b.returns {
		if r.SourceID == sourceID && r.NewID == oldID {
			b.returns[i].NewID = newID
		}
	}
	b.returns = append(b.returns, directory.Return{SourceID: sourceID, OldID: oldID, NewID: newID})
}
