package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// keepsOwner refuses the batch's present item when it would leave the account without an active
// owner, although it has one (rule M10): the item is then decided again, as refused.
func (b *batch) keepsOwner(was, is directory.User) {
	if was.Role != directory.Owner || was.State != directory.Active || is.Role == directory.Owner &&
		is.State == directory.Active {
		return
	}
	if !b.otherOwner(is.ID) && b.certain() {
		b.withdraw(ownerless())
	}
}

// otherOwner reports whether another user is an active owner by now.
func (b *batch) otherOwner(userID string) bool {
	owner := func(u directory.User) bool {
		return u.ID != userID && u.Role == directory.Owner && u.State == directory.Active
	}
	for _, id := range b.roleOwners() {
		if owner(b.user(id)) {
			return true
		}
	}
	for _, u := range b.users {
		if owner(u) {
			return true
		}
	}
	return false
}

func ownerless() *directory.Error {
	return &directory.Error{
		Kind: directory.Refused, Verdict: directory.Verdict{Code: directory.Rejected, Rule: "M10"},
		Message: text.New("owner.last"),
	}
}

// endsLastOwner refuses, before anything is done, what keepsOwner would find when part of it is: that
// rec (nil for none) takes the place of old, which is of the last active owner. To withdraw it costs
// deciding the whole batch again, and a batch may have hundreds of such changes.
func (b *batch) endsLastOwner(old, rec *directory.Record) error {
	if old == nil || old.UserID == "" {
		return nil
	}
	user := b.user(old.UserID)
	if user.Role != directory.Owner || user.State != directory.Active || b.otherOwner(user.ID) {
		return nil
	}
	before := counting(b.linkedRecords(user.ID))
	records := slices.DeleteFunc(slices.Clone(before), func(r *directory.Record) bool { return r.ID == old.ID })
	if len(records) == len(before) {
		return nil
	}
	if rec != nil && rec.UserID == user.ID {
		records = append(records, rec)
	} else if rec == nil && b.policy().authorities(before)[old] {
		user.SuspendedBy = old.SourceID
	}
	var p policy // one record's word is the person's, as refresh has it
	if len(records) != 1 || user.SuspendedBy != "" {
		p = b.policy()
	}
	if b.certain() && p.word(records, user).state != directory.Active {
		return ownerless()
	}
	return nil
}
