package directory

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory/likeness"
)

// destiny is who the person behind a record turns out to be.
type destiny struct {
	userID   string
	parentID string // the record that it is linked to
	homeID   string
	rule     string      // that linked or admitted it
	waits    []candidate // who must be decided about first
	suggests []candidate // who may be the same person, which changes nothing
	takes    *Record     // who hung in the place that the record had, and hangs on it again
	recycled bool        // the address belonged to somebody who was deleted (rule M7)
}

// candidate is a user who may be the person behind a record.
type candidate struct {
	userID string
	reason Reason
	flags  []string
}

// maxAbsorbed bounds how many merges of whole users are followed.
const maxAbsorbed = 8

// match finds the person behind a record that has passed the gate and has no user (rule M2).
func (b *batch) match(rec *Record) destiny {
	b.policy()            // asked together with the first questions, so that a link costs one round trip more
	if rec.HomeID != "" { // the source brings back whom it had deleted (M2a)
		userID := rec.HomeID
		for range maxAbsorbed {
			if u := b.user(userID); u.State == Absorbed && u.Into != "" {
				userID = u.Into // an administrator has said since who that is
			}
		}
		switch records := b.household(userID); {
		case len(records) == 0:
			return b.alone(rec)
		case !b.saidApart(rec, records):
			return b.comesBack(rec, userID, records)
		}
		rec.HomeID = "" // an administrator has said since that this is somebody else
	}
	if key := b.immutable(rec); key.Value != "" {
		if d, found := b.matchKey(rec, key); found {
			return d
		}
	}
	if d, found := b.matchAddress(rec); found {
		return d
	}
	if list := b.lookAlikes(rec); len(list) > 0 {
		return destiny{waits: list}
	}
	return b.alone(rec)
}

// comesBack puts a record that was deleted into its person again, and where it hung, if somebody
// keeps that place (M2a).
func (b *batch) comesBack(rec *Record, userID string, records []*Record) destiny {
	for _, r := range records {
		if rec.place != "" && r.HomeID == rec.place && r.ID != rec.place {
			return destiny{userID: userID, parentID: r.ParentID, homeID: r.HomeID, rule: "M2a", takes: r}
		}
	}
	return destiny{userID: userID, parentID: rootOf(records).ID, rule: "M2a"}
}

// alone makes the record a person of its own.
func (b *batch) alone(rec *Record) destiny {
	d := destiny{userID: rec.HomeID, homeID: rec.HomeID, rule: "D1"}
	if d.userID != "" {
		return d
	}
	d.userID = rec.ID
	if rec.login().Domain != "" && b.recycled(rec) {
		d.recycled, d.rule = true, "M7"
	}
	return d
}

// matchKey links by an immutable key that an authoritative source of another kind of knowledge
// has brought, too (rule M2b).
func (b *batch) matchKey(rec *Record, key AddressKey) (destiny, bool) {
	userID := b.ownerOf(key)
	if userID == "" {
		return destiny{}, false
	}
	records := b.household(userID)
	p := b.policy()
	if b.keptApart(rec, records) || !p.rules(rec) { // each authority speaks for its own people
		return destiny{}, false
	}
	c := b.candidate(userID, "")
	switch {
	case !slices.ContainsFunc(records, func(r *Record) bool { return b.immutable(r) == key && p.rules(r) }):
		return destiny{}, false
	case b.elsewhere(rec, userID):
		c.reason = IsSeveral
	case b.user(userID).Role != NoRole:
		c.reason = IsPrivileged
	case b.user(userID).State == Suspended:
		c.reason = IsSuspended
	default:
		return destiny{userID: userID, parentID: rootOf(records).ID, rule: "M2b"}, true
	}
	return destiny{waits: []candidate{c}}, true
}

// elsewhere reports whether an address of the record is another person's.
func (b *batch) elsewhere(rec *Record, userID string) bool {
	for _, a := range rec.addresses() {
		if owner := b.ownerOf(AddressKey{ByEmail, a.String()}); owner != "" && owner != userID {
			return true
		}
	}
	return false
}

// matchAddress links by a proved address, or finds who must be decided about (rule M2c).
func (b *batch) matchAddress(rec *Record) (destiny, bool) {
	var list []candidate
	var linked *Record
	for _, a := range rec.addresses() {
		key := AddressKey{ByEmail, a.String()}
		userID := b.ownerOf(key)
		if userID == "" {
			continue
		}
		if slices.ContainsFunc(list, func(c candidate) bool { return c.userID == userID && c.reason == "" }) {
			continue
		}
		records := b.household(userID)
		if b.keptApart(rec, records) {
			if !b.ended(rec, userID, records) {
				continue
			}
			list = append(list, b.candidate(userID, IsSuspended)) // no way round the authority
			continue
		}
		c := b.candidate(userID, b.doubt(rec, a, records))
		if c.reason == "" {
			linked = rootOf(records)
		}
		// One proved address is enough, whatever else the person shares with the record.
		list = slices.DeleteFunc(list, func(have candidate) bool { return have.userID == userID })
		list = append(list, c)
	}
	switch {
	case len(list) == 0:
		return destiny{}, false
	case len(list) > 1:
		for i := range list {
			if list[i].reason == "" {
				list[i].reason = IsSeveral
			}
		}
	case linked != nil:
		return destiny{userID: list[0].userID, parentID: linked.ID, rule: "M2c"}, true
	}
	return destiny{waits: list}, true
}

// doubt says what keeps the address from proving that the record is the holder's; "" for nothing.
func (b *batch) doubt(rec *Record, a Address, holder []*Record) Reason {
	p := b.policy()
	proved := func(r *Record) bool { return p.trusted(r.SourceID, a.Domain) || r.Confirmed == a.String() }
	user := User{}
	if len(holder) > 0 {
		user = b.user(holder[0].UserID)
	}
	switch {
	case p.sources[rec.SourceID].Kind == KindEmail && !proved(rec):
		return NotConfirmed
	case b.level(a) != Verified:
		return NotVerified
	case !proved(rec):
		return NotTrusted
	case user.Role != NoRole:
		return IsPrivileged
	case user.State == Suspended:
		return IsSuspended
	case b.recycledHere(rec, a):
		return IsRecycled
	}
	// A holder who has nothing but the address, since an administrator typed it, claims no more than
	// its mailbox.
	held := func(r *Record) bool {
		return slices.Contains(r.counted(), a) && (proved(r) || p.sources[r.SourceID].Kind == KindEmail)
	}
	if !slices.ContainsFunc(holder, held) {
		return NotProved
	}
	return ""
}

// keptApart reports whether a record never is one of these people's: because an administrator
// said so (rule M8), or because its own source knows both as two.
func (b *batch) keptApart(rec *Record, records []*Record) bool {
	sameSource := func(r *Record) bool { return r.ID != rec.ID && r.SourceID == rec.SourceID }
	return len(records) == 0 || slices.ContainsFunc(records, sameSource) || b.saidApart(rec, records)
}

func (b *batch) saidApart(rec *Record, records []*Record) bool {
	return rec.known && slices.ContainsFunc(records, func(r *Record) bool { return r.ID != rec.ID && b.apart(rec.ID, r.ID) })
}

// ended reports whether an authority has suspended or ended the person, whom a source without that
// authority brings once more (rule M6).
func (b *batch) ended(rec *Record, userID string, records []*Record) bool {
	u := b.user(userID)
	if u.State != Suspended || b.saidApart(rec, records) {
		return false
	}
	p := b.policy()
	return !p.rules(rec) && (u.Barred != "" || slices.ContainsFunc(records, func(r *Record) bool { return p.rules(r) && !r.present() }))
}

// lookAlikes are the people with whom a record has so much in common that a person should look
// (rule M3). It proves nothing.
func (b *batch) lookAlikes(rec *Record) []candidate {
	var list []candidate
	add := func(userID string, reason Reason) {
		if userID == "" || slices.ContainsFunc(list, func(c candidate) bool { return c.userID == userID }) {
			return
		}
		if b.keptApart(rec, b.household(userID)) {
			return
		}
		c := b.candidate(userID, reason)
		if reason != SameName {
			c.flags = append(c.flags, RiskLookAlike)
		}
		list = append(list, c)
	}
	for _, a := range rec.addresses() {
		if b.level(a) == Unapproved {
			continue
		}
		for _, other := range b.alikes(rec.SourceID, rec.alike(a)) {
			if o, ok := ParseAddress(other.Value); ok && o != a {
				add(other.UserID, Reason(likeness.Why(a.Local, a.Domain, o.Local, o.Domain)))
			}
		}
	}
	if key := rec.LikenessKey(); key != "" {
		for _, other := range b.likenesses(rec.SourceID, key) {
			add(other.UserID, SameName)
		}
	}
	return list
}

// alikes are people of other sources who bring a look-alike of an address by now.
func (b *batch) alikes(sourceID, key string) []Identifier {
	var list []Identifier
	consider := func(i Identifier) {
		row, changed := b.rows[AddressKey{ByEmail, i.Value}][i.RecordID]
		if !changed || row != nil && row.UserID == i.UserID {
			list = append(list, i)
		}
	}
	for _, i := range lookup(b.known, b.facts.Alikes, AlikeKey{sourceID, key}, &b.asked.Alikes) {
		consider(i)
	}
	for _, i := range b.alikeNow[key] {
		if i.SourceID != sourceID {
			consider(i)
		}
	}
	return list
}

// likenesses are the records of people of other sources with a name and department, by now.
func (b *batch) likenesses(sourceID, key string) []Likeness {
	var list []Likeness
	consider := func(l Likeness) {
		r, touched := b.records[RecordKey{l.SourceID, TypeUser, l.RecordID}]
		if !touched || r != nil && r.letIn() && r.UserID == l.UserID && (r.Attributes == nil || r.LikenessKey() == key) {
			list = append(list, l)
		}
	}
	for _, l := range lookup(b.known, b.facts.Likenesses, AlikeKey{sourceID, key}, &b.asked.Likenesses) {
		consider(l)
	}
	for _, l := range b.likeNow[key] {
		if l.SourceID != sourceID {
			consider(l)
		}
	}
	return list
}

// shared are the people whose address a record of somebody else has come to bring.
func (b *batch) shared(old, rec *Record) []candidate {
	if old == nil {
		return nil
	}
	had := finder(old.counted(), itself)
	var list []candidate
	for _, a := range rec.addresses() {
		if had(a) {
			continue
		}
		userID := b.ownerOf(AddressKey{ByEmail, a.String()})
		if userID == "" || userID == rec.UserID || b.keptApart(rec, b.household(userID)) {
			continue
		}
		if !slices.ContainsFunc(list, func(c candidate) bool { return c.userID == userID }) {
			list = append(list, b.candidate(userID, Shared))
		}
	}
	return list
}

// candidate names a user with the risks of a link.
func (b *batch) candidate(userID string, reason Reason) candidate {
	c := candidate{userID: userID, reason: reason}
	u := b.user(userID)
	if u.Role != NoRole {
		c.flags = append(c.flags, RiskPrivileged)
	}
	if strings.Contains(u.Flags, Recycled) {
		c.flags = append(c.flags, RiskRecycled)
	}
	return c
}

// rootOf is the record that the others of a person are linked to; nil when there is none.
func rootOf(records []*Record) *Record {
	for _, r := range records {
		if r.ParentID == "" {
			return r
		}
	}
	return nil
}
