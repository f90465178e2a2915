package decide

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// profile is a person as administrators read it.
func (w *crowd) profile(userID string) *directory.Profile {
	p := &directory.Profile{User: w.users[userID]}
	for _, key := range w.peopleOf(userID) {
		p.Records = append(p.Records, w.utterance(key))
	}
	return p
}

func (w *crowd) utterance(key directory.RecordKey) *directory.Utterance {
	r := w.records[key]
	return &directory.Utterance{
		RecordKey: r.RecordKey, UserID: r.UserID, Body: r.Body, Verdict: r.Verdict, Version: r.Version, Created: r.Created, Modified: r.Modified,
		ParentID: r.ParentID, HomeID: r.HomeID, Confirmed: r.Confirmed, Standing: r.Standing, Admitted: r.Admitted,
	}
}

// Rule I3: whatever has happened, what explain says of why a person is active or not is what decided
// it, and what it says of each record is the verdict that the record has.
func TestExplainSaysWhatDecided(t *testing.T) {
	met := map[string]int{}
	explained := func(t *rapid.T) {
		w := newCrowd()
		var sources []directory.Source
		for _, s := range w.sources {
			sources = append(sources, s)
		}
		for range rapid.IntRange(1, 16).Draw(t, "changes") {
			w.do(t, w.draw(t))
		}
		for id, u := range w.users {
			p := w.profile(id)
			if len(p.Records) == 0 {
				continue
			}
			e := explainer{Explaining: Explaining{Profile: p, Sources: sources, Levels: w.domains}, policy: policy{sources: w.sources}}
			x := Explain(e.Explaining)
			last := x.Findings[len(x.Findings)-1]
			why := e.why()
			if x.State != u.State || last.Code != u.State || why.state != u.State {
				t.Fatalf("user %s is %s, and explained as %s, %s, since %+v: %v", id, u.State, x.State, last.Code, why, last.Says)
			}
			if says, _ := why.says(); text.In(text.English, says) != text.In(text.English, last.Says) {
				t.Fatalf("user %s: %q, and %q", id, says, last.Says)
			}
			met[text.In(text.English, last.Says)]++
			for _, f := range x.Findings {
				if rec, is := w.find(f.Record); is && f.Code != rec.Verdict.Code && f.Rule != "D1" && f.Rule != "D4" {
					t.Fatalf("record %s is %+v, and explained as %+v", f.Record, rec.Verdict, f)
				}
			}
		}
	}
	rapid.Check(t, explained)
	for range 9 { // some reasons are rare
		if !t.Failed() && len(met) < 5 {
			rapid.Check(t, explained)
		}
	}
	if !t.Failed() && len(met) < 5 {
		t.Errorf("few reasons were met: %v", met)
	}
}

func (w *crowd) find(id string) (directory.Record, bool) {
	for key, rec := range w.records {
		if key.ID == id && key.SourceID != "account" {
			return rec, true
		}
	}
	return directory.Record{}, false
}
