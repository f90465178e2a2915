package inbound

import (
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// wholeMembers is the membership that a POST or PUT names: exactly those.
func wholeMembers(group schema.Object) *directory.MemberChange {
	list, _ := group["members"].([]any)
	change := &directory.MemberChange{Clear: true}
	for _, m := range list {
		if m, ok := m.(schema.Object); ok {
			change.Add = append(change.Add, member(m))
		}
	}
	return change
}

// someMembers is what a PATCH does to the membership; nil when it does nothing.
func someMembers(rt *schema.ResourceType, d *scim.ListDelta) (*directory.MemberChange, error) {
	if d == nil || !d.Clear && len(d.Add)+len(d.Remove)+len(d.RemoveWhere) == 0 {
		return nil, nil
	}
	change := &directory.MemberChange{Clear: d.Clear, Remove: d.Remove}
	for _, m := range d.Add {
		change.Add = append(change.Add, member(m))
	}
	if len(d.RemoveWhere) == 0 {
		return change, nil
	}
	tests := make([]filter.Predicate, len(d.RemoveWhere))
	for i, e := range d.RemoveWhere {
		test, err := filter.Compile(e, filter.Schema(rt.FilterAttribute).Within(filter.AttributePath{AttributeName: "members"}))
		if err != nil {
			return nil, err
		}
		tests[i] = test
	}
	change.RemoveWhere = func(m directory.Member) bool {
		o := schema.Object{"value": m.ID, "type": m.Type, "display": m.Display}
		for _, test := range tests {
			if test(o) {
				return true
			}
		}
		return false
	}
	return change, nil
}

func member(o schema.Object) directory.Member {
	id, _ := o["value"].(string)
	if id == "" {
		// A member may be named by its address alone.
		ref, _ := o["$ref"].(string)
		id = ref[strings.LastIndexByte(ref, '/')+1:]
	}
	display, _ := o["display"].(string)
	return directory.Member{ID: id, Display: display}
}
