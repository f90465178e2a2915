package inbound

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"sync"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// Pools are offered to sources as entitlements that people can have: in Okta's form, and in that of the IETF draft
// on roles and entitlements. The two name the same things differently, so each has a resource type of its own over
// the same pools, under the same ids. An account without pools has neither type: Okta takes an empty list of
// entitlements for a failure.

// The resource types. Okta's name is also what its entitlements and those of the draft have for their type.
const (
	oktaType   = "License"
	oktaSchema = "urn:okta:scim:schemas:core:1.0:Entitlement"

	draftType   = "Entitlement"
	draftSchema = "urn:ietf:params:scim:schemas:core:2.0:Entitlement"
)

// Offering reads the pools of an account, and its rules that ask for entitlements.
type Offering interface {
	Offering(ctx context.Context, accountID string) ([]licensing.Offer, []licensing.Rule, error)
}

//go:embed offers.json
var offersJSON []byte

var offerTypes = []*schema.ResourceTypeDef{
	{ID: oktaType, Name: oktaType, Endpoint: "/Licenses", Description: "Pools of licenses as entitlements, for Okta.",
		Schema: oktaSchema},
	{ID: draftType, Name: draftType, Endpoint: "/Entitlements", Description: "Pools of licenses as entitlements.",
		Schema: draftSchema},
}

// offered reports whether resources of a type are pools.
func offered(rt *schema.ResourceType) bool {
	return rt.Name == oktaType && rt.Core.ID == oktaSchema || rt.Name == draftType && rt.Core.ID == draftSchema
}

// offerSchemas are the schemas of offerTypes, in their order.
var offerSchemas = sync.OnceValue(func() (list []*schema.Schema) {
	var documents []json.RawMessage
	if err := json.Unmarshal(offersJSON, &documents); err != nil {
		panic("inbound: " + err.Error())
	}
	for _, d := range documents {
		s, err := schema.ParseSchema(d)
		if err != nil {
			panic("inbound: " + err.Error())
		}
		list = append(list, s)
	}
	return list
})

// withPools is a registry with the types of pools. Where the account has defined a type of such a name, endpoint or
// schema itself, it keeps its own in the place of Usher's.
func withPools(r *schema.Registry) *schema.Registry {
	for i, t := range offerTypes {
		if r.Type(t.Name) != nil || r.ByEndpoint(t.Endpoint) != nil || r.Schema(t.Schema) != nil {
			continue
		}
		// or there are too many
		if larger, err := r.With(offerSchemas()[i:i+1], []*schema.ResourceTypeDef{t}, nil); err == nil {
			r = larger
		}
	}
	return r
}

// baseWithPools is what accounts see that have pools, and no definitions of their own.
var baseWithPools = sync.OnceValue(func() *schema.Registry { return withPools(Base()) })

// pools are those of the account as this source may discover them, as resources of a type.
func (b *backend) pools(ctx context.Context, rt *schema.ResourceType) ([]*scim.Resource, error) {
	if b.Offering == nil {
		return nil, nil
	}
	pools, rules, err := b.Offering.Offering(ctx, b.identity.Account.ID)
	if err != nil {
		return nil, refusal(err)
	}
	offers := licensing.Offers(pools, rules, b.identity.Source.ID, b.stamp())
	list := make([]*scim.Resource, len(offers))
	for i := range offers {
		list[i] = b.poolResource(rt, &offers[i])
	}
	return list, nil
}

// offer is one pool.
func (b *backend) offer(ctx context.Context, rt *schema.ResourceType, id string) (*scim.Resource, error) {
	list, err := b.pools(ctx, rt)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, scim.NotFound(rt.Name, id)
}

// offers is a page of pools. An account has few (licensing.MaxPools), so that all of them are looked at.
func (b *backend) offers(ctx context.Context, q *scim.Query) (*scim.Page, error) {
	list, err := b.pools(ctx, q.Types[0])
	if err != nil {
		return nil, err
	}
	return q.Select(list)
}

// poolResource is a pool in the form of a type. Its version is another as soon as anything else is shown.
func (b *backend) poolResource(rt *schema.ResourceType, o *licensing.Offer) *scim.Resource {
	r := &scim.Resource{Type: rt, ID: o.ID, Meta: scim.Meta{Created: o.Created, LastModified: o.Modified}}
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%q %q %q %d %v", o.Name, o.Product, o.Value, o.DeviceLimit(), o.Assignable) // a hash takes all
	switch rt.Name {
	case oktaType:
		r.Attributes = schema.Object{"displayName": o.Name, "type": oktaType, "description": b.about(o)}
	default:
		r.Attributes = schema.Object{
			"value": o.Value, "display": o.Name, "type": oktaType, "supported": o.Assignable,
			"limitedAssignmentsPermitted": o.Overage != licensing.Unlimited,
		}
		if !o.PerDevice() {
			if o.Overage != licensing.Unlimited {
				r.Attributes["totalAssignmentsPermitted"] = int64(o.Capacity())
			}
			r.Attributes["totalAssignmentsUsed"] = int64(o.Used)
		}
		_, _ = fmt.Fprint(h, o.PerDevice(), o.Overage, o.Capacity(), o.Used)
	}
	r.Meta.Version = strconv.FormatUint(h.Sum64(), 36)
	return r
}

// maxDescription is how long a description may be for Okta, in characters.
const maxDescription = 1000

// about says what comes of assigning a pool.
func (b *backend) about(o *licensing.Offer) string {
	key := "entitlement.inert"
	if o.Assignable {
		key = "entitlement.about"
	}
	says := []rune(reader(b.request).Say(text.New(key, "product", o.Product, "pool", o.Name, "devices", o.DeviceLimit())))
	return string(says[:min(len(says), maxDescription)])
}
