package decide

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

var (
	_ directory.Store = (*fakeStore)(nil)
	_ directory.Tx    = (*fakeTx)(nil)
)

// fakeStore is a store in memory. It answers exactly what it is asked, and takes changes only as
// a database would: what must be unique is, what is inserted was not there, what is updated was.
type fakeStore struct {
	mu   sync.Mutex
	rows fakeRows
	// before, when set, is called at the beginning of each transaction, and refuse before
	// anything is written; their errors fail the transaction. again runs each transaction so
	// many times more, as other nodes make necessary.
	before func(accountID string) error
	refuse func(*directory.Changes) error
	after  func() error // called when a transaction has landed; what it returns is reported
	again  int
	sizes  []int // of the batches that landed
}

// fakeRows are the tables.
type fakeRows struct {
	records     map[directory.RecordKey]directory.Record
	users       map[string]directory.User
	identifiers map[[3]string]directory.Identifier // kind, value, record
	members     map[directory.Pair]directory.Member
	graves      map[directory.RecordKey]directory.Tombstone
	successors  map[directory.RecordKey]string
	uniques     map[directory.NameKey]string
	domains     map[string]directory.Level
	log         map[string]directory.LogEntry
	mailboxes   map[string]bool
	sources     map[string]directory.Source
	reviews     map[[2]string]fakeReview // by record and user
	apart       map[[2]string]bool       // in both orders: for good, or until somebody decides
	traces      map[directory.Trace]string
}

type fakeReview struct {
	Reason directory.Reason
	Flags  string
	Waits  bool
	Status string
}

func newFakeStore() *fakeStore {
	return &fakeStore{rows: fakeRows{
		records: map[directory.RecordKey]directory.Record{}, users: map[string]directory.User{}, identifiers: map[[3]string]directory.Identifier{}, members: map[directory.Pair]directory.Member{},
		graves: map[directory.RecordKey]directory.Tombstone{}, successors: map[directory.RecordKey]string{}, uniques: map[directory.NameKey]string{}, log: map[string]directory.LogEntry{},
		domains:   map[string]directory.Level{"example.com": directory.Approved, "verified.example": directory.Verified},
		mailboxes: map[string]bool{}, sources: modelPolicy(), reviews: map[[2]string]fakeReview{}, apart: map[[2]string]bool{},
		traces: map[directory.Trace]string{},
	}}
}

func (r fakeRows) clone() fakeRows {
	return fakeRows{
		maps.Clone(r.records), maps.Clone(r.users), maps.Clone(r.identifiers), maps.Clone(r.members), maps.Clone(r.graves),
		maps.Clone(r.successors), maps.Clone(r.uniques), r.domains, maps.Clone(r.log),
		r.mailboxes, r.sources, maps.Clone(r.reviews), maps.Clone(r.apart), maps.Clone(r.traces),
	}
}

// fakeNow is the moment of every transaction.
var fakeNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Transact implements Store.
func (s *fakeStore) Transact(_ context.Context, accountID string, _ bool, fn func(directory.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil {
		if err := s.before(accountID); err != nil {
			return err
		}
	}
	for attempt := 0; ; attempt++ {
		tx := &fakeTx{store: s, fakeRows: s.rows.clone()}
		if err := fn(tx); err != nil {
			return err
		}
		if attempt < s.again {
			continue // another node was faster: nothing of this attempt is kept
		}
		s.rows = tx.fakeRows
		s.sizes = append(s.sizes, tx.size)
		if s.after != nil {
			return s.after()
		}
		return nil
	}
}

type fakeTx struct {
	fakeRows
	store *fakeStore
	size  int
}

func (*fakeTx) Now() time.Time { return fakeNow }

// Find implements Tx.
func (r *fakeTx) Find(_ context.Context, _ string, q *directory.Questions, f *directory.Facts) error {
	r.find(q, f)
	return nil
}

func (r fakeRows) find(q *directory.Questions, f *directory.Facts) {
	for _, k := range q.Records {
		if f.Records[k] == nil {
			f.Records[k] = nil
		}
		if rec, ok := r.records[k]; ok {
			r.known(rec.UserID, f)
			if f.Records[k] == nil || f.Records[k].Partial {
				f.Records[k] = kept(rec)
			}
		}
	}
	for _, id := range q.Users {
		f.Users[id] = nil
		r.known(id, f)
	}
	for _, k := range q.UserNames {
		f.UserNames[k] = r.named(k, func(rec *directory.Record) string { return rec.UserNameKey() })
	}
	for _, k := range q.ExternalIDs {
		f.ExternalIDs[k] = nil
		for key, rec := range r.records {
			if key.SourceID == k.SourceID && key.Type == k.Type && rec.ExternalID() == k.Value {
				f.ExternalIDs[k] = append(f.ExternalIDs[k], key.ID)
			}
		}
		slices.Sort(f.ExternalIDs[k])
		f.ExternalIDs[k] = f.ExternalIDs[k][:min(len(f.ExternalIDs[k]), directory.MostSameExternalID)]
	}
	for _, k := range q.Uniques {
		f.Uniques[k] = r.uniques[k]
	}
	for _, k := range q.Tombstones {
		f.Tombstones[k] = nil
		for key, g := range r.graves {
			if key.SourceID == k.SourceID && key.Type == k.Type && g.ExternalHash == k.Value && r.successors[key] == "" {
				f.Tombstones[k] = append(f.Tombstones[k], g)
			}
		}
	}
	for _, k := range q.People {
		f.People[k] = r.person(k)
	}
	for _, k := range q.Pairs {
		f.Pairs[k] = r.members[k]
	}
	for _, id := range q.Counts {
		f.Counts[id] = len(r.roster(id))
	}
	for _, id := range q.Rosters {
		f.Rosters[id] = r.roster(id)
	}
	for _, k := range q.Owners {
		f.Owners[k], f.Bearers[k] = directory.Identifier{}, nil
		list := r.holders(k)
		for _, i := range list {
			if i.UserID != "" && len(f.Bearers[k]) < directory.MostBearers {
				f.Bearers[k] = append(f.Bearers[k], i)
			}
		}
		for _, i := range list {
			if i.Owner {
				f.Owners[k] = i
				r.known(i.UserID, f)
			}
		}
	}
	for _, k := range q.Holders {
		f.Holders[k] = r.holders(k)
	}
	for _, k := range q.Alikes {
		f.Alikes[k] = nil
		for _, i := range r.identifiers {
			if i.Alike == k.Value && i.UserID != "" && i.SourceID != k.SourceID {
				f.Alikes[k] = append(f.Alikes[k], i)
			}
		}
		slices.SortFunc(f.Alikes[k], func(a, b directory.Identifier) int { return strings.Compare(a.RecordID+a.Value, b.RecordID+b.Value) })
	}
	for _, k := range q.Likenesses {
		f.Likenesses[k] = nil
		for key, rec := range r.records {
			if rec.LikenessKey() == k.Value && rec.UserID != "" && key.SourceID != k.SourceID && key.SourceID != "account" {
				f.Likenesses[k] = append(f.Likenesses[k], directory.Likeness{SourceID: key.SourceID, RecordID: key.ID, UserID: rec.UserID})
			}
		}
		slices.SortFunc(f.Likenesses[k], func(a, b directory.Likeness) int { return strings.Compare(a.RecordID, b.RecordID) })
	}
	for _, h := range q.Recycled {
		f.Recycled[h] = directory.Reuse{}
		for key, g := range r.graves {
			if reuse := f.Recycled[h]; g.AddressHash == h && r.successors[key] == "" && !slices.Contains(reuse.Sources, key.SourceID) {
				f.Recycled[h] = directory.Reuse{Anywhere: true, Sources: append(reuse.Sources, key.SourceID), Users: append(reuse.Users, g.UserID)}
			}
		}
	}
	for _, id := range q.Apart {
		f.Apart[id] = nil
		for pair, hard := range r.apart {
			if pair[0] == id {
				f.Apart[id] = append(f.Apart[id], directory.Apart{ID: pair[1], Soft: !hard})
			}
		}
	}
	for _, t := range q.Traces {
		f.Traces[t] = r.traces[t]
	}
	if q.GaveWay {
		f.GaveWay = &directory.GaveWay{}
		for _, review := range r.reviews {
			if review.Reason == directory.GivenWay {
				f.GaveWay.Lately++
			}
		}
		for _, rec := range r.records {
			if rec.Face {
				f.GaveWay.People++
			}
		}
	}
	if q.Policy {
		f.Sources = r.sources
	}
	if q.RoleOwners {
		f.RoleOwners = []string{}
		for id, u := range r.users {
			if u.Role == directory.Owner && u.State == directory.Active {
				f.RoleOwners = append(f.RoleOwners, id)
			}
		}
	}
	for _, d := range q.Domains {
		f.Domains[d] = directory.Domain{Level: r.domains[d], Mailboxes: len(r.mailboxes) > 0}
	}
	for _, a := range q.Mailboxes {
		f.Mailboxes[a] = r.mailboxes[a]
	}
	for _, id := range q.GroupsOf {
		f.GroupsOf[id] = nil
		for p, m := range r.members {
			if p.MemberID == id {
				f.GroupsOf[id] = append(f.GroupsOf[id], directory.GroupOf{GroupID: p.GroupID, Waiting: m.Waiting})
			}
		}
	}
}

// kept is a record as a database gives it back.
func kept(rec directory.Record) *directory.Record {
	return &directory.Record{
		RecordKey: rec.RecordKey, UserID: rec.UserID, Body: rec.Body, Verdict: rec.Verdict,
		Version: rec.Version, Created: rec.Created, Modified: rec.Modified,
		ParentID: rec.ParentID, HomeID: rec.HomeID, Admitted: rec.Admitted, Confirmed: rec.Confirmed,
		Sources: rec.Sources, Face: rec.Face, Provenance: rec.Provenance, Standing: rec.Standing,
	}
}

// known adds a user with all records to the facts. As siblings, they are read in part.
func (r fakeRows) known(id string, f *directory.Facts) {
	u, there := r.users[id]
	if id == "" || !there || f.Users[id] != nil {
		return
	}
	k := &directory.Known{User: u}
	f.Users[id] = k
	for key, rec := range r.records {
		if rec.UserID != id {
			continue
		}
		if f.Records[key] == nil {
			f.Records[key] = kept(rec)
			f.Records[key].Partial = true
		}
		if key.SourceID == "account" {
			k.Merged = f.Records[key]
		} else {
			k.Records = append(k.Records, key)
		}
	}
}

func (r fakeRows) holders(k directory.AddressKey) (list []directory.Identifier) {
	for key, i := range r.identifiers {
		if key[0] == k.Kind && key[1] == k.Value {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b directory.Identifier) int { return strings.Compare(a.RecordID, b.RecordID) })
	return list
}

func (r fakeRows) named(k directory.NameKey, value func(*directory.Record) string) string {
	for key, rec := range r.records {
		if key.SourceID == k.SourceID && key.Type == k.Type && value(&rec) == k.Value {
			return key.ID
		}
	}
	return ""
}

func (r fakeRows) person(k directory.MemberKey) directory.Person {
	for _, typeName := range []string{directory.TypeUser, directory.TypeGroup} {
		key := directory.RecordKey{SourceID: k.SourceID, Type: typeName, ID: k.ID}
		if _, ok := r.records[key]; ok {
			return directory.Person{Type: typeName, ID: k.ID}
		}
		if _, ok := r.graves[key]; ok {
			if next := r.successors[key]; next != "" {
				return directory.Person{Type: typeName, ID: next}
			}
			return directory.Person{Type: directory.Gone, ID: k.ID}
		}
	}
	return directory.Person{}
}

func (r fakeRows) roster(group string) (all []directory.Member) {
	for p, m := range r.members {
		if p.GroupID == group {
			all = append(all, m)
		}
	}
	return all
}

// Write implements Tx, in the order in which a database is written to.
func (r *fakeTx) Write(_ context.Context, _ string, c *directory.Changes) error {
	if r.store.refuse != nil {
		if err := r.store.refuse(c); err != nil {
			return err
		}
	}
	r.size = len(c.Log)
	return r.write(c)
}

func (r fakeRows) write(c *directory.Changes) error {
	var wrong []string
	must := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	touched := map[directory.RecordKey]bool{}
	once := func(key directory.RecordKey) {
		must(!touched[key], "record %v is changed twice", key)
		touched[key] = true
	}
	for _, key := range c.Delete {
		once(key)
		_, there := r.records[key]
		must(there, "delete %v: it is not there", key)
		delete(r.records, key)
	}
	for _, i := range c.Forget {
		delete(r.identifiers, [3]string{i.Kind, i.Value, i.RecordID})
	}
	for _, u := range c.Free {
		delete(r.uniques, u.NameKey)
	}
	for _, p := range c.Leave {
		delete(r.members, p)
	}
	for _, group := range c.Clear {
		maps.DeleteFunc(r.members, func(p directory.Pair, _ directory.Member) bool { return p.GroupID == group })
	}
	for _, x := range c.Returns {
		for key := range r.graves {
			if key.SourceID == x.SourceID && (key.ID == x.OldID || r.successors[key] == x.OldID) {
				r.successors[key] = x.NewID
			}
		}
	}
	for _, rec := range c.Insert {
		once(rec.RecordKey)
		_, there := r.records[rec.RecordKey]
		must(!there, "insert %v: it is there", rec.RecordKey)
		r.records[rec.RecordKey] = *rec
	}
	for _, rec := range c.Update {
		once(rec.RecordKey)
		_, there := r.records[rec.RecordKey]
		must(there, "update %v: it is not there", rec.RecordKey)
		r.records[rec.RecordKey] = *rec
	}
	for _, rec := range c.Touch {
		once(rec.RecordKey)
		old, there := r.records[rec.RecordKey]
		must(there, "touch %v: it is not there", rec.RecordKey)
		old.Version, old.Modified = rec.Version, rec.Modified
		r.records[rec.RecordKey] = old
	}
	for _, rec := range c.Judge {
		once(rec.RecordKey)
		old, there := r.records[rec.RecordKey]
		must(there, "judge %v: it is not there", rec.RecordKey)
		old.UserID, old.Verdict, old.ParentID, old.HomeID, old.Sources, old.Face = rec.UserID, rec.Verdict, rec.ParentID, rec.HomeID, rec.Sources, rec.Face
		old.Standing = rec.Standing
		old.Version, old.Modified = rec.Version, rec.Modified
		r.records[rec.RecordKey] = old
	}
	for _, x := range c.Closed {
		for pair, review := range r.reviews {
			if review.Status == directory.StatusOpen && (x.RecordID == "" || x.RecordID == pair[0]) && (x.UserID == "" || x.UserID == pair[1]) {
				review.Status = x.Status
				r.reviews[pair] = review
			}
		}
	}
	for _, pair := range c.Rejoin {
		delete(r.apart, pair)
		delete(r.apart, [2]string{pair[1], pair[0]})
	}
	for _, x := range c.Apart {
		r.apart[x.Pair], r.apart[[2]string{x.Pair[1], x.Pair[0]}] = !x.Soft, !x.Soft
	}
	for _, x := range c.Traces {
		r.traces[x.Trace] = x.RecordID
	}
	for _, x := range c.Reviews {
		pair := [2]string{x.RecordID, x.UserID}
		if s := r.reviews[pair].Status; x.Waits || s != directory.StatusApart && s != directory.StatusNever {
			r.reviews[pair] = fakeReview{x.Reason, strings.Join(x.Flags, " "), x.Waits, x.Status}
		}
	}
	users := map[string]bool{}
	for _, u := range c.Users {
		must(!users[u.ID], "user %s is written twice", u.ID)
		users[u.ID] = true
		old, there := r.users[u.ID]
		if there {
			u.Created = old.Created
		}
		r.users[u.ID] = u
	}
	for _, i := range c.Identifiers {
		r.identifiers[[3]string{i.Kind, i.Value, i.RecordID}] = i
	}
	for _, u := range c.Uniques {
		must(r.uniques[u.NameKey] == "", "unique %v: it is taken", u.NameKey)
		r.uniques[u.NameKey] = u.RecordID
	}
	joined := map[directory.Pair]bool{}
	for _, m := range c.Join {
		p := directory.Pair{GroupID: m.GroupID, MemberID: m.ID}
		must(!joined[p], "membership %v is written twice", p)
		joined[p] = true
		r.members[p] = m.Member
	}
	for _, g := range c.Tombstones {
		_, there := r.graves[g.RecordKey]
		must(!there, "tombstone %v: it is there", g.RecordKey)
		r.successors[g.RecordKey] = g.Successor
		g.Successor = ""
		r.graves[g.RecordKey] = g
	}
	for _, e := range c.Log {
		r.log[e.ID] = e
	}
	r.constraints(must)
	if len(wrong) > 0 {
		return fmt.Errorf("the database refuses: %s", strings.Join(wrong, "; "))
	}
	return nil
}

// constraints are the unique indexes.
func (r fakeRows) constraints(must func(bool, string, ...any)) {
	names, owners := map[string]bool{}, map[[2]string]bool{}
	unique := func(kind string, rec *directory.Record, value string) {
		key := strings.Join([]string{kind, rec.SourceID, rec.Type, value}, "\x00")
		must(value == "" || !names[key], "%s %q twice", kind, value)
		names[key] = true
	}
	for _, rec := range r.records {
		if rec.SourceID != "account" {
			unique("userName", &rec, rec.UserNameKey())
		}
	}
	for key, i := range r.identifiers {
		must(!i.Owner || !owners[[2]string(key[:2])], "%s has two owners", key[1])
		owners[[2]string(key[:2])] = owners[[2]string(key[:2])] || i.Owner
	}
}

// fakeID is the nth id. Like those that are given, later ones are greater.
func fakeID(n int) string { return fmt.Sprintf("01990000-0000-7000-8000-%012d", n) }

// fakeRounds is how often facts are asked for at most: as often as the intake does for one change.
const fakeRounds = 16

// apply carries changes out in batches of the given sizes, the rest in one, and returns the
// results. The ids of cases are those of the changes' places.
func (r fakeRows) apply(account directory.Account, changes []directory.Change, cases []string, sizes ...int) ([]directory.Result, error) {
	var results []directory.Result
	for len(changes) > 0 {
		n := len(changes)
		if len(sizes) > 0 {
			n, sizes = min(n, sizes[0]), sizes[1:]
		}
		facts := directory.NewFacts()
		for round := 0; ; round++ {
			b, missing := decide(account, slices.Clone(changes[:n]), cases[:n], facts, fakeNow)
			if missing == nil {
				if err := r.write(b.effect()); err != nil {
					return nil, err
				}
				results = append(results, b.results...)
				break
			}
			if round == fakeRounds {
				return nil, fmt.Errorf("no decision after %d rounds", round)
			}
			r.find(missing, facts)
		}
		changes, cases = changes[n:], cases[n:]
	}
	return results, nil
}

func fakeType(name string) *schema.ResourceType { return schema.Core().Type(name) }

// modelPolicy is the sources of modelSources, by id.
func modelPolicy() map[string]directory.Source {
	m := map[string]directory.Source{}
	for _, s := range modelSources {
		m[s.ID] = s
	}
	return m
}
