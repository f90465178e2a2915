package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// RoleRequest gives a user a role, or takes it.
type RoleRequest struct {
	User string
	Role string // owner, administrator or none
	Options
}

// SetRole sets a user's role, which no source can (rule M10).
func (s *People) SetRole(
	ctx context.Context, actor Actor, account *directory.Account, r RoleRequest,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	role := directory.Role(r.Role)
	switch role {
	case directory.Owner, directory.Administrator:
	case "none":
		role = directory.NoRole
	default:
		return nil, directory.Refuse(directory.Invalid, "admin.noRole", "role", r.Role)
	}
	user, err := s.user(ctx, account, r.User)
	if err != nil {
		return nil, err
	}
	return s.about(ctx, actor, account, root(user), r.Options, directory.Decision{
		Action: directory.SetRole, Role: role, Seen: &directory.Seen{UserID: user.ID, Role: user.Role},
		Request: directory.Request{Operation: "ROLE " + r.Role},
	})
}
