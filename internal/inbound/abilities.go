package inbound

import "github.com/usher-id/usher/scim"

var _ scim.Able = (*backend)(nil)

// Abilities implements scim.Able: all of the protocol, but for changes in what only reads.
func (b *backend) Abilities() scim.Abilities {
	can := scim.FullAbilities()
	if b.identity.Reads() {
		can.Patch, can.Bulk = false, false
	}
	return can
}
