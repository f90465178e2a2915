package decide

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Rule M2e: where more than mostGiveWay people, or a tenth of all, would have to give way in a
// day, an administrator decides.
const (
	mostGiveWay  = 5
	giveWayShare = 10
)

// giveWay lets the holders of addresses that the authority brings give way, since nothing proves that
// they are theirs: with every record that brings one of the addresses without a proof. Not so whom another address
// proves to be the same person; nor who has a role, nor anybody where too many had to give way today:
// then the authority's record waits.
func (m *addressCorrelation) giveWay() {
	for _, userID := range m.giving {
		at := slices.IndexFunc(m.list, func(c candidate) bool { return c.userID == userID })
		switch {
		case at >= 0 && m.list[at].reason == "":
			continue
		case m.user(userID).Role != directory.NoRole:
			m.add(userID, directory.IsPrivileged)
			continue
		case !m.mayGiveWay(userID):
			m.add(userID, directory.Parked)
			continue
		}
		disputed := m.disputed()
		stays := false // an address within the authority is that of a record that stays
		for _, r := range m.linkedRecords(userID) {
			brings := func(a directory.Address) bool { return slices.Contains(r.Counted(), a) }
			unproved := func(a directory.Address) bool { return brings(a) && !m.proves([]*directory.Record{r}, a) }
			switch {
			case !r.Counts():
			case slices.ContainsFunc(disputed, unproved):
				m.displace = append(m.displace, r)
			default:
				stays = stays || slices.ContainsFunc(disputed, brings)
			}
		}
		switch {
		case at < 0 || stays:
		case len(m.beyond[userID]) > 0:
			delete(m.within, userID) // the addresses beyond the authority stay the holder's
		default:
			m.list = slices.Delete(m.list, at, at+1)
		}
	}
}

// disputed are the addresses of the record for which its source is the authority.
func (m *addressCorrelation) disputed() []directory.Address {
	return slices.DeleteFunc(slices.Clone(m.rec.Addresses()),
		func(a directory.Address) bool { return !m.mayRule(m.rec, a) })
}

// mayGiveWay reports whether one more may give way today, or does so already.
func (b *batch) mayGiveWay(userID string) bool {
	if b.gaveWay[userID] {
		return true
	}
	if b.facts.GaveWay == nil {
		b.want(&b.asked.GaveWay)
		return true
	}
	most := max(mostGiveWay, b.facts.GaveWay.People/giveWayShare)
	return b.facts.GaveWay.Lately+len(b.gaveWay) < most
}

// displaced lets those wait for review who give way to a record's person: with the addresses in
// question, or, where they have no other, with all that they say, since it is not known whose word it
// is. They stay whose they are until that is decided. Addresses beyond the authority stay with them, or
// authority over one domain would be a way to those of another.
func (b *batch) displaced(rec *directory.Record, list []*directory.Record) {
	for _, r := range list {
		now := b.record(r.RecordKey)
		if now == nil || !now.Counts() {
			continue
		}
		records := counting(b.linkedRecords(now.UserID))
		before := *now
		next := b.judging(now)
		disputed := slices.DeleteFunc(slices.Clone(rec.Addresses()),
			func(a directory.Address) bool { return !b.mayRule(rec, a) })
		contribution := without(now.Contribution(), disputed)
		if len(directory.Addresses(contribution)) > 0 {
			next.Standing = strings.Join(standings(now, records), " ")
			next.HoldBack(contribution)
		} else {
			next.ForgetAdmitted()
		}
		next.Golden, next.Sources = false, nil
		next.Verdict = directory.Verdict{Code: directory.PendingMerge, Rule: "M2e", Case: b.cases[b.at]}
		next.Version, next.Modified = now.Version+1, directory.Later(b.now, now.Modified)
		b.gaveWay[next.UserID] = true
		b.bring(&before, next)
		b.refresh(next.UserID, nil, nil)
		b.review(next, []candidate{b.candidate(rec.UserID, directory.GivenWay)}, true)
	}
}

// without are a person's attributes less some addresses.
func without(o schema.Object, addresses []directory.Address) schema.Object {
	gone := func(value string) bool {
		a, is := directory.ParseAddress(value)
		return is && slices.Contains(addresses, a)
	}
	next := schema.Clone(o)
	if emails, _ := next["emails"].([]any); len(emails) > 0 {
		emails = slices.DeleteFunc(slices.Clone(emails), func(e any) bool {
			email, _ := e.(schema.Object)
			return gone(directory.Text(email, "value"))
		})
		if next["emails"] = emails; len(emails) == 0 {
			delete(next, "emails")
		}
	}
	if gone(directory.Text(next, "userName")) {
		delete(next, "userName") // people are shown by their login
	}
	return next
}
