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
			en, fr := text.In(text.English, v.Message("")), text.In(text.French, v.Message(""))
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
			if view := (&View{Verdict: v, Admitted: true}); text.In(language, view.Message()) != now || text.In(language, v.Message("")) != before {
				t.Errorf("%+v: a view says %q, a record %q", v, text.In(language, view.Message()), now)
			}
		}
	}
	gaveWay := &Record{Verdict: Verdict{Code: PendingMerge, Rule: "M2e"}}
	if en, fr := text.In(text.English, gaveWay.Message()), text.In(text.French, gaveWay.Message()); !strings.Contains(en, "nothing that this connection says of the person counts") ||
		!strings.Contains(fr, "rien de ce que la présente connexion dit de la personne ne compte") {
		t.Errorf("who gave way reads %q, %q", en, fr)
	}
	if letIn := (&Record{Verdict: Verdict{Code: Active}, Admitted: []byte(`x`)}); text.In(text.English, letIn.Message()) != text.In(text.English, letIn.Verdict.Message("")) {
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

// Rules P9 and I3: what a connection says that refuses people of domains that are not approved is what happens: nobody
// waits, so the same has to be pushed again.
func TestSentencesOfRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ domain, address, want string }{
		{"x.example", "ann@x.example", "usher domain approve x.example`. Then push again."},
		{"gmail.com", "ann@gmail.com", "usher domain approve-address ann@gmail.com`. Then push again."},
		{"", "", "Send an address in emails"},
	} {
		v := Verdict{Code: Rejected, Domain: tt.domain}
		en, fr := text.In(text.English, v.Message(tt.address)), text.In(text.French, v.Message(tt.address))
		if !strings.Contains(en, tt.want) || strings.Contains(en, "wait") || strings.Contains(en, "without another push") {
			t.Errorf("%+v says %q", v, en)
		}
		if strings.Contains(fr, "attend") || strings.Contains(fr, "sans nouvel envoi") {
			t.Errorf("%+v says %q", v, fr)
		}
	}
}

// Rule P9: an address is named whole, or what stands for it; never is there a hole.
func TestNoAdviceWithoutAddress(t *testing.T) {
	t.Parallel()
	for _, code := range []Code{PendingDomain, Rejected} {
		for address, want := range map[string]string{"": "ADDRESS", "ann@gmail.com": "ann@gmail.com"} {
			for _, surface := range []text.Surface{text.SCIM, text.CommandLine} {
				for _, language := range []text.Language{text.English, text.French} {
					says := text.Reader{Language: language, Surface: surface}.Say(Verdict{Code: code, Domain: "gmail.com"}.Message(address))
					if !strings.Contains(says, want) {
						t.Errorf("%s of %q says %q", code, address, says)
					}
				}
			}
		}
	}
}
