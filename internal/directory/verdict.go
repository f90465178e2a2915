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
func (v Verdict) Sentence(language string) string {
	key := string(v.Code)
	if (v.Code == PendingDomain || v.Code == Rejected) && v.Domain == "" {
		key += ".noAddress"
	}
	return message(language, key, v.Domain)
}
