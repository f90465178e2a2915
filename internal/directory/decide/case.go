package decide

import (
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// undecided refuses to decide a case that somebody has decided, who is named, be it in the same batch: of two
// administrators the second is told.
func (b *batch) undecided(c *directory.Change) error {
	d, here := b.decisions[c.Case]
	if !here {
		if d = lookup(b.known, b.facts.Decisions, c.Case, &b.asked.Decisions); d.Status == "" {
			return nil
		}
	}
	switch {
	case d.Status == directory.StatusOpen:
		return nil
	case d.Actor == "":
		return directory.Refuse(directory.Conflict, "review.decided", "case", c.Case, "status", d.Status)
	}
	key := "review.decidedBy"
	if d.Status == statusOf[c.Action] {
		key = "review.decidedSo"
	}
	return directory.Refuse(directory.Conflict, key,
		"case", c.Case, "status", d.Status, "actor", d.Actor, "at", d.At.UTC().Format(time.RFC3339))
}

// settle keeps that a change has decided its case.
func (b *batch) settle(c *directory.Change) {
	if c.Case != "" {
		b.decisions[c.Case] = directory.CaseDecision{Status: statusOf[c.Action], At: b.now, Actor: c.Request.Actor}
	}
}

var statusOf = map[directory.Action]string{
	directory.Link: directory.StatusLinked, directory.KeepApart: directory.StatusApart, directory.NeverLink: directory.StatusNever,
}
