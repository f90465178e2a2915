package directory

// Level is how far an account may speak for an e-mail domain (rule D1).
type Level string

// The levels of rule D1. A domain that the account does not have is Unapproved.
const (
	Verified   Level = "verified"
	Approved   Level = "approved"
	Mailbox    Level = "address" // the one mailbox is approved, not its domain
	Unapproved Level = ""
)

// Gate decides whether a person may come in by the address (rules D1 and D7). It is pure.
func Gate(policy Policy, login Address, level Level) Verdict {
	if level == Verified || level == Approved || level == Mailbox {
		return Verdict{Code: Active, Rule: "D1"}
	}
	if policy == Reject {
		return Verdict{Code: Rejected, Rule: "D7", Domain: login.Domain}
	}
	return Verdict{Code: PendingDomain, Rule: "D7", Domain: login.Domain}
}
