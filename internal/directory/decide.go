package directory

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// batch decides changes in their order, each seeing what those before it did. It is a pure
// function of the changes, the facts and the moment: when a fact turns out to be missing, the
// batch is decided again from the beginning.
type batch struct {
	*known
	terms
	account  Account
	now      time.Time
	changes  []Change
	cases    []string // ids of the log entries, given once so that a second run gives the same
	doomed   map[int]bool
	refused  map[int]error        // items that turned out to be impossible on the way
	userType *schema.ResourceType // as the account has it

	at       int    // the present item
	spent    int    // of terms.work
	reach    int    // the last item that one before the present one requires
	leftOut  string // of the present item, for its log entry
	results  []Result
	order    []RecordKey // records touched, in order
	touched  map[RecordKey]bool
	graves   []Tombstone
	returns  []Return
	alikeNow map[string][]Identifier // by look-alike key: addresses of people whom this batch lets in
	likeNow  map[string][]Likeness
	flagged  map[string]string // flags of new users
	absorbed map[string]string // users whose records are all somebody else's now: whose
	reviews  []Review
	closed   []Closing
	log      []LogEntry
}

// terms are what bounds a batch.
type terms struct {
	ctx    context.Context // of deciding; checked between two changes
	limits Limits
	work   int // after which the rest of the changes is left for another batch; 0 for no bound
}

// decideFor is decide within time.
func decideFor(ctx context.Context, t terms, account Account, changes []Change, cases []string, facts *Facts, now time.Time) (*batch, *Questions, error) {
	ctx, cancel := context.WithTimeout(ctx, decideTime)
	defer cancel()
	t.ctx = ctx
	b, missing := decideWithin(t, account, changes, cases, facts, now)
	if b == nil && missing == nil {
		return nil, nil, fmt.Errorf("a batch of %d changes was given up: %w", len(changes), ctx.Err())
	}
	return b, missing, nil
}

// decide runs the batch over the facts. When it returns questions, their answers must be added
// to the facts and decide called again.
func decide(account Account, changes []Change, cases []string, facts *Facts, now time.Time) (*batch, *Questions) {
	return decideWithin(terms{ctx: context.Background()}, account, changes, cases, facts, now)
}

// decideWithin is decide within bounds. The batch may have results of only the first changes; both are nil when its
// time was over.
func decideWithin(t terms, account Account, changes []Change, cases []string, facts *Facts, now time.Time) (*batch, *Questions) {
	doomed, refused := map[int]bool{}, map[int]error{}
	var userType *schema.ResourceType
	for i := range changes {
		if changes[i].Type.Name == TypeUser {
			userType = changes[i].Type
		}
	}
	for {
		b := &batch{
			known: newKnown(facts), terms: t,
			account: account, now: now, changes: changes, cases: cases, doomed: doomed, refused: refused, userType: userType,
			results: make([]Result, len(changes)),
			touched: map[RecordKey]bool{}, alikeNow: map[string][]Identifier{}, likeNow: map[string][]Likeness{},
			flagged: map[string]string{}, absorbed: map[string]string{},
		}
		before := len(refused)
		for i := range changes {
			if t.ctx.Err() != nil {
				return nil, nil
			}
			if b.full(i) {
				b.results = b.results[:i]
				break
			}
			b.at = i
			b.results[i] = b.one(i)
			b.spent += b.results[i].work
		}
		if !b.asked.Empty() {
			return nil, &b.asked
		}
		switch {
		case b.condemn():
			clear(refused) // what made them impossible may not happen now
		case len(refused) == before:
			return b, nil
		}
	}
}

// full reports whether the changes from i on are for another batch: enough is done, and none before i requires one of
// them.
func (b *batch) full(i int) bool {
	if i > 0 {
		for _, need := range b.changes[i-1].Requires {
			b.reach = max(b.reach, need)
		}
	}
	return b.work > 0 && b.spent > b.work && i > 0 && b.reach < i
}

// withdraw refuses the present item, which is found to be impossible when part of it is done: the
// batch is decided again without it.
func (b *batch) withdraw(err error) {
	if _, known := b.refused[b.at]; !known && b.settled() {
		b.refused[b.at] = err
	}
}

// settled reports whether nothing has been asked so far, so that what is known is certain.
func (b *batch) settled() bool { return b.asked.Empty() }

// condemn marks the changes that succeeded although one that they require did not, and reports
// whether there were any. They are refused in the next run, so that a circle of changes
// succeeds or fails as one (RFC 7644 section 3.7.2).
func (b *batch) condemn() bool {
	found := false
	for again := true; again; {
		again = false
		for i := range b.results {
			if b.doomed[i] || b.results[i].Err != nil {
				continue
			}
			for _, need := range b.changes[i].Requires {
				if need == Impossible || b.doomed[need] || b.results[need].Err != nil {
					b.doomed[i], again, found = true, true, true
					break
				}
			}
		}
	}
	return found
}

// one decides one change and carries it out in memory: wholly, or not at all.
func (b *batch) one(i int) Result {
	c := &b.changes[i]
	b.leftOut = ""
	was := b.present(RecordKey{c.Source.ID, c.Type.Name, c.ID})
	var r Result
	if b.doomed[i] {
		r = Result{Err: refuse(Unresolved, "it names a resource by bulkId that could not be created"), Outcome: Declined}
	} else if err := b.refused[i]; err != nil {
		if r = declined(err); KindOf(err) == 0 {
			r.Outcome = Failed
		}
	} else {
		r = b.carryOut(c, b.cases[i])
	}
	r.Case = b.cases[i]
	b.note(c, was, &r)
	if r.work = c.work(was, r.Record); c.Request.Brief && r.Record != nil {
		r.Record, r.Members = &Record{RecordKey: r.Record.RecordKey, Version: r.Record.Version, Verdict: r.Record.Verdict}, nil
	}
	return r
}

func (b *batch) carryOut(c *Change, caseID string) Result {
	key := RecordKey{c.Source.ID, c.Type.Name, c.ID}
	var old *Record
	if c.Action != Create {
		if isID(c.ID) {
			old = b.subject(key)
		}
		if old == nil {
			if isID(c.ID) && !b.settled() {
				_, _ = b.planMembers(c, false) // asks what will be asked once the record is there
			}
			return declined(refuse(NotFound, "%s %q does not exist in this connection", c.Type.Name, c.ID))
		}
		if c.IfVersion != nil && !slices.Contains(c.IfVersion, old.Version) {
			return declined(refuse(Precondition, "%s %q is at version W/\"%d\", not at the one that If-Match names; read it again and repeat the change", c.Type.Name, c.ID, old.Version))
		}
	}
	if old != nil {
		if err := old.decode(c.Type); err != nil {
			return Result{Err: err, Outcome: Failed}
		}
	}
	switch c.Action {
	case Create:
		return b.place(c, key, nil, c.Attributes, caseID)
	case Replace:
		next := replaced(old.Attributes, c.Attributes)
		c.Type.KeepImmutable(old.Attributes, next)
		if err := c.Type.CheckImmutable(old.Attributes, next); err != nil {
			return declined(&Error{Kind: Invalid, Err: err})
		}
		return b.place(c, key, old, next, caseID)
	case Edit:
		next, _, err := c.Edit(old.Attributes)
		if err != nil {
			return declined(&Error{Kind: Invalid, Err: err})
		}
		return b.place(c, key, old, next, caseID)
	case Reconsider:
		return b.place(c, key, old, old.Attributes, caseID)
	case Delete:
		return b.bury(key, old)
	case Link:
		return b.link(c, old)
	case Unmerge:
		return b.unmerge(old)
	case KeepApart, NeverLink:
		return b.separate(c, old, caseID)
	case Confirm:
		return b.confirm(c, old, caseID)
	case SetRole:
		return b.setRole(c, old)
	}
	panic("directory: a change without an action")
}

func declined(err error) Result { return Result{Err: err, Outcome: Declined} }

// replaced is what a PUT leaves: what it omits is cleared, but a missing `active` never
// deactivates, nor does it bring back who is inactive (rule P4).
func replaced(old, asked schema.Object) schema.Object {
	next := schema.Clone(asked)
	if active, had := old["active"]; had {
		if _, said := asked["active"]; !said {
			next["active"] = active
		}
	}
	return next
}

// place puts the attributes in the place of what the source said before (old, or nil), if the
// rules allow it.
func (b *batch) place(c *Change, key RecordKey, old *Record, next schema.Object, caseID string) Result {
	rec := &Record{RecordKey: key, Attributes: next, Rewritten: true, rt: c.Type, Version: 1, Created: b.now, Modified: b.now, Verdict: Verdict{Code: Active}}
	if d := c.draft; old == nil && d != nil {
		rec.Body, rec.Search, rec.seen = d.Body, d.Search, d.seen
	} else if old != nil {
		rec = old.next(next, b.now)
	}
	note, err := b.limits.checkSize(old, rec)
	if err != nil {
		return declined(err)
	}
	b.leftOut, next = note, rec.Attributes
	if err := rec.checkKeys(); err != nil {
		return declined(err)
	}
	if err := b.checkUnique(old, rec); err != nil {
		return declined(err)
	}
	members, err := b.planMembers(c, old == nil)
	if err != nil {
		return declined(err)
	}
	var d destiny
	var grave Tombstone
	if old == nil {
		grave = b.grave(rec)
	}
	if key.Type == TypeUser {
		if old == nil {
			rec.HomeID, rec.place = grave.UserID, grave.HomeID
		}
		if err := b.checkManager(old, rec); err != nil {
			return declined(err)
		}
		if d, err = b.admit(c, old, rec, caseID); err != nil {
			return declined(err)
		}
	} else if old == nil {
		rec.Verdict = Verdict{Code: Active, Rule: "I1", Case: caseID}
	}
	if old != nil && old.Verdict == rec.Verdict && schema.Equal(old.Attributes, next) {
		if !members.changes() {
			b.review(old, d.waits, true) // the question may be another one by now
			if c.Action == Reconsider && old.UserID != "" {
				b.reviewed(old)
			}
			return Result{Record: b.present(key), Outcome: Unchanged, Members: b.shown(c)}
		}
		rec.Rewritten = old.Rewritten
		rec.Body = old.Body
	}

	if key.Type == TypeUser {
		if err := b.endsLastOwner(old, rec); err != nil {
			return declined(err)
		}
	}

	// From here on nothing is refused any more, but for what withdraw refuses.
	b.claimNames(old, rec)
	if grave.ID != "" && (rec.Type == TypeUser || rec.Type == TypeGroup) {
		b.comeBack(rec.SourceID, grave.ID, rec.ID, rec.Type)
	}
	b.put(rec)
	if key.Type == TypeUser {
		b.settlePerson(old, rec, d)
	}
	b.doMembers(key.ID, members, old == nil && key.Type == TypeGroup)
	return Result{Record: b.present(key), Outcome: outcomeOf(old, rec, d), Members: b.shown(c)}
}

// next is what takes the record's place when its source says something else.
func (r *Record) next(attributes schema.Object, now time.Time) *Record {
	n := *r
	n.Attributes, n.Body, n.Search, n.seen = attributes, nil, nil, nil
	n.Version, n.Modified = r.Version+1, later(now, r.Modified)
	n.Rewritten, n.known = true, true
	return &n
}

// body is Attributes as they are kept.
func (r *Record) body() []byte {
	if r.Body == nil {
		r.encode()
	}
	return r.Body
}

func outcomeOf(old, rec *Record, d destiny) Outcome {
	switch code := rec.Verdict.Code; {
	case code == PendingDomain && (old == nil || old.Verdict.Code != PendingDomain):
		return Held
	case code == PendingMerge && (old == nil || old.Verdict.Code != PendingMerge):
		return InReview
	case d.parentID != "":
		return Linked
	case old == nil:
		return Created
	}
	return Changed
}

// shown are the members that a change asked for and that are in force.
func (b *batch) shown(c *Change) []Member {
	if c.Members == nil || c.Action != Create && c.Action != Replace {
		return nil
	}
	want, _, _ := b.resolve(c)
	return slices.DeleteFunc(want, func(m Member) bool { return m.Waiting })
}

// bury deletes a record: it leaves its groups and a tombstone (rule P6).
func (b *batch) bury(key RecordKey, old *Record) Result {
	if key.Type == TypeUser {
		if err := b.endsLastOwner(old, nil); err != nil {
			return declined(err)
		}
	}
	b.leaveAll(key.SourceID, key.ID)
	if key.Type == TypeGroup {
		b.empty(key.ID)
	}
	b.releaseNames(old)
	grave := Tombstone{RecordKey: key, UserID: cmp.Or(old.UserID, old.HomeID), Deleted: b.now}
	if old.UserID != "" {
		grave.HomeID = old.home()
	}
	if old.ExternalID() != "" {
		grave.ExternalHash = b.externalHash(old)
	}
	if login, ok := LoginAddress(old.words()); ok && key.Type == TypeUser {
		grave.AddressHash = hash(b.account.Secret, login.String())
	}
	b.graves = append(b.graves, grave)
	b.mark(key)
	b.records[key] = nil
	if key.Type == TypeUser {
		b.bereave(old)
	}
	return Result{Outcome: Removed}
}

func (b *batch) put(rec *Record) {
	b.mark(rec.RecordKey)
	rec.item = b.at + 1
	b.records[rec.RecordKey] = rec
	if rec.UserID != "" && rec.SourceID != b.account.ID && !slices.Contains(b.byUser[rec.UserID], rec.RecordKey) {
		b.byUser[rec.UserID] = append(b.byUser[rec.UserID], rec.RecordKey)
	}
}

// touch moves a record's version on, since what it shows has changed.
func (b *batch) touch(key RecordKey) {
	old := b.record(key)
	if old == nil {
		return
	}
	next := *old
	next.Version++
	next.Modified = later(b.now, old.Modified)
	b.put(&next)
}

func (b *batch) mark(key RecordKey) {
	if !b.touched[key] {
		b.touched[key] = true
		b.order = append(b.order, key)
	}
}

// later is now, or just after the time before where the clock has not moved on.
func later(now, before time.Time) time.Time {
	if now.After(before) {
		return now
	}
	return before.Add(time.Microsecond)
}

// hash is what a tombstone remembers of a value: enough to know it again, not to read it (M7).
func hash(secret []byte, value string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(value))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
