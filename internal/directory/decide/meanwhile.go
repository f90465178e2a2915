package decide

import "github.com/usher-id/usher/internal/directory"

// meanwhile refuses a decision about a record that is not any more whose it was when the administrator looked: of two
// who decide at once, the second is told.
func (b *batch) meanwhile(decision *directory.Decision, rec *directory.Record) error {
	seen := decision.Seen
	switch {
	case seen == nil || rec.UserID == seen.UserID:
		return nil
	case decision.Action == directory.Link && rec.UserID == decision.Into:
		return nil // both say the same
	case rec.UserID == "":
		return directory.Refuse(directory.Conflict, "meanwhile.nobody", "user", rec.ID)
	}
	return directory.Refuse(directory.Conflict, "meanwhile.moved", "record", rec.ID, "user", rec.UserID)
}

// otherRole refuses to replace a role that the administrator has not seen.
func otherRole(decision *directory.Decision, user directory.User) error {
	seen := decision.Seen
	switch {
	case seen == nil || user.Role == seen.Role:
		return nil
	case user.Role == directory.NoRole:
		return directory.Refuse(directory.Conflict, "meanwhile.noRole", "user", user.ID)
	}
	return directory.Refuse(directory.Conflict, "meanwhile.role", "user", user.ID, "role", string(user.Role))
}
