package decide

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
)

// said draws what only sources do: no administrator decides anything.
func (w *crowd) said(t *rapid.T) step {
	for {
		switch c := w.draw(t); c.Action {
		case directory.Create, directory.Edit, directory.Replace, directory.Delete, directory.Reconsider:
			return c
		}
	}
}

// knowsApart reports whether a source has had two users as two people of its own.
func (w *crowd) knowsApart(sourceID, a, b string) bool { return w.twoOf[sourceID][pairOf(a, b)] }

// noteTwo remembers whom a source has as two people of its own by now.
func (w *crowd) noteTwo() {
	users := map[string]map[string]bool{} // by source
	for _, key := range w.people() {
		if rec := w.records[key]; rec.UserID != "" && rec.Counts() {
			for other := range users[key.SourceID] {
				if w.twoOf == nil {
					w.twoOf = map[string]map[[2]string]bool{}
				}
				if w.twoOf[key.SourceID] == nil {
					w.twoOf[key.SourceID] = map[[2]string]bool{}
				}
				w.twoOf[key.SourceID][pairOf(rec.UserID, other)] = true
			}
			if users[key.SourceID] == nil {
				users[key.SourceID] = map[string]bool{}
			}
			users[key.SourceID][rec.UserID] = true
		}
	}
}

// usurped lists the addresses of the authority's people that readers see as somebody's of whom
// nothing proves it (rule M2e), and people whom the authority has suspended and who are active at one
// of their addresses all the same (rule M6).
func (w *crowd) usurped() (wrong []string) {
	p := policy{sources: w.sources}
	users := map[string][]*directory.Record{}
	for _, key := range w.people() {
		rec := w.records[key]
		r := kept(rec)
		if err := r.Decode(fakeType(directory.TypeUser)); err != nil {
			return []string{err.Error()}
		}
		if rec.UserID != "" {
			users[rec.UserID] = append(users[rec.UserID], r)
		}
	}
	brings := func(records []*directory.Record, a directory.Address, of func(*directory.Record) bool) bool {
		return slices.ContainsFunc(records, func(r *directory.Record) bool {
			return r.Counts() && slices.Contains(r.Counted(), a) && of(r)
		})
	}
	for id, records := range users {
		word := p.word(counting(records), w.users[id])
		for _, r := range records {
			for _, a := range r.Counted() {
				if !r.Counts() || !p.authority(r.SourceID, a.Domain) || w.domains[a.Domain] != directory.Verified {
					continue
				}
				for other, theirs := range users {
					if other == id || w.knowsApart(r.SourceID, id, other) || slices.ContainsFunc(theirs, func(o *directory.Record) bool { return o.SourceID == r.SourceID }) {
						continue // a source knows its own people apart, also when it has deleted one since
					}
					owns := w.identifiers[[3]string{directory.ByEmail, a.String(), theirs[0].ID}]
					for _, o := range theirs {
						if i := w.identifiers[[3]string{directory.ByEmail, a.String(), o.ID}]; i.Owner {
							owns = i
						}
					}
					proved := brings(theirs, a, func(o *directory.Record) bool {
						return p.trusted(o.SourceID, a.Domain) || o.Confirmed == a.String() || p.sources[o.SourceID].Kind == directory.KindEmail
					})
					if owns.Owner && !proved {
						wrong = append(wrong, fmt.Sprintf("%s is of %s, and the authority %s brings it for %s", a, other, r.SourceID, id))
					}
					active := w.users[other].State == directory.Active && brings(theirs, a, func(*directory.Record) bool { return true })
					better := brings(theirs, a, func(o *directory.Record) bool { // had they been one, it would have been active
						return o.Active() && p.authority(o.SourceID, a.Domain) && p.sources[o.SourceID].Rank > p.sources[r.SourceID].Rank
					})
					if active && !better && w.users[id].State == directory.Suspended && word.source == r.SourceID {
						wrong = append(wrong, fmt.Sprintf("%s is suspended by %s, and %s is active with %s", id, r.SourceID, other, a))
					}
				}
			}
		}
	}
	return wrong
}

// Rules M2e and M6: whatever sources say and in whatever order, none that is not trusted owns an
// address that the authority brings, and nobody whom the authority has suspended is found active at
// one of the person's addresses.
func TestNobodyTakesTheAuthoritysPlace(t *testing.T) {
	cases, gaveWay := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		for range rapid.IntRange(1, 16).Draw(t, "changes") {
			w.do(t, w.said(t))
			w.noteTwo()
			if wrong := append(w.usurped(), w.broken()...); len(wrong) > 0 {
				t.Fatal(wrong)
			}
		}
		cases++
		for _, rec := range w.records {
			if rec.Verdict.Rule == "M2e" {
				gaveWay++
				break
			}
		}
	})
	if !t.Failed() {
		often(t, "people who gave way", gaveWay, cases, 2)
	}
}
