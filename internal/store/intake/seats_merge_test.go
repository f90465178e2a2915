package intake_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// saying changes one attribute of somebody.
func saying(source directory.Source, id, name string, value any) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Edit, Type: fixture.UserType, ID: id,
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			next := schema.Clone(o)
			if next[name] = value; value == nil {
				delete(next, name)
			}
			return next, true, nil
		},
		Request: directory.Request{Channel: "scim", Operation: "PATCH /Users", Success: 200},
	}
}

// Rule M8: two licenses of one product that meet in a merge become one, the other seat is free, and devices work on; who comes
// out of the merge has its own license and its devices back where a seat is free, and else is first in line.
func TestSeatsOfWhoMerges(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		pool, _ := c.pool(t, "shield", 1, licensing.Settings{Seats: 2}, licensing.Conditions{})
		c.pool(t, "vault", 2, licensing.Settings{Seats: 5}, licensing.Conditions{Filter: `title eq "Keeper"`})
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com"))
		rob := c.one(t, directory.Active, somebody(c.plain, "rob@example.com", "title", "Keeper"))
		cy := c.one(t, directory.Active, somebody(c.okta, "cy@example.com"))
		dan := c.one(t, directory.Active, somebody(c.okta, "dan@example.com"))
		active, waiting := map[string]string{"shield": "active"}, map[string]string{"shield": "waiting"}
		hers, his := c.has(t, ann.ID, active)["shield"], c.has(t, rob.ID, map[string]string{"shield": "active", "vault": "active"})
		c.has(t, cy.ID, waiting)
		device := uuid.Must(uuid.NewV7()).String()
		c.Exec(t, `INSERT INTO devices (account_id, id, license_id, user_id, fingerprint, state, activated, seen) VALUES ($1, $2, $3, $4, 'f', 'active', 1, 1)`,
			c.Account, device, his["shield"].ID, rob.ID)
		worksBy := func(want string) {
			t.Helper()
			got := ""
			if err := c.DB.ReadPool.Get(&got, `SELECT CAST(license_id AS text) FROM devices WHERE account_id = $1 AND id = $2`, c.Account, device); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Fatalf("the device works by license %s, want %s", got, want)
			}
		}
		link := decision(c.plain, directory.Link, rob.ID)
		link.Into, link.AcceptRisk = ann.ID, true

		for round := range 2 { // again and again
			c.decide(t, directory.Active, link)
			merged := c.has(t, ann.ID, map[string]string{"shield": "active", "vault": "active"})
			if merged["shield"].ID != hers.ID || merged["vault"].ID != his["vault"].ID {
				t.Errorf("merged they have %+v, of %+v and %+v", merged, hers, his)
			}
			c.has(t, rob.ID, map[string]string{})
			worksBy(hers.ID)
			c.has(t, cy.ID, active)
			c.counts(t, pool, 2, 1)

			c.decide(t, "", decision(c.plain, directory.Unmerge, rob.ID))
			if x := c.has(t, ann.ID, active)["shield"]; x.ID != hers.ID {
				t.Errorf("out of the merge she has %+v, and had %+v", x, hers)
			}
			own := c.has(t, rob.ID, map[string]string{"shield": "waiting", "vault": "active"})
			if own["shield"].ID != his["shield"].ID || own["vault"].ID != his["vault"].ID {
				t.Errorf("out of the merge he has %+v, and had %+v", own, his)
			}
			worksBy(his["shield"].ID)
			c.shown(t, rob.ID, directory.Active) // he has one of the two
			c.counts(t, pool, 2, 2)
			fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, cy.ID)) // he is before Dan, who has waited longer
			c.has(t, rob.ID, map[string]string{"shield": "active", "vault": "active"})
			c.has(t, dan.ID, waiting)
			c.counts(t, pool, 2, 1)
			cy, dan = dan, c.one(t, directory.Active, somebody(c.okta, fmt.Sprintf("dan%d@example.com", round)))
		}

		// Where a seat is free he takes it at once.
		c.decide(t, directory.Active, link)
		fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, dan.ID), fixture.Remove(c.okta, cy.ID))
		c.counts(t, pool, 1, 0)
		c.decide(t, "", decision(c.plain, directory.Unmerge, rob.ID))
		if own := c.has(t, rob.ID, map[string]string{"shield": "active", "vault": "active"}); own["shield"].ID != his["shield"].ID {
			t.Errorf("out of the merge he has %+v, and had %+v", own, his)
		}
		c.counts(t, pool, 2, 0)
	})
}

// Rule L6: a rule's filter is asked of the merged user, and of entitlements those count that the source says which counts most.
func TestSeatsByWhatSourcesSay(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		for number, rule := range []licensing.Conditions{
			{Filter: `title eq "Boss"`}, {Filter: `title eq "Engineer"`}, {Filter: directory.EnterpriseUser + `:department eq "Sales"`},
			{Entitlement: "gold"}, {Entitlement: "silver"}, {SourceID: c.entra.ID}, {Domain: "example.com", SourceID: c.okta.ID},
		} {
			c.pool(t, []string{"boss", "engineer", "sales", "gold", "silver", "entra", "okta"}[number], number+1, licensing.Settings{Seats: 9}, rule)
		}
		says := func(values ...string) (list []any) {
			for _, v := range values {
				list = append(list, schema.Object{"value": v})
			}
			return list
		}
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com", "title", "Engineer", "entitlements", says("silver")))
		c.has(t, ann.ID, map[string]string{"engineer": "active", "silver": "active", "okta": "active"})
		two := c.one(t, directory.Active, somebody(c.entra, "ann@example.com", "title", "Boss", "entitlements", says("gold"),
			directory.EnterpriseUser, schema.Object{"department": "Sales"}))
		if two.UserID != ann.ID {
			t.Fatal("not linked")
		}
		both := map[string]string{"engineer": "active", "silver": "active", "okta": "active", "entra": "active", "sales": "active"}
		c.has(t, ann.ID, both)
		c.one(t, "", saying(c.entra, two.ID, "roles", says("gold"))) // neither does it count as a role
		c.has(t, ann.ID, both)
		// Entra sends an app role as a text of JSON.
		role := `{"id":"18d14569-c3bd-439b-9a66-3a2aee01d14f","value":"gold","displayName":"Gold"}`
		c.one(t, "", saying(c.okta, ann.ID, "roles", says(role)))
		both["gold"] = "active"
		c.has(t, ann.ID, both)
		c.one(t, "", saying(c.okta, ann.ID, "roles", says(`{"id":"x","value":"goldfish"}`, "{gold", "")))
		both["gold"] = "grace"
		c.has(t, ann.ID, both)
		for _, name := range []string{"entitlements", "roles", "title"} { // what the other source says is all there is
			c.one(t, "", saying(c.okta, ann.ID, name, nil))
		}
		c.has(t, ann.ID, map[string]string{
			"engineer": "grace", "silver": "grace", "okta": "active", "boss": "active", "gold": "active", "entra": "active", "sales": "active",
		})
	})
}

// Rule M1: a source that is first for entitlements counts most of them.
func TestSeatsByTheSourceThatIsFirst(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		c.entra.Settings.FirstFor = []string{"entitlements"}
		if err := c.DB.ChangeSource(t.Context(), c.entra); err != nil {
			t.Fatal(err)
		}
		c.pool(t, "gold", 1, licensing.Settings{Seats: 9}, licensing.Conditions{Entitlement: "gold"})
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com", "entitlements", []any{schema.Object{"value": "silver"}}))
		c.has(t, ann.ID, map[string]string{})
		c.one(t, directory.Active, somebody(c.entra, "ann@example.com", "entitlements", []any{schema.Object{"value": "gold"}}))
		c.has(t, ann.ID, map[string]string{"gold": "active"})
	})
}

// Rule M1: what an administrator says of entitlements counts before what sources say.
func TestSeatsByWhatAnAdministratorSays(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		c.pool(t, "gold", 1, licensing.Settings{Seats: 9}, licensing.Conditions{Entitlement: "gold"})
		c.pool(t, "silver", 2, licensing.Settings{Seats: 9}, licensing.Conditions{Entitlement: "silver"})
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com", "entitlements", []any{schema.Object{"value": "silver"}}))
		c.has(t, ann.ID, map[string]string{"silver": "active"})
		override := decision(c.okta, directory.Override, ann.ID)
		override.Edit = saying(c.okta, ann.ID, "entitlements", []any{schema.Object{"value": "gold"}}).Edit
		c.decide(t, "", override)
		c.has(t, ann.ID, map[string]string{"silver": "grace", "gold": "active"})
	})
}

// Rule M6: who is inactive in a source that is no authority has left that source: its rules, groups and entitlements don't count.
func TestSeatsOfASourceThatWasLeft(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com"))
		two := c.one(t, directory.Active, somebody(c.plain, "a@example.com", "entitlements", []any{schema.Object{"value": "gold"}}))
		sales := fixture.Apply(t, c.in, c.acct, team(fixture.Group(c.plain, "sales", two.ID)))[0].Record.ID
		link := decision(c.plain, directory.Link, two.ID)
		link.Into, link.AcceptRisk = ann.ID, true
		c.decide(t, directory.Active, link)
		c.pool(t, "plain", 1, licensing.Settings{Seats: 9}, licensing.Conditions{SourceID: c.plain.ID})
		c.pool(t, "gold", 2, licensing.Settings{Seats: 9}, licensing.Conditions{Entitlement: "gold"})
		c.pool(t, "sales", 3, licensing.Settings{Seats: 9}, licensing.Conditions{GroupID: sales})
		c.settle(t, c.okta, ann.ID)
		active := map[string]string{"plain": "active", "gold": "active", "sales": "active"}
		c.has(t, ann.ID, active)
		c.one(t, "", fixture.Deactivate(c.plain, two.ID))
		c.has(t, ann.ID, map[string]string{"plain": "grace", "gold": "grace", "sales": "grace"})
		c.one(t, "", fixture.Deactivate(c.plain, two.ID))
		c.has(t, ann.ID, active)
	})
}
