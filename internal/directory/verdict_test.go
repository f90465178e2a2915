package directory

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/text"
)

// Rule I3: every verdict has a sentence in both languages, and one about a domain names it.
func TestVerdictSentences(t *testing.T) {
	for _, code := range []Code{Active, PendingDomain, PendingMerge, WaitingLicense, Suspended, Rejected} {
		for _, domain := range []string{"", "x.example"} {
			v := Verdict{Code: code, Domain: domain}
			en, fr := text.In(text.English, v.Message()), text.In(text.French, v.Message())
			if en == "" || fr == "" || en == fr {
				t.Errorf("%+v says %q and %q", v, en, fr)
			}
			if asks := code == PendingDomain || code == Rejected; asks && (strings.Contains(en, domain) != true || strings.Contains(fr, domain) != true) {
				t.Errorf("%+v does not name the domain: %q, %q", v, en, fr)
			}
			if strings.Contains(en+fr, "{}") {
				t.Errorf("%+v: %q, %q", v, en, fr)
			}
		}
	}
}

// Rules I3, M2d and M2e: of somebody who was let in before, the sentence says what stays in force, and does not say that
// the person is held or inherits nothing; of who gave way it says that nothing counts.
func TestSentencesOfWhatStaysInForce(t *testing.T) {
	held := []Verdict{
		{Code: PendingMerge, Rule: "M2d"}, {Code: PendingMerge, Rule: "M2e"},
		{Code: PendingDomain, Rule: "D7", Domain: "x.example"}, {Code: PendingDomain, Rule: "D7"},
	}
	says := map[text.Language]string{"en": "was said before stays in force, but active=false holds at once", "fr": "avait été dit avant reste en vigueur, mais active=false s'applique aussitôt"}
	seen := map[string]bool{}
	for _, v := range held {
		newcomer, change := &Record{Verdict: v}, &Record{Verdict: v, Admitted: []byte(`"userName":"x"`)}
		for language, inForce := range says {
			before, now := text.In(language, newcomer.Message()), text.In(language, change.Message())
			if strings.Contains(before, inForce) || !strings.Contains(now, inForce) || seen[now] {
				t.Errorf("%+v says of a newcomer %q, of a change %q", v, before, now)
			}
			seen[now] = true
			if v.Domain != "" && !strings.Contains(now, "usher domain approve "+v.Domain) {
				t.Errorf("%+v says of a change %q", v, now)
			}
			if view := (&View{Verdict: v, Admitted: true}); text.In(language, view.Message()) != now || text.In(language, v.Message()) != before {
				t.Errorf("%+v: a view says %q, a record %q", v, text.In(language, view.Message()), now)
			}
		}
	}
	gaveWay := &Record{Verdict: Verdict{Code: PendingMerge, Rule: "M2e"}}
	if en, fr := text.In(text.English, gaveWay.Message()), text.In(text.French, gaveWay.Message()); !strings.Contains(en, "nothing that this connection says of the person counts") ||
		!strings.Contains(fr, "rien de ce que la présente connexion dit de la personne ne compte") {
		t.Errorf("who gave way reads %q, %q", en, fr)
	}
	if letIn := (&Record{Verdict: Verdict{Code: Active}, Admitted: []byte(`x`)}); text.In(text.English, letIn.Message()) != text.In(text.English, letIn.Verdict.Message()) {
		t.Errorf("who is let in reads %v", letIn.Message())
	}
}

// Every reason of a review has its sentence.
func TestReasonSentences(t *testing.T) {
	for _, r := range []Reason{NotVerified, NotTrusted, NotProved, NotConfirmed, IsPrivileged, IsSuspended, IsSeveral, IsRecycled, PlusTag, Dots, Confusable, SameName, KeyNotProved, SameID, WasApart, GivenWay, Parked, Shared} {
		for _, m := range []text.Message{r.Message(), (&Case{Review: Review{Reason: r}}).Remedy(nil)} {
			if en, fr := text.In(text.English, m), text.In(text.French, m); en == "" || fr == "" || strings.Contains(en+fr, "{") || strings.Contains(en, string(m.Key)) {
				t.Errorf("%s: %q, %q", r, en, fr)
			}
		}
	}
}
