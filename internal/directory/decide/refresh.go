package decide

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// linkedRecords are a person's records by now, ready to be read.
func (b *batch) linkedRecords(userID string) []*directory.Record {
	if userID == "" {
		return nil
	}
	var list []*directory.Record
	for _, key := range b.recordsOf(userID) {
		r := b.record(key)
		if r == nil || r.UserID != userID {
			continue
		}
		if err := r.Decode(b.userType); err != nil {
			b.withdraw(err)
			continue
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(x, y *directory.Record) int { return strings.Compare(x.ID, y.ID) })
	return list
}

// counting are the records of a person that count for it.
func counting(records []*directory.Record) []*directory.Record {
	if !slices.ContainsFunc(records, func(r *directory.Record) bool { return !r.Counts() }) {
		return records
	}
	return slices.DeleteFunc(slices.Clone(records), func(r *directory.Record) bool { return !r.Counts() })
}

// refresh computes a person anew from its records (rule M1) and puts the result wherever it
// shows: the user's row, the verdicts of the other sources' records, the golden record of the directory
// view. was and is are the change of one of the records, where that is why.
func (b *batch) refresh(userID string, was, is *directory.Record) {
	all := b.linkedRecords(userID)
	records := counting(all)
	before := b.user(userID)
	b.licenses.concerns(userID, before.State)
	user := before
	if len(all) == 0 {
		if user.ID == "" {
			return
		}
		user.State = directory.Deleted
		if before.State != directory.Suspended {
			user.SuspendedBy = "" // nobody was kept out: the next with the address is somebody new (rule M7)
		}
		if into := b.absorbed[userID]; into != "" {
			user.State, user.Into = directory.Absorbed, into
		}
		b.setUser(before, user)
		b.end(directory.Closing{UserID: userID, Status: directory.StatusGone})
		b.unmask(userID)
		return
	}
	if user.ID == "" {
		user = directory.User{ID: userID, Created: b.now, Flags: b.flagged[userID]}
	}
	user.Into = ""
	delete(b.absorbed, userID)
	if len(records) == 0 { // all give way to the authority's person, and wait (rule M2e)
		user.State = directory.PendingMerge
		b.setUser(before, user)
		b.unmask(userID)
		return
	}
	// One record's word is the person's, whatever the account's policy.
	simple := len(records) == 1 && user.SuspendedBy == "" && user.Edits == ""
	var p policy
	if !simple {
		p = b.policy()
	}
	user.Login = login(p, records, before, was, is)
	authorities := p.authorities(records)
	if slices.ContainsFunc(records, func(r *directory.Record) bool {
		return r.SourceID == user.SuspendedBy && r.Present() && authorities[r]
	}) {
		user.SuspendedBy = ""
	}
	user.State = p.word(records, user).state
	b.setUser(before, user)
	b.spread(user, records, p)
}

// setUser notes what a user's row is to be.
func (b *batch) setUser(before, is directory.User) {
	b.keepsOwner(before, is)
	if before == is {
		return
	}
	is.Modified = b.now
	b.users[is.ID] = is
}

// spread shows in every record what became of the person, and keeps the golden record of the directory
// view: the only record, or else a row of its own.
func (b *batch) spread(user directory.User, records []*directory.Record, p policy) {
	plain := len(records) == 1 && records[0].Admitted == nil &&
		user.Edits == "" &&
		(user.State == directory.Active) == records[0].Present() && // whom an authority ended is not as the record says
		(user.Login == "" || records[0].UserNameKey() == directory.LoginKey(user.Login)) // by which people are told apart
	var sources []string
	for _, r := range p.sorted(records) {
		if !slices.Contains(sources, r.SourceID) {
			sources = append(sources, r.SourceID)
		}
	}
	if len(records) == 1 {
		sources = nil
	}
	for _, r := range records {
		verdict := r.Verdict
		switch {
		case r.Admitted != nil: // its change waits
		case !r.Active() || user.State == directory.Suspended:
			verdict.Code, verdict.Rule = directory.Suspended, "M6"
		case r.Verdict.Code != directory.Active:
			verdict.Code, verdict.Rule = directory.Active, "D1"
		}
		verdict = judged(r, verdict, b.cases[b.at])
		shown := verdict != r.Verdict || !slices.Equal(sources, r.Sources)
		if !shown && r.Golden == plain {
			continue
		}
		next := b.judging(r)
		next.Verdict, next.Sources, next.Golden = verdict, sources, plain
		if shown && next != r {
			next.Version, next.Modified = r.Version+1, directory.Later(b.now, r.Modified)
		}
	}
	if plain {
		b.unmask(user.ID)
		return
	}
	b.putMask(user, counting(b.linkedRecords(user.ID)), p, b.mask(user.ID))
}

// judging is the record as the present item may change its verdict and links: itself, if the item
// made it, or else a copy that takes its place.
func (b *batch) judging(r *directory.Record) *directory.Record {
	if r.Item == b.at+1 {
		return r
	}
	next := *r
	next.Judged = true
	b.put(&next)
	return &next
}

// maskKey is the key of a person's merged row.
func (b *batch) maskKey(userID string) directory.RecordKey {
	return directory.RecordKey{SourceID: b.account.ID, Type: directory.TypeUser, ID: userID}
}

// mask is a person's merged row by now, or nil.
func (b *batch) mask(userID string) *directory.Record {
	key := b.maskKey(userID)
	if r, ok := b.records[key]; ok {
		return r
	}
	if b.fresh[userID] {
		return nil
	}
	if was := b.facts.Users[userID]; was != nil {
		return was.Merged
	}
	return nil
}

func (b *batch) unmask(userID string) {
	if b.mask(userID) != nil {
		key := b.maskKey(userID)
		b.mark(key)
		b.records[key] = nil
	}
}

// putMask writes the merged row, when it says anything new.
func (b *batch) putMask(user directory.User, records []*directory.Record, p policy, was *directory.Record) {
	edits, err := directory.ParseEdits(user.Edits, b.userType)
	if err != nil {
		b.withdraw(err)
		return
	}
	m := merge(p, records, user, edits)
	next := &directory.Record{
		RecordKey: b.maskKey(user.ID), UserID: user.ID, Attributes: m.attributes, Verdict: directory.Verdict{Code: m.state,
			Rule: "M1"},
		Version: 1, Created: user.Created, Modified: b.now, Sources: m.sources, Golden: true, Provenance: m.provenance,
		Rewritten:  true,
		Definition: b.userType, Item: b.at + 1,
	}
	if was == nil {
		next.Verdict.Case = b.cases[b.at]
		b.put(next)
		return
	}
	if err := was.Decode(b.userType); err != nil {
		b.withdraw(err)
		return
	}
	next.Verdict = judged(was, next.Verdict, b.cases[b.at])
	if next.Verdict == was.Verdict && slices.Equal(next.Sources, was.Sources) &&
		slices.Equal(next.Provenance, was.Provenance) && schema.Equal(next.Attributes, was.Attributes) {
		return
	}
	next.Version, next.Modified = was.Version+1, directory.Later(b.now, was.Modified)
	b.put(next)
}

// login is the address by which a person is known (rule M4). Whoever joins first changes nothing
// about it; later it follows the record that counts most, and when nobody brings it any more, the
// one who then counts most.
func login(p policy, records []*directory.Record, before directory.User, was, is *directory.Record) string {
	sorted := p.sorted(records)
	address := func(r *directory.Record) string {
		if r.LastLetIn == nil {
			return r.Login().String()
		}
		a, _ := directory.LoginAddress(r.LastLetIn)
		return a.String()
	}
	top := ""
	for _, r := range sorted {
		if top = address(r); top != "" {
			if len(records) == 1 {
				return top // whatever others said before they were taken out
			}
			if was != nil && is != nil && r.ID == is.ID && was.UserID != "" && is.LetIn() && was.UserID == is.UserID &&
				address(was) != top {
				return top
			}
			break
		}
	}
	for _, r := range records {
		for _, a := range r.Counted() {
			if a.String() == before.Login {
				return before.Login
			}
		}
	}
	return top
}

// subtree are the records that hang on one: itself, those linked to it, and so on.
func subtree(records []*directory.Record, rootID string) []*directory.Record {
	in := map[string]bool{rootID: true}
	for grown := true; grown; {
		grown = false
		for _, r := range records {
			if !in[r.ID] && in[r.ParentID] {
				in[r.ID], grown = true, true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(records), func(r *directory.Record) bool { return !in[r.ID] })
}
