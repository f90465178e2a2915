package directory

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Unique is a value that only one record of a source and type may have, since the schema says so
// . The userName of users and every externalId have columns of their own.
type Unique struct {
	NameKey  // Value is the attribute's name and the value, folded unless it is caseExact
	RecordID string
}

// ownColumn reports whether an attribute that must be unique is the userName of users.
func ownColumn(rt *schema.ResourceType, a schema.Attr) bool {
	return rt.Name == TypeUser && a.URN == "" && a.Parent.Name == "userName"
}

// uniques are the values of a record that must be unique, by the attribute that has them.
func (r *Record) uniques() map[NameKey]schema.Attr {
	if r.rt == nil {
		return nil
	}
	var keys map[NameKey]schema.Attr
	for _, a := range r.rt.Uniques() {
		if ownColumn(r.rt, a) {
			continue
		}
		for _, v := range schema.Get(r.Attributes, a) {
			text := fmt.Sprint(v)
			if !a.Leaf().CaseExact && a.Leaf().Type == schema.String {
				text = filter.Fold(text)
			}
			if keys == nil {
				keys = map[NameKey]schema.Attr{}
			}
			keys[NameKey{r.SourceID, r.Type, a.String() + " " + text}] = a
		}
	}
	return keys
}

// checkUniques refuses a value that another record has, and notes nothing.
func (b *batch) checkUniques(old, rec *Record) error {
	var had map[NameKey]schema.Attr
	if old != nil {
		had = old.uniques()
	}
	has := rec.uniques()
	byValue := func(a, b NameKey) int { return strings.Compare(a.Value, b.Value) }
	for _, key := range slices.SortedFunc(maps.Keys(has), byValue) { // always the same one is named
		if _, kept := had[key]; kept {
			continue
		}
		if id := b.unique(key); id != "" && id != rec.ID {
			return refuse(Conflict, "%s: this connection already has this value, with the id %s; it must be unique", has[key].String(), id)
		}
	}
	return nil
}
