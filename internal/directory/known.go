package directory

// known answers from facts and, before them, from what earlier items of the batch have done. A
// question that neither can answer is noted, and answered "no" for the time being: the batch is
// decided again once the fact is there.
type known struct {
	facts *Facts
	asked Questions
	noted map[any]bool // questions noted already

	records      map[RecordKey]*Record // nil: deleted
	userNames    map[NameKey]string
	externalIDs  map[NameKey]string
	uniqueValues map[NameKey]string
	returned     map[MemberKey]Person // who came back, by the id before
	owners       map[AddressKey]string
	gaveUp       map[Pair]bool // address and user
	groups       map[string]*groupWork
}

// groupWork is what a batch does to one group's members.
type groupWork struct {
	fresh   bool // made by this batch: nobody was in it
	cleared bool
	in      map[string]Member
	out     map[string]bool
	grown   int // members more than there were, or since it was cleared
}

func newKnown(facts *Facts) *known {
	return &known{
		facts:        facts,
		noted:        map[any]bool{},
		records:      map[RecordKey]*Record{},
		userNames:    map[NameKey]string{},
		externalIDs:  map[NameKey]string{},
		uniqueValues: map[NameKey]string{},
		returned:     map[MemberKey]Person{},
		owners:       map[AddressKey]string{},
		gaveUp:       map[Pair]bool{},
		groups:       map[string]*groupWork{},
	}
}

// lookup gives the fact for a key, or notes the question.
func lookup[K comparable, V any](k *known, facts map[K]V, key K, questions *[]K) V {
	v, ok := facts[key]
	if !ok {
		note(k, key, questions)
	}
	return v
}

func note[K comparable](k *known, key K, questions *[]K) {
	id := struct {
		list *[]K
		key  K
	}{questions, key}
	if !k.noted[id] {
		k.noted[id] = true
		*questions = append(*questions, key)
	}
}

func (k *known) record(key RecordKey) *Record {
	if r, ok := k.records[key]; ok {
		return r
	}
	return lookup(k, k.facts.Records, key, &k.asked.Records)
}

// present is a record as far as it is known already; it asks nothing.
func (k *known) present(key RecordKey) *Record {
	if r, ok := k.records[key]; ok {
		return r
	}
	return k.facts.Records[key]
}

func (k *known) userName(key NameKey) string {
	if id, ok := k.userNames[key]; ok {
		return id
	}
	return lookup(k, k.facts.UserNames, key, &k.asked.UserNames)
}

func (k *known) externalID(key NameKey) string {
	if id, ok := k.externalIDs[key]; ok {
		return id
	}
	return lookup(k, k.facts.ExternalIDs, key, &k.asked.ExternalIDs)
}

func (k *known) unique(key NameKey) string {
	if id, ok := k.uniqueValues[key]; ok {
		return id
	}
	return lookup(k, k.facts.Uniques, key, &k.asked.Uniques)
}

func (k *known) tombstones(key NameKey) []Tombstone {
	return lookup(k, k.facts.Tombstones, key, &k.asked.Tombstones)
}

// owner says which user owns an address: nobody, where whoever the facts name gave it up.
func (k *known) owner(key AddressKey) string {
	if id, ok := k.owners[key]; ok {
		return id
	}
	id := lookup(k, k.facts.Owners, key, &k.asked.Owners)
	if k.gaveUp[Pair{key.Value, id}] {
		return ""
	}
	return id
}

// giveUp ends a user's ownership of an address.
func (k *known) giveUp(key AddressKey, userID string) {
	k.gaveUp[Pair{key.Value, userID}] = true
	if k.owners[key] == userID {
		k.owners[key] = ""
	}
}

// domain gives a domain's level. Until it is known the domain counts as approved, since what
// that entails brings up the questions that most people who come in raise.
func (k *known) domain(name string) Level {
	if level, ok := k.facts.Domains[name]; ok {
		return level
	}
	note(k, name, &k.asked.Domains)
	return Approved
}

func (k *known) count(groupID string) int {
	return lookup(k, k.facts.Counts, groupID, &k.asked.Counts)
}

func (k *known) roster(groupID string) []Member {
	return lookup(k, k.facts.Rosters, groupID, &k.asked.Rosters)
}

func (k *known) groupsOf(memberID string) []GroupOf {
	return lookup(k, k.facts.GroupsOf, memberID, &k.asked.GroupsOf)
}

// person says whom a member id names to the source, this batch included.
func (k *known) person(key MemberKey) Person {
	if p, back := k.returned[key]; back {
		return p
	}
	for _, t := range []string{TypeUser, TypeGroup} {
		if r, ok := k.records[RecordKey{key.SourceID, t, key.ID}]; ok {
			if r == nil {
				return Person{Type: Gone, ID: key.ID}
			}
			return Person{Type: t, ID: key.ID}
		}
	}
	return lookup(k, k.facts.People, key, &k.asked.People)
}

// member says whether somebody is in a group, waiting or not.
func (k *known) member(p Pair) (Member, bool) {
	if g := k.groups[p.GroupID]; g != nil {
		if m, ok := g.in[p.MemberID]; ok {
			return m, true
		}
		if g.cleared || g.out[p.MemberID] {
			return Member{}, false
		}
	}
	m := lookup(k, k.facts.Pairs, p, &k.asked.Pairs)
	return m, m.ID != ""
}

func (k *known) group(id string) *groupWork {
	g := k.groups[id]
	if g == nil {
		g = &groupWork{in: map[string]Member{}, out: map[string]bool{}}
		k.groups[id] = g
	}
	return g
}
