package directory

import "slices"

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
	if !b.otherOwner(is.ID) && b.settled() {
		b.withdraw(ownerless())
	}
}

// otherOwner reports whether another user is an active owner by now.
func (b *batch) otherOwner(userID string) bool {
	for _, id := range b.roleOwners() {
		if u := b.user(id); id != userID && u.Role == Owner && u.State == Active {
			return true
		}
	}
	for _, u := range b.users {
		if u.ID != userID && u.Role == Owner && u.State == Active {
			return true
		}
	}
	return false
}

func ownerless() *Error {
	return &Error{
		Kind: Refused, Verdict: Verdict{Code: Rejected, Rule: "M10"},
		Detail: "this would leave the account without an active owner (rule M10): make somebody else an owner first (usher user role USER owner), then repeat it",
	}
}

// endsLastOwner refuses, before anything is done, what keepsOwner would find when part of it is: that rec (nil for none)
// takes the place of old, which is of the last active owner. To withdraw it costs deciding the whole batch again, and
// a batch may have hundreds of such changes.
func (b *batch) endsLastOwner(old, rec *Record) error {
	if old == nil || old.UserID == "" {
		return nil
	}
	user := b.user(old.UserID)
	if user.Role != Owner || user.State != Active || b.otherOwner(user.ID) {
		return nil
	}
	records := b.household(user.ID)
	at := slices.IndexFunc(records, func(r *Record) bool { return r.ID == old.ID })
	if at < 0 {
		return nil
	}
	barred := user.Barred
	if rec != nil && rec.UserID == user.ID {
		records[at] = rec
	} else {
		records = slices.Delete(records, at, at+1)
		if rec == nil && b.policy().rules(old) {
			barred = old.SourceID
		}
	}
	var p policy // one record's word is the person's, as refresh has it
	if len(records) != 1 || barred != "" {
		p = b.policy()
	}
	if slices.ContainsFunc(records, func(r *Record) bool { return r.present() && p.rules(r) }) {
		barred = ""
	}
	if b.settled() && stateOf(p, records, barred) != Active {
		return ownerless()
	}
	return nil
}
