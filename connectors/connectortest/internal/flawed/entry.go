package flawed

import (
	"slices"

	"github.com/usher-id/usher/connectors"
)

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// entry is what the connector makes of a row.
func (c *Connector) entry(kind string, r row, lacking bool) connectors.Entry {
	e := connectors.Entry{Type: kind, ID: r.id}
	switch {
	case len(r.id) > connectors.MaxID && c.flaw == CutsIDs:
		e.ID = r.id[:connectors.MaxID]
	case r.id == "", len(r.id) > connectors.MaxID:
		e.ID, e.Fault = "", "it has no id that can be kept"
		return e
	case len(r.notes) > connectors.MaxEntry && c.flaw != PassesLarge:
		e.Fault = "it is too large"
		return e
	case len(r.members) > connectors.MaxMembers && c.flaw != CutsMembers:
		e.Fault = "it has too many members"
		return e
	}
	e.Attributes = map[string]any{"displayName": r.name}
	if kind == connectors.Group {
		c.members(&e, r, lacking)
		return e
	}
	e.Attributes["userName"], e.Attributes["active"] = r.login, r.active
	if r.notes != "" {
		e.Attributes["title"] = r.notes
	}
	switch {
	case r.email != "":
		e.Attributes["emails"] = []any{map[string]any{"value": r.email}}
	case lacking && c.flaw != EmptiesUnread:
		e.Unread = []string{"emails"}
	}
	if r.manager != "" {
		manager := r.manager
		if c.flaw == ManagerByName {
			manager = "person0"
		}
		e.Attributes[enterprise] = map[string]any{"manager": map[string]any{"value": manager}}
	}
	switch c.flaw {
	case KeepsMeta:
		e.Attributes["Meta"] = map[string]any{"version": "1"}
	case OwnTypes:
		e.Attributes["roles"] = []string{"a"}
	case ReadsGone:
		e.Gone = !r.active
	}
	return e
}

func (c *Connector) members(e *connectors.Entry, r row, lacking bool) {
	if r.members == nil && lacking && c.flaw != EmptiesUnread {
		e.Unread = []string{"members"}
	}
	ids := r.members
	switch c.flaw {
	case CutsMembers:
		ids = ids[:min(len(ids), connectors.MaxMembers)]
	case MembersTwice:
		ids = slices.Concat(ids, ids)
	case LosesMembers:
		ids = ids[:min(len(ids), 3)]
	}
	for _, id := range ids {
		e.Members = append(e.Members, connectors.Member{ID: id})
	}
}
