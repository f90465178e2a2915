package directory

// Role is what a person may do in the account. No source can give one, and none crosses a merge
// (rule M10).
type Role string

// The roles. An account without an owner has never had one.
const (
	NoRole        Role = ""
	Owner         Role = "owner"
	Administrator Role = "administrator"
)
