package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/matchkey"
)

// claim is an identifier that a record brings, and the user for whom: "" while the record is not
// let in.
type claim struct {
	directory.AddressKey
	address directory.Address // of ByEmail
	userID  string
}

func (c claim) key() directory.AddressKey { return c.AddressKey }

// claimsOf are the identifiers that a record brings: its addresses, and its immutable key where its
// source has one (rule M2b). Of somebody who was let in before and is held now, the addresses that
// were let in stay the person's.
func (b *batch) claimsOf(r *directory.Record) []claim {
	if r == nil {
		return nil
	}
	var list []claim
	if r.LastLetIn != nil && r.UserID != "" {
		for _, a := range directory.Addresses(r.LastLetIn) {
			list = append(list, claim{directory.AddressKey{Kind: directory.ByEmail, Value: a.String()}, a, r.UserID})
		}
	}
	letIn := finder(list, claim.key) // an address stands there once
	for _, a := range r.Addresses() {
		key := directory.AddressKey{Kind: directory.ByEmail, Value: a.String()}
		if !letIn(key) {
			list = append(list, claim{key, a, claimant(r)})
		}
	}
	if key := b.immutable(r); key.Value != "" {
		list = append(list, claim{key, directory.Address{}, claimant(r)})
	}
	return list
}

// bring makes the identifiers that a record had, and has, its own (old may be nil, rec too), and
// settles who owns each.
func (b *batch) bring(old, rec *directory.Record) {
	had, has := b.claimsOf(old), b.claimsOf(rec)
	if old != nil && rec != nil && slices.Equal(had, has) {
		return
	}
	b.claim(had, has, old, rec)
}

// claim is bring for identifiers that are known.
func (b *batch) claim(had, has []claim, old, rec *directory.Record) {
	still := finder(has, claim.key)
	for _, h := range had {
		if !still(h.AddressKey) {
			b.release(h.AddressKey, old.ID)
		}
	}
	for _, c := range has {
		key := c.AddressKey
		row := &directory.Identifier{Kind: key.Kind, Value: key.Value, SourceID: rec.SourceID, RecordID: rec.ID,
			UserID: c.userID}
		if key.Kind == directory.ByEmail {
			row.MatchKey = rec.MatchKey(c.address)
		}
		owner := b.owner(key)
		b.setRow(key, rec.ID, row)
		switch {
		case owner.RecordID == "" && row.UserID != "" && b.ownable(key.Kind, c.address), owner.RecordID == rec.ID &&
			row.UserID != "":
			row.Owner = true
			b.owned[key] = *row
		case owner.RecordID == rec.ID:
			b.inherit(key, owner.UserID)
		}
	}
}

// release takes an identifier from a record.
func (b *batch) release(key directory.AddressKey, recordID string) {
	b.setRow(key, recordID, nil)
	if owner := b.owner(key); owner.RecordID == recordID {
		b.inherit(key, owner.UserID)
	}
}

// ownable reports whether an identifier may be anybody's at all.
func (b *batch) ownable(kind string, a directory.Address) bool {
	return kind != directory.ByEmail || b.level(a) != directory.Unapproved
}

// inherit gives an identifier whose owner's record has lost it to the same person, through another
// record, or else to whoever brought it first of those who are let in. When it so goes from one
// person to another, or to nobody, those who wait for the former are correlated anew.
func (b *batch) inherit(key directory.AddressKey, lost string) {
	list := b.holders(key)
	for _, r := range b.linkedRecords(lost) { // many may share it: the person's own come first all the same
		for _, c := range b.claimsOf(r) {
			known := func(i directory.Identifier) bool { return i.RecordID == r.ID }
			if c.AddressKey == key && c.userID == lost && !slices.ContainsFunc(list, known) {
				list = append(list, directory.Identifier{Kind: key.Kind, Value: key.Value, SourceID: r.SourceID,
					RecordID: r.ID, UserID: lost})
			}
		}
	}
	successor := -1
	for i, h := range list {
		if h.UserID != "" && (successor < 0 || h.UserID == lost && list[successor].UserID != lost) {
			successor = i
		}
	}
	b.owned[key] = directory.Identifier{}
	address, _ := directory.ParseAddress(key.Value)
	if successor >= 0 && b.ownable(key.Kind, address) {
		row := list[successor]
		row.Owner = true
		if row.Kind == directory.ByEmail {
			row.MatchKey = matchkey.Address(address.Local, address.Domain)
		}
		b.setRow(key, row.RecordID, &row)
		if b.owned[key] = row; row.UserID == lost {
			return
		}
	}
	b.end(directory.Closing{UserID: lost, Status: directory.StatusGone})
}

// claimant is the user for whom a record claims its identifiers; who is not let in claims none.
func claimant(r *directory.Record) string {
	if r == nil || !r.LetIn() {
		return ""
	}
	return r.UserID
}

// ownerOf is the user who owns an identifier, or "".
func (b *batch) ownerOf(key directory.AddressKey) string { return b.owner(key).UserID }
