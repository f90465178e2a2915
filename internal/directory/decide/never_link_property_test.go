package decide

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
)

// side is one side of what an administrator took apart, as an auditor would follow it: the records of
// one source, and all that they were ever known by.
type side struct {
	source string
	names  map[string]bool
	ids    map[string]bool
	others map[string]bool // who were there, and are known to be somebody else
}

// namesOf is what a record is known by.
func namesOf(t *rapid.T, rec directory.Record) map[string]bool {
	r := kept(rec)
	if err := r.Decode(fakeType(directory.TypeUser)); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{r.UserNameKey(): true}
	for _, a := range r.Addresses() {
		names[a.String()] = true
	}
	if id := r.ExternalID(); id != "" {
		names["externalId "+id] = true
	}
	return names
}

// follow takes in records of the side's source that are known by what the side was known by.
func (s *side) follow(t *rapid.T, w *crowd, not *side) {
	for _, key := range w.people() {
		if key.SourceID != s.source || not.ids[key.ID] || s.others[key.ID] || w.records[key].Verdict.Code == directory.PendingDomain {
			continue // what is held is nobody's yet
		}
		names := namesOf(t, w.records[key])
		known := func(name string) bool { return s.names[name] }
		if s.ids[key.ID] || slices.ContainsFunc(slices.Collect(maps.Keys(names)), known) {
			s.ids[key.ID] = true
			maps.Copy(s.names, names)
		} else if w.together(key.ID, not) {
			s.others[key.ID] = true // it was theirs before it was known by anything of this side
		}
	}
}

// together reports whether a record of somebody is of the same user as one of a side's.
func (w *crowd) together(id string, side *side) bool {
	userOf := func(id string) string {
		for key, rec := range w.records {
			if key.ID == id && key.Type == directory.TypeUser {
				return rec.UserID
			}
		}
		return ""
	}
	user := userOf(id)
	return user != "" && slices.ContainsFunc(slices.Collect(maps.Keys(side.ids)), func(other string) bool { return userOf(other) == user })
}

// Rule M8: those whom an administrator has taken apart are never one again by themselves, whatever
// they are called later, whether they go and come back, and under whatever id.
func TestTakenApartStayApart(t *testing.T) {
	cases, came := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		for range rapid.IntRange(2, 5).Draw(t, "before") {
			w.do(t, w.said(t))
		}
		var linked []directory.RecordKey
		for _, key := range w.people() {
			if rec := w.records[key]; rec.ParentID != "" && rec.Counts() {
				linked = append(linked, key)
			}
		}
		if len(linked) == 0 {
			return
		}
		key := rapid.SampledFrom(linked).Draw(t, "taken out")
		person := w.peopleOf(w.records[key].UserID)
		if w.do(t, w.about(key, directory.Unmerge))[0].Err != nil {
			return
		}
		mine := &side{source: key.SourceID, names: map[string]bool{}, ids: map[string]bool{}}
		theirs := map[string]*side{}
		for _, k := range person {
			s := mine
			if w.records[k].UserID != w.records[key].UserID {
				if k.SourceID == key.SourceID {
					return // a source that knows both as two is another matter
				}
				theirs[k.SourceID] = &side{source: k.SourceID, names: map[string]bool{}, ids: map[string]bool{}}
				s = theirs[k.SourceID]
			} else if k.SourceID != key.SourceID {
				return // several went together
			}
			s.ids[k.ID] = true
			maps.Copy(s.names, namesOf(t, w.records[k]))
		}
		for _, s := range append(slices.Collect(maps.Values(theirs)), mine) {
			s.others = map[string]bool{}
			for _, k := range w.people() {
				s.others[k.ID] = !s.ids[k.ID]
			}
		}
		cases++
		for range rapid.IntRange(1, 12).Draw(t, "after") {
			w.do(t, w.said(t))
			for _, other := range theirs {
				mine.follow(t, w, other)
				other.follow(t, w, mine)
				for a := range mine.ids {
					for b := range other.ids {
						x, y := w.records[directory.RecordKey{SourceID: mine.source, Type: directory.TypeUser, ID: a}], w.records[directory.RecordKey{SourceID: other.source, Type: directory.TypeUser, ID: b}]
						if x.UserID != "" && x.UserID == y.UserID && x.Counts() && y.Counts() {
							t.Fatalf("%s of %s and %s of %s were taken apart, and are one user again", a, mine.source, b, other.source)
						}
					}
				}
			}
		}
		if len(mine.ids) > 1 {
			came++
		}
	})
	if !t.Failed() {
		often(t, "returns under other ids", came, cases, 5)
	}
}
