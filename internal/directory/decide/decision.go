package decide

import "github.com/usher-id/usher/internal/directory"

// decided carries out what an administrator has decided.
func (b *batch) decided(decision *directory.Decision, caseID string) directory.Result {
	b.policy() // asked along with the record: hardly anything is decided without
	rec, none := b.standing(decision.Record, decision.Type)
	if none != nil {
		return *none
	}
	if decision.Case != "" {
		if err := b.undecided(decision); err != nil {
			return declined(err)
		}
	}
	if err := b.meanwhile(decision, rec); err != nil {
		return declined(err)
	}
	r := b.carryOut(decision, rec, caseID)
	if r.Err == nil {
		b.settle(decision)
	}
	return r
}

func (b *batch) carryOut(decision *directory.Decision, rec *directory.Record, caseID string) directory.Result {
	switch decision.Action {
	case directory.Delete:
		return b.bury(rec.RecordKey, rec)
	case directory.Link:
		return b.link(decision, rec)
	case directory.Unmerge:
		return b.unmerge(decision, rec)
	case directory.KeepApart, directory.NeverLink:
		return b.separate(decision, rec, caseID)
	case directory.Confirm:
		return b.confirm(decision, rec, caseID)
	case directory.SetRole:
		return b.setRole(decision, rec)
	case directory.Suspend, directory.Resume:
		return b.stop(decision, rec)
	case directory.Override:
		return b.override(decision, rec)
	case directory.License:
		return b.carryOrder(decision, rec)
	}
	panic("decide: a decision that decides nothing")
}
