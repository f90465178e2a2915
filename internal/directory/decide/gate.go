package decide

import "github.com/usher-id/usher/internal/directory"

// Gate decides whether a person may come in by the address (rules D1 and D7). It is pure.
func Gate(policy directory.Policy, login directory.Address, level directory.Level) directory.Verdict {
	if level == directory.Verified || level == directory.Approved || level == directory.Mailbox {
		return directory.Verdict{Code: directory.Active, Rule: "D1"}
	}
	if policy == directory.Reject {
		return directory.Verdict{Code: directory.Rejected, Rule: "D7", Domain: login.Domain}
	}
	return directory.Verdict{Code: directory.PendingDomain, Rule: "D7", Domain: login.Domain}
}
