package decide

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
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

// Rule M8: what the sources say while people are merged counts for each of them once they are two
// again, as if they had always been.
func TestUnmergeAfterLaterChanges(t *testing.T) {
	cases, changed, twice := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawPersons(t)
		w.drawRoles(t)
		never := &crowd{fakeRows: w.clone(), next: 500_000}
		var links []string
		n := 0
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "link") || len(links) == 0 {
				if from := w.link(t); from != "" {
					links = append(links, from)
				}
				continue
			}
			if rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
				i := rapid.IntRange(0, len(links)-1).Draw(t, "which")
				w.undo(t, links[i])
				links = slices.Delete(links, i, i+1)
				continue
			}
			c := never.drawEdit(t, w)
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
			twice++
		}
		for _, userID := range rapid.Permutation(append(links, "")).Draw(t, "undone") {
			w.undo(t, userID)
		}
		if wrong := append(w.broken(), w.strained()...); len(wrong) > 0 {
			t.Fatal(wrong)
		}
		want := never.persons(t)
		for _, rec := range never.records {
			if rec.Verdict.Code == directory.PendingMerge && rec.UserID != "" {
				return // who were apart had to wait for each other: as one person nobody asks
			}
		}
		if diff := cmp.Diff(want, w.seen(t, want)); diff != "" {
			t.Fatalf("never merged (-) and unmerged (+):\n%s", diff)
		}
	})
	if !t.Failed() {
		often(t, "changes of those who are merged", changed, cases, 25)
		often(t, "several changes", twice, cases, 5)
	}
}

// drawEdit is a change of what a record says, which is another's business only through a merge: a
// title, a department, whether somebody is active, addresses of their own; or that the record goes.
// merged are the same people as they are merged.
func (w *crowd) drawEdit(t *rapid.T, merged *crowd) step {
	people := slices.DeleteFunc(w.people(), func(key directory.RecordKey) bool { return w.records[key].UserID == "" })
	if len(people) == 0 {
		return w.draw(t)
	}
	key := rapid.SampledFrom(people).Draw(t, "record")
	c := w.about(key, directory.Edit)
	rec := kept(w.records[key])
	if err := rec.Decode(c.Type); err != nil {
		t.Fatal(err)
	}
	switch rapid.IntRange(0, 5).Draw(t, "what") {
	case 0:
		c.Edit = crowdSet("title", rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "title"))
	case 1:
		said := schema.Object{"department": rapid.SampledFrom([]string{"R", "S"}).Draw(t, "department")}
		if had, _ := rec.Attributes[directory.EnterpriseUser].(schema.Object); had["employeeNumber"] != nil && w.shares(rec) {
			said["employeeNumber"] = had["employeeNumber"] // whose a key is that others have, too, is kept as it was decided
		}
		c.Edit = crowdSet(directory.EnterpriseUser, said)
	case 2:
		// Who is several records has a login with a history (rule M4), which this would interrupt.
		others := slices.ContainsFunc(merged.peopleOf(merged.records[key].UserID), func(key directory.RecordKey) bool {
			return len(w.peopleOf(w.records[key].UserID)) > 1
		})
		moves := !others && rapid.Bool().Draw(t, "moves")
		login, _ := directory.LoginAddress(rec.Attributes)
		own := "own" + key.ID + rapid.SampledFrom([]string{"@verified.example", "@two.example"}).Draw(t, "domain")
		emails := []any{schema.Object{"value": own, "primary": moves}}
		for _, a := range directory.Addresses(rec.Attributes) {
			if a.String() != own {
				emails = append(emails, schema.Object{"value": a.String(), "primary": a == login && !moves})
			}
		}
		c.Edit = crowdSet("emails", emails)
	case 3:
		if w.removable(rec) && (merged.records[key].ParentID != "" || len(merged.peopleOf(merged.records[key].UserID)) == 1) {
			c.Action = directory.Delete
			break
		}
		fallthrough
	default:
		c.Edit = crowdSet("active", rapid.Bool().Draw(t, "active"))
	}
	return c
}

// removable reports whether a record can go without a trace in others: it is no authority's, whose
// word ends a person, and nobody is left whose its addresses then are.
func (w *crowd) removable(rec *directory.Record) bool {
	return !w.shares(rec) && len(w.sources[rec.SourceID].Settings.AuthoritativeFor) == 0
}

// Rules M8 and P6: when the record goes that was linked, those that hung on it stay together, and can
// be taken out as the person that they were.
func TestUnmergeOfThoseLeftBehind(t *testing.T) {
	rows := crowdRows()
	create := func(n, source int, name string) step {
		return step{
			Type: fakeType(directory.TypeUser), Action: directory.Create, Source: crowdSources[source], ID: fakeID(n),
			Attributes: schema.Object{"userName": name + "@verified.example"},
		}
	}
	about := func(n, source int, action directory.Action) step {
		return step{Type: fakeType(directory.TypeUser), Action: action, Source: crowdSources[source], ID: fakeID(n), Into: fakeID(0), AcceptRisk: true}
	}
	changes := []step{
		create(0, 2, "ann"), create(1, 2, "bob"), create(2, 3, "bob"), create(3, 0, "bob"),
		about(1, 2, directory.Link), about(1, 2, directory.Delete), about(2, 3, directory.Unmerge),
	}
	results, err := rows.apply(modelAccount, changes, modelCases(len(changes)), 1, 1, 1, 1, 1, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil {
			t.Fatalf("change %d: %v", i, r.Err)
		}
	}
	if wrong := rows.broken(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for n, want := range map[int]int{0: 0, 2: 1, 3: 1} {
		for key, rec := range rows.records {
			if key.ID == fakeID(n) && key.SourceID != "account" && rec.UserID != fakeID(want) {
				t.Errorf("record %d is user %s, not %d", n, rec.UserID, want)
			}
		}
	}
}

// shares reports whether another record has an address or a key of this one.
func (w *crowd) shares(rec *directory.Record) bool {
	for key, i := range w.identifiers {
		if _, shared := w.identifiers[[3]string{key[0], key[1], rec.ID}]; shared && i.RecordID != rec.ID {
			return true
		}
	}
	return false
}
