package decide

import (
	"cmp"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// licenses is the license step of a batch: a pure step beside the gate and the merge. After each item it settles
// the licenses of everybody whom the item has changed, and promotes those who wait (rules L1 to L7).
type licenses struct {
	ledger  *licensing.Ledger
	changed []string                  // users whom the present item has changed, each once
	before  map[string]directory.Code // their states before it
	notes   text.Messages             // of the present item, for its log entry
	shows   map[string]bool           // users whose licenses the present item has changed
	gained  map[string]bool           // users of whom nothing else may change, who were promoted

	waited []directory.RecordKey    // records that were nobody's before the present item, and that it changes
	waits  map[string]time.Duration // by license: how long others leave the mail with its key to whoever has asked for it
}

func (s *licenses) begin() {
	s.changed, s.before, s.notes, s.shows, s.waited = nil, map[string]directory.Code{}, nil, map[string]bool{}, nil
}

// concerns notes that the present item changes a user, with the state that it had so far.
func (s *licenses) concerns(userID string, state directory.Code) {
	if _, again := s.before[userID]; !again && userID != "" {
		s.before[userID] = state
		s.changed = append(s.changed, userID)
	}
}

// askLicensing asks for what the license step must know, of which one thing is sure beforehand: what is no creation may
// free a seat.
func (b *batch) askLicensing() {
	if b.facts.Licensing == nil {
		frees := 0
		for i := range b.items {
			if item := b.items[i]; item.UserType() != nil {
				b.want(&b.asked.Licensing)
				if item.Action() != directory.Create {
					frees++
				}
			}
		}
		if frees > 0 {
			note(b.known, directory.Heads(frees), &b.asked.Heads)
		}
		return
	}
	facts := *b.facts.Licensing
	facts.Licenses = b.facts.Licenses
	b.licenses.ledger = licensing.NewLedger(&facts, b.compile, b.now)
	b.licenses.gained, b.licenses.waits = map[string]bool{}, map[string]time.Duration{}
}

// compile makes a rule's filter ready to be asked about merged users.
func (b *batch) compile(text string) (filter.Predicate, error) {
	e, err := filter.Parse(text)
	if err != nil {
		return nil, err
	}
	return filter.Compile(e, b.userType.FilterAttribute)
}

// license settles the licenses of whom the present item has changed. A strict pool without a seat refuses the item
// (rule L3).
func (b *batch) license(item directory.Item, r *directory.Result) {
	l := b.licenses.ledger
	if l == nil || l.Idle() && len(b.facts.Licenses) == 0 || b.userType == nil {
		return
	}
	b.settleWaited()
	if item.Said != nil && item.Said.Give != nil && !b.give(item, r) {
		return
	}
	changed := b.licenses.changed
	slices.SortStableFunc(changed, func(x, y string) int { return b.turn(x) - b.turn(y) })
	for _, userID := range changed {
		s := b.licensee(item, userID)
		events, short := l.Settle(&s)
		if short != nil {
			b.unseat(b.shortage(short))
			return
		}
		b.noteLicenses(events)
	}
	for _, x := range l.Promote() {
		b.promote(item, &x)
	}
	if l.Lacks() {
		b.want(&b.asked.Licensing)
		note(b.known, directory.Heads(b.facts.Licensing.Heads+1), &b.asked.Heads)
	}
	for userID := range l.Turned() {
		b.licenses.shows[userID] = true
	}
	for _, userID := range slices.Clone(b.licenses.changed) {
		b.showUnlicensed(userID)
	}
	if item.Action() == directory.License && r.Outcome == directory.Unchanged && len(b.licenses.notes) > 0 {
		r.Outcome = directory.Changed
	}
	if r.Record != nil {
		if is := b.present(r.Record.RecordKey); is != nil {
			r.Record = is
		}
		if !item.Request().Brief && r.Record.Type == directory.TypeUser && r.Record.UserID != "" {
			r.Licenses = l.Shown(r.Record.UserID)
		}
	}
}

// turn is 0 for somebody whose records are all another's now, 1 for somebody of whom that was so, and 2 for the
// others: who comes out of a merge takes what was its own, and only then can be said what the other needs.
func (b *batch) turn(userID string) int {
	switch {
	case b.user(userID).State == directory.Absorbed:
		return 0
	case b.licenses.before[userID] == directory.Absorbed:
		return 1
	}
	return 2
}

// licensee is a user as the license step sees it.
func (b *batch) licensee(item directory.Item, userID string) licensing.Subject {
	u := b.user(userID)
	s := licensing.Subject{Person: licensing.Person{UserID: userID, Login: u.Login}, Case: b.cases[b.at]}
	switch u.State {
	case directory.Active:
	case directory.Absorbed:
		s.Standing, s.Into = licensing.Gone, u.Into
		return s
	case directory.Deleted, "":
		s.Standing = licensing.Gone
		return s
	default:
		s.Standing = licensing.Stopped
		return s
	}
	enters := item.Said != nil && item.Said.Action != directory.Reconsider
	s.Entering = enters && b.licenses.before[userID] != directory.Active
	if was := b.facts.Users[userID]; was != nil && was.State == directory.Absorbed { // it comes out of a merge
		b.licenses.ledger.Away(lookup(b.known, b.facts.Away, userID, &b.asked.Away))
	}
	records := counting(b.linkedRecords(userID))
	if len(records) > 1 {
		p := b.policy()
		records = contributors(p, p.sorted(records)) // who is inactive in another source has left it, and its groups
	}
	s.Unconfirmed = b.holds(item, userID) && b.unconfirmed(records)
	s.Attributes = b.mergedAttributes(userID, records)
	for _, r := range records {
		s.Sources = append(s.Sources, r.SourceID)
	}
	s.Entitlements, s.EntitlementsOf = b.entitlements(&u, records)
	if b.licenses.ledger.ByGroup("") {
		for _, r := range records {
			s.Groups = append(s.Groups, b.groupsNow(r)...)
		}
	}
	return s
}

// mergedAttributes are those of the merged user.
func (b *batch) mergedAttributes(userID string, records []*directory.Record) schema.Object {
	mask := b.mask(userID)
	switch {
	case mask == nil && len(records) > 0:
		return records[0].Contribution()
	case mask == nil:
		return schema.Object{}
	}
	if err := mask.Decode(b.userType); err != nil {
		b.withdraw(err)
	}
	return mask.Attributes
}

// groupsNow are the groups of which a record is a direct member by now. Groups within groups don't count: of nested
// groups only the first level gives licenses.
func (b *batch) groupsNow(r *directory.Record) (ids []string) {
	var before []string
	switch {
	case b.madeNow[r.ID]:
	case !r.Partial && b.facts.Records[r.RecordKey] != nil:
		for _, g := range r.Groups {
			before = append(before, g.ID)
		}
	default:
		for _, g := range b.groupsOf(r.ID) {
			if !g.Waiting {
				before = append(before, g.GroupID)
			}
		}
	}
	for _, id := range before {
		if g := b.groups[id]; g == nil || !g.cleared && !g.out[r.ID] {
			ids = append(ids, id)
		}
	}
	return append(ids, b.joined(r.ID)...)
}

// entitlements are what the source says that counts most of those that say anything about them, and an
// administrator in its place (rule M1). The values of several sources are not united: the least of them could push
// what it likes. of has what each source says, for rules that name one.
func (b *batch) entitlements(u *directory.User, records []*directory.Record) (counts []string, of map[string][]string) {
	if len(records) > 1 {
		p := b.policy()
		records = p.firstFor(p.firstFor(records, "roles"), "entitlements")
	}
	edit := func(schema.Object) {}
	if u.Edits != "" {
		edits, err := directory.ParseEdits(u.Edits, b.userType)
		if err != nil {
			b.withdraw(err)
			return nil, nil
		}
		edit = func(said schema.Object) { edits.Apply(said) }
	}
	first := true
	for _, r := range records {
		o := r.Contribution()
		says := directory.Entitlements(o) != nil
		if !says && u.Edits == "" {
			continue
		}
		said := schema.Object{"entitlements": o["entitlements"], "roles": o["roles"]}
		edit(said)
		values := directory.Entitlements(said)
		if says && first {
			counts, first = values, false
		}
		if len(values) > 0 && of[r.SourceID] == nil {
			if of == nil {
				of = map[string][]string{}
			}
			of[r.SourceID] = values
		}
	}
	if first && u.Edits != "" { // nobody but the administrator says anything
		said := schema.Object{}
		edit(said)
		counts = directory.Entitlements(said)
	}
	return counts, of
}

// maxLicensed is how many members of a group one item settles; of a larger change a job settles them in slices, so that
// nobody waits for all of it (rule P10).
const maxLicensed = 500

// licenseMembers settles those who join or leave a group that gives licenses.
func (b *batch) licenseMembers(groupID string, p *memberPlan) {
	l := b.licenses.ledger
	if l == nil || !l.ByGroup(groupID) {
		return
	}
	n := len(p.join) + len(p.leave)
	if p.clear {
		n += b.size(groupID)
	}
	if n > maxLicensed {
		b.jobs = append(b.jobs, directory.RelicenseJob(b.cases[b.at]))
		return
	}
	ids := slices.Clone(p.leave)
	for _, m := range p.join {
		ids = append(ids, m.ID)
	}
	if p.clear {
		for _, m := range b.everybody(groupID) {
			ids = append(ids, m.ID)
		}
	}
	for _, id := range ids {
		r := b.record(directory.RecordKey{SourceID: b.items[b.at].Record().SourceID, Type: directory.TypeUser, ID: id})
		if r != nil && r.UserID != "" {
			b.licenses.concerns(r.UserID, b.user(r.UserID).State)
		}
	}
}

// carryOrder carries out what an administrator decides about a person's license, or settles the person again.
func (b *batch) carryOrder(c *directory.Decision, old *directory.Record) directory.Result {
	unchanged := directory.Result{Record: old, Outcome: directory.Unchanged}
	l := b.licenses.ledger
	var s licensing.Subject
	switch {
	case old.UserID != "":
		b.licenses.concerns(old.UserID, b.user(old.UserID).State)
		if l == nil || c.License == nil {
			return unchanged
		}
		s = b.licensee(directory.Item{Decided: c}, old.UserID)
	case c.License == nil || old.Verdict.Code == directory.PendingMerge && c.License.Mail:
		b.licenses.waited = append(b.licenses.waited, old.RecordKey)
		if l == nil || c.License == nil {
			return unchanged
		}
		s = b.nobodyYet(old)
	default:
		return declined(directory.Refuse(directory.Conflict, "license.nobody", "record", old.ID))
	}
	order := *c.License
	if order.Do == licensing.Rest {
		order.Working = lookup(b.known, b.facts.Working, order.LicenseID, &b.asked.Working)
	}
	events, short, problem := l.Carry(&s, &order)
	switch {
	case short != nil:
		return declined(choices("license.choices.assign", short))
	case problem != "":
		return declined(b.problemOf(problem, c.License, old.UserID))
	}
	b.noteLicenses(events)
	given := b.given(s.UserID, c.License)
	if len(events) == 0 && !l.Touched(s.UserID) {
		unchanged.License = given
		return unchanged
	}
	return directory.Result{Record: old, Outcome: directory.Changed, License: given}
}

// licensing is what the license step writes.
func (b *batch) licensing(c *directory.Changes) {
	c.Jobs = append(c.Jobs, b.jobs...)
	l := b.licenses.ledger
	if l == nil {
		return
	}
	if c.Licensing = l.Changes(); c.Licensing.Empty() {
		c.Licensing = nil
	} else {
		mailKeys(c, b.cases[0], b.licenses.waits)
		for i := range c.Licensing.Set {
			x := &c.Licensing.Set[i]
			x.KeyHash = cmp.Or(x.KeyHash, directory.LicenseKey(b.account.Secret, x.ID).Hash())
		}
	}
	for userID := range b.licenses.gained {
		if _, changed := b.users[userID]; !changed {
			c.Licensed = append(c.Licensed, userID)
		}
	}
	slices.Sort(c.Licensed)
	for _, id := range l.Backlog() {
		c.Jobs = append(c.Jobs, directory.PromoteJob(b.cases[0], id))
	}
}

// untilLayout is how a moment stands in a sentence.
const untilLayout = "2006-01-02 15:04 UTC"
