package domains

import (
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// Result is what looking for a proof came to.
type Result string

// The results. Only Wrong and Missing count against a domain: who does not answer says nothing.
const (
	Proved     Result = "proved"
	Wrong      Result = "wrong"      // something else stands where the proof should
	Missing    Result = "missing"    // nothing stands there
	Unanswered Result = "unanswered" // whether it does can't be told now
)

// What failed checks lead to (rule D4).
const (
	FailuresAtMost = 3                   // as many within 72 hours make a verified domain stale
	StaleLife      = 30 * 24 * time.Hour // then it is revoked

	failureWindow = 72 * time.Hour
)

// When a verified domain is checked again.
const (
	checkEvery = 24 * time.Hour
	askAgain   = time.Hour // after a check without an answer
)

// Check applies what a look for the proof by a method came to. taken says that another account
// holds the domain as verified or stale: the first to prove it wins (rule D3).
func (h *AccountDomain) Check(now time.Time, method Method, r Result, taken bool) {
	h.Lapse(now)
	if h.Token == "" {
		return // nothing is claimed: there is nothing to prove
	}
	h.Checked = now
	switch {
	case r == Unanswered:
		if !h.Due.IsZero() {
			h.Due = now.Add(askAgain)
		}
	case r == Proved && taken && h.State != Verified && h.State != Stale:
		h.Proved = now
		level := directory.Unapproved
		if h.Level == directory.Approved {
			level = directory.Approved // an administrator's word is nobody else's business
		}
		h.enter(now, Contested, level)
	case r == Proved:
		h.prove(now, method)
	case h.State == Verified && method == h.Method:
		h.fail(now)
	case h.State == Stale && method == h.Method:
		if h.Due = now.Add(checkEvery); now.Sub(h.Since) >= StaleLife {
			h.Revoke(now)
		}
	}
}

func (h *AccountDomain) prove(now time.Time, method Method) {
	if h.State != Verified {
		h.Verified = now
	}
	h.enter(now, Verified, directory.Verified)
	h.Proved, h.Method = now, method
	h.Subdomains, h.Wider = h.Subdomains || h.Wider, false
	h.Due = now.Add(checkEvery)
}

// fail counts a failed check of a verified domain. Those that are too long ago don't count.
func (h *AccountDomain) fail(now time.Time) {
	old := func(t time.Time) bool { return now.Sub(t) > failureWindow }
	h.Failures = append(slices.DeleteFunc(slices.Clone(h.Failures), old), now)
	if len(h.Failures) >= FailuresAtMost {
		h.enter(now, Stale, directory.Unapproved)
	}
	h.Due = now.Add(checkEvery)
}
