package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// correlateByAddress links by a proved address that exactly one person has (rule M2c), lets those give
// way who hold an address of the authority's (rule M2e), or finds who must be decided about.
func (b *batch) correlateByAddress(rec *directory.Record, self string, addresses []directory.Address, d *correlation) {
	m := addressCorrelation{batch: b, rec: rec, self: self}
	for _, a := range addresses {
		m.consider(a)
	}
	m.giveWay()
	list := m.elsewhereOnly(m.candidates(), d)
	switch {
	case len(list) > 1 || len(list) == 1 && list[0].reason != "":
		for i := range list {
			if list[i].reason == "" {
				list[i].reason = directory.IsSeveral
			}
		}
		d.waits, d.held, d.heldFor = append(d.waits, list...), nil, nil
		return
	case len(list) == 1:
		d.userID, d.parentID, d.rule, d.standing = list[0].userID, rootOf(b.linkedRecords(list[0].userID)).ID, "M2c",
			m.domains
	}
	d.displace, d.doubts = m.displace, m.doubts
}

// addressCorrelation gathers what the addresses of one record say of who it is.
type addressCorrelation struct {
	*batch
	rec  *directory.Record
	self string

	list    []candidate                    // each user once; without a reason where an address proves it
	shared  map[string]bool                // of list: those met only by addresses that several people have
	domains []string                       // of the addresses that prove the one without a reason
	beyond  map[string][]directory.Address // of users met only by addresses beyond the record's authority
	within  map[string]bool                // users met by an address within it
	// users who hold an address of the authority's that nothing proves to be theirs
	giving   []string
	displace []*directory.Record
	doubts   []*directory.Record // of others, whose part in a person rests on an address of two people of one source
}

// consider takes one address into account.
func (m *addressCorrelation) consider(a directory.Address) {
	key := directory.AddressKey{Kind: directory.ByEmail, Value: a.String()}
	users, owner, many := m.bearing(key, m.self)
	if len(users) == 0 || owner == "" && !many || owner != "" && owner == m.self {
		return // nobody's, since its domain is not approved, or the person's own
	}
	authority := m.mayRule(m.rec, a)
	for _, userID := range users {
		m.met(userID, a, authority)
	}
	var left []string
	several, twin := many, false
	for _, userID := range users {
		records := m.linkedRecords(userID)
		switch {
		case len(records) == 0:
		case authority && !m.proves(records, a) && m.separated(m.rec, records) != never: // another of its own people, too
			if !slices.Contains(m.giving, userID) {
				m.giving = append(m.giving, userID)
			}
		case m.neverLinks(m.rec, records):
			several = true
			switch {
			case m.ended(m.rec, userID, records):
				m.add(userID, directory.IsSuspended) // no way round the authority
			case userID != owner || !sameSource(m.rec, records):
			case m.vouchedBy(records, a, m.rec.SourceID):
				m.add(userID, directory.IsSeveral) // it is the authority that says whose it is
			default: // a source knows its own people apart, and its last word holds
				m.doubted(records, a)
				twin = true
			}
		default:
			left = append(left, userID)
		}
	}
	if twin {
		if authority { // whose word about this address would miss somebody who has it, too
			for _, userID := range left {
				m.share(userID)
			}
		}
		return // whoever else brings it
	}
	several = several || len(left) > 1
	for _, userID := range left {
		switch {
		case several:
			m.share(userID)
		default:
			reason := m.doubt(m.rec, a, m.linkedRecords(userID))
			m.add(userID, reason)
			if reason == "" && !slices.Contains(m.domains, a.Domain) {
				m.domains = append(m.domains, a.Domain)
			}
		}
	}
}

// met notes by which address a user was met.
func (m *addressCorrelation) met(userID string, a directory.Address, authority bool) {
	if authority {
		if m.within == nil {
			m.within = map[string]bool{}
		}
		m.within[userID] = true
		return
	}
	if m.beyond == nil {
		m.beyond = map[string][]directory.Address{}
	}
	m.beyond[userID] = append(m.beyond[userID], a)
}

// elsewhereOnly takes those off the candidates of the authority's record who were met only by addresses
// for which the source has no authority. The first to come is never a reason to keep the authority's
// person waiting, nor is authority over one domain a way to addresses of another: the person is let in
// without these addresses, which wait (rules M2d and M2e).
func (m *addressCorrelation) elsewhereOnly(list []candidate, d *correlation) []candidate {
	rules := func(a directory.Address) bool { return m.mayRule(m.rec, a) }
	if !slices.ContainsFunc(m.rec.Addresses(), rules) {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(c candidate) bool {
		if c.reason == "" || m.within[c.userID] {
			return false
		}
		d.heldFor = append(d.heldFor, c)
		for _, a := range m.beyond[c.userID] {
			if !slices.Contains(d.held, a) {
				d.held = append(d.held, a)
			}
		}
		return true
	})
}

// vouchedBy reports whether another source than the given one, which is authoritative for the verified
// domain of an address, brings it among some records.
func (b *batch) vouchedBy(records []*directory.Record, a directory.Address, sourceID string) bool {
	return b.level(a) == directory.Verified && slices.ContainsFunc(records, func(r *directory.Record) bool {
		return r.SourceID != sourceID && r.Counts() && b.policy().authority(r.SourceID, a.Domain) &&
			slices.Contains(r.Counted(), a)
	})
}

// doubted notes the records of other sources that are part of a person by an address which, as turns
// out now, two people of one source have: it proves nothing, so that somebody should look.
func (m *addressCorrelation) doubted(records []*directory.Record, a directory.Address) {
	for _, r := range records {
		if r.SourceID != m.rec.SourceID && r.Counts() && slices.Contains(r.Counted(), a) &&
			!slices.Contains(m.doubts, r) {
			m.doubts = append(m.doubts, r)
		}
	}
}

// add notes a candidate. One proved address is enough, whatever else the person shares with the record.
func (m *addressCorrelation) add(userID string, reason directory.Reason) {
	delete(m.shared, userID)
	for i := range m.list {
		if m.list[i].userID == userID {
			if m.list[i].reason != "" {
				m.list[i].reason = reason
			}
			return
		}
	}
	m.list = append(m.list, m.candidate(userID, reason))
}

// share notes a candidate by an address that several people have, which proves nothing.
func (m *addressCorrelation) share(userID string) {
	if slices.ContainsFunc(m.list, func(c candidate) bool { return c.userID == userID }) {
		return
	}
	if m.shared == nil {
		m.shared = map[string]bool{}
	}
	m.shared[userID] = true
	m.list = append(m.list, m.candidate(userID, directory.IsSeveral))
}

// candidates are those who count. Where one is proved, who only shares a mailbox with that one, such
// as a team's, raises no question.
func (m *addressCorrelation) candidates() []candidate {
	proved := slices.IndexFunc(m.list, func(c candidate) bool { return c.reason == "" })
	if proved < 0 {
		return m.list
	}
	their := m.counted(m.linkedRecords(m.list[proved].userID))
	return slices.DeleteFunc(m.list, func(c candidate) bool {
		return m.shared[c.userID] && !slices.ContainsFunc(m.rec.Addresses(), func(a directory.Address) bool {
			return !slices.Contains(their, a) && slices.Contains(m.counted(m.linkedRecords(c.userID)), a)
		})
	})
}

// counted are the addresses that count for a person.
func (b *batch) counted(records []*directory.Record) []directory.Address {
	var all []directory.Address
	for _, r := range records {
		if r.Counts() {
			all = append(all, r.Counted()...)
		}
	}
	return all
}

// proves reports whether an address is proved to be a person's: their source is trusted for its
// domain, its mailbox has confirmed it, or an administrator typed it, who claims no more than the
// mailbox.
func (b *batch) proves(records []*directory.Record, a directory.Address) bool {
	return slices.ContainsFunc(records, func(r *directory.Record) bool {
		return r.Counts() && slices.Contains(r.Counted(), a) &&
			(b.asserts(r, a) || b.policy().sources[r.SourceID].Kind == directory.KindEmail)
	})
}

// asserts reports whether a record's word is enough for an address.
func (b *batch) asserts(r *directory.Record, a directory.Address) bool {
	return b.policy().trusted(r.SourceID, a.Domain) || r.Confirmed == a.String()
}

// doubt says what keeps the address from proving that the record is the holder's; "" for nothing.
func (b *batch) doubt(rec *directory.Record, a directory.Address, holder []*directory.Record) directory.Reason {
	user, source := directory.User{}, b.policy().sources[rec.SourceID]
	if len(holder) > 0 {
		user = b.user(holder[0].UserID)
	}
	switch {
	case source.Claims() && !b.asserts(rec, a):
		return directory.NotConfirmed
	case b.level(a) != directory.Verified:
		return directory.NotVerified
	case !b.asserts(rec, a):
		return directory.NotTrusted
	case user.Role != directory.NoRole:
		return directory.IsPrivileged
	case user.State != directory.Active:
		return directory.IsSuspended
	case b.separated(rec, holder) == likeThem:
		return directory.WasApart
	case b.recycledHere(rec, a):
		return directory.IsRecycled
	case !b.proves(holder, a):
		return directory.NotProved
	}
	return ""
}

// ended reports whether an administrator or an authority has suspended or ended the person, whom a source without that
// authority brings once more (rule M6).
func (b *batch) ended(rec *directory.Record, userID string, records []*directory.Record) bool {
	if b.separated(rec, records) == never {
		return false
	}
	return b.suspendedByAuthority(rec, userID, records)
}

// suspendedByAuthority reports whether an administrator, or an authority other than the record's own source, has
// suspended or ended the person.
func (b *batch) suspendedByAuthority(rec *directory.Record, userID string, records []*directory.Record) bool {
	user := b.user(userID)
	if user.State != directory.Suspended {
		return false
	}
	word := b.policy().word(records, user)
	return word.admin || word.source != "" && word.source != rec.SourceID
}
