package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/matchkey"
)

// lookAlikes are the people with whom a record has so much in common that a person should look
// (rule M3). It proves nothing. The authority's person does not wait for it where nothing proves
// the other's addresses: the first to come is never a reason (rule M2e).
func (b *batch) lookAlikes(
	rec *directory.Record, addresses []directory.Address, named bool,
) (waits, suggests []candidate) {
	authority := b.speaksFor(rec)
	among := rec.SourceID
	if b.selfAsserted(rec) {
		among = noSource
	}
	seen := map[string]bool{}
	add := func(userID string, reason directory.Reason) {
		if userID == "" || userID == rec.UserID || seen[userID] {
			return
		}
		records := b.linkedRecords(userID)
		if len(records) == 0 || b.separated(rec, records) == never {
			return
		}
		twin := sameSource(rec, records)
		if twin && among == rec.SourceID {
			return
		}
		seen[userID] = true
		c := b.candidate(userID, reason)
		if twin {
			c.flags = append(c.flags, directory.RiskSameSource)
		}
		if reason != directory.SameName {
			c.flags = append(c.flags, directory.RiskLookAlike)
		}
		if authority && !b.someProved(records) {
			suggests = append(suggests, c)
		} else {
			waits = append(waits, c)
		}
	}
	for _, a := range addresses {
		if b.level(a) == directory.Unapproved {
			continue
		}
		for _, other := range b.addressMatches(among, rec.MatchKey(a)) {
			if o, ok := directory.ParseAddress(other.Value); ok && o != a {
				add(other.UserID, directory.Reason(matchkey.Why(a.Local, a.Domain, o.Local, o.Domain)))
			}
		}
	}
	if key := rec.NameMatchKey(); key != "" && named {
		for _, other := range b.nameMatches(rec.SourceID, key) {
			add(other.UserID, directory.SameName)
		}
	}
	return waits, suggests
}

// noSource is the id of no source: all are others.
const noSource = "00000000-0000-0000-0000-000000000000"

// selfAsserted reports whether a record's source takes the word of whoever owns a mailbox. Other sources know their
// own people apart, and look-alikes among them are several people (rule M2d). But ana@ and ana+1@ are often one
// mailbox, by which its owner would be a new person as often as there are seats, or be active again in spite of a
// suspension (rule M6).
func (b *batch) selfAsserted(rec *directory.Record) bool {
	return b.policy().sources[rec.SourceID].Kind == directory.KindDevice
}

// speaksFor reports whether a record's source is the authority for the verified domain of the
// address by which the record is let in.
func (b *batch) speaksFor(rec *directory.Record) bool {
	return b.mayRule(rec, rec.Login())
}

// mayRule reports whether a record's source is the authority for the verified domain of an address.
func (b *batch) mayRule(rec *directory.Record, a directory.Address) bool {
	p := b.policy()
	source := p.sources[rec.SourceID]
	return p.authority(rec.SourceID, a.Domain) && b.level(a) == directory.Verified && !source.Claims()
}

// someProved reports whether any address of a person is proved.
func (b *batch) someProved(records []*directory.Record) bool {
	return slices.ContainsFunc(b.counted(records), func(a directory.Address) bool {
		return b.level(a) == directory.Verified && b.proves(records, a)
	})
}

// addressMatches are people of other sources than the given one who bring a look-alike of an address by now.
func (b *batch) addressMatches(sourceID, key string) []directory.Identifier {
	var list []directory.Identifier
	consider := func(i directory.Identifier) {
		row, changed := b.rows[directory.AddressKey{Kind: directory.ByEmail, Value: i.Value}][i.RecordID]
		if !changed || row != nil && row.UserID == i.UserID {
			list = append(list, i)
		}
	}
	for _, i := range lookup(b.known, b.facts.AddressMatches, directory.MatchKey{SourceID: sourceID, Value: key},
		&b.asked.AddressMatches) {
		consider(i)
	}
	for _, i := range b.addressMatchNow[key] {
		if i.SourceID != sourceID {
			consider(i)
		}
	}
	return list
}

// nameMatches are the records of people of other sources with a name and department, by now.
func (b *batch) nameMatches(sourceID, key string) []directory.NameMatch {
	var list []directory.NameMatch
	consider := func(l directory.NameMatch) {
		r, touched := b.records[directory.RecordKey{SourceID: l.SourceID, Type: directory.TypeUser, ID: l.RecordID}]
		if !touched || r != nil && r.UserID == l.UserID && (r.Attributes == nil || r.NameMatchKey() == key) {
			list = append(list, l)
		}
	}
	for _, l := range lookup(b.known, b.facts.NameMatches, directory.MatchKey{SourceID: sourceID, Value: key},
		&b.asked.NameMatches) {
		consider(l)
	}
	for _, l := range b.nameMatchNow[key] {
		if l.SourceID != sourceID {
			consider(l)
		}
	}
	return list
}
