package directory

import (
	"strings"
	"testing"
)

// Rules D1 and D7.
func TestGate(t *testing.T) {
	somewhere := Address{Local: "ann", Domain: "x.example"}
	for _, tt := range []struct {
		policy Policy
		login  Address
		level  Level
		want   Verdict
	}{
		{Hold, somewhere, Approved, Verdict{Code: Active, Rule: "D1"}},
		{Hold, somewhere, Verified, Verdict{Code: Active, Rule: "D1"}},
		{Reject, somewhere, Approved, Verdict{Code: Active, Rule: "D1"}},
		{Reject, somewhere, Verified, Verdict{Code: Active, Rule: "D1"}},
		{Hold, somewhere, Unapproved, Verdict{Code: PendingDomain, Rule: "D7", Domain: "x.example"}},
		{Reject, somewhere, Unapproved, Verdict{Code: Rejected, Rule: "D7", Domain: "x.example"}},
		{Hold, Address{}, Unapproved, Verdict{Code: PendingDomain, Rule: "D7"}},
		{Reject, Address{}, Unapproved, Verdict{Code: Rejected, Rule: "D7"}},
		{"", somewhere, Unapproved, Verdict{Code: PendingDomain, Rule: "D7", Domain: "x.example"}}, // held, unless the source says otherwise
		{Hold, somewhere, "stale", Verdict{Code: PendingDomain, Rule: "D7", Domain: "x.example"}},  // a level that nobody knows lets nobody in
	} {
		if got := Gate(tt.policy, tt.login, tt.level); got != tt.want {
			t.Errorf("Gate(%q, %q, %q) = %+v, want %+v", tt.policy, tt.login, tt.level, got, tt.want)
		}
	}
}

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
	for _, r := range []Reason{NotVerified, NotTrusted, NotProved, NotConfirmed, IsPrivileged, IsSuspended, IsSeveral, IsRecycled, PlusTag, Dots, Confusable, SameName, Shared} {
		if r.Sentence() == "" || r.remedy("okta") == "" || strings.Contains(r.remedy("okta"), "{}") {
			t.Errorf("%s: %q, %q", r, r.Sentence(), r.remedy("okta"))
		}
	}
}
