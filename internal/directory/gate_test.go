package directory

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
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

func mergeRecord(mail string, active any) *Record {
	o := schema.Object{"userName": mail}
	if active != nil {
		o["active"] = active
	}
	return &Record{Attributes: o}
}

// Rules M1 and M6, for a person of one record.
func TestMergeOne(t *testing.T) {
	for _, tt := range []struct {
		record *Record
		state  Code
		login  string
	}{
		{mergeRecord("Ann@X.example", nil), Active, "ann@x.example"}, // active unless it is said otherwise
		{mergeRecord("ann@x.example", true), Active, "ann@x.example"},
		{mergeRecord("ann@x.example", false), Suspended, "ann@x.example"},
		{mergeRecord("ann", true), Active, ""},
	} {
		if state, login := Merge(tt.record); state != tt.state || login != tt.login {
			t.Errorf("%v: %s, %q; want %s, %q", tt.record.Attributes, state, login, tt.state, tt.login)
		}
	}
	if state, login := Merge(); state != Deleted || login != "" {
		t.Errorf("a person without records is %s, %q", state, login)
	}
}

// Rules M1 and M6: the person depends on the records alone, one that is inactive suspends
// whatever the others say, and nothing is written into the records.
func TestMergeIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "records")
		records := make([]*Record, n)
		suspended := false
		for i := range records {
			mail := rapid.SampledFrom([]string{"", "ann@x.example", "bob"}).Draw(t, "mail")
			active := rapid.SampledFrom([]any{nil, true, false}).Draw(t, "active")
			records[i] = mergeRecord(mail, active)
			suspended = suspended || active == false
		}
		before := make([]schema.Object, n)
		for i, r := range records {
			before[i] = schema.Clone(r.Attributes)
		}
		state, login := Merge(records...)
		if (state == Suspended) != suspended || state == Deleted {
			t.Fatalf("the state is %s", state)
		}
		if again, same := Merge(records...); again != state || same != login {
			t.Fatalf("first %s %q, then %s %q", state, login, again, same)
		}
		for i, r := range records {
			if !schema.Equal(before[i], r.Attributes) {
				t.Fatalf("record %d was %v and is %v", i, before[i], r.Attributes)
			}
		}
	})
}
