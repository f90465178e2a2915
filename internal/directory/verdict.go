package directory

// Code is what the intake decided about a record (rule I3).
type Code string

// The verdict codes of rule I3.
const (
	Active         Code = "active"
	PendingDomain  Code = "pendingDomain"
	PendingMerge   Code = "pendingMerge"
	WaitingLicense Code = "waitingLicense"
	Suspended      Code = "suspended"
	Rejected       Code = "rejected"
	Deleted        Code = "deleted" // of a user without records
	Absorbed       Code = "merged"  // of a user all of whose records are another user's now
)

// Verdict is a decision together with what an administrator needs to understand it.
type Verdict struct {
	Code Code
	Rule string // id of the rule that decided, such as "D7"
	Case string // id of the log entry that made the decision
	// Domain is what a held record waits for; "" when the record has no address to judge by.
	Domain string
}

// Sentence explains the verdict and says what to do, in the language: "fr", or English.
func (v Verdict) Sentence(language string) string { return v.sentence(language, false) }

// Sentence is that of the verdict, which of somebody who was let in before says what stays in force.
func (r *Record) Sentence(language string) string {
	return r.Verdict.sentence(language, r.Admitted != nil)
}

// Sentence is that of the record.
func (v *View) Sentence(language string) string { return v.Verdict.sentence(language, v.Admitted) }

// sentence is that of a verdict about a newcomer, or about a change of somebody who was let in before.
func (v Verdict) sentence(language string, change bool) string {
	key := string(v.Code)
	switch {
	case (v.Code == PendingDomain || v.Code == Rejected) && v.Domain == "":
		key += ".noAddress"
	case v.Code == PendingMerge && v.Rule == "M2e":
		key += ".gaveWay"
	}
	if change && (v.Code == PendingDomain || v.Code == PendingMerge) {
		key += ".change"
	}
	return message(language, key, v.Domain)
}
