package domains

import (
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Message says what was seen, and where.
func (a Answer) Message() text.Message {
	where := text.New("proof.record", "name", a.Where)
	if a.Method == ByFile {
		where = text.New("proof.file", "address", a.Where)
	}
	said := text.New("proof.unanswered", "where", where)
	switch a.Result {
	case Proved:
		said = text.New("proof.right", "where", where)
	case Missing:
		said = text.New("proof.missing", "where", where)
	case Wrong:
		said = text.New("proof.wrong", "where", where)
	}
	if len(a.Seen) > 0 {
		quoted := make([]string, len(a.Seen))
		for i, s := range a.Seen {
			quoted[i] = strconv.Quote(s)
		}
		said = text.New("proof.instead", "said", said, "seen", quoted)
	}
	if !a.Why.IsZero() {
		said = text.New("proof.why", "said", said, "why", a.Why)
	}
	return said
}

// Unproved says why a domain is not proved and what to do; nil when it is.
func Unproved(d Domain, before, after *AccountDomain, a Answer) error {
	switch {
	case after.Token != before.Token && after.State != Revoked:
		return directory.Refuse(directory.Conflict, "proof.otherClaim", "domain", d.String())
	case a.Result == Proved && after.State == Contested:
		return refused("D3", d, "proof.contested", "shown", d.String(), "answer", a.Message(), "domain", d.Name)
	case a.Result == Proved && after.State == Verified:
		return nil
	}
	return refused("D2", d, "proof.none", "domain", d.String(), "answer", a.Message(),
		"advice", advice(a, Value(before.Token)), "standing", standing(before, after))
}

// advice says what to do about a proof that was not found.
func advice(a Answer, value string) text.Message {
	switch {
	case a.Result == Unanswered && a.Method == ByDNS:
		return text.New("proof.advice.otherServer")
	case a.Result == Unanswered:
		return text.New("proof.advice.byDNS")
	case a.Result == Missing && a.Method == ByDNS:
		return text.New("proof.advice.publish", "value", value)
	case a.Result == Missing:
		return text.New("proof.advice.line", "value", value)
	}
	return text.New("proof.advice.exactly", "value", value)
}

// standing says what a failed check means for a domain that was proved before.
func standing(before, after *AccountDomain) text.Message {
	switch {
	case after.State != before.State:
		return text.New("proof.standing.now", "before", string(before.State), "now", string(after.State))
	case after.State == Verified && len(after.Failures) > 0:
		return text.New("proof.standing.still", "failures", len(after.Failures), "limit", FailuresAtMost)
	}
	return text.Message{}
}

// Next says what is to be done about a domain.
func (h *AccountDomain) Next() text.Message {
	switch h.State {
	case Claimed:
		return text.New("domain.next.claimed", "record", RecordName(h.Name), "domain", h.Name, "expires",
			moment(h.Expires()))
	case Approved:
		if h.Token != "" {
			return text.New("domain.next.approvedClaimed", "record", RecordName(h.Name), "domain", h.Name, "expires",
				moment(h.Expires()))
		}
		return text.New("domain.next.approved", "domain", h.Name)
	case Verified:
		if n := len(h.Failures); n > 0 {
			return text.New("domain.next.failing", "domain", h.Name, "more", FailuresAtMost-n)
		}
		return text.New("domain.next.verified", "due", moment(h.Due))
	case Stale:
		return text.New("domain.next.stale", "domain", h.Name, "until", moment(h.Since.Add(StaleLife)))
	case Contested:
		if h.Level == directory.Approved {
			return text.New("domain.next.contestedApproved")
		}
		return text.New("domain.next.contested", "domain", h.Name)
	}
	return text.New("domain.next.revoked", "domain", h.Name)
}

// moment is a time in a message.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}
