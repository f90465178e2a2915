package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
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
func (m *addressMatch) giveWay() {
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
		proved := false // an address that it shares with a record that stays
		for _, r := range m.household(userID) {
			switch {
			case !r.Counts():
			case m.unproved(r, m.rec):
				m.displace = append(m.displace, r)
			default:
				proved = proved || slices.ContainsFunc(m.rec.Addresses(), func(a directory.Address) bool { return slices.Contains(r.Counted(), a) })
			}
		}
		if at >= 0 && !proved { // all that it shares with the record is free then
			m.list = slices.Delete(m.list, at, at+1)
		}
	}
}

// mayGiveWay reports whether one more may give way today, or does so already.
func (b *batch) mayGiveWay(userID string) bool {
	if b.gaveWay[userID] {
		return true
	}
	if b.facts.GaveWay == nil {
		b.asked.GaveWay = true
		return true
	}
	most := max(mostGiveWay, b.facts.GaveWay.People/giveWayShare)
	return b.facts.GaveWay.Lately+len(b.gaveWay) < most
}

// displaced lets those wait for review who give way to a record's person: with all that they say,
// since it is not known whose word it is. They stay whose they are until that is decided.
func (b *batch) displaced(rec *directory.Record, list []*directory.Record) {
	for _, r := range list {
		now := b.record(r.RecordKey)
		if now == nil || !now.Counts() {
			continue
		}
		before := *now
		next := b.judging(now)
		next.ForgetAdmitted()
		next.Face, next.Sources = false, nil
		next.Verdict = directory.Verdict{Code: directory.PendingMerge, Rule: "M2e", Case: b.cases[b.at]}
		next.Version, next.Modified = now.Version+1, directory.Later(b.now, now.Modified)
		b.gaveWay[next.UserID] = true
		b.bring(&before, next)
		b.refresh(next.UserID, nil, nil)
		b.review(next, []candidate{b.candidate(rec.UserID, directory.GivenWay)}, true)
	}
}
