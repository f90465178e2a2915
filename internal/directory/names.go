package directory

import "github.com/usher-id/usher/scim/filter"

// maxKey bounds, in bytes, what is looked up by an index: PostgreSQL takes no longer keys than a
// third of a page.
const maxKey = 1024

// maxAddresses bounds the addresses of one person: each is looked up.
const maxAddresses = 100

// checkKeys refuses values that are too long to be looked up.
func (r *Record) checkKeys() error {
	for _, k := range [...]struct{ name, key string }{
		{"userName", r.UserNameKey()}, {"externalId", r.ExternalID()}, {"displayName", r.DisplayNameKey()},
	} {
		if len(k.key) > maxKey {
			return refuse(Invalid, "%s: it takes %d bytes, and at most %d are possible; send a shorter one", k.name, len(k.key), maxKey)
		}
	}
	if r.Type == TypeUser {
		if n := len(r.addresses()); n > maxAddresses {
			return refuse(Invalid, "emails: there are %d addresses, and at most %d are possible; send fewer", n, maxAddresses)
		}
	}
	for key, a := range r.uniques() {
		if len(key.Value) > maxKey {
			return refuse(Invalid, "%s: a value that must be unique takes %d bytes, and at most %d are possible; send a shorter one", a.String(), len(key.Value), maxKey)
		}
	}
	return nil
}

// checkUnique refuses a userName or externalId that another record of the source has (P1).
func (b *batch) checkUnique(old, rec *Record) error {
	if name := rec.UserNameKey(); name != "" && (old == nil || old.UserNameKey() != name) {
		if id := b.userName(NameKey{rec.SourceID, rec.Type, name}); id != "" && id != rec.ID {
			return refuse(Conflict, "userName: this connection already has %q, with the id %s; userName compares without regard to case", text(rec.Attributes, "userName"), id)
		}
	}
	if ext := rec.ExternalID(); ext != "" && (old == nil || old.ExternalID() != ext) {
		if id := b.externalID(NameKey{rec.SourceID, rec.Type, ext}); id != "" && id != rec.ID {
			return refuse(Conflict, "externalId: this connection already has %q, with the id %s", ext, id)
		}
	}
	return b.checkUniques(old, rec)
}

// UserNameKey is the userName as it must be unique: folded; "" for what is no
// user.
func (r *Record) UserNameKey() string {
	if r.Type != TypeUser {
		return ""
	}
	return r.look().userName.get(func() string { return filter.Fold(text(r.Attributes, "userName")) })
}

// DisplayNameKey is the folded displayName, or "".
func (r *Record) DisplayNameKey() string {
	return r.look().displayName.get(func() string { return filter.Fold(text(r.Attributes, "displayName")) })
}

func (b *batch) claimNames(old, rec *Record) {
	if old != nil {
		b.releaseNames(old)
	}
	if name := rec.UserNameKey(); name != "" {
		b.userNames[NameKey{rec.SourceID, rec.Type, name}] = rec.ID
	}
	if ext := rec.ExternalID(); ext != "" {
		b.externalIDs[NameKey{rec.SourceID, rec.Type, ext}] = rec.ID
	}
	for key := range rec.uniques() {
		b.uniqueValues[key] = rec.ID
	}
}

func (b *batch) releaseNames(old *Record) {
	if name := old.UserNameKey(); name != "" {
		b.userNames[NameKey{old.SourceID, old.Type, name}] = ""
	}
	if ext := old.ExternalID(); ext != "" {
		b.externalIDs[NameKey{old.SourceID, old.Type, ext}] = ""
	}
	for key := range old.uniques() {
		b.uniqueValues[key] = ""
	}
}
