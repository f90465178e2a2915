package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
)

// persons is what a merge may change, and what must be as it was once it is undone: not the versions
// and times, the cases, and who never links.
type persons struct {
	Records     map[RecordKey]string
	Users       map[string]string
	Identifiers map[[3]string]string
}

func (r fakeRows) persons(t *rapid.T) persons {
	p := persons{map[RecordKey]string{}, map[string]string{}, map[[3]string]string{}}
	for key, rec := range r.records {
		k := kept(rec)
		if err := k.decode(fakeType(TypeUser)); err != nil {
			t.Fatal(err)
		}
		p.Records[key] = fmt.Sprint(rec.UserID, " ", rec.Verdict.Code, " parent ", rec.ParentID, " face ", rec.Face, " ", rec.Sources, rec.Provenance, k.Attributes, " word ", k.word, " ", rec.Confirmed)
	}
	for id, u := range r.users {
		p.Users[id] = fmt.Sprint(u.State, " ", u.Login, " ", u.Role, " ", u.Barred, " ", u.Flags)
	}
	for key, i := range r.identifiers {
		p.Identifiers[key] = fmt.Sprint(i.UserID, " ", i.Owner)
	}
	return p
}

// settled are drawn people of several records, whom a merge can take together.
func drawPersons(t *rapid.T) *crowd {
	w := newCrowd()
	for range rapid.IntRange(2, 8).Draw(t, "records") {
		c := w.draw(t)
		if c.Action != Create {
			c = Change{Type: c.Type, Action: Create, ID: fakeID(w.next), Source: rapid.SampledFrom(crowdSources).Draw(t, "source"), Attributes: w.says(t, w.person(t))}
			w.next++
		}
		w.do(t, c)
	}
	return w
}

// merge draws a link of one person into another, and carries it out. It returns the record that was
// linked, "" where there are no two people.
func (w *crowd) link(t *rapid.T) RecordKey {
	var roots []RecordKey
	for _, key := range w.people() {
		if rec := w.records[key]; rec.UserID != "" && rec.ParentID == "" {
			roots = append(roots, key)
		}
	}
	if len(roots) < 2 {
		return RecordKey{}
	}
	roots = rapid.Permutation(roots).Draw(t, "who into whom")
	if w.users[w.records[roots[0]].UserID].Role != NoRole {
		roots[0], roots[1] = roots[1], roots[0]
	}
	if w.users[w.records[roots[0]].UserID].Role != NoRole {
		return RecordKey{}
	}
	c := w.about(roots[0], Link)
	c.Into = w.records[roots[1]].UserID
	w.must(t, c)
	return roots[0]
}

// about is a change of a record.
func (w *crowd) about(key RecordKey, action Action) Change {
	return Change{Type: fakeType(TypeUser), Action: action, Source: w.sources[key.SourceID], ID: key.ID}
}

// Rule M8: however many people were merged, taking every link away again, in any order, gives back
// exactly those who were there: users, login, roles, merged rows, owners of addresses, verdicts.
func TestUnmergeInvertsMerge(t *testing.T) {
	cases, several, deep := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawPersons(t)
		w.drawRoles(t)
		before := w.persons(t)
		var links []RecordKey
		for range rapid.IntRange(1, 4).Draw(t, "links") {
			if key := w.link(t); key.ID != "" {
				links = append(links, key)
			}
		}
		cases++
		if len(links) > 1 {
			several++
		}
		if w.largest > 2 {
			deep++
		}
		for _, key := range rapid.Permutation(links).Draw(t, "undone") {
			w.must(t, w.about(key, Unmerge))
			if wrong := append(w.broken(), w.strained()...); len(wrong) > 0 {
				t.Fatal(wrong)
			}
		}
		if diff := cmp.Diff(before, w.known(t, before)); diff != "" {
			t.Fatalf("before (-) and after %d links and their undoing (+):\n%s", len(links), diff)
		}
	})
	if !t.Failed() {
		often(t, "several links", several, cases, 25)
		often(t, "people of three records", deep, cases, 25)
	}
}

// drawRoles gives some of the people roles, and takes none.
func (w *crowd) drawRoles(t *rapid.T) {
	for _, key := range w.people() {
		if w.records[key].UserID != "" && rapid.IntRange(0, 5).Draw(t, "has a role") == 3 {
			c := w.about(key, SetRole)
			c.Role = rapid.SampledFrom([]Role{Owner, Administrator}).Draw(t, "role")
			w.do(t, c)
		}
	}
}

// known is persons without rows of users who are gone, were not before, and never will be seen.
func (w *crowd) known(t *rapid.T, before persons) persons {
	now := w.persons(t)
	for id := range now.Users {
		if _, was := before.Users[id]; !was && (w.users[id].State == Absorbed || w.users[id].State == Deleted) {
			delete(now.Users, id)
		}
	}
	return now
}

// Rule M8: what the sources say while people are merged counts for each of them once they are two
// again, as if they had always been.
func TestUnmergeAfterLaterChanges(t *testing.T) {
	cases, changed, moved := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawPersons(t)
		w.drawRoles(t)
		never := &crowd{fakeRows: w.clone(), next: 500_000}
		var links []RecordKey
		n := 0
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "link") || len(links) == 0 {
				if key := w.link(t); key.ID != "" {
					links = append(links, key)
				}
				continue
			}
			if rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
				i := rapid.IntRange(0, len(links)-1).Draw(t, "which")
				w.must(t, w.about(links[i], Unmerge))
				links = slices.Delete(links, i, i+1)
				continue
			}
			c := w.drawEdit(t)
			a, b := w.do(t, c)[0], never.do(t, c)[0]
			if (a.Err == nil) != (b.Err == nil) {
				t.Fatalf("merged: %v; never merged: %v", a.Err, b.Err)
			}
			n++
		}
		cases++
		if n > 0 {
			changed++
		}
		if n > 1 {
			moved++
		}
		for _, key := range rapid.Permutation(links).Draw(t, "undone") {
			w.must(t, w.about(key, Unmerge))
		}
		if wrong := append(w.broken(), w.strained()...); len(wrong) > 0 {
			t.Fatal(wrong)
		}
		want := never.persons(t)
		if diff := cmp.Diff(want, w.known(t, want)); diff != "" {
			t.Fatalf("never merged (-) and unmerged (+):\n%s", diff)
		}
	})
	if !t.Failed() {
		often(t, "changes of those who are merged", changed, cases, 25)
		often(t, "several changes", moved, cases, 5)
	}
}

// drawEdit is a change of one record that is another's business only through a merge: a title, a
// department, whether somebody is active, an address of their own.
func (w *crowd) drawEdit(t *rapid.T) Change {
	key := rapid.SampledFrom(w.people()).Draw(t, "record")
	c := w.about(key, Edit)
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		c.Edit = crowdSet("title", rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "title"))
	case 1:
		c.Edit = crowdSet("userName", rapid.SampledFrom([]string{key.ID, strings.ToUpper(key.ID)}).Draw(t, "name"))
	case 2:
		c.Edit = crowdSet(enterpriseUser, schema.Object{"department": rapid.SampledFrom([]string{"R", "S"}).Draw(t, "department")})
	default:
		c.Edit = crowdSet("active", rapid.Bool().Draw(t, "active"))
	}
	return c
}
