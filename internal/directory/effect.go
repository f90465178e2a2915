package directory

import (
	"cmp"
	"errors"
	"fmt"
	"sort"

	"github.com/usher-id/usher/scim/schema"
)

// effect is the batch's net change of the store: each row once, whatever came between.
func (b *batch) effect() *Changes {
	c := &Changes{Tombstones: b.graves, Returns: b.returns, Log: b.log, Reviews: b.reviews, Closed: b.closed, Faces: map[string]int{}}
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
			is.encode()
		}
		c.Faces[key.Type] += b.shows(is) - b.shows(was)
		if key.SourceID != b.account.ID {
			c.uniques(was, is)
		}
	}
	b.identifiers(c)
	b.pairs(c)
	for _, u := range b.users {
		c.Users = append(c.Users, u)
	}
	sort.Slice(c.Users, func(i, j int) bool { return c.Users[i].ID < c.Users[j].ID })
	for id, g := range b.groups {
		b.memberships(c, id, g)
	}
	return c
}

// gaveName reports whether a record gave a unique name up.
func gaveName(was, is *Record) bool {
	name, ext := was.UserNameKey(), was.ExternalID()
	return name != "" && name != is.UserNameKey() || ext != "" && ext != is.ExternalID()
}

// uniques compares the values that must be unique which a record had and has.
func (c *Changes) uniques(was, is *Record) {
	var had, has map[NameKey]schema.Attr
	if was != nil && (is == nil || is.Rewritten) {
		had = was.uniques()
	}
	if is != nil && is.Rewritten {
		has = is.uniques()
	}
	for key := range had {
		if _, kept := has[key]; !kept {
			c.Free = append(c.Free, Unique{key, was.ID})
		}
	}
	for key := range has {
		if _, kept := had[key]; !kept {
			c.Uniques = append(c.Uniques, Unique{key, is.ID})
		}
	}
}

// shows is how many rows of the directory view a record is.
func (b *batch) shows(r *Record) int {
	if r != nil && (r.Face || r.Type == TypeGroup) {
		return 1
	}
	return 0
}

// identifiers lists the rows that change. Those who give one up come first, so that no identifier
// ever has two owners.
func (b *batch) identifiers(c *Changes) {
	for key, rows := range b.rows {
		for recordID, row := range rows {
			if row == nil {
				c.Forget = append(c.Forget, Identifier{Kind: key.Kind, Value: key.Value, RecordID: recordID})
			} else {
				c.Identifiers = append(c.Identifiers, *row)
			}
		}
	}
	sort.Slice(c.Identifiers, func(i, j int) bool {
		x, y := &c.Identifiers[i], &c.Identifiers[j]
		if x.Owner != y.Owner {
			return y.Owner
		}
		return x.Value+x.RecordID < y.Value+y.RecordID
	})
}

// pairs are the records that were decided to be two people, or not to be.
func (b *batch) pairs(c *Changes) {
	for pair, apart := range b.apartNow {
		if apart {
			c.Apart = append(c.Apart, pair)
		} else {
			c.Rejoin = append(c.Rejoin, pair)
		}
	}
}

// memberships is the net change of one group's members.
func (b *batch) memberships(c *Changes, id string, g *groupWork) {
	if g.cleared && !g.fresh {
		c.Clear = append(c.Clear, id)
	}
	for _, m := range g.in {
		if was := b.facts.Pairs[Pair{id, m.ID}]; was != m || g.cleared {
			c.Join = append(c.Join, Joining{GroupID: id, Member: m})
		}
	}
	for out := range g.out {
		if b.facts.Pairs[Pair{id, out}].ID != "" {
			c.Leave = append(c.Leave, Pair{id, out})
		}
	}
}

// note writes the log entry of one change (rule O1); was is the record before it, or nil.
func (b *batch) note(c *Change, was *Record, r *Result) {
	if c.Action == Reconsider && r.Outcome == Unchanged {
		return // nobody asked, and nothing came of it
	}
	entry := LogEntry{
		ID: r.Case, At: b.now, SourceID: c.Source.ID, Door: c.Request.Door, Operation: c.Request.Operation,
		Type: c.Type.Name, RecordID: c.ID, Outcome: r.Outcome, Status: c.Request.Success,
		Asked: c.Request.Asked, RequestID: c.Request.ID,
	}
	if !isID(entry.RecordID) {
		entry.RecordID = ""
	}
	if r.Record != nil {
		entry.UserID, entry.Code, entry.Rule = r.Record.UserID, r.Record.Verdict.Code, r.Record.Verdict.Rule
		if code := r.Record.Verdict.Code; code == PendingDomain || code == PendingMerge {
			entry.Detail = r.Record.Verdict.Sentence(c.Request.Language)
		}
	}
	var refusal *Error
	if errors.As(r.Err, &refusal) {
		entry.Status, entry.Detail = refusal.Kind.Status(), refusal.Error()
		entry.Code, entry.Rule = refusal.Verdict.Code, refusal.Verdict.Rule
		if c.Action == Create {
			entry.RecordID = ""
		}
	} else if r.Err != nil {
		entry.Status = 500
	} else if was != nil && r.Outcome != Unchanged {
		entry.UserID = cmp.Or(entry.UserID, was.UserID)
		var is schema.Object
		if r.Record != nil {
			is = r.Record.Attributes
		}
		entry.Changes = difference(was.Attributes, is)
	}
	if r.Err != nil && schema.TellsSecret(entry.Detail) {
		entry.Detail = "what was wrong was told to the client, but that may show a secret"
	}
	if n := len(entry.Asked); n > maxKept {
		entry.Asked = nil
		entry.remark(fmt.Sprintf("What was asked is not kept: it has %d bytes, and the log keeps %d", n, maxKept))
	}
	entry.remark(c.Request.LeftOut)
	entry.remark(b.leftOut)
	b.log = append(b.log, entry)
	r.Entry = entry
}

// Status is the HTTP status that a refusal of this kind has at the doors that speak HTTP (P7).
func (k Kind) Status() int {
	switch k {
	case NotFound:
		return 404
	case Conflict, Unresolved:
		return 409
	case Refused:
		return 403
	case Precondition:
		return 412
	case Invalid:
		return 400
	case TooLarge:
		return 413
	}
	return 500
}
