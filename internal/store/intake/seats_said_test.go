package intake_test

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// Rule L6: where a rule names a source, what another says of entitlements gives nothing, although that source knows the person and
// says nothing itself; what the named one says gives the license, whoever counts more.
func TestSeatsByWhatTheNamedSourceSays(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		gold := []any{schema.Object{"value": "gold"}}
		c.pool(t, "okta", 1, licensing.Settings{Seats: 9}, licensing.Conditions{Entitlement: "gold", SourceID: c.okta.ID})
		c.pool(t, "entra", 2, licensing.Settings{Seats: 9}, licensing.Conditions{Entitlement: "gold", SourceID: c.entra.ID})
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com"))
		two := c.one(t, directory.Active, somebody(c.entra, "ann@example.com", "entitlements", gold))
		if two.UserID != ann.ID {
			t.Fatal("not linked")
		}
		c.has(t, ann.ID, map[string]string{"entra": "active"})
		c.one(t, "", saying(c.okta, ann.ID, "entitlements", []any{schema.Object{"value": "silver"}}))
		c.has(t, ann.ID, map[string]string{"entra": "active"})
		c.one(t, "", saying(c.okta, ann.ID, "roles", gold))
		c.has(t, ann.ID, map[string]string{"okta": "active", "entra": "active"})
	})
}
