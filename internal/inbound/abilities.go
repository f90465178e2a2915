package inbound

import (
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

var _ scim.Able = (*backend)(nil)

// Abilities implements scim.Able: all of the protocol, but for changes in what only reads.
func (b *backend) Abilities() scim.Abilities {
	can := scim.FullAbilities()
	if b.identity.Reads() {
		can.Patch, can.Bulk = false, false
		return can
	}
	if rt := b.registry.Type(draftType); rt != nil && offered(rt) {
		can.RolesAndEntitlements = &scim.RolesAndEntitlements{
			Entitlements: scim.Entitlements{Supported: true, Multiple: true, Type: true, Types: []string{oktaType}},
		}
	}
	return can
}

var _ scim.ReadOnly = (*backend)(nil)

// ReadOnly implements scim.ReadOnly: administrators make pools, and no source.
func (b *backend) ReadOnly(rt *schema.ResourceType) bool { return offered(rt) }
