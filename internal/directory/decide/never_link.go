package decide

import (
	"maps"
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// linkability is what is known of two records: whether they may link.
type linkability int

const (
	mayLink  linkability = iota
	likeThem             // one has what somebody had who never links with the other: to be decided
	never                // an administrator said so (rule M8)
)

// linkable is what is known of two records by now.
func (k *known) linkable(recordID, otherID string) linkability {
	if decided, ok := k.neverLinkNow[pairOf(recordID, otherID)]; ok {
		return decided
	}
	for _, a := range lookup(k, k.facts.NeverLinks, recordID, &k.asked.NeverLinks) {
		if a.ID == otherID {
			return hardness(a.Soft)
		}
	}
	return mayLink
}

func hardness(soft bool) linkability {
	if soft {
		return likeThem
	}
	return never
}

// separations are all records with which one never links by now.
func (k *known) separations(recordID string) map[string]linkability {
	all := map[string]linkability{}
	if !k.made(recordID) {
		for _, a := range lookup(k, k.facts.NeverLinks, recordID, &k.asked.NeverLinks) {
			all[a.ID] = hardness(a.Soft)
		}
	}
	for _, id := range k.neverLinkOf[recordID] {
		all[id] = k.neverLinkNow[pairOf(recordID, id)]
	}
	for id, how := range all {
		if how == mayLink {
			delete(all, id)
		}
	}
	return all
}

// decideNeverLink notes what this batch has decided of two records.
func (k *known) decideNeverLink(recordID, otherID string, how linkability) {
	pair := pairOf(recordID, otherID)
	if _, again := k.neverLinkNow[pair]; !again {
		k.neverLinkOf[recordID] = append(k.neverLinkOf[recordID], otherID)
		k.neverLinkOf[otherID] = append(k.neverLinkOf[otherID], recordID)
	}
	k.neverLinkNow[pair] = how
}

// made reports whether this batch made the record: nothing can be known of it.
func (k *known) made(recordID string) bool { return k.madeNow[recordID] }

// pairOf names two records, in the one order.
func pairOf(a, b string) [2]string {
	if b < a {
		a, b = b, a
	}
	return [2]string{a, b}
}

// separated is the strongest of what is known of a record and a person's others.
func (b *batch) separated(rec *directory.Record, records []*directory.Record) linkability {
	how := mayLink
	for _, r := range records {
		if r.ID != rec.ID {
			if b.made(rec.ID) {
				how = max(how, b.neverLinkNow[pairOf(rec.ID, r.ID)])
			} else {
				how = max(how, b.linkable(rec.ID, r.ID))
			}
		}
	}
	if how == mayLink && b.likeApart(rec, records) {
		return likeThem
	}
	return how
}

// likeApart reports whether a person has what somebody is known by from whom a record is kept apart: the one may
// turn out to be the other, whichever of them came first, and somebody must decide (rule M8).
func (b *batch) likeApart(rec *directory.Record, records []*directory.Record) bool {
	apart := b.separations(rec.ID)
	if len(apart) == 0 {
		return false
	}
	return slices.ContainsFunc(records, func(r *directory.Record) bool {
		return slices.ContainsFunc(b.traces(r), func(t directory.Trace) bool {
			id := b.traced(t)
			return id != r.ID && apart[id] != mayLink
		})
	})
}

// traced is the record that was last known by what a trace is of, and is kept apart from others; "" for none.
func (b *batch) traced(t directory.Trace) string {
	if id, now := b.tracedNow[t]; now {
		return id
	}
	return lookup(b.known, b.facts.Traces, t, &b.asked.Traces)
}

// neverLinks reports whether a record never is one of these people's: because an administrator
// said so (rule M8), or because its own source knows both as two.
func (b *batch) neverLinks(rec *directory.Record, records []*directory.Record) bool {
	return len(records) == 0 || sameSource(rec, records) || b.separated(rec, records) == never
}

func sameSource(rec *directory.Record, records []*directory.Record) bool {
	return slices.ContainsFunc(records, func(r *directory.Record) bool {
		return r.ID != rec.ID &&
			r.SourceID == rec.SourceID
	})
}

// separateFor keeps records apart from those of others, and remembers what all of them are known by.
func (b *batch) separateFor(mine, others []*directory.Record, how linkability) {
	for _, r := range mine {
		for _, other := range others {
			if r.ID != other.ID {
				b.decideNeverLink(r.ID, other.ID, how)
			}
		}
	}
	for _, r := range slices.Concat(mine, others) {
		b.trace(r)
	}
}

// recognise finds out whether a record has what somebody of its source had, of whom an
// administrator said that they never link with another: under another id, after a change of name,
// after a deletion (rule M8). What was said then is asked again now, and never passed over.
func (b *batch) recognise(old, rec *directory.Record) {
	had := finder[directory.Trace](nil, itself)
	if old != nil {
		had = finder(b.traces(old), itself)
	}
	fresh := false
	for _, t := range b.traces(rec) {
		if had(t) {
			continue
		}
		fresh = true
		if id := b.traced(t); id != "" && id != rec.ID {
			b.inheritNeverLink(id, rec, false)
		}
	}
	if fresh && len(b.separations(rec.ID)) > 0 {
		b.trace(rec)
	}
}

// inheritNeverLink keeps a record apart from those from whom another was kept apart: for good, where it
// is that other one who came back, and else until somebody has decided.
func (b *batch) inheritNeverLink(fromID string, rec *directory.Record, returned bool) {
	from := b.separations(fromID)
	if len(from) == 0 {
		return
	}
	for _, r := range b.linkedRecords(rec.UserID) { // whose it is has been decided
		delete(from, r.ID)
	}
	delete(from, rec.ID)
	already := b.separations(rec.ID)
	for _, other := range slices.Sorted(maps.Keys(from)) {
		how := from[other]
		if !returned {
			how = likeThem
		}
		if already[other] < how { // what was said of the record itself holds
			b.decideNeverLink(rec.ID, other, how)
		}
	}
}

// trace remembers what a record is known by that is kept apart from others.
func (b *batch) trace(rec *directory.Record) {
	for _, t := range b.traces(rec) {
		b.tracedNow[t] = rec.ID
	}
}

// traces are keyed hashes of all that a record is known by.
func (b *batch) traces(rec *directory.Record) []directory.Trace {
	secret := b.account.Secret
	var list []directory.Trace
	for _, h := range rec.Traits(secret) {
		list = append(list, directory.Trace{SourceID: rec.SourceID, Hash: h})
	}
	if id := rec.ExternalID(); id != "" {
		list = append(list, directory.Trace{SourceID: rec.SourceID, Hash: directory.Trait(secret, "externalId "+id)})
	}
	if key := b.immutable(rec); key.Value != "" {
		list = append(list, directory.Trace{SourceID: rec.SourceID, Hash: directory.Trait(secret, "key "+key.Value)})
	}
	return list
}
