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

// licenses is the license step of a batch: a pure step beside the gate and the merge. After each item it settles the licenses of
// everybody whom the item has changed, and promotes those who wait (rules L1 to L7).
type licenses struct {
	ledger  *licensing.Ledger
	changed []string                  // users whom the present item has changed, each once
	before  map[string]directory.Code // their states before it
	notes   text.Messages             // of the present item, for its log entry
	shows   map[string]bool           // users whose licenses the present item has changed
	gained  map[string]bool           // users of whom nothing else may change, who were promoted
}

func (s *licenses) begin() {
	s.changed, s.before, s.notes, s.shows = nil, map[string]directory.Code{}, nil, map[string]bool{}
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
	b.licenses.gained = map[string]bool{}
}

// compile makes a rule's filter ready to be asked about merged users.
func (b *batch) compile(text string) (filter.Predicate, error) {
	e, err := filter.Parse(text)
	if err != nil {
		return nil, err
	}
	return filter.Compile(e, b.userType.FilterAttribute)
}

// license settles the licenses of whom the present item has changed. A strict pool without a seat refuses the item (rule L3).
func (b *batch) license(item directory.Item, r *directory.Result) {
	l := b.licenses.ledger
	if l == nil || l.Idle() && len(b.facts.Licenses) == 0 || b.userType == nil {
		return
	}
	changed := b.licenses.changed
	slices.SortStableFunc(changed, func(x, y string) int { return b.turn(x) - b.turn(y) })
	for _, userID := range changed {
		s := b.licensee(item, userID)
		events, short := l.Settle(&s)
		if short != nil {
			b.withdraw(b.shortage(short))
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

// turn is 0 for somebody whose records are all another's now, 1 for somebody of whom that was so, and 2 for the others: who
// comes out of a merge takes what was its own, and only then can be said what the other needs.
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
	s.Attributes = b.mergedAttributes(userID, records)
	for _, r := range records {
		s.Sources = append(s.Sources, r.SourceID)
	}
	s.Entitlements = b.entitlements(&u, records)
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

// entitlements are what the source says that counts most of those that say anything about them, and an administrator in its
// place (rule M1). The values of several sources are not united: the least of them could push what it likes.
func (b *batch) entitlements(u *directory.User, records []*directory.Record) []string {
	if len(records) > 1 {
		p := b.policy()
		records = p.firstFor(p.firstFor(records, "roles"), "entitlements")
	}
	said := schema.Object{}
	for _, r := range records {
		if o := r.Contribution(); directory.Entitlements(o) != nil {
			said = schema.Object{"entitlements": o["entitlements"], "roles": o["roles"]}
			break
		}
	}
	if u.Edits != "" {
		edits, err := directory.ParseEdits(u.Edits, b.userType)
		if err != nil {
			b.withdraw(err)
			return nil
		}
		edits.Apply(said)
	}
	return directory.Entitlements(said)
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

// promote shows that somebody who waited has a seat (rule L5): in the present item's entry where it is about that person, or
// else in one of its own.
func (b *batch) promote(item directory.Item, x *licensing.License) {
	event := licensing.Event{What: licensing.Granted, License: *x}
	if _, own := b.licenses.before[x.UserID]; own {
		b.noteLicenses([]licensing.Event{event})
		return
	}
	_, changed := b.users[x.UserID]
	if changed || b.facts.Users[x.UserID] != nil {
		b.licenses.concerns(x.UserID, b.user(x.UserID).State)
	} else {
		b.licenses.gained[x.UserID] = true
	}
	b.log = append(b.log, promotion(b.cases[b.at], x, b.facts.Licensing, item.Request().Actor, b.licenseMessage(&event), b.now))
}

// promotion is the log entry of somebody who has got a seat by what another item was about.
func promotion(caseID string, x *licensing.License, f *licensing.Facts, actor string, says text.Message, now time.Time) directory.LogEntry {
	return directory.LogEntry{
		ID: licensing.Derived(caseID, "promote", x.ID), At: now, Channel: directory.ChannelLicense, Operation: "PROMOTE",
		Type: directory.TypeUser, UserID: x.UserID, RecordID: f.Records[x.UserID], Subject: f.Names[x.UserID], Outcome: directory.Changed, Status: 200,
		Code: directory.Active, Rule: "L5", Actor: actor, Detail: text.Messages{says},
	}
}

// Promote gives the seats of a pool whose settings have changed to those who wait for one, as many as one item may; caseID
// is that of the entry of the change, and actor who made it.
func Promote(f *licensing.Facts, now time.Time, caseID, actor string) *directory.Changes {
	l := licensing.NewLedger(f, func(string) (filter.Predicate, error) { return nil, nil }, now)
	c := &directory.Changes{}
	for _, x := range l.Promote() {
		says := text.New("license.granted", "product", x.Product, "pool", l.Pool(x.PoolID).Name)
		c.Log = append(c.Log, promotion(caseID, &x, f, actor, says, now))
		c.Licensed = append(c.Licensed, x.UserID)
	}
	slices.Sort(c.Licensed)
	c.Licensed = slices.Compact(c.Licensed)
	c.Licensing = l.Changes()
	return c
}

// showUnlicensed shows in a user and all of its records whether it waits for a license and has none (rule L3), and a new version
// of them where its licenses have changed.
func (b *batch) showUnlicensed(userID string) {
	l := b.licenses.ledger
	before := b.user(userID)
	if before.ID == "" {
		return
	}
	is := before
	is.Unlicensed = before.State == directory.Active && l.Unlicensed(userID)
	b.setUser(before, is)
	records := b.linkedRecords(userID)
	if mask := b.mask(userID); mask != nil {
		records = append(records, mask)
	}
	for _, r := range records {
		if r.Unlicensed == is.Unlicensed && !b.licenses.shows[userID] { // it may have been somebody else's
			continue
		}
		next := b.judging(r)
		next.Unlicensed, next.Judged = is.Unlicensed, true
		if next != r {
			next.Version, next.Modified = r.Version+1, directory.Later(b.now, r.Modified)
		}
	}
}

// noteLicenses says in the item's log entry what has become of licenses.
func (b *batch) noteLicenses(events []licensing.Event) {
	for i := range events {
		b.licenses.notes = append(b.licenses.notes, b.licenseMessage(&events[i]))
	}
}

// licenseMessage says what has happened to a license.
func (b *batch) licenseMessage(e *licensing.Event) text.Message {
	pool := &licensing.Pool{}
	for _, id := range []string{e.License.Wants, e.License.PoolID} {
		if p := b.licenses.ledger.Pool(id); p != nil {
			pool = p
			break
		}
	}
	switch e.What {
	case licensing.Queued:
		return text.New("license.queued", "product", e.License.Product, "pool", pool.Name, "missing", e.Missing, "buy", directory.MoreSeats(pool.BuyAt))
	case licensing.Ending:
		return text.New("license.ending."+string(e.License.Why), "product", e.License.Product, "until", e.License.Until.UTC().Format(untilLayout))
	}
	return text.New("license."+string(e.What), "product", e.License.Product, "pool", pool.Name)
}

// shortage refuses somebody for whom a strict pool has no seat (rules L3 and L10).
func (b *batch) shortage(short *licensing.Shortage) error {
	return &directory.Error{
		Kind: directory.Refused, Verdict: directory.Verdict{Code: directory.Rejected, Rule: "L3", Case: b.cases[b.at]},
		Message: text.New("license.shortage", "pool", short.Pool.Name, "product", short.Pool.Product, "missing", short.Missing,
			"buy", directory.MoreSeats(short.Pool.BuyAt)),
	}
}

// carryOrder carries out what an administrator decides about a person's license, or settles the person again.
func (b *batch) carryOrder(c *directory.Decision, old *directory.Record) directory.Result {
	if old.UserID == "" {
		return declined(directory.Refuse(directory.Conflict, "license.nobody", "record", old.ID))
	}
	b.licenses.concerns(old.UserID, b.user(old.UserID).State)
	unchanged := directory.Result{Record: old, Outcome: directory.Unchanged}
	l := b.licenses.ledger
	if l == nil || c.License == nil {
		return unchanged
	}
	s := b.licensee(directory.Item{Decided: c}, old.UserID)
	events, short, problem := l.Carry(&s, c.License)
	switch {
	case short != nil:
		return declined(&directory.Error{
			Kind: directory.Conflict, Verdict: directory.Verdict{Rule: "L4"},
			Message: text.New("license.choices", "pool", short.Pool.Name, "missing", short.Missing, "buy", directory.MoreSeats(short.Pool.BuyAt)),
		})
	case problem != "":
		return declined(directory.Refuse(directory.Conflict, "license.problem."+string(problem), "product", c.License.Product, "user", old.UserID))
	}
	b.noteLicenses(events)
	if len(events) == 0 && !l.Touched(old.UserID) {
		return unchanged
	}
	return directory.Result{Record: old, Outcome: directory.Changed}
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
