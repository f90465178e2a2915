package scim

import (
	"net/http"

	"github.com/usher-id/usher/scim/schema"
)

// Abilities are the parts of the protocol that are optional. They are told at /ServiceProviderConfig (RFC 7643
// section 5, RFC 9865 section 4), and a request for one that is missing is refused before the backend is asked.
type Abilities struct {
	Patch  bool // operations of kind Patch
	Bulk   bool // many operations in one request; they are handed to Backend.Apply some at a time
	Filter bool // Query.Filter
	Sort   bool // Query.SortBy
	Cursor bool // Query.Cursor, paging by position

	// ETag tells that resources have versions, which Operation.IfMatch names. A backend without them leaves
	// Meta.Version and Result.Version empty; a change under the condition of a version is then refused with
	// VersionMismatch.
	ETag bool

	// ChangePassword tells that a person's password can be set, by an attribute that a schema has to define.
	ChangePassword bool

	// RolesAndEntitlements, when set, tells of resources that stand for roles and entitlements.
	RolesAndEntitlements *RolesAndEntitlements
}

// RolesAndEntitlements tells at /ServiceProviderConfig what a client can read of roles and entitlements, as
// draft-ietf-scim-roles-entitlements-01 has it. The resource types are the backend's.
type RolesAndEntitlements struct {
	Roles        Roles        `json:"roles"`
	Entitlements Entitlements `json:"entitlements"`
}

// Roles are what a person can have several or one of, under /Roles.
type Roles struct {
	Supported bool     `json:"supported"`
	Multiple  bool     `json:"multipleRolesSupported"`
	Primary   bool     `json:"primarySupported"`
	Type      bool     `json:"typeSupported"`
	Types     []string `json:"types,omitempty"`
}

// Entitlements are what a person can have several or one of, under /Entitlements.
type Entitlements struct {
	Supported bool     `json:"supported"`
	Multiple  bool     `json:"multipleEntitlementsSupported"`
	Primary   bool     `json:"primarySupported"`
	Type      bool     `json:"typeSupported"`
	Types     []string `json:"types,omitempty"`
}

// ReadOnly is what a Backend is besides when resources of some types can only be read. A change of one is refused with
// 405 before the body is looked at.
type ReadOnly interface {
	ReadOnly(rt *schema.ResourceType) bool
}

// refuseReadOnly refuses a change of what can only be read.
func (c *call) refuseReadOnly(rt *schema.ResourceType, method string) error {
	if b, is := c.tenant.Backend.(ReadOnly); !is || !b.ReadOnly(rt) {
		return nil
	}
	e := refuse(http.StatusMethodNotAllowed, "", "request.readOnly", "method", clip(method), "endpoint", rt.Endpoint)
	e.Header = http.Header{"Allow": {"GET, HEAD"}}
	return e
}

// Able is what a Backend is besides when it can't do all that this package serves, or can set passwords. A backend that
// isn't Able has FullAbilities.
type Able interface {
	Abilities() Abilities
}

// FullAbilities are all but ChangePassword: what a backend needs an attribute of its schemas for is not taken for
// granted.
func FullAbilities() Abilities {
	return Abilities{Patch: true, Bulk: true, Filter: true, Sort: true, Cursor: true, ETag: true}
}

// abilities are those of the tenant; of nobody in particular, what the server says of all.
func (h *handler) abilities(c *call) Abilities {
	if able, is := c.tenant.Backend.(Able); is {
		return able.Abilities()
	}
	if c.tenant.Backend == nil && h.Abilities != nil {
		return *h.Abilities
	}
	return FullAbilities()
}

// missing refuses what the backend can't do (RFC 7644 section 3.12: 501).
func missing(able bool, key string) error {
	if able {
		return nil
	}
	return refuse(http.StatusNotImplemented, "", key)
}

// refuseUnable refuses a search for which the backend lacks something. To leave out a filter or an order, as if it
// had not been asked for, would give a client other people than it takes them for.
func (a Abilities) refuseUnable(p *parameters) error {
	if err := missing(a.Filter || !p.filtered, "request.unable.filter"); err != nil {
		return err
	}
	if err := missing(a.Sort || p.sortBy == "", "request.unable.sort"); err != nil {
		return err
	}
	if !a.Cursor && p.paged {
		return wrong(InvalidCursor, "request.unable.cursor")
	}
	return nil
}
