package decide

import (
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// A record that waits for its mailbox, or for a decision about who it is, is nobody's yet. What is given to it is
// kept under the record's own id, which is the user's that it becomes unless it is somebody who is known: then that
// user gets it, as in a merge, and it goes back by an unmerge (rules L6 and M8).

// settleWaited settles what was given to records that were nobody's before the present item.
func (b *batch) settleWaited() {
	l := b.licenses.ledger
	for _, key := range b.licenses.waited {
		if len(l.Licenses(key.ID)) == 0 {
			continue
		}
		var s licensing.Subject
		switch is := b.present(key); {
		case is == nil:
			s = licensing.Subject{Person: licensing.Person{UserID: key.ID}, Standing: licensing.Gone}
		case is.UserID == "":
			s = b.nobodyYet(is)
		case is.UserID == key.ID:
			continue // and is settled as that user
		default:
			s = licensing.Subject{Person: licensing.Person{UserID: key.ID}, Standing: licensing.Gone, Into: is.UserID}
			b.licenses.concerns(is.UserID, b.user(is.UserID).State)
		}
		s.Case = b.cases[b.at]
		events, _ := l.Settle(&s)
		b.noteLicenses(events)
	}
}

// nobodyYet is a record that is nobody's yet, as the license step sees it.
func (b *batch) nobodyYet(r *directory.Record) licensing.Subject {
	return licensing.Subject{
		Person: licensing.Person{UserID: r.ID, Login: r.Login().String()}, Standing: licensing.Asked, Unconfirmed: true,
		Case: b.cases[b.at],
	}
}

// give carries out what is given to a newcomer along with the creation, and reports whether the item stands:
// without a seat for it nobody is created (rule L4).
func (b *batch) give(item directory.Item, r *directory.Result) bool {
	rec := b.present(item.Record())
	if rec == nil {
		return true
	}
	var s licensing.Subject
	switch {
	case rec.UserID != "" && rec.Verdict.Code == directory.Active:
		s = b.licensee(item, rec.UserID)
	case rec.UserID == "" && rec.Verdict.Code == directory.PendingMerge:
		s = b.nobodyYet(rec)
	default:
		b.licenses.notes = append(b.licenses.notes, text.New("license.notLetIn"))
		return true
	}
	order := *item.Said.Give
	order.Mail = order.Mail || s.Standing == licensing.Asked // they get theirs with the mail that confirms the mailbox
	events, short, problem := b.licenses.ledger.Carry(&s, &order)
	switch {
	case short != nil:
		b.unseat(choices("license.choices", short))
		return false
	case problem != "":
		b.withdraw(b.problemOf(problem, &order, s.UserID))
		return false
	}
	b.noteLicenses(events)
	r.License = b.given(s.UserID, &order)
	return true
}

// given is the license that an order has given to somebody, or that the person had already; nil for none.
func (b *batch) given(userID string, o *licensing.Order) *licensing.License {
	list := b.licenses.ledger.Licenses(userID)
	i := slices.IndexFunc(list, func(x licensing.License) bool {
		return x.Product == o.Product &&
			x.State != licensing.Merged
	})
	if i < 0 {
		return nil
	}
	if list[i].Mail {
		b.licenses.waits[list[i].ID] = o.MailWait
	}
	return &list[i]
}

// choices refuses a license for which there is no seat, and names what can be done (rules L4 and L10): key says it,
// by the flags of who asks.
func choices(key string, short *licensing.Shortage) *directory.Error {
	return &directory.Error{
		Kind: directory.Conflict, Verdict: directory.Verdict{Rule: "L4"},
		Message: text.New(key, "pool", short.Pool.Name, "missing", short.Missing, "buy",
			directory.MoreSeats(short.Pool.BuyAt)),
	}
}

// holds reports whether it matters for a user's licenses whether the mailbox has confirmed.
func (b *batch) holds(item directory.Item, userID string) bool {
	if item.Said != nil && item.Said.Give != nil || item.Decided != nil && item.Decided.License != nil &&
		item.Decided.License.Mail {
		return true
	}
	return slices.ContainsFunc(b.licenses.ledger.Licenses(userID), func(x licensing.License) bool {
		return x.State == licensing.Held || x.Why == licensing.Unconfirmed
	})
}

// unconfirmed reports whether nobody but an administrator has said a person's address, and its mailbox has not
// answered (rule M5).
func (b *batch) unconfirmed(records []*directory.Record) bool {
	return len(records) > 0 && !slices.ContainsFunc(records, func(r *directory.Record) bool {
		return b.policy().sources[r.SourceID].Kind != directory.KindEmail || r.Confirmed != "" &&
			r.Confirmed == r.Login().String()
	})
}

// mailKeys makes the jobs that send the keys of licenses which have one to give by now (rule L9): they are kept
// with the change that gives the license, so that no key is lost and none is sent twice. waits says of some how
// long they are left to others.
func mailKeys(c *directory.Changes, caseID string, waits map[string]time.Duration) {
	for i := range c.Licensing.Set {
		x := &c.Licensing.Set[i]
		if !x.Mail || x.State == licensing.Waiting || x.State == licensing.Merged {
			continue
		}
		x.Mail = false
		c.Jobs = append(c.Jobs, directory.LicenseMailJob(caseID, x.ID, waits[x.ID]))
	}
}
