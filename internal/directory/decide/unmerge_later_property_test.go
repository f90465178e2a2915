package decide

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

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
