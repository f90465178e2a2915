package directory

import (
	"fmt"
	"slices"

	"github.com/usher-id/usher/internal/directory/likeness"
	"github.com/usher-id/usher/scim/schema"
)

// claim is an identifier that a record brings, and the user for whom: "" while the record is not
// let in.
type claim struct {
	AddressKey
	address Address // of ByEmail
	userID  string
}

func (c claim) key() AddressKey { return c.AddressKey }

// claimsOf are the identifiers that a record brings: its addresses, and its immutable key where its
// source has one (rule M2b). Of somebody who was let in before and is held now, the addresses that
// were let in stay the person's.
func (b *batch) claimsOf(r *Record) []claim {
	if r == nil {
		return nil
	}
	var list []claim
	if r.word != nil && r.UserID != "" {
		for _, a := range Addresses(r.word) {
			list = append(list, claim{AddressKey{ByEmail, a.String()}, a, r.UserID})
		}
	}
	letIn := finder(list, claim.key) // an address stands there once
	for _, a := range r.addresses() {
		key := AddressKey{ByEmail, a.String()}
		if !letIn(key) {
			list = append(list, claim{key, a, claimant(r)})
		}
	}
	if key := b.immutable(r); key.Value != "" {
		list = append(list, claim{key, Address{}, claimant(r)})
	}
	return list
}

// immutable is the record's immutable key.
func (b *batch) immutable(r *Record) AddressKey {
	if r.rt == nil {
		return AddressKey{}
	}
	source := b.changes[b.at].Source // of the present item's records it is known without a question
	if source.ID != r.SourceID || source.Kind == "" {
		source = b.policy().sources[r.SourceID]
	}
	name := source.keyed()
	if name == "" {
		return AddressKey{}
	}
	a, err := r.rt.ResolveName(name)
	if err != nil {
		return AddressKey{}
	}
	for _, v := range schema.Get(r.Attributes, a) {
		if s := fmt.Sprint(v); s != "" && len(s) <= maxKey-len(name) {
			return AddressKey{ByKey, name + " " + s}
		}
	}
	return AddressKey{}
}

// bring makes the identifiers that a record had, and has, its own (old may be nil, rec too), and
// settles who owns each.
func (b *batch) bring(old, rec *Record) {
	had, has := b.claimsOf(old), b.claimsOf(rec)
	if old != nil && rec != nil && slices.Equal(had, has) {
		return
	}
	b.claim(had, has, old, rec)
}

// claim is bring for identifiers that are known.
func (b *batch) claim(had, has []claim, old, rec *Record) {
	still := finder(has, claim.key)
	for _, h := range had {
		if !still(h.AddressKey) {
			b.release(h.AddressKey, old.ID)
		}
	}
	for _, c := range has {
		key := c.AddressKey
		row := &Identifier{Kind: key.Kind, Value: key.Value, SourceID: rec.SourceID, RecordID: rec.ID, UserID: c.userID}
		if key.Kind == ByEmail {
			row.Alike = rec.alike(c.address)
		}
		owner := b.owner(key)
		b.setRow(key, rec.ID, row)
		switch {
		case owner.RecordID == "" && row.UserID != "" && b.ownable(key.Kind, c.address), owner.RecordID == rec.ID && row.UserID != "":
			row.Owner = true
			b.owned[key] = *row
		case owner.RecordID == rec.ID:
			b.inherit(key, owner.UserID)
		}
	}
}

// release takes an identifier from a record.
func (b *batch) release(key AddressKey, recordID string) {
	b.setRow(key, recordID, nil)
	if owner := b.owner(key); owner.RecordID == recordID {
		b.inherit(key, owner.UserID)
	}
}

func (b *batch) setRow(key AddressKey, recordID string, row *Identifier) {
	if b.rows[key] == nil {
		b.rows[key] = map[string]*Identifier{}
	}
	b.rows[key][recordID] = row
}

// ownable reports whether an identifier may be anybody's at all.
func (b *batch) ownable(kind string, a Address) bool {
	return kind != ByEmail || b.level(a) != Unapproved
}

// inherit gives an identifier whose owner's record has lost it to the same person, through another
// record, or else to whoever brought it first of those who are let in. When it so goes from one
// person to another, or to nobody, those who wait for the former are matched anew.
func (b *batch) inherit(key AddressKey, lost string) {
	list := b.holders(key)
	heir := -1
	for i, h := range list {
		if h.UserID != "" && (heir < 0 || h.UserID == lost && list[heir].UserID != lost) {
			heir = i
		}
	}
	b.owned[key] = Identifier{}
	address, _ := ParseAddress(key.Value)
	if heir >= 0 && b.ownable(key.Kind, address) {
		row := list[heir]
		row.Owner = true
		if row.Kind == ByEmail {
			row.Alike = likeness.Address(address.Local, address.Domain)
		}
		b.setRow(key, row.RecordID, &row)
		if b.owned[key] = row; row.UserID == lost {
			return
		}
	}
	b.end(Closing{UserID: lost, Status: StatusGone})
}

// claimant is the user for whom a record claims its identifiers; who is not let in claims none.
func claimant(r *Record) string {
	if r == nil || !r.letIn() {
		return ""
	}
	return r.UserID
}

// ownerOf is the user who owns an identifier, or "".
func (b *batch) ownerOf(key AddressKey) string { return b.owner(key).UserID }

// LikenessKey is the folded name and department of a person, "" without either.
func (r *Record) LikenessKey() string {
	if r.Type != TypeUser {
		return ""
	}
	return r.look().likeness.get(r.likeness)
}

func (r *Record) likeness() string {
	name := text(r.Attributes, "displayName")
	if n, ok := r.Attributes["name"].(schema.Object); ok {
		if given, family := text(n, "givenName"), text(n, "familyName"); given != "" && family != "" {
			name = given + " " + family
		}
	}
	enterprise, _ := r.Attributes[enterpriseUser].(schema.Object)
	return likeness.Person(name, text(enterprise, "department"))
}

// enterpriseUser is the URN of the enterprise extension (RFC 7643 section 4.3).
const enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
