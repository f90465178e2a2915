package scim

import "github.com/usher-id/usher/scim/schema"

// patchPrimary reports whether an element says of itself that it is the primary one.
func patchPrimary(parent *schema.Attribute, element any) bool {
	object, _ := element.(map[string]any)
	sub := patchSub(parent, "primary")
	return sub != nil && sub.Type == schema.Boolean && object["primary"] == true
}

// patchClearPrimary sets primary to false on all elements but one that have it true.
func patchClearPrimary(list []any, keep int) {
	for i, element := range list {
		if object, ok := element.(map[string]any); ok && i != keep && object["primary"] == true {
			object["primary"] = false
		}
	}
}

// patchNewPrimary gives the position of the element that a change to several makes the primary
// one, -1 if it makes none. If it would be more than one, the one that is primary already stays
// it; when none is, nobody can tell which was meant.
func patchNewPrimary(list []any, touched []int, c *patchChange) (int, error) {
	states := c.attr.Sub != nil && c.attr.Sub.Name == "primary" && c.value == true
	if c.attr.Sub == nil {
		states = patchPrimary(c.attr.Parent, c.value)
	}
	if !states || patchSub(c.attr.Parent, "primary").Type != schema.Boolean {
		return -1, nil
	}
	if len(touched) == 1 {
		return touched[0], nil
	}
	for _, i := range touched {
		if patchPrimary(c.attr.Parent, list[i]) {
			return i, nil
		}
	}
	return -1, patchRefusal(c.spot, InvalidValue, "patch.primary", "n", len(touched), "attribute", c.attr.Parent.Name)
}
