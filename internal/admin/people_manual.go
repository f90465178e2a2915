package admin

import (
	"context"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// StopRequest names a user whom an administrator suspends, or no longer does.
type StopRequest struct {
	User string
	Options
}

// Suspend suspends a user whatever sources say, until Resume (rule M6).
func (s *People) Suspend(
	ctx context.Context, actor Actor, account *directory.Account, r StopRequest,
) (*Decided, error) {
	return s.stop(ctx, actor, account, r, directory.Suspend, "SUSPEND")
}

// Resume takes Suspend back. What sources say counts again, so that the user may stay suspended by them: the result's
// Outcome is Unchanged for somebody whom no administrator has suspended.
func (s *People) Resume(ctx context.Context, actor Actor, account *directory.Account, r StopRequest) (*Decided, error) {
	return s.stop(ctx, actor, account, r, directory.Resume, "RESUME")
}

func (s *People) stop(
	ctx context.Context, actor Actor, account *directory.Account, r StopRequest, action directory.Action,
	operation string,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	user, err := s.user(ctx, account, r.User)
	if err != nil {
		return nil, err
	}
	return s.about(ctx, actor, account, root(user), r.Options, directory.Decision{
		Action: action, Request: directory.Request{Operation: operation},
	})
}

// EditRequest is what an administrator says of a user in the place of all sources (rule M1). At least one of Set,
// Clear and Reset names something.
type EditRequest struct {
	User  string
	Set   []string // PATH=VALUE: a path of a PATCH (RFC 7644 section 3.5.2); a value that begins with [ or { is JSON
	Clear []string // PATH: what the user has not, whatever sources say
	Reset []string // names of attributes of which sources decide again
	Options
}

// Edit notes it. An attribute of which an administrator says something has, as a whole, the administrator's value until
// it is reset. The error is Invalid for what the schema does not have or an administrator can't say.
func (s *People) Edit(ctx context.Context, actor Actor, account *directory.Account, r EditRequest) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	if len(r.Set)+len(r.Clear)+len(r.Reset) == 0 {
		return nil, directory.Refuse(directory.Invalid, "manual.nothing")
	}
	user, err := s.user(ctx, account, r.User)
	if err != nil {
		return nil, err
	}
	rt, err := s.UserType(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	decision := directory.Decision{Action: directory.Override, Request: directory.Request{Operation: "EDIT"}}
	for _, name := range r.Reset {
		attribute, err := known(rt, name)
		if err != nil {
			return nil, err
		}
		decision.Unsay = append(decision.Unsay, attribute)
	}
	operations, named, err := operations(rt, r.Set, r.Clear)
	if err != nil {
		return nil, err
	}
	if decision.Say = named; len(operations) > 0 {
		body := map[string]any{"schemas": []any{patchOp}, "Operations": operations}
		if decision.Edit, decision.Steps, err = s.Patch(rt, body); err != nil {
			return nil, &directory.Error{Kind: directory.Invalid, Err: err}
		}
	}
	return s.about(ctx, actor, account, root(user), r.Options, decision)
}

const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// operations are the operations of a PATCH that sets and clears, with the attributes that they name.
func operations(rt *schema.ResourceType, set, clear []string) (list []any, named []string, err error) {
	for _, assignment := range set {
		path, value, found := cutAssignment(assignment)
		if !found {
			return nil, nil, directory.Refuse(directory.Invalid, "manual.noValue", "set", assignment)
		}
		attribute, err := known(rt, path)
		if err != nil {
			return nil, nil, err
		}
		named = append(named, attribute)
		op := map[string]any{"op": "replace", "path": path, "value": value}
		if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
			if op["value"], err = schema.Decode([]byte(value)); err != nil {
				return nil, nil, directory.Refuse(directory.Invalid, "manual.noJSON", "path", path, "why", err)
			}
		}
		list = append(list, op)
	}
	for _, path := range clear {
		attribute, err := known(rt, path)
		if err != nil {
			return nil, nil, err
		}
		named = append(named, attribute)
		list = append(list, map[string]any{"op": "remove", "path": path})
	}
	return list, named, nil
}

// known is the attribute that a path begins with. It refuses what no schema has, which a PATCH would pass over
// (rule P3).
func known(rt *schema.ResourceType, path string) (string, error) {
	name, _, _ := strings.Cut(path, "[")
	attr, err := rt.ResolveName(name)
	if err != nil {
		return "", &directory.Error{Kind: directory.Invalid, Err: err}
	}
	attr.Sub = nil
	return attr.String(), nil
}

// cutAssignment cuts at the first = that stands in no filter.
func cutAssignment(s string) (path, value string, found bool) {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '=' && depth == 0:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}
