package decide

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// undecided refuses to decide a case that somebody has decided, who is named, be it in the same batch: of two
// administrators the second is told.
func (b *batch) undecided(decision *directory.Decision) error {
	d, here := b.decisions[decision.Case]
	if !here {
		if d = lookup(b.known, b.facts.Decisions, decision.Case, &b.asked.Decisions); d.Status == "" {
			return nil
		}
	}
	switch {
	case d.Status == directory.StatusOpen:
		return nil
	case d.Actor == "":
		return directory.Refuse(directory.Conflict, "review.decided", "case", decision.Case, "status", d.Status)
	}
	key := "review.decidedBy"
	if d.Status == statusOf[decision.Action] {
		key = "review.decidedSo"
	}
	return directory.Refuse(directory.Conflict, key,
		"case", decision.Case, "status", d.Status, "actor", d.Actor, "at", d.At.UTC().Format(time.RFC3339))
}

// settle keeps that a change has decided its case.
func (b *batch) settle(decision *directory.Decision) {
	if decision.Case != "" {
		b.decisions[decision.Case] = directory.CaseDecision{Status: statusOf[decision.Action], At: b.now,
			Actor: decision.Request.Actor}
	}
}

var statusOf = map[directory.Action]string{
	directory.Link: directory.StatusLinked, directory.KeepApart: directory.StatusApart,
	directory.NeverLink: directory.StatusNever,
}
