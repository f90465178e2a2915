package decide

import "github.com/usher-id/usher/internal/directory"

// keepsOwner refuses the batch's present item when it would leave the account without an active
// owner, although it has one (rule M10): the item is then decided again, as refused.
func (b *batch) keepsOwner(was, is directory.User) {
	if was.Role != directory.Owner || was.State != directory.Active || is.Role == directory.Owner && is.State == directory.Active {
		return
	}
	for _, id := range b.roleOwners() {
		if u := b.user(id); id != is.ID && u.Role == directory.Owner && u.State == directory.Active {
			return
		}
	}
	for _, u := range b.users {
		if u.ID != is.ID && u.Role == directory.Owner && u.State == directory.Active {
			return
		}
	}
	if b.settled() {
		b.withdraw(&directory.Error{
			Kind: directory.Refused, Verdict: directory.Verdict{Code: directory.Rejected, Rule: "M10"},
			Detail: "this would leave the account without an active owner (rule M10): make somebody else an owner first (usher user role USER owner), then repeat it",
		})
	}
}
