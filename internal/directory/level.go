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
