package decide

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// risky refuses a decision about who is whom that has risks which the administrator has not said to
// accept.
func risky(decision *directory.Decision, risks []string, userID string) error {
	if len(risks) == 0 || decision.AcceptRisk {
		return nil
	}
	key := "risk.apart"
	switch decision.Action {
	case directory.Link:
		key = "risk.link"
	case directory.Unmerge:
		key = "risk.unmerge"
	}
	e := directory.Refuse(directory.Conflict, key, "risks", risks, "says", directory.RiskMessage(risks[0]), "user",
		userID)
	e.Risks = risks
	return e
}

// linkRisks are the risks of making some records part of a person.
func (b *batch) linkRisks(moved, records []*directory.Record, from, into directory.User) []string {
	var risks []string
	if into.Role != directory.NoRole {
		risks = append(risks, directory.RiskPrivileged)
	}
	if strings.Contains(into.Flags, directory.Recycled) || strings.Contains(from.Flags, directory.Recycled) {
		risks = append(risks, directory.RiskRecycled)
	}
	for _, r := range moved {
		if sameSource(r, records) {
			risks = append(risks, directory.RiskSameSource)
			break
		}
	}
	if looksAlike(moved, records) {
		risks = append(risks, directory.RiskLookAlike)
	}
	if slices.ContainsFunc(moved, func(r *directory.Record) bool {
		return r.Verdict.Code == directory.PendingMerge && b.letsIn(r, into.ID) && b.twinsBeside(r, into.ID)
	}) {
		risks = append(risks, directory.RiskTwin)
	}
	return risks
}

// looksAlike reports whether addresses of two people look the same and none is.
func looksAlike(moved, records []*directory.Record) bool {
	alike := false
	for _, r := range moved {
		for _, a := range r.Addresses() {
			for _, other := range records {
				for _, o := range other.Addresses() {
					if a == o {
						return false
					}
					alike = alike || r.MatchKey(a) == other.MatchKey(o)
				}
			}
		}
	}
	return alike
}

// twins reports whether some people's records, once they stand alone, are active with an address of whom
// the authority or an administrator has suspended, or ended (rule M6). others are the records of that one, of.
func (b *batch) twins(records, others []*directory.Record, of directory.User) bool {
	w := b.policy().word(others, of)
	if w.source == "" && !w.admin || w.state != directory.Suspended {
		return false
	}
	theirs := func(a directory.Address) bool {
		return slices.ContainsFunc(others, func(o *directory.Record) bool { return slices.Contains(o.Counted(), a) })
	}
	return slices.ContainsFunc(records, func(r *directory.Record) bool {
		return r.Active() && (w.admin || r.SourceID != w.source) && slices.ContainsFunc(r.Addresses(), theirs)
	})
}

// twinsBeside reports whether a record that waits, once a decision about one person lets it in, is active
// with an address of somebody else whom the authority has suspended or ended (rule M6): of all who are
// in question, not only of the one who is decided about.
func (b *batch) twinsBeside(rec *directory.Record, decided string) bool {
	for _, a := range rec.Addresses() {
		users, _, _ := b.bearing(directory.AddressKey{Kind: directory.ByEmail, Value: a.String()}, rec.UserID)
		for _, userID := range users {
			if userID != decided && b.twins([]*directory.Record{rec}, counting(b.linkedRecords(userID)),
				b.user(userID)) {
				return true
			}
		}
	}
	return b.twinOfEnded(rec, func(userID string) bool { return userID != decided })
}

// twinOfEnded reports whether a record that waits would be active with an address of somebody, of those who are
// meant, whom the authority has ended, and of whom no record is left.
func (b *batch) twinOfEnded(rec *directory.Record, meant func(userID string) bool) bool {
	return rec.Active() && slices.ContainsFunc(b.everEnded(rec, rec.UserID, rec.Addresses()),
		func(c candidate) bool { return meant(c.userID) })
}
