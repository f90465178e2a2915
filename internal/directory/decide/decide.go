package decide

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// batch decides items in their order, each seeing what those before it did. It is a pure
// function of the items, the facts and the moment: when a fact turns out to be missing, the
// batch is decided again from the beginning.
type batch struct {
	*known
	terms
	account directory.Account
	// decisions are those of this batch, by case.
	decisions map[string]directory.CaseDecision
	now       time.Time
	items     []directory.Item
	cases     []string // ids of the log entries, given once so that a second run gives the same
	doomed    map[int]bool
	refused   map[int]error        // items that turned out to be impossible on the way
	unseated  bool                 // in this run an item was withdrawn for want of seats
	undone    bool                 // in this run an item was withdrawn for another reason
	userType  *schema.ResourceType // as the account has it

	at              int          // the present item
	spent           int          // of terms.Work
	reach           int          // the last item that one before the present one requires
	leftOut         text.Message // of the present item, for its log entry
	differs         []byte       // what differs by the present item, where that is not in its record
	results         []directory.Result
	order           []directory.RecordKey // records touched, in order
	touched         map[directory.RecordKey]bool
	graves          []directory.Tombstone
	returns         []directory.Return
	addressMatchNow map[string][]directory.Identifier // by look-alike key: addresses of people whom this batch lets in
	nameMatchNow    map[string][]directory.NameMatch
	flagged         map[string]string // flags of new users
	gaveWay         map[string]bool   // users some of whose records give way (rule M2e)
	absorbed        map[string]string // users whose records are all somebody else's now: whose
	reviews         []directory.Review
	closed          []directory.Closing
	log             []directory.LogEntry
	licenses        licenses
	jobs            []directory.Job
}

// terms are what bounds a batch.
type terms struct {
	directory.Terms
	ctx context.Context // of deciding; checked between two changes
}

// decideTime bounds how long one run of deciding may take, so that a mistake in the bounds of its work
// holds nobody up for good: the batch is given up then.
const decideTime = 5 * time.Second

// Batch decides items over the facts: see directory.Decide, which it is.
func Batch(
	ctx context.Context, t directory.Terms, account directory.Account, items []directory.Item, cases []string,
	facts *directory.Facts, now time.Time,
) (*directory.Resolution, *directory.Questions, error) {
	ctx, cancel := context.WithTimeout(ctx, decideTime)
	defer cancel()
	b, missing := decideWithin(terms{t, ctx}, account, items, cases, facts, now)
	switch {
	case missing != nil:
		return nil, missing, nil
	case b == nil:
		return nil, nil, fmt.Errorf("a batch of %d changes was given up: %w", len(items), ctx.Err())
	}
	return &directory.Resolution{Results: b.results, Effect: b.effect()}, nil, nil
}

// decide is decideWithin without bounds.
func decide(
	account directory.Account, items []directory.Item, cases []string, facts *directory.Facts, now time.Time,
) (*batch, *directory.Questions) {
	return decideWithin(terms{ctx: context.Background()}, account, items, cases, facts, now)
}

// decideWithin runs the batch over the facts, within bounds. When it returns questions, their answers must be added
// to the facts and the batch decided again. It may have results of only the first items; both are nil when its
// time was over.
func decideWithin(
	t terms, account directory.Account, items []directory.Item, cases []string, facts *directory.Facts, now time.Time,
) (*batch, *directory.Questions) {
	doomed, refused := map[int]bool{}, map[int]error{}
	var userType *schema.ResourceType
	for _, item := range items {
		if t := item.UserType(); t != nil {
			userType = t
		}
	}
	for {
		b := &batch{
			known: newKnown(facts), terms: t,
			account: account, now: now, items: items, cases: cases, doomed: doomed, refused: refused, userType: userType,
			results: make([]directory.Result, len(items)),
			touched: map[directory.RecordKey]bool{}, addressMatchNow: map[string][]directory.Identifier{},
			nameMatchNow: map[string][]directory.NameMatch{},
			decisions:    map[string]directory.CaseDecision{}, flagged: map[string]string{}, gaveWay: map[string]bool{},
			absorbed: map[string]string{},
		}
		before := len(refused)
		b.askLicensing()
		for i := range items {
			if t.ctx.Err() != nil {
				return nil, nil
			}
			if b.full(i) {
				b.results = b.results[:i]
				break
			}
			b.at = i
			b.results[i] = b.one(i)
			b.spent += b.results[i].Work
		}
		if b.asking {
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

// full reports whether the items from i on are for another batch: enough is done, and none before i
// requires one of them.
func (b *batch) full(i int) bool {
	if i > 0 {
		for _, need := range b.items[i-1].Requires() {
			b.reach = max(b.reach, need)
		}
	}
	return b.Work > 0 && b.spent > b.Work && i > 0 && b.reach < i
}

// withdraw refuses the present item, which is found to be impossible when part of it is done: the
// batch is decided again without it. What this run finds of later items rests on what will not be,
// and counts for nothing.
func (b *batch) withdraw(err error) {
	if _, known := b.refused[b.at]; !known && b.certain() && !b.unseated && !b.undone {
		b.refused[b.at], b.undone = err, true
	}
}

// unseat withdraws the present item for want of seats. It has taken none, so that others may be
// withdrawn in the same run for the same reason: a strict pool may refuse a whole batch.
func (b *batch) unseat(err error) {
	if _, known := b.refused[b.at]; !known && b.certain() && !b.undone {
		b.refused[b.at], b.unseated = err, true
	}
}

// certain reports whether nothing has been asked so far, so that what is known is certain.
func (b *batch) certain() bool { return !b.asking }

// condemn marks the items that succeeded although one that they require did not, and reports
// whether there were any. They are refused in the next run, so that a circle of items
// succeeds or fails as one (RFC 7644 section 3.7.2).
func (b *batch) condemn() bool {
	found := false
	for again := true; again; {
		again = false
		for i := range b.results {
			if b.doomed[i] || b.results[i].Err != nil {
				continue
			}
			for _, need := range b.items[i].Requires() {
				if need == directory.Impossible || b.doomed[need] || b.results[need].Err != nil {
					b.doomed[i], again, found = true, true, true
					break
				}
			}
		}
	}
	return found
}

// one decides one item and carries it out in memory: wholly, or not at all.
func (b *batch) one(i int) directory.Result {
	item := b.items[i]
	b.leftOut, b.differs = text.Message{}, nil
	b.licenses.begin()
	was := b.present(item.Record())
	var r directory.Result
	if b.doomed[i] {
		r = directory.Result{Err: directory.Refuse(directory.Unresolved, "change.unresolved"), Outcome: directory.Declined}
	} else if err := b.refused[i]; err != nil {
		if r = declined(err); directory.KindOf(err) == 0 {
			r.Outcome = directory.Failed
		}
	} else if item.Decided != nil {
		r = b.decided(item.Decided, b.cases[i])
	} else {
		r = b.said(item.Said, b.cases[i])
	}
	if r.Err == nil {
		b.license(item, &r)
	}
	r.Case = b.cases[i]
	if item.Said != nil && item.Said.Imported != nil {
		r.Was = was
	}
	b.note(item, was, &r)
	if r.Work = item.Cost(was, r.Record); item.Request().Brief && r.Record != nil {
		r.Record, r.Members = &directory.Record{
			RecordKey: r.Record.RecordKey, Version: r.Record.Version, Verdict: r.Record.Verdict, Unlicensed: r.Record.Unlicensed,
		}, nil
	}
	return r
}

// said carries out what a source says.
func (b *batch) said(c *directory.Change, caseID string) directory.Result {
	if err := b.unserved(c); err != nil {
		return declined(err)
	}
	key := directory.RecordKey{SourceID: c.Source.ID, Type: c.Type.Name, ID: c.ID}
	var old *directory.Record
	if c.Action != directory.Create {
		var none *directory.Result
		if old, none = b.standing(key, c.Type); none != nil {
			if directory.IsID(c.ID) && !b.certain() {
				_, _ = b.planMembers(c, false) // asks what will be asked once the record is there
				b.expectGroupName(c)
			}
			return *none
		}
		if c.IfVersion != nil && !slices.Contains(c.IfVersion, old.Version) {
			return declined(directory.Refuse(directory.Precondition, "change.version", "type", c.Type.Name, "id", c.ID,
				"version", old.Version))
		}
		if c.Unless != nil {
			if err := c.Unless(old.Attributes); err != nil {
				return declined(err)
			}
		}
	}
	switch c.Action {
	case directory.Create:
		return b.place(c, key, nil, c.Attributes, caseID)
	case directory.Replace:
		next := replaced(c, old.Attributes)
		c.Type.KeepImmutable(old.Attributes, next)
		if err := c.Type.CheckImmutable(old.Attributes, next); err != nil {
			return declined(&directory.Error{Kind: directory.Invalid, Err: err})
		}
		return b.place(c, key, old, next, caseID)
	case directory.Edit:
		next, _, err := c.Edit(old.Attributes)
		if err != nil {
			return declined(&directory.Error{Kind: directory.Invalid, Err: err})
		}
		return b.place(c, key, old, keepActive(c.Type, old.Attributes, next), caseID)
	case directory.Reconsider:
		return b.place(c, key, old, old.Attributes, caseID)
	case directory.Delete:
		return b.bury(key, old)
	}
	panic("decide: a change that does nothing")
}

// standing is the record that an item is about, with its attributes; or what comes of there being none.
func (b *batch) standing(key directory.RecordKey, rt *schema.ResourceType) (*directory.Record, *directory.Result) {
	var old *directory.Record
	if directory.IsID(key.ID) {
		old = b.subject(key)
	}
	if old == nil {
		none := declined(directory.Refuse(directory.NotFound, "change.notFound", "type", key.Type, "id", key.ID))
		return nil, &none
	}
	if err := old.Decode(rt); err != nil {
		return nil, &directory.Result{Err: err, Outcome: directory.Failed}
	}
	return old, nil
}

func declined(err error) directory.Result {
	return directory.Result{Err: err, Outcome: directory.Declined}
}
