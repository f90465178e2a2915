package decide

import (
	"context"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/matchkey"
)

// mostOfEach is how many the database gives of each source of those who look alike, or were deleted.
const mostOfEach = 8

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
	for _, k := range q.NamedMembers {
		f.NamedMembers[k] = r.namedMember(k)
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
		f.Bearers[k] = r.bearers(k)
		for _, i := range r.holders(k) {
			if i.Owner {
				f.Owners[k] = i
				r.known(i.UserID, f)
			}
		}
	}
	for _, k := range q.Holders {
		list := r.holders(k)
		f.Holders[k] = list[:min(len(list), directory.MostHolders)]
	}
	for _, k := range q.AddressMatches {
		f.AddressMatches[k] = nil
		for _, i := range r.identifiers {
			if i.MatchKey == k.Value && i.UserID != "" && i.SourceID != k.SourceID {
				f.AddressMatches[k] = append(f.AddressMatches[k], i)
			}
		}
		slices.SortFunc(f.AddressMatches[k], func(a, b directory.Identifier) int { return strings.Compare(a.RecordID+a.Value, b.RecordID+b.Value) })
		f.AddressMatches[k] = ofEach(f.AddressMatches[k], func(i directory.Identifier) string { return i.SourceID })
	}
	for _, k := range q.NameMatches {
		f.NameMatches[k] = nil
		for key, rec := range r.records {
			if rec.NameMatchKey() == k.Value && rec.UserID != "" && key.SourceID != k.SourceID && key.SourceID != "account" {
				f.NameMatches[k] = append(f.NameMatches[k], directory.NameMatch{SourceID: key.SourceID, RecordID: key.ID, UserID: rec.UserID})
			}
		}
		slices.SortFunc(f.NameMatches[k], func(a, b directory.NameMatch) int { return strings.Compare(a.RecordID, b.RecordID) })
		f.NameMatches[k] = ofEach(f.NameMatches[k], func(l directory.NameMatch) string { return l.SourceID })
	}
	for _, h := range q.Recycled {
		f.Recycled[h] = r.formerly(h)
	}
	for _, id := range q.NeverLinks {
		f.NeverLinks[id] = nil
		for pair, hard := range r.apart {
			if pair[0] == id {
				f.NeverLinks[id] = append(f.NeverLinks[id], directory.NeverLinked{ID: pair[1], Soft: !hard})
			}
		}
	}
	for _, id := range q.Decisions {
		f.Decisions[id] = directory.CaseDecision{}
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
			if rec.Golden {
				f.GaveWay.People++
			}
		}
	}
	r.findLicenses(q, f)
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

// ofEach are the first few of each source.
func ofEach[T any](list []T, source func(T) string) []T {
	had := map[string]int{}
	return slices.DeleteFunc(list, func(t T) bool {
		had[source(t)]++
		return had[source(t)] > mostOfEach
	})
}

// bearers are those who bring an identifier and are let in. Of an address they are found by what look-alikes have in
// common, so that others come along, and take places.
func (r fakeRows) bearers(k directory.AddressKey) (list []directory.Identifier) {
	a, is := directory.ParseAddress(k.Value)
	alike := ""
	if is && k.Kind == directory.ByEmail {
		alike = matchkey.Address(a.Local, a.Domain)
	}
	for _, i := range r.identifiers {
		if i.UserID != "" && (alike != "" && i.MatchKey == alike || alike == "" && i.Kind == k.Kind && i.Value == k.Value) {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b directory.Identifier) int {
		if alike == "" {
			return strings.Compare(a.RecordID, b.RecordID)
		}
		return strings.Compare(a.SourceID+a.RecordID, b.SourceID+b.RecordID)
	})
	return list[:min(len(list), directory.MostBearers)]
}

// formerly are those who were deleted with the address of a hash, and have not come back.
func (r fakeRows) formerly(hash string) (list []directory.Tombstone) {
	for key, g := range r.graves {
		if g.AddressHash == hash && r.successors[key] == "" {
			list = append(list, directory.Tombstone{RecordKey: key, UserID: g.UserID})
		}
	}
	slices.SortFunc(list, func(x, y directory.Tombstone) int { return strings.Compare(x.ID, y.ID) })
	return ofEach(list, func(g directory.Tombstone) string { return g.SourceID })
}

// kept is a record as a database gives it back.
func kept(rec directory.Record) *directory.Record {
	return &directory.Record{
		RecordKey: rec.RecordKey, UserID: rec.UserID, Body: rec.Body, Verdict: rec.Verdict,
		Version: rec.Version, Created: rec.Created, Modified: rec.Modified,
		ParentID: rec.ParentID, HomeID: rec.HomeID, Admitted: rec.Admitted, Confirmed: rec.Confirmed,
		Sources: rec.Sources, Golden: rec.Golden, Provenance: rec.Provenance, Standing: rec.Standing, Unlicensed: rec.Unlicensed,
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

func (r fakeRows) namedMember(k directory.MemberKey) directory.ResolvedMember {
	for _, typeName := range []string{directory.TypeUser, directory.TypeGroup} {
		key := directory.RecordKey{SourceID: k.SourceID, Type: typeName, ID: k.ID}
		if _, ok := r.records[key]; ok {
			return directory.ResolvedMember{Type: typeName, ID: k.ID}
		}
		if _, ok := r.graves[key]; ok {
			if next := r.successors[key]; next != "" {
				return directory.ResolvedMember{Type: typeName, ID: next}
			}
			return directory.ResolvedMember{Type: directory.Gone, ID: k.ID}
		}
	}
	return directory.ResolvedMember{}
}

func (r fakeRows) roster(group string) (all []directory.Member) {
	for p, m := range r.members {
		if p.GroupID == group {
			all = append(all, m)
		}
	}
	return all
}
