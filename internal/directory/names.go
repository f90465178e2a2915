package directory

import (
	"fmt"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// MaxKey bounds, in bytes, what is looked up by an index: PostgreSQL takes no longer keys than a
// third of a page.
const MaxKey = 1024

// MaxAddresses bounds the addresses of one person: each is looked up.
const MaxAddresses = 100

// CheckKeys refuses values that are too long to be looked up.
func (r *Record) CheckKeys() error {
	for _, k := range [...]struct{ name, key string }{
		{"userName", r.UserNameKey()}, {"externalId", r.ExternalID()}, {"displayName", r.DisplayNameKey()},
	} {
		if len(k.key) > MaxKey {
			return Refuse(Invalid, "limit.key", "attribute", k.name, "bytes", len(k.key), "limit", MaxKey)
		}
	}
	if r.Type == TypeUser {
		if n := len(r.Addresses()); n > MaxAddresses {
			return Refuse(Invalid, "limit.addresses", "addresses", n, "limit", MaxAddresses)
		}
	}
	for key, a := range r.Uniques() {
		if len(key.Value) > MaxKey {
			return Refuse(Invalid, "limit.unique", "attribute", a.String(), "bytes", len(key.Value), "limit", MaxKey)
		}
	}
	return nil
}

// UserNameKey is the userName as it must be unique: without regard to case, to
// blanks about it, or, where it is an address, to how that is spelled (rule M3); "" for what is no user.
func (r *Record) UserNameKey() string {
	if r.Type != TypeUser {
		return ""
	}
	return r.look().userName.get(func() string { return LoginKey(Text(r.Attributes, "userName")) })
}

// DisplayNameKey is the folded displayName, or "".
func (r *Record) DisplayNameKey() string {
	return r.look().displayName.get(func() string { return filter.Fold(Text(r.Attributes, "displayName")) })
}

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

// Uniques are the values of a record that must be unique, by the attribute that has them.
func (r *Record) Uniques() map[NameKey]schema.Attr {
	if r.Definition == nil {
		return nil
	}
	var keys map[NameKey]schema.Attr
	for _, a := range r.Definition.Uniques() {
		if ownColumn(r.Definition, a) {
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

// UniqueGroupName begins the Value of a Unique that is a group's name (rule P1).
const UniqueGroupName = "displayName "
