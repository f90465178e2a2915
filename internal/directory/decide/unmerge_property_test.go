package decide

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
)

// persons is what a merge may change, and what must be as it was once it is undone: not the versions
// and times, the cases, and who never links.
type persons struct {
	Records     map[directory.RecordKey]string
	Users       map[string]string
	Identifiers map[[3]string]string
}

func (r fakeRows) persons(t *rapid.T) persons {
	p := persons{map[directory.RecordKey]string{}, map[string]string{}, map[[3]string]string{}}
	for key, rec := range r.records {
		k := kept(rec)
		if err := k.Decode(fakeType(directory.TypeUser)); err != nil {
			t.Fatal(err)
		}
		p.Records[key] = fmt.Sprint(rec.UserID, " ", rec.Verdict.Code, " parent ", rec.ParentID, " golden ", rec.Golden, " ", rec.Sources, rec.Provenance, k.Attributes, " word ", k.LastLetIn, " ", rec.Confirmed)
	}
	for id, u := range r.users {
		if p.Users[id] = "gone"; u.State != directory.Absorbed && u.State != directory.Deleted {
			p.Users[id] = fmt.Sprint(u.State, " ", u.Login, " ", u.Role, " ", u.SuspendedBy, " ", u.Flags)
		}
	}
	for key, i := range r.identifiers {
		p.Identifiers[key] = fmt.Sprint(i.UserID, " ", i.Owner)
	}
	return p
}

// drawPersons draws people, some of whom several sources know.
func drawPersons(t *rapid.T) *crowd {
	w := newCrowd()
	for range rapid.IntRange(2, 8).Draw(t, "records") {
		c := w.draw(t)
		if c.Action != directory.Create {
			c = step{Type: c.Type, Action: directory.Create, ID: fakeID(w.next), Source: rapid.SampledFrom(crowdSources).Draw(t, "source"), Attributes: w.says(t, w.person(t))}
			w.next++
		}
		w.do(t, c)
	}
	return w
}

// link draws a link of one person into another, and carries it out. It returns the
// user that is no more then, "" where there are no two people.
func (w *crowd) link(t *rapid.T) string {
	var roots []directory.RecordKey
	for _, key := range w.people() {
		if rec := w.records[key]; rec.ParentID == "" && w.allIn(rec.UserID) {
			roots = append(roots, key)
		}
	}
	if len(roots) < 2 {
		return ""
	}
	roots = rapid.Permutation(roots).Draw(t, "who into whom")
	if w.users[w.records[roots[0]].UserID].Role != directory.NoRole {
		roots[0], roots[1] = roots[1], roots[0]
	}
	if w.users[w.records[roots[0]].UserID].Role != directory.NoRole {
		return ""
	}
	c, from := w.about(roots[0], directory.Link), w.records[roots[0]].UserID
	c.Into = w.records[roots[1]].UserID
	w.must(t, c)
	return from
}

// allIn reports whether nothing waits of a person: a link is a decision about what does.
func (w *crowd) allIn(userID string) bool {
	for _, key := range w.peopleOf(userID) {
		if rec := w.records[key]; !rec.LetIn() {
			return false
		}
	}
	return userID != ""
}

// undo takes a user who was linked out of the other again, if there still is a record of theirs. It
// does nothing for "", which stands among the links so that there always is one to draw.
func (w *crowd) undo(t *rapid.T, userID string) {
	for _, key := range w.people() {
		rec := w.records[key]
		if home := rec.HomeID == userID || rec.HomeID == "" && rec.ID == userID; userID != "" && home && rec.ParentID != "" {
			w.must(t, w.about(key, directory.Unmerge))
		}
	}
}

// about is a change of a record.
func (w *crowd) about(key directory.RecordKey, action directory.Action) step {
	return step{Type: fakeType(directory.TypeUser), Action: action, Source: w.sources[key.SourceID], ID: key.ID, AcceptRisk: true}
}

// Rule M8: however many people were merged, taking every link away again, in any order, gives back
// exactly those who were there: users, login, roles, merged rows, owners of addresses, verdicts.
func TestUnmergeInvertsMerge(t *testing.T) {
	cases, several, deep := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawPersons(t)
		w.drawRoles(t)
		before := w.persons(t)
		var links []string
		for range rapid.IntRange(1, 4).Draw(t, "links") {
			if from := w.link(t); from != "" {
				links = append(links, from)
			}
		}
		cases++
		if len(links) > 1 {
			several++
		}
		if w.largest > 2 {
			deep++
		}
		for _, userID := range rapid.Permutation(append(links, "")).Draw(t, "undone") {
			w.undo(t, userID)
			if wrong := append(w.broken(), w.strained()...); len(wrong) > 0 {
				t.Fatal(wrong)
			}
		}
		if diff := cmp.Diff(before, w.seen(t, before)); diff != "" {
			t.Fatalf("before (-) and after %d links and their undoing (+):\n%s", len(links), diff)
		}
	})
	if !t.Failed() {
		often(t, "several links", several, cases, 25)
		often(t, "people of three records", deep, cases, 25)
	}
}

// Rule M8: a record that linked itself leaves no trace in others once it is taken out: they are as if
// it had come as somebody else.
func TestUnmergeOfWhoLinkedThemselves(t *testing.T) {
	cases, linked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			w.do(t, w.draw(t))
		}
		w.drawRoles(t)
		w.graves = map[directory.RecordKey]directory.Tombstone{} // who comes back is who they were
		before := w.persons(t)
		c := step{Type: fakeType(directory.TypeUser), Action: directory.Create, ID: fakeID(w.next), Source: rapid.SampledFrom(crowdTrusted).Draw(t, "source"), Attributes: w.says(t, w.person(t))}
		w.next++
		cases++
		if r := w.do(t, c)[0]; r.Outcome != directory.Linked {
			return
		}
		now := w.persons(t)
		for key, rec := range w.records {
			if rec.Verdict.Rule == "M2e" && !strings.Contains(before.Records[key], "pendingMerge") {
				return // who gave way to the newcomer's addresses waits until an administrator decides
			}
		}
		for id, u := range w.users {
			if u.SuspendedBy == "" && strings.Contains(before.Users[id], " "+c.Source.ID+" ") {
				return // a bar that its source has lifted stays lifted
			}
		}
		linked++
		newcomer := directory.RecordKey{SourceID: c.Source.ID, Type: directory.TypeUser, ID: c.ID}
		w.must(t, w.about(newcomer, directory.Unmerge))
		now = w.persons(t)
		delete(now.Records, newcomer)
		delete(now.Users, c.ID)
		for key := range now.Identifiers {
			if key[2] == c.ID {
				delete(now.Identifiers, key)
			}
		}
		if diff := cmp.Diff(before, now); diff != "" {
			t.Fatalf("before (-) and after somebody linked and was taken out (+):\n%s", diff)
		}
	})
	if !t.Failed() {
		often(t, "links", linked, cases, 10)
	}
}

// drawRoles gives some of the people roles, and takes none.
func (w *crowd) drawRoles(t *rapid.T) {
	for _, key := range w.people() {
		if w.records[key].UserID != "" && rapid.IntRange(0, 5).Draw(t, "has a role") == 3 {
			c := w.about(key, directory.SetRole)
			c.Role = directory.Administrator // the last owner is another matter (rule M10)
			w.do(t, c)
		}
	}
}

// seen is persons without the rows of users who were not there before and are nobody now.
func (w *crowd) seen(t *rapid.T, before persons) persons {
	now := w.persons(t)
	for id := range now.Users {
		if _, was := before.Users[id]; !was && (w.users[id].State == directory.Absorbed || w.users[id].State == directory.Deleted) {
			delete(now.Users, id)
		}
	}
	return now
}
