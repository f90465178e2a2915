package decide

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// Write implements Tx, in the order in which a database is written to.
func (r *fakeTx) Write(_ context.Context, _ string, c *directory.Changes) error {
	if r.store.refuse != nil {
		if err := r.store.refuse(c); err != nil {
			return err
		}
	}
	r.size = len(c.Log)
	return r.write(c)
}

func (r fakeRows) write(c *directory.Changes) error {
	var wrong []string
	must := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	touched := map[directory.RecordKey]bool{}
	once := func(key directory.RecordKey) {
		must(!touched[key], "record %v is changed twice", key)
		touched[key] = true
	}
	for _, key := range c.Delete {
		once(key)
		_, there := r.records[key]
		must(there, "delete %v: it is not there", key)
		delete(r.records, key)
	}
	for _, i := range c.Forget {
		delete(r.identifiers, [3]string{i.Kind, i.Value, i.RecordID})
	}
	for _, u := range c.Free {
		delete(r.uniques, u.NameKey)
	}
	for _, p := range c.Leave {
		delete(r.members, p)
	}
	for _, group := range c.Clear {
		maps.DeleteFunc(r.members, func(p directory.Pair, _ directory.Member) bool { return p.GroupID == group })
	}
	for _, x := range c.Returns {
		for key := range r.graves {
			if key.SourceID == x.SourceID && (key.ID == x.OldID || r.successors[key] == x.OldID) {
				r.successors[key] = x.NewID
			}
		}
	}
	for _, rec := range c.Insert {
		once(rec.RecordKey)
		_, there := r.records[rec.RecordKey]
		must(!there, "insert %v: it is there", rec.RecordKey)
		r.records[rec.RecordKey] = *rec
	}
	for _, rec := range c.Update {
		once(rec.RecordKey)
		_, there := r.records[rec.RecordKey]
		must(there, "update %v: it is not there", rec.RecordKey)
		r.records[rec.RecordKey] = *rec
	}
	for _, rec := range c.Touch {
		once(rec.RecordKey)
		old, there := r.records[rec.RecordKey]
		must(there, "touch %v: it is not there", rec.RecordKey)
		old.Version, old.Modified = rec.Version, rec.Modified
		r.records[rec.RecordKey] = old
	}
	for _, rec := range c.Judge {
		once(rec.RecordKey)
		old, there := r.records[rec.RecordKey]
		must(there, "judge %v: it is not there", rec.RecordKey)
		old.UserID, old.Verdict, old.ParentID, old.HomeID, old.Sources, old.Golden = rec.UserID, rec.Verdict, rec.ParentID, rec.HomeID, rec.Sources, rec.Golden
		old.Standing, old.Unlicensed = rec.Standing, rec.Unlicensed
		old.Version, old.Modified = rec.Version, rec.Modified
		r.records[rec.RecordKey] = old
	}
	for _, x := range c.Closed {
		for pair, review := range r.reviews {
			if review.Status == directory.StatusOpen && (x.RecordID == "" || x.RecordID == pair[0]) && (x.UserID == "" || x.UserID == pair[1]) {
				review.Status = x.Status
				r.reviews[pair] = review
			}
		}
	}
	for _, pair := range c.Rejoin {
		delete(r.apart, pair)
		delete(r.apart, [2]string{pair[1], pair[0]})
	}
	for _, x := range c.NeverLinks {
		r.apart[x.Pair], r.apart[[2]string{x.Pair[1], x.Pair[0]}] = !x.Soft, !x.Soft
	}
	for _, x := range c.Traces {
		r.traces[x.Trace] = x.RecordID
	}
	for _, x := range c.Reviews {
		pair := [2]string{x.RecordID, x.UserID}
		if !slices.Contains(x.Keeps, r.reviews[pair].Status) {
			r.reviews[pair] = fakeReview{x.Reason, strings.Join(x.Flags, " "), x.Waits, x.Status}
		}
	}
	users := map[string]bool{}
	for _, u := range c.Users {
		must(!users[u.ID], "user %s is written twice", u.ID)
		users[u.ID] = true
		old, there := r.users[u.ID]
		if there {
			u.Created = old.Created
		}
		r.users[u.ID] = u
	}
	wrong = append(wrong, r.writeLicenses(c)...)
	for _, i := range c.Identifiers {
		r.identifiers[[3]string{i.Kind, i.Value, i.RecordID}] = i
	}
	for _, u := range c.Uniques {
		must(r.uniques[u.NameKey] == "", "unique %v: it is taken", u.NameKey)
		r.uniques[u.NameKey] = u.RecordID
	}
	joined := map[directory.Pair]bool{}
	for _, m := range c.Join {
		p := directory.Pair{GroupID: m.GroupID, MemberID: m.ID}
		must(!joined[p], "membership %v is written twice", p)
		joined[p] = true
		r.members[p] = m.Member
	}
	for _, g := range c.Tombstones {
		_, there := r.graves[g.RecordKey]
		must(!there, "tombstone %v: it is there", g.RecordKey)
		r.successors[g.RecordKey] = g.Successor
		g.Successor = ""
		r.graves[g.RecordKey] = g
	}
	for _, e := range c.Log {
		r.log[e.ID] = e
	}
	r.constraints(must)
	if len(wrong) > 0 {
		return fmt.Errorf("the database refuses: %s", strings.Join(wrong, "; "))
	}
	return nil
}

// constraints are the unique indexes.
func (r fakeRows) constraints(must func(bool, string, ...any)) {
	names, owners := map[string]bool{}, map[[2]string]bool{}
	unique := func(kind string, rec *directory.Record, value string) {
		key := strings.Join([]string{kind, rec.SourceID, rec.Type, value}, "\x00")
		must(value == "" || !names[key], "%s %q twice", kind, value)
		names[key] = true
	}
	for _, rec := range r.records {
		if rec.SourceID != "account" {
			unique("userName", &rec, rec.UserNameKey())
		}
	}
	for key, i := range r.identifiers {
		must(!i.Owner || !owners[[2]string(key[:2])], "%s has two owners", key[1])
		owners[[2]string(key[:2])] = owners[[2]string(key[:2])] || i.Owner
	}
}
