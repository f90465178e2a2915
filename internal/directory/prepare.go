package directory

import "time"

// prepare does, in the caller's time, what needs no knowledge of anybody else: batches of one
// account are decided one after another, and everybody waits for what is done there.
func (s *submission) prepare() {
	defer func() {
		if recover() != nil {
			s.asked = nil // the batch will come upon it again, and say so
		}
	}()
	for i := range s.changes {
		s.changes[i].prepare()
	}
	cases := make([]string, len(s.changes))
	if _, asked := decide(s.account, s.changes, cases, NewFacts(), time.Time{}); asked != nil {
		s.asked = asked
	}
}

// prepare computes what a Create makes as far as that can be said before its turn has come.
func (c *Change) prepare() {
	if c.Action != Create {
		return
	}
	r := &Record{RecordKey: RecordKey{c.Source.ID, c.Type.Name, c.ID}, Attributes: c.Attributes, rt: c.Type}
	r.encode()
	if r.Type == TypeUser && len(r.addresses()) <= maxAddresses {
		r.alike(Address{})
		r.LikenessKey()
	}
	c.draft = r
}

// firstQuestions are those that the submissions of a batch raise by themselves, each once.
func firstQuestions(together []*submission) *Questions {
	if len(together) == 1 {
		if q := together[0].asked; q != nil {
			return q
		}
		return &Questions{}
	}
	all := &Questions{}
	for _, s := range together {
		if q := s.asked; q != nil {
			all.join(q)
		}
	}
	all.distinct()
	return all
}

// join adds the questions of q.
func (all *Questions) join(q *Questions) {
	all.Records = append(all.Records, q.Records...)
	all.UserNames = append(all.UserNames, q.UserNames...)
	all.ExternalIDs = append(all.ExternalIDs, q.ExternalIDs...)
	all.Uniques = append(all.Uniques, q.Uniques...)
	all.Tombstones = append(all.Tombstones, q.Tombstones...)
	all.People = append(all.People, q.People...)
	all.Pairs = append(all.Pairs, q.Pairs...)
	all.Counts = append(all.Counts, q.Counts...)
	all.Rosters = append(all.Rosters, q.Rosters...)
	all.Domains = append(all.Domains, q.Domains...)
	all.Mailboxes = append(all.Mailboxes, q.Mailboxes...)
	all.GroupsOf = append(all.GroupsOf, q.GroupsOf...)
	all.Policy = all.Policy || q.Policy
	all.Users = append(all.Users, q.Users...)
	all.Owners = append(all.Owners, q.Owners...)
	all.Holders = append(all.Holders, q.Holders...)
	all.Alikes = append(all.Alikes, q.Alikes...)
	all.Likenesses = append(all.Likenesses, q.Likenesses...)
	all.Recycled = append(all.Recycled, q.Recycled...)
	all.Apart = append(all.Apart, q.Apart...)
	all.Managers = append(all.Managers, q.Managers...)
	all.RoleOwners = all.RoleOwners || q.RoleOwners
}

// distinct leaves each question once.
func (q *Questions) distinct() {
	distinct(&q.Records)
	distinct(&q.UserNames)
	distinct(&q.ExternalIDs)
	distinct(&q.Uniques)
	distinct(&q.Tombstones)
	distinct(&q.People)
	distinct(&q.Pairs)
	distinct(&q.Counts)
	distinct(&q.Rosters)
	distinct(&q.Domains)
	distinct(&q.Mailboxes)
	distinct(&q.GroupsOf)
	distinct(&q.Users)
	distinct(&q.Owners)
	distinct(&q.Holders)
	distinct(&q.Alikes)
	distinct(&q.Likenesses)
	distinct(&q.Recycled)
	distinct(&q.Apart)
	distinct(&q.Managers)
}

func distinct[K comparable](list *[]K) {
	if len(*list) < 2 {
		return
	}
	seen := make(map[K]bool, len(*list))
	kept := (*list)[:0]
	for _, k := range *list {
		if !seen[k] {
			seen[k] = true
			kept = append(kept, k)
		}
	}
	*list = kept
}
