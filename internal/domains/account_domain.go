package domains

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// State is where an account's hold on a domain stands (rules D1 to D4).
type State string

// The states. Absent is the zero value: the account has nothing to do with the domain.
const (
	Absent    State = ""
	Claimed   State = "claimed"   // waits for its proof, and means nothing until then
	Approved  State = "approved"  // by an administrator's word
	Verified  State = "verified"  // proved, and proved again every day
	Stale     State = "stale"     // was verified, and can't be proved any more
	Revoked   State = "revoked"   // given up, by an administrator or after a month of being stale
	Contested State = "contested" // proved, but another account has proved it before
)

// Method is what a hold rests on.
type Method string

// The methods of rule D2, and an administrator's word.
const (
	ByDNS  Method = "dns"
	ByFile Method = "file"
	ByWord Method = "word"
)

// ClaimLife is how long a claim waits for its proof (rule D3).
const ClaimLife = 30 * 24 * time.Hour

// AccountDomain is how one account stands with one domain. Its methods are the transitions of the
// state; they are pure, and are told the time.
type AccountDomain struct {
	Name       string          // A-label form, lower case
	Level      directory.Level // how far the account may speak for it now
	State      State
	Subdomains bool   // the level holds for what is below the domain, too (rule D5)
	Method     Method // what the level rests on, or did last; "" when nothing yet
	Token      string // what a proof has to show; "" when there is no claim
	Wider      bool   // the next proof ticks Subdomains

	Created  time.Time
	Since    time.Time   // when the state began
	Claimed  time.Time   // when the claim was made
	Verified time.Time   // when it was verified last
	Checked  time.Time   // when a proof was looked for last
	Proved   time.Time   // when one was found last
	Failures []time.Time // the failed checks that count against a verified domain (rule D4)
	Due      time.Time   // when it is to be checked again; zero for never
}

// Expires is when the claim lapses; zero when there is none that could.
func (h *AccountDomain) Expires() time.Time {
	if h.Token == "" || h.State == Verified || h.State == Stale {
		return time.Time{}
	}
	return h.Claimed.Add(ClaimLife)
}

// Lapse forgets a claim whose time is over (rule D3). What is left of it is what there was
// before: an administrator's word, or nothing.
func (h *AccountDomain) Lapse(now time.Time) {
	if end := h.Expires(); end.IsZero() || now.Before(end) {
		return
	}
	h.Token, h.Wider, h.Claimed = "", false, time.Time{}
	switch {
	case h.Level == directory.Approved:
		h.State = Approved
	default:
		*h = AccountDomain{Name: h.Name}
	}
}

// Claim asks for the proof of a domain; token is used where there is no claim already, so that
// claiming again gives the same value. A claim means nothing before it is proved (rule D3), the
// wish for subdomains included.
func (h *AccountDomain) Claim(now time.Time, token string, subdomains bool) {
	h.Lapse(now)
	if h.Token == "" {
		h.Token, h.Claimed, h.Wider = token, now, false
		if h.Level == directory.Unapproved {
			h.enter(now, Claimed, directory.Unapproved)
			h.Subdomains, h.Method = false, ""
		}
	}
	h.Wider = h.Wider || subdomains && !h.Subdomains
}

// Approve writes down an administrator's word (rule D1). It takes nothing from a verified domain.
func (h *AccountDomain) Approve(now time.Time, subdomains bool) {
	h.Lapse(now)
	if h.Level == directory.Unapproved {
		h.Subdomains = false // what was ticked for an earlier hold is not said again
	}
	h.Subdomains = h.Subdomains || subdomains
	if h.State == Verified || h.State == Approved {
		return
	}
	if h.State == Stale {
		h.Claimed = now // a proof is welcome as long as one of a new claim would be
	}
	h.enter(now, Approved, directory.Approved)
	h.Method = ByWord
}

// Revoke gives the domain up. Whoever is in stays; new people wait (rule D4).
func (h *AccountDomain) Revoke(now time.Time) {
	h.enter(now, Revoked, directory.Unapproved)
	h.Token, h.Wider, h.Subdomains, h.Claimed = "", false, false, time.Time{}
}

// enter begins a state. What is not verified or stale is not checked by itself.
func (h *AccountDomain) enter(now time.Time, s State, level directory.Level) {
	if h.State == Absent {
		h.Created = now
	}
	if h.State != s {
		h.State, h.Since = s, now
	}
	h.Level, h.Failures, h.Due = level, nil, time.Time{}
}
