package directory

import (
	"strings"
	"testing"
)

// Rule I3: every verdict has a sentence in both languages, and one about a domain names it.
func TestVerdictSentences(t *testing.T) {
	for _, code := range []Code{Active, PendingDomain, PendingMerge, WaitingLicense, Suspended, Rejected} {
		for _, domain := range []string{"", "x.example"} {
			v := Verdict{Code: code, Domain: domain}
			en, fr := v.Sentence("en"), v.Sentence("fr")
			if en == "" || fr == "" || en == fr || v.Sentence("de") != en {
				t.Errorf("%+v says %q, %q and %q", v, en, fr, v.Sentence("de"))
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

// Every reason of a review has its sentence.
func TestReasonSentences(t *testing.T) {
	for _, r := range []Reason{NotVerified, NotTrusted, NotProved, NotConfirmed, IsPrivileged, IsSuspended, IsSeveral, IsRecycled, PlusTag, Dots, Confusable, SameName, KeyNotProved, SameID, WasApart, GivenWay, Parked, Shared} {
		remedy := (&Case{Review: Review{Reason: r}}).Remedy(nil)
		if r.Sentence() == "" || remedy == "" || strings.Contains(remedy, "{") {
			t.Errorf("%s: %q, %q", r, r.Sentence(), remedy)
		}
	}
}
