package decide

import (
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/filter"
)

// promote shows that somebody who waited has a seat (rule L5): in the present item's entry where it is about that
// person, or else in one of its own.
func (b *batch) promote(item directory.Item, x *licensing.License) {
	event := licensing.Event{What: licensing.Granted, License: *x}
	if _, own := b.licenses.before[x.UserID]; own {
		b.noteLicenses([]licensing.Event{event})
		return
	}
	_, changed := b.users[x.UserID]
	if changed || b.facts.Users[x.UserID] != nil {
		b.licenses.concerns(x.UserID, b.user(x.UserID).State)
	} else {
		b.licenses.gained[x.UserID] = true
	}
	b.log = append(b.log, promotion(b.cases[b.at], x, b.facts.Licensing, item.Request().Actor, b.licenseMessage(&event),
		b.now))
}

// promotion is the log entry of somebody who has got a seat by what another item was about.
func promotion(
	caseID string, x *licensing.License, f *licensing.Facts, actor string, says text.Message, now time.Time,
) directory.LogEntry {
	return directory.LogEntry{
		ID: licensing.Derived(caseID, "promote", x.ID), At: now, Channel: directory.ChannelLicense, Operation: "PROMOTE",
		Type: directory.TypeUser, UserID: x.UserID, RecordID: f.Records[x.UserID], Subject: f.Names[x.UserID],
		Outcome: directory.Changed, Status: 200,
		Code: directory.Active, Rule: "L5", Actor: actor, Detail: text.Messages{says},
	}
}

// Promote gives the seats of a pool whose settings have changed to those who wait for one, as many as one item may;
// caseID is that of the entry of the change, and actor who made it.
func Promote(f *licensing.Facts, now time.Time, caseID, actor string) *directory.Changes {
	l := licensing.NewLedger(f, func(string) (filter.Predicate, error) { return nil, nil }, now)
	c := &directory.Changes{}
	for _, x := range l.Promote() {
		says := text.New("license.granted", "product", x.Product, "pool", l.Pool(x.PoolID).Name)
		c.Log = append(c.Log, promotion(caseID, &x, f, actor, says, now))
		c.Licensed = append(c.Licensed, x.UserID)
	}
	slices.Sort(c.Licensed)
	c.Licensed = slices.Compact(c.Licensed)
	c.Licensing = l.Changes()
	mailKeys(c, caseID, nil)
	return c
}

// showUnlicensed shows in a user and all of its records whether it waits for a license and has none (rule L3), and
// a new version of them where its licenses have changed.
func (b *batch) showUnlicensed(userID string) {
	l := b.licenses.ledger
	before := b.user(userID)
	if before.ID == "" {
		return
	}
	is := before
	is.Unlicensed = before.State == directory.Active && l.Unlicensed(userID)
	b.setUser(before, is)
	records := b.linkedRecords(userID)
	if mask := b.mask(userID); mask != nil {
		records = append(records, mask)
	}
	for _, r := range records {
		if r.Unlicensed == is.Unlicensed && !b.licenses.shows[userID] { // it may have been somebody else's
			continue
		}
		next := b.judging(r)
		next.Unlicensed, next.Judged = is.Unlicensed, true
		if next != r {
			next.Version, next.Modified = r.Version+1, directory.Later(b.now, r.Modified)
		}
	}
}

// noteLicenses says in the item's log entry what has become of licenses.
func (b *batch) noteLicenses(events []licensing.Event) {
	for i := range events {
		b.licenses.notes = append(b.licenses.notes, b.licenseMessage(&events[i]))
	}
}

// licenseMessage says what has happened to a license.
func (b *batch) licenseMessage(e *licensing.Event) text.Message {
	pool := &licensing.Pool{}
	for _, id := range []string{e.License.Wants, e.License.PoolID} {
		if p := b.licenses.ledger.Pool(id); p != nil {
			pool = p
			break
		}
	}
	switch e.What {
	case licensing.Queued:
		return text.New("license.queued", "product", e.License.Product, "pool", pool.Name, "missing", e.Missing, "buy",
			directory.MoreSeats(pool.BuyAt))
	case licensing.Ending:
		return text.New("license.ending."+string(e.License.Why), "product", e.License.Product, "pool", pool.Name, "user",
			e.License.UserID,
			"until", e.License.Until.UTC().Format(untilLayout))
	case licensing.Holding:
		return text.New("license.held", "product", e.License.Product, "pool", pool.Name, "until",
			e.License.Until.UTC().Format(untilLayout))
	}
	return text.New("license."+string(e.What), "product", e.License.Product, "pool", pool.Name)
}

// shortage refuses somebody for whom a strict pool has no seat (rules L3 and L10).
func (b *batch) shortage(short *licensing.Shortage) error {
	return &directory.Error{
		Kind: directory.Refused, Verdict: directory.Verdict{Code: directory.Rejected, Rule: "L3", Case: b.cases[b.at]},
		Message: text.New("license.shortage", "pool", short.Pool.Name, "product", short.Pool.Product, "missing",
			short.Missing,
			"buy", directory.MoreSeats(short.Pool.BuyAt)),
	}
}

// problemOf says why an order about a person's license can't be carried out, and of one that a rule gives which
// rule that is.
func (b *batch) problemOf(problem licensing.Problem, o *licensing.Order, userID string) error {
	number, pool, l := 0, o.Product, b.licenses.ledger
	for _, p := range b.facts.Licensing.Pools {
		if p.ID == o.PoolID {
			pool = p.Name
		}
	}
	for _, x := range l.Licenses(userID) {
		for _, r := range b.facts.Licensing.Rules {
			if x.Product == o.Product && r.ID == x.RuleID {
				number = r.Number
			}
		}
	}
	return directory.Refuse(directory.Conflict, "license.problem."+string(problem), "product", o.Product, "user", userID,
		"rule", number, "pool", pool,
		"login", b.user(userID).Login)
}

// ruleOf is the rule by which an order about a person's licenses is carried out, or the licenses are settled.
func ruleOf(item directory.Item) string {
	if order := item.Decided.License; order != nil && order.Do == licensing.Place {
		return "L5"
	}
	return "L6"
}
