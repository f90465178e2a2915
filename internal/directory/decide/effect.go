package decide

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// effect is the batch's net change of the store: each row once, whatever came between.
func (b *batch) effect() *directory.Changes {
	c := &directory.Changes{Tombstones: b.graves, Returns: b.returns, Log: b.log, Reviews: b.reviews, Closed: b.closings(),
		GoldenRows: map[string]int{}}
	for _, key := range b.order {
		was, is := b.facts.Records[key], b.records[key]
		switch {
		case was == nil && is != nil:
			c.Insert = append(c.Insert, is)
		case was != nil && is == nil:
			c.Delete = append(c.Delete, key)
		case is == nil || was == is || was.Version == is.Version && !is.Judged && !is.Rewritten:
		case is.Rewritten:
			c.Update = append(c.Update, is)
			if gaveName(was, is) {
				c.Renamed = append(c.Renamed, key)
			}
		case is.Judged:
			c.Judge = append(c.Judge, is)
		default:
			c.Touch = append(c.Touch, is)
		}
		if is != nil && is.Rewritten {
			is.Encode()
		}
		c.GoldenRows[key.Type] += b.shows(is) - b.shows(was)
		if key.SourceID != b.account.ID {
			uniques(c, was, is)
			nameWords(c, was, is)
			groupNames(c, b, was, is)
		}
	}
	b.identifiers(c)
	b.pairs(c)
	b.licensing(c)
	for _, u := range b.users {
		c.Users = append(c.Users, u)
	}
	slices.SortFunc(c.Users, func(x, y directory.User) int { return strings.Compare(x.ID, y.ID) })
	for id, g := range b.groups {
		b.memberships(c, id, g)
	}
	inOrder(c)
	return c
}

// inOrder puts what was gathered from maps in an order of its own, so that a batch that is decided twice writes the
// same, and locks its rows in the same order.
func inOrder(c *directory.Changes) {
	unique := func(x, y directory.Unique) int {
		return cmp.Or(strings.Compare(x.SourceID, y.SourceID), strings.Compare(x.Type, y.Type),
			strings.Compare(x.Value, y.Value))
	}
	pair := func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }
	slices.SortFunc(c.Free, unique)
	slices.SortFunc(c.Uniques, unique)
	slices.SortFunc(c.Forget, byValue)
	slices.SortFunc(c.Rejoin, pair)
	slices.SortFunc(c.NeverLinks, func(x, y directory.NeverLinkPair) int { return pair(x.Pair, y.Pair) })
	slices.SortFunc(c.Traces, func(x, y directory.Traced) int {
		return cmp.Or(strings.Compare(x.SourceID, y.SourceID), strings.Compare(x.Hash, y.Hash))
	})
	slices.Sort(c.Clear)
	slices.SortFunc(c.Join, func(x, y directory.Joining) int {
		return cmp.Or(strings.Compare(x.GroupID, y.GroupID), strings.Compare(x.ID, y.ID))
	})
	slices.SortFunc(c.Leave, func(x, y directory.Pair) int {
		return cmp.Or(strings.Compare(x.GroupID, y.GroupID), strings.Compare(x.MemberID, y.MemberID))
	})
}

// byValue compares identifiers by what they are, and then by whose record brings them.
func byValue(x, y directory.Identifier) int {
	return cmp.Or(strings.Compare(x.Value, y.Value), strings.Compare(x.Kind, y.Kind),
		strings.Compare(x.RecordID, y.RecordID))
}

// gaveName reports whether a record gave its unique name up.
func gaveName(was, is *directory.Record) bool {
	name := was.UserNameKey()
	return name != "" && name != is.UserNameKey()
}

// uniques compares the values that must be unique which a record had and has.
func uniques(c *directory.Changes, was, is *directory.Record) {
	var had, has map[directory.NameKey]schema.Attr
	if was != nil && (is == nil || is.Rewritten) {
		had = was.Uniques()
	}
	if is != nil && is.Rewritten {
		has = is.Uniques()
	}
	for key := range had {
		if _, kept := has[key]; !kept {
			c.Free = append(c.Free, directory.Unique{NameKey: key, RecordID: was.ID})
		}
	}
	for key := range has {
		if _, kept := had[key]; !kept {
			c.Uniques = append(c.Uniques, directory.Unique{NameKey: key, RecordID: is.ID})
		}
	}
}

// nameWords compares the words by which a record was found and is found.
func nameWords(c *directory.Changes, was, is *directory.Record) {
	var had, has []string
	if was != nil && (is == nil || is.Rewritten) {
		had = was.NameWords()
	}
	if is != nil && is.Rewritten {
		has = is.NameWords()
	}
	for _, w := range had {
		if _, kept := slices.BinarySearch(has, w); !kept {
			c.LostWords = append(c.LostWords, directory.NameWord{Word: w, SourceID: was.SourceID, RecordID: was.ID})
		}
	}
	for _, w := range has {
		if _, kept := slices.BinarySearch(had, w); !kept {
			c.NameWords = append(c.NameWords, directory.NameWord{Word: w, SourceID: is.SourceID, RecordID: is.ID})
		}
	}
}

// shows is how many rows of the directory view a record is.
func (b *batch) shows(r *directory.Record) int {
	if r != nil && (r.Golden || r.Type == directory.TypeGroup) {
		return 1
	}
	return 0
}

// identifiers lists the rows that change. Those who give one up come first, so that no identifier
// ever has two owners.
func (b *batch) identifiers(c *directory.Changes) {
	for key, rows := range b.rows {
		for recordID, row := range rows {
			if row == nil {
				c.Forget = append(c.Forget, directory.Identifier{Kind: key.Kind, Value: key.Value, RecordID: recordID})
			} else {
				c.Identifiers = append(c.Identifiers, *row)
			}
		}
	}
	slices.SortFunc(c.Identifiers, func(x, y directory.Identifier) int {
		if x.Owner != y.Owner {
			if y.Owner {
				return -1
			}
			return 1
		}
		return byValue(x, y)
	})
}

// pairs are the records that were decided to be two people, or not to be.
func (b *batch) pairs(c *directory.Changes) {
	for pair, how := range b.neverLinkNow {
		if how == mayLink {
			c.Rejoin = append(c.Rejoin, pair)
		} else {
			c.NeverLinks = append(c.NeverLinks, directory.NeverLinkPair{Pair: pair, Soft: how == likeThem})
		}
	}
	for trace, id := range b.tracedNow {
		c.Traces = append(c.Traces, directory.Traced{Trace: trace, RecordID: id})
	}
}

// memberships is the net change of one group's members.
func (b *batch) memberships(c *directory.Changes, id string, g *groupWork) {
	if g.cleared && !g.fresh {
		c.Clear = append(c.Clear, id)
	}
	for _, m := range g.in {
		if was := b.facts.Pairs[directory.Pair{GroupID: id, MemberID: m.ID}]; was != m || g.cleared {
			c.Join = append(c.Join, directory.Joining{GroupID: id, Member: m})
		}
	}
	for out := range g.out {
		if b.facts.Pairs[directory.Pair{GroupID: id, MemberID: out}].ID != "" {
			c.Leave = append(c.Leave, directory.Pair{GroupID: id, MemberID: out})
		}
	}
}

// note writes the log entry of one item (rule O1); was is the record before it, or nil.
func (b *batch) note(item directory.Item, was *directory.Record, r *directory.Result) {
	action, about, asked := item.Action(), item.Record(), item.Request()
	if action == directory.Reconsider && r.Outcome == directory.Unchanged ||
		action == directory.License && (asked.Actor == "" || asked.Brief) && r.Outcome == directory.Unchanged {
		return // nobody asked for it alone, and nothing came of it
	}
	if asked.Quiet && r.Err == nil && r.Outcome == directory.Unchanged && len(b.licenses.notes) == 0 {
		return
	}
	entry := directory.LogEntry{
		ID: r.Case, At: b.now, SourceID: about.SourceID, Channel: asked.Channel, Operation: asked.Operation,
		Type: about.Type, RecordID: about.ID, Outcome: r.Outcome, Status: asked.Success,
		Asked: asked.Asked, RequestID: asked.ID, Actor: asked.Actor,
	}
	if !directory.IsID(entry.RecordID) {
		entry.RecordID = ""
	}
	entry.Subject = subject(item, was, r.Record)
	if r.Outcome == directory.Updated && ceased(was, r.Record) {
		r.Outcome, entry.Outcome = directory.Suspending, directory.Suspending
	}
	if r.Record != nil {
		entry.UserID, entry.Code, entry.Rule = r.Record.UserID, r.Record.Shown().Code, r.Record.Shown().Rule
		if action == directory.License {
			entry.Rule = ruleOf(item)
		}
		if code := r.Record.Verdict.Code; code == directory.PendingDomain || code == directory.PendingMerge {
			entry.Remark(r.Record.Message())
		}
	}
	var refusal *directory.Error
	if errors.As(r.Err, &refusal) {
		entry.Status, entry.Detail = refusal.Kind.Status(), text.Messages{refusal.Tell()}
		entry.Code, entry.Rule = refusal.Verdict.Code, refusal.Verdict.Rule
		if action == directory.Create {
			entry.RecordID = ""
		}
	} else if r.Err != nil {
		entry.Status = 500
	} else if was != nil && r.Outcome != directory.Unchanged {
		entry.UserID = cmp.Or(entry.UserID, was.UserID)
		var is schema.Object
		if r.Record != nil {
			is = r.Record.Attributes
		}
		if entry.Changes = b.differs; entry.Changes == nil {
			entry.Changes = difference(was.Attributes, is)
		}
	}
	if refusal != nil && schema.TellsSecret(refusal.Error()) {
		entry.Detail = text.Messages{text.New("log.secret")}
	}
	if n := len(entry.Asked); n > maxKept {
		entry.Asked = nil
		entry.Remark(text.New("log.notKept", "bytes", n, "limit", maxKept))
	}
	entry.Remark(asked.Notes...)
	entry.Remark(b.licenses.notes...)
	entry.Remark(asked.LeftOut, b.leftOut)
	b.log = append(b.log, entry)
	r.Entry = entry
}

// subject is whom an item is about, as people call them.
func subject(item directory.Item, was, is *directory.Record) string {
	switch {
	case is != nil && is.Attributes != nil:
		return directory.Called(is.Attributes)
	case was != nil && was.Decode(item.Type()) == nil: // who was refused before anybody looked is called the same
		return directory.Called(was.Attributes)
	case item.Said != nil:
		return directory.Called(item.Said.Attributes)
	}
	return directory.Called(nil)
}

// ceased reports whether a change has made somebody inactive who was active.
func ceased(was, is *directory.Record) bool {
	return was != nil && is != nil && is.Type == directory.TypeUser &&
		(was.Present() && !is.Present() || was.Verdict.Code == directory.Active && is.Verdict.Code == directory.Suspended)
}
