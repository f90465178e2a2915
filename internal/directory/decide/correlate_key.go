package decide

import (
	"fmt"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// immutable is the record's immutable key: "" where its source has none, and for what is no key.
func (b *batch) immutable(r *directory.Record) directory.AddressKey {
	return b.immutableIn(r, r.Attributes)
}

// immutableIn is the key that some attributes of the record have.
func (b *batch) immutableIn(r *directory.Record, o schema.Object) directory.AddressKey {
	if r.Definition == nil {
		return directory.AddressKey{}
	}
	var source directory.Source
	if c := b.items[b.at].Said; c != nil && c.Source.ID == r.SourceID && c.Source.Kind != "" {
		source = c.Source // it is known without a question
	} else {
		source = b.policy().sources[r.SourceID]
	}
	name := source.KeyAttribute()
	if name == "" {
		return directory.AddressKey{}
	}
	a, err := r.Definition.ResolveName(name)
	if err != nil {
		return directory.AddressKey{}
	}
	for _, v := range schema.Get(o, a) {
		if s, is := directory.NormalizeKey(fmt.Sprint(v)); is && len(s) <= directory.MaxKey-len(name) {
			return directory.AddressKey{Kind: directory.ByKey, Value: name + " " + s}
		}
	}
	return directory.AddressKey{}
}

// vouched is the domain by which a source vouches for the key of its record: a verified one for
// which it is authoritative, and in which the record has an address (rule M2b); "" for none.
func (b *batch) vouched(r *directory.Record) string {
	p := b.policy()
	for _, a := range r.Counted() {
		if p.authority(r.SourceID, a.Domain) && b.level(a) == directory.Verified {
			return a.Domain
		}
	}
	return ""
}

// correlateByKey links by an immutable key for which both sides' sources vouch, if exactly one person has
// it (rule M2b), or finds who must be decided about. It reports whether it has come to either.
func (b *batch) correlateByKey(rec *directory.Record, self string, key directory.AddressKey, d *correlation) bool {
	users, _, many := b.bearing(key, self)
	if len(users) == 0 {
		return false
	}
	domain := b.vouched(rec)
	var proved, others []string
	twins := false // its own source knows the key of somebody else, too
	for _, userID := range users {
		records := b.linkedRecords(userID)
		switch {
		case len(records) == 0:
		case sameSource(rec, records):
			twins = true
		case b.separated(rec, records) == never:
		case slices.ContainsFunc(records, func(r *directory.Record) bool {
			return b.immutable(r) == key &&
				b.vouched(r) != ""
		}):
			proved = append(proved, userID)
		default:
			others = append(others, userID)
		}
	}
	add := func(list *[]candidate, users []string, reason directory.Reason) {
		for _, userID := range users {
			*list = append(*list, b.candidate(userID, reason))
		}
	}
	switch {
	case twins: // a key that two people of one source have is none, whoever else has it
		add(&d.suggests, proved, directory.IsSeveral)
		add(&d.suggests, others, directory.KeyNotProved)
		return false
	case domain == "":
		add(&d.waits, slices.Concat(proved, others), directory.KeyNotProved)
		return len(d.waits) > 0
	}
	add(&d.suggests, others, directory.KeyNotProved) // who can't prove it keeps nobody waiting
	if len(proved) == 0 {
		return false
	}
	if len(proved) > 1 || many {
		add(&d.waits, proved, directory.IsSeveral)
		return true
	}
	userID := proved[0]
	records := b.linkedRecords(userID)
	c := b.candidate(userID, "")
	switch {
	case b.separated(rec, records) == likeThem:
		c.reason = directory.WasApart
	case b.elsewhere(rec, userID, self):
		c.reason = directory.IsSeveral
	case b.user(userID).Role != directory.NoRole:
		c.reason = directory.IsPrivileged
	case b.user(userID).State != directory.Active:
		c.reason = directory.IsSuspended
	default:
		d.userID, d.parentID, d.rule, d.standing = userID, rootOf(records).ID, "M2b", []string{domain}
		return true
	}
	d.waits = append(d.waits, c)
	return true
}

// elsewhere reports whether an address of the record is a third person's.
func (b *batch) elsewhere(rec *directory.Record, userID, self string) bool {
	for _, a := range rec.Addresses() {
		owner := b.ownerOf(directory.AddressKey{Kind: directory.ByEmail, Value: a.String()})
		if owner != "" && owner != userID && owner != self {
			return true
		}
	}
	return false
}
