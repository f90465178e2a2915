package decide

import (
	"maps"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// replaced is what a PUT leaves: what it omits is cleared, but who is active stays as it was where the
// source says nothing of it. Of a source that leaves false out, a missing active means false (rule P4).
func replaced(c *directory.Change, old schema.Object) schema.Object {
	next := schema.Clone(c.Attributes)
	if _, said := next["active"]; !said && c.Type.Name == directory.TypeUser && c.Source.Settings.OmissionDeactivates {
		next["active"] = false
		return next
	}
	return keepActive(c.Type, old, next)
}

// keepActive puts what the source last said of who is active into what it says now, where that has
// nothing of it. Only true lets a suspended person in; null, "" and a removal, by whatever channel, say
// neither (rule P4).
func keepActive(rt *schema.ResourceType, old, next schema.Object) schema.Object {
	was, had := old["active"]
	if _, said := next["active"]; said || !had || rt.Name != directory.TypeUser {
		return next
	}
	next = maps.Clone(next)
	next["active"] = was
	return next
}
