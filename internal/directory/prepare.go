package directory

import (
	"slices"
	"time"
)

// prepare does, in the caller's time, what needs no knowledge of anybody else: batches of one
// account are decided one after another, and everybody waits for what is done there.
func (s *submission) prepare(decide Decide) {
	defer func() {
		if recover() != nil {
			s.asked = nil // the batch will come upon it again, and say so
		}
	}()
	for _, item := range s.items {
		if item.Said != nil {
			item.Said.Prepare()
		}
	}
	cases := make([]string, len(s.items))
	if _, asked, _ := decide(s.ctx, Terms{}, s.account, s.items, cases, NewFacts(), time.Time{}); asked != nil {
		s.asked = asked
	}
}

// Prepare computes what a Create makes as far as that can be said before its turn has come.
func (c *Change) Prepare() {
	if c.Action != Create {
		return
	}
	r := &Record{RecordKey: RecordKey{c.Source.ID, c.Type.Name, c.ID}, Attributes: c.Attributes, Definition: c.Type}
	r.Encode()
	if r.Type == TypeUser && len(r.Addresses()) <= MaxAddresses {
		r.MatchKey(Address{})
		r.NameMatchKey()
	}
	c.Draft = r
}

// firstQuestions are those that the submissions of a batch raise by themselves, each once.
func firstQuestions(together []*submission) *Questions {
	var asked []*Questions
	for _, s := range together {
		if s.asked != nil {
			asked = append(asked, s.asked)
		}
	}
	switch len(asked) {
	case 0:
		return &Questions{}
	case 1:
		return asked[0]
	}
	return &Questions{
		Records:        eachOnce(asked, func(q *Questions) []RecordKey { return q.Records }),
		UserNames:      eachOnce(asked, func(q *Questions) []NameKey { return q.UserNames }),
		ExternalIDs:    eachOnce(asked, func(q *Questions) []NameKey { return q.ExternalIDs }),
		Uniques:        eachOnce(asked, func(q *Questions) []NameKey { return q.Uniques }),
		Tombstones:     eachOnce(asked, func(q *Questions) []NameKey { return q.Tombstones }),
		NamedMembers:   eachOnce(asked, func(q *Questions) []MemberKey { return q.NamedMembers }),
		Pairs:          eachOnce(asked, func(q *Questions) []Pair { return q.Pairs }),
		Counts:         eachOnce(asked, func(q *Questions) []string { return q.Counts }),
		Rosters:        eachOnce(asked, func(q *Questions) []string { return q.Rosters }),
		Domains:        eachOnce(asked, func(q *Questions) []string { return q.Domains }),
		Mailboxes:      eachOnce(asked, func(q *Questions) []string { return q.Mailboxes }),
		GroupsOf:       eachOnce(asked, func(q *Questions) []string { return q.GroupsOf }),
		Users:          eachOnce(asked, func(q *Questions) []string { return q.Users }),
		Owners:         eachOnce(asked, func(q *Questions) []AddressKey { return q.Owners }),
		Holders:        eachOnce(asked, func(q *Questions) []AddressKey { return q.Holders }),
		AddressMatches: eachOnce(asked, func(q *Questions) []MatchKey { return q.AddressMatches }),
		NameMatches:    eachOnce(asked, func(q *Questions) []MatchKey { return q.NameMatches }),
		Recycled:       eachOnce(asked, func(q *Questions) []string { return q.Recycled }),
		NeverLinks:     eachOnce(asked, func(q *Questions) []string { return q.NeverLinks }),
		Decisions:      eachOnce(asked, func(q *Questions) []string { return q.Decisions }),
		Traces:         eachOnce(asked, func(q *Questions) []Trace { return q.Traces }),

		Policy:     slices.ContainsFunc(asked, func(q *Questions) bool { return q.Policy }),
		GaveWay:    slices.ContainsFunc(asked, func(q *Questions) bool { return q.GaveWay }),
		RoleOwners: slices.ContainsFunc(asked, func(q *Questions) bool { return q.RoleOwners }),
	}
}

// eachOnce are the questions of one kind, each once.
func eachOnce[K comparable](asked []*Questions, of func(*Questions) []K) []K {
	var all []K
	seen := map[K]bool{}
	for _, q := range asked {
		for _, k := range of(q) {
			if !seen[k] {
				seen[k] = true
				all = append(all, k)
			}
		}
	}
	return all
}
