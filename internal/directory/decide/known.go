package decide

import (
	"iter"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// known answers from facts and, before them, from what earlier items of the batch have done. A
// question that neither can answer is noted, and answered "no" for the time being: the batch is
// decided again once the fact is there.
type known struct {
	facts  *directory.Facts
	asked  directory.Questions
	noted  map[any]bool // questions noted already
	asking bool         // something has been asked

	records      map[directory.RecordKey]*directory.Record // nil: deleted
	userNames    map[directory.NameKey]string
	externalIDs  map[directory.NameKey][]string // of records that got it
	uniqueValues map[directory.NameKey]string
	returned     map[directory.MemberKey]directory.ResolvedMember // who came back, by the id before
	groups       map[string]*groupWork

	users map[string]directory.User // rows that change
	// users whom this batch made: nobody was they before
	fresh        map[string]bool
	byUser       map[string][]directory.RecordKey                          // of records that this batch put there
	rows         map[directory.AddressKey]map[string]*directory.Identifier // that change, by record; nil: removed
	rowIDs       map[directory.AddressKey][]string                         // the records of those, in their order
	owned        map[directory.AddressKey]directory.Identifier             // whose the identifiers are by now
	neverLinkNow map[[2]string]linkability                                 // pairs decided by this batch
	neverLinkOf  map[string][]string                                       // the others of those pairs, by record
	tracedNow    map[directory.Trace]string                                // what those are known by
	madeNow      map[string]bool                                           // ids of records that this batch made
}

func newKnown(facts *directory.Facts) *known {
	return &known{
		facts:        facts,
		noted:        map[any]bool{},
		records:      map[directory.RecordKey]*directory.Record{},
		userNames:    map[directory.NameKey]string{},
		externalIDs:  map[directory.NameKey][]string{},
		uniqueValues: map[directory.NameKey]string{},
		returned:     map[directory.MemberKey]directory.ResolvedMember{},
		groups:       map[string]*groupWork{},
		users:        map[string]directory.User{},
		fresh:        map[string]bool{},
		byUser:       map[string][]directory.RecordKey{},
		rows:         map[directory.AddressKey]map[string]*directory.Identifier{},
		rowIDs:       map[directory.AddressKey][]string{},
		owned:        map[directory.AddressKey]directory.Identifier{},
		neverLinkNow: map[[2]string]linkability{},
		neverLinkOf:  map[string][]string{},
		tracedNow:    map[directory.Trace]string{},
		madeNow:      map[string]bool{},
	}
}

// lookup gives the fact for a key, or notes the question.
func lookup[K comparable, V any](k *known, facts map[K]V, key K, questions *directory.Keys[K]) V {
	v, ok := facts[key]
	if !ok {
		note(k, key, questions)
	}
	return v
}

func note[K comparable](k *known, key K, questions *directory.Keys[K]) {
	id := struct {
		list *directory.Keys[K]
		key  K
	}{questions, key}
	if !k.noted[id] {
		k.noted[id], k.asking = true, true
		*questions = append(*questions, key)
	}
}

// want notes a question that is asked by no key.
func (k *known) want(question *bool) { *question, k.asking = true, true }

func (k *known) record(key directory.RecordKey) *directory.Record {
	if r, ok := k.records[key]; ok {
		return r
	}
	return lookup(k, k.facts.Records, key, &k.asked.Records)
}

// subject is the record that a change is about. It is asked for by name even where it is known as
// one of somebody's records, since it will be shown with its groups.
func (k *known) subject(key directory.RecordKey) *directory.Record {
	r := k.record(key)
	if r != nil && r.Partial {
		note(k, key, &k.asked.Records)
	}
	return r
}

// present is a record as far as it is known already; it asks nothing.
func (k *known) present(key directory.RecordKey) *directory.Record {
	if r, ok := k.records[key]; ok {
		return r
	}
	return k.facts.Records[key]
}

func (k *known) userName(key directory.NameKey) string {
	if id, ok := k.userNames[key]; ok {
		return id
	}
	return lookup(k, k.facts.UserNames, key, &k.asked.UserNames)
}

// sharing are records by now, a few at least, that have an externalId, in the order in which they came: a batch is
// not to tell whether one of them got it in it or before.
func (k *known) sharing(key directory.NameKey) []string {
	var list []string
	for _, id := range slices.Concat(lookup(k, k.facts.ExternalIDs, key, &k.asked.ExternalIDs), k.externalIDs[key]) {
		r, touched := k.records[directory.RecordKey{SourceID: key.SourceID, Type: key.Type, ID: id}]
		if (!touched || r != nil && (r.Attributes == nil || r.ExternalID() == key.Value)) && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

func (k *known) unique(key directory.NameKey) string {
	if id, ok := k.uniqueValues[key]; ok {
		return id
	}
	return lookup(k, k.facts.Uniques, key, &k.asked.Uniques)
}

func (k *known) tombstones(key directory.NameKey) []directory.Tombstone {
	return lookup(k, k.facts.Tombstones, key, &k.asked.Tombstones)
}

// domain tells how far the account may speak for a domain. Until that is known the domain counts
// as approved, since what that entails brings up the questions that most people who come in raise.
func (k *known) domain(name string) directory.Domain {
	if d, ok := k.facts.Domains[name]; ok {
		return d
	}
	note(k, name, &k.asked.Domains)
	return directory.Domain{Level: directory.Approved}
}

// level tells how far the account may speak for an address (rule D1).
func (k *known) level(a directory.Address) directory.Level {
	if a.Domain == "" {
		return directory.Unapproved
	}
	return k.domain(a.Domain).LevelOf(func() bool {
		return lookup(k, k.facts.Mailboxes, a.String(), &k.asked.Mailboxes)
	})
}

func (k *known) policy() policy {
	if k.facts.Sources == nil {
		k.want(&k.asked.Policy)
	}
	return policy{sources: k.facts.Sources}
}

// roleOwners are the ids of the account's owners before this batch.
func (k *known) roleOwners() []string {
	if k.facts.RoleOwners == nil {
		k.want(&k.asked.RoleOwners)
	}
	return k.facts.RoleOwners
}

// user is a user's row as it is by now; the zero User when there is none.
func (k *known) user(id string) directory.User {
	if u, ok := k.users[id]; ok {
		return u
	}
	if k.fresh[id] {
		return directory.User{}
	}
	if was := lookup(k, k.facts.Users, id, &k.asked.Users); was != nil {
		return was.User
	}
	return directory.User{}
}

// recordsOf are the keys of the records that are or were a user's, each once.
func (k *known) recordsOf(userID string) []directory.RecordKey {
	var keys []directory.RecordKey
	if !k.fresh[userID] {
		if was := lookup(k, k.facts.Users, userID, &k.asked.Users); was != nil {
			keys = was.Records
		}
	}
	if more := k.byUser[userID]; len(more) > 0 {
		keys = slices.Clone(keys)
		for _, key := range more {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// owner is whose an identifier is by now; RecordID is "" when it is nobody's.
func (k *known) owner(key directory.AddressKey) directory.Identifier {
	if now, ok := k.owned[key]; ok {
		return now
	}
	return lookup(k, k.facts.Owners, key, &k.asked.Owners)
}

// bearers are those of people who bring an identifier by now, in the order in which they came. many tells that there
// may be more.
func (k *known) bearers(key directory.AddressKey) (all iter.Seq[directory.Identifier], many bool) {
	k.owner(key) // answers both
	kept := k.unchanged(key, k.facts.Bearers[key])
	kept = slices.DeleteFunc(kept, func(i directory.Identifier) bool { return i.UserID == "" || i.Value != key.Value })
	return func(yield func(directory.Identifier) bool) {
		for i := range k.byNow(key, kept) {
			if i.UserID != "" && !yield(i) {
				return
			}
		}
	}, len(k.facts.Bearers[key]) >= directory.MostBearers
}

// holders are those who bring an identifier by now, in the order in which they came.
func (k *known) holders(key directory.AddressKey) []directory.Identifier {
	return slices.Collect(k.byNow(key, k.unchanged(key, lookup(k, k.facts.Holders, key, &k.asked.Holders))))
}

// unchanged are those of a key's rows that this batch has left alone, in the order in which they came.
func (k *known) unchanged(key directory.AddressKey, rows []directory.Identifier) []directory.Identifier {
	list := slices.DeleteFunc(slices.Clone(rows), func(i directory.Identifier) bool {
		_, changed := k.rows[key][i.RecordID]
		return changed
	})
	slices.SortFunc(list, func(a, b directory.Identifier) int { return strings.Compare(a.RecordID, b.RecordID) })
	return list
}

// byNow puts a key's rows of this batch among others, which are in their order. A batch may have hundreds of one
// key, of which most who ask need a few.
func (k *known) byNow(key directory.AddressKey, others []directory.Identifier) iter.Seq[directory.Identifier] {
	return func(yield func(directory.Identifier) bool) {
		for _, id := range k.rowIDs[key] {
			for len(others) > 0 && others[0].RecordID < id {
				if !yield(others[0]) {
					return
				}
				others = others[1:]
			}
			if row := k.rows[key][id]; row != nil && !yield(*row) {
				return
			}
		}
		for _, i := range others {
			if !yield(i) {
				return
			}
		}
	}
}

// setRow notes that a record brings an identifier; nil, that it doesn't any more.
func (k *known) setRow(key directory.AddressKey, recordID string, row *directory.Identifier) {
	if k.rows[key] == nil {
		k.rows[key] = map[string]*directory.Identifier{}
	}
	if _, again := k.rows[key][recordID]; !again {
		at, _ := slices.BinarySearch(k.rowIDs[key], recordID)
		k.rowIDs[key] = slices.Insert(k.rowIDs[key], at, recordID)
	}
	k.rows[key][recordID] = row
}
