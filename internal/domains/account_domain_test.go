package domains

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
)

const day = 24 * time.Hour

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Rules D1 to D4: what is done, at which day after the start, and where the domain stands then.
func TestStates(t *testing.T) {
	for name, steps := range map[string]string{
		"a claim is inert, and lapses after 30 days":   "0 claim: claimed none; 29.9 missing: claimed none; 30 missing: absent none; 31 claim: claimed none",
		"a lapsed claim proves nothing":                "0 claim: claimed none; 30 proved: absent none",
		"a claim is proved":                            "0 claim: claimed none; 1 wrong: claimed none; 2 proved: verified verified",
		"failures of a claim don't count":              "0 claim: claimed none; 1 missing: claimed none; 1 wrong: claimed none; 1 missing: claimed none; 2 proved: verified verified",
		"three failures in 72 hours":                   "0 claim: claimed none; 0 proved: verified verified; 1 missing: verified verified; 2 wrong: verified verified; 3 missing: stale none",
		"exactly 72 hours":                             "0 claim: claimed none; 0 proved: verified verified; 1 missing: verified verified; 2 missing: verified verified; 4 missing: stale none",
		"three failures in more than 72 hours":         "0 claim: claimed none; 0 proved: verified verified; 1 missing: verified verified; 2 missing: verified verified; 4.1 missing: verified verified; 5 missing: stale none",
		"a proof in between starts anew":               "0 claim: claimed none; 0 proved: verified verified; 1 missing: verified verified; 2 missing: verified verified; 2.5 proved: verified verified; 3 missing: verified verified; 4 missing: verified verified",
		"no answer proves nothing":                     "0 claim: claimed none; 0 proved: verified verified; 1 unanswered: verified verified; 2 unanswered: verified verified; 3 unanswered: verified verified; 90 unanswered: verified verified",
		"no answer between failures":                   "0 claim: claimed none; 0 proved: verified verified; 1 missing: verified verified; 2 unanswered: verified verified; 3 missing: verified verified; 4 wrong: stale none",
		"stale is verified again by a proof":           "0 claim: claimed none; 0 proved: verified verified; 1 wrong: verified verified; 1 wrong: verified verified; 1 wrong: stale none; 30.9 wrong: stale none; 30.95 proved: verified verified",
		"stale for 30 days is revoked":                 "0 claim: claimed none; 0 proved: verified verified; 1 wrong: verified verified; 1 wrong: verified verified; 1 wrong: stale none; 31 unanswered: stale none; 31 missing: revoked none",
		"after that it must be claimed again":          "0 claim: claimed none; 0 proved: verified verified; 1 wrong: verified verified; 1 wrong: verified verified; 1 wrong: stale none; 31 wrong: revoked none; 32 proved: revoked none; 33 claim: claimed none; 34 proved: verified verified",
		"an administrator's word":                      "0 approve: approved approved; 400 missing: approved approved",
		"a claim takes nothing from the word":          "0 approve: approved approved; 1 claim: approved approved; 2 missing: approved approved; 31 missing: approved approved; 32 proved: approved approved",
		"the word is proved":                           "0 approve: approved approved; 1 claim: approved approved; 2 proved: verified verified; 3 approve: verified verified",
		"a verified domain does not fall back to it":   "0 approve: approved approved; 1 claim: approved approved; 2 proved: verified verified; 3 wrong: verified verified; 3 wrong: verified verified; 3 wrong: stale none",
		"the word after it went stale":                 "0 claim: claimed none; 0 proved: verified verified; 1 wrong: verified verified; 1 wrong: verified verified; 1 wrong: stale none; 2 approve: approved approved; 3 proved: verified verified",
		"the word after a claim, and the claim lapses": "0 claim: claimed none; 1 approve: approved approved; 31 missing: approved approved; 31 proved: approved approved",
		"revoked by an administrator":                  "0 approve: approved approved; 1 revoke: revoked none; 2 revoke: revoked none; 3 approve: approved approved",
		"revoked while verified":                       "0 claim: claimed none; 0 proved: verified verified; 1 revoke: revoked none; 2 proved: revoked none",
		"the second to prove":                          "0 claim: claimed none; 1 taken: contested none; 2 missing: contested none; 3 taken: contested none; 4 proved: verified verified",
		"the second to prove, by word before":          "0 approve: approved approved; 1 claim: approved approved; 2 taken: contested approved; 31 missing: approved approved",
		"contested, then by word":                      "0 claim: claimed none; 1 taken: contested none; 2 approve: approved approved",
		"contested lapses":                             "0 claim: claimed none; 1 taken: contested none; 30 taken: absent none",
		"nothing is claimed":                           "0 proved: absent none; 1 missing: absent none",
	} {
		t.Run(name, func(t *testing.T) {
			h := AccountDomain{Name: "example.com"}
			for step := range strings.SplitSeq(steps, "; ") {
				var days float64
				var do, state, level string
				if n, err := fmt.Sscanf(strings.ReplaceAll(step, ":", " "), "%g %s %s %s", &days, &do, &state, &level); n != 4 {
					t.Fatalf("step %q: %v", step, err)
				}
				perform(&h, start.Add(time.Duration(days*float64(day))), do)
				got := string(h.State)
				if got == "" {
					got = "absent"
				}
				gotLevel := string(h.Level)
				if gotLevel == "" {
					gotLevel = "none"
				}
				if got != state || gotLevel != level {
					t.Fatalf("%s: it is %s, %s", step, got, gotLevel)
				}
			}
		})
	}
}

// perform is one step. "taken" is a proof while another account holds the domain.
func perform(h *AccountDomain, now time.Time, do string) {
	switch do {
	case "claim":
		h.Claim(now, "token-"+now.String(), false)
	case "approve":
		h.Approve(now, false)
	case "revoke":
		h.Revoke(now)
	case "taken":
		h.Check(now, ByDNS, Proved, true)
	default:
		h.Check(now, ByDNS, Result(do), false)
	}
}

// Claiming again gives the same value as long as the claim waits (rule D3), and a new one later.
func TestClaimAgain(t *testing.T) {
	var h AccountDomain
	h.Claim(start, "one", false)
	h.Claim(start.Add(29*day), "two", false)
	if h.Token != "one" || h.Expires() != start.Add(30*day) {
		t.Errorf("claimed again: %q until %s", h.Token, h.Expires())
	}
	h.Claim(start.Add(30*day), "three", false)
	if h.Token != "three" || h.Expires() != start.Add(60*day) {
		t.Errorf("claimed after it lapsed: %q until %s", h.Token, h.Expires())
	}
	h.Check(start.Add(31*day), ByDNS, Proved, false)
	h.Claim(start.Add(90*day), "four", false)
	if h.Token != "three" || !h.Expires().IsZero() || h.State != Verified {
		t.Errorf("claimed when verified: %q until %s, %s", h.Token, h.Expires(), h.State)
	}
	h.Revoke(start.Add(91 * day))
	h.Claim(start.Add(92*day), "five", false)
	if h.Token != "five" {
		t.Errorf("claimed after it was revoked: %q", h.Token)
	}
}

// Subdomains only when ticked (rule D5); a claim ticks nothing before it is proved (rule D3).
func TestSubdomains(t *testing.T) {
	var h AccountDomain
	want := func(what string, subdomains bool) {
		t.Helper()
		if h.Subdomains != subdomains {
			t.Errorf("%s: subdomains %v", what, h.Subdomains)
		}
	}
	h.Approve(start, false)
	want("approved", false)
	h.Claim(start, "token", true)
	want("claimed with subdomains", false)
	h.Check(start, ByDNS, Missing, false)
	want("not proved", false)
	h.Check(start, ByDNS, Proved, false)
	want("proved", true)
	h.Check(start.Add(day), ByDNS, Proved, false)
	want("proved again", true)
	h.Revoke(start.Add(2 * day))
	h.Approve(start.Add(3*day), false)
	want("approved after it was revoked", false)
	h.Approve(start.Add(3*day), true)
	h.Approve(start.Add(3*day), false)
	want("approved with subdomains, and again without", true)
	if h.State != Approved || h.Level != directory.Approved {
		t.Errorf("it is %s, %s", h.State, h.Level)
	}
}

// A look for another kind of proof than the one that a domain rests on does not count against it.
func TestOtherMethod(t *testing.T) {
	var h AccountDomain
	h.Claim(start, "token", false)
	h.Check(start, ByDNS, Proved, false)
	for range 3 {
		h.Check(start.Add(day), ByFile, Missing, false)
	}
	if h.State != Verified || len(h.Failures) != 0 || h.Method != ByDNS {
		t.Errorf("files that are missing: %+v", h)
	}
	h.Check(start.Add(day), ByFile, Proved, false)
	if h.Method != ByFile {
		t.Errorf("proved by %s", h.Method)
	}
}

// Whatever happens, at whatever times: the level says what the state allows, a check without an
// answer changes nothing that matters (rule D4), only a proof that nobody else has makes a domain
// verified (rule D3), and three failures since the last proof, within 72 hours, end that.
func TestStatesProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := AccountDomain{Name: "example.com"}
		now := start
		var failed []time.Time // since the domain was proved, while it was verified
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "hours")) * time.Hour)
			if rapid.IntRange(0, 15).Draw(t, "long") == 0 {
				now = now.Add(31 * day)
			}
			do := rapid.SampledFrom([]string{"claim", "approve", "revoke", "proved", "proved", "missing", "missing", "wrong", "wrong", "unanswered", "taken"}).Draw(t, "do")
			h.Lapse(now)
			if do == "taken" && (h.State == Verified || h.State == Stale) {
				do = "proved" // only one account holds a domain like that
			}
			before := h
			perform(&h, now, do)
			follow(t, &failed, &before, &h, now, do)
			lawful(t, &h, now)
		}
	})
}

// follow checks one step against the rules, told again in another way.
func follow(t *rapid.T, failed *[]time.Time, before, h *AccountDomain, now time.Time, do string) {
	switch {
	case do == "unanswered":
		same := *h
		same.Checked, same.Due = before.Checked, before.Due
		if diff := cmp.Diff(*before, same); diff != "" {
			t.Fatalf("no answer changed (-before +after):\n%s", diff)
		}
	case do == "taken" && h.State == Verified:
		t.Fatalf("a domain that another account holds became verified")
	case h.State == Verified && before.State != Verified && (do != "proved" || before.Token == ""):
		t.Fatalf("%s made a %s domain verified, token %q", do, before.State, before.Token)
	case do == "proved" && before.Token != "" && h.State != Verified:
		t.Fatalf("a proof left the domain %s", h.State)
	}
	if before.State == Verified && (do == "missing" || do == "wrong") {
		*failed = append(*failed, now)
		recent := 0
		for _, at := range *failed {
			if now.Sub(at) <= 72*time.Hour {
				recent++
			}
		}
		if stale := h.State == Stale; stale != (recent >= 3) {
			t.Fatalf("%s after %d failures within 72 hours", h.State, recent)
		}
	}
	if before.State == Stale && h.State == Revoked && do != "revoke" && (now.Sub(before.Since) < 30*day || do != "missing" && do != "wrong") {
		t.Fatalf("%s revoked a domain that was stale since %s, at %s", do, before.Since, now)
	}
	if h.State != Verified || do == "proved" {
		*failed = nil
	}
}

// lawful checks what holds of every domain of an account.
func lawful(t *rapid.T, h *AccountDomain, now time.Time) {
	proved := h.State == Verified || h.State == Stale
	switch {
	case (h.Level == directory.Verified) != (h.State == Verified):
		t.Fatalf("a %s domain is %q", h.State, h.Level)
	case h.State == Approved && h.Level != directory.Approved:
		t.Fatalf("an approved domain is %q", h.Level)
	case h.Level == directory.Approved && h.State != Approved && h.State != Contested:
		t.Fatalf("a %s domain is approved", h.State)
	case h.Due.IsZero() == proved:
		t.Fatalf("a %s domain is checked at %s", h.State, h.Due)
	case proved && h.Token == "":
		t.Fatalf("a %s domain has no token", h.State)
	case h.State == Revoked && h.Token != "":
		t.Fatalf("a revoked domain has a token")
	case h.State != Verified && len(h.Failures) > 0 || len(h.Failures) >= FailuresAtMost:
		t.Fatalf("a %s domain has %d failures", h.State, len(h.Failures))
	case h.State == Absent && (h.Token != "" || h.Level != directory.Unapproved || h.Subdomains):
		t.Fatalf("an absent domain has %+v", h)
	}
	again := *h
	again.Lapse(now)
	if diff := cmp.Diff(*h, again); diff != "" {
		t.Fatalf("it lapses after it has been looked at (-before +after):\n%s", diff)
	}
}
