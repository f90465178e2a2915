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

// keepsOwner refuses the batch's present item when it would leave the account without an active
// owner, although it has one (rule M10): the item is then decided again, as refused.
func (b *batch) keepsOwner(was, is User) {
	if was.Role != Owner || was.State != Active || is.Role == Owner && is.State == Active {
		return
	}
	for _, id := range b.roleOwners() {
		if u := b.user(id); id != is.ID && u.Role == Owner && u.State == Active {
			return
		}
	}
	for _, u := range b.users {
		if u.ID != is.ID && u.Role == Owner && u.State == Active {
			return
		}
	}
	if b.settled() {
		b.withdraw(&Error{
			Kind: Refused, Verdict: Verdict{Code: Rejected, Rule: "M10"},
			Detail: "this would leave the account without an active owner (rule M10): make somebody else an owner first (usher user role USER owner), then repeat it",
		})
	}
}
