package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const (
	oktaEntitlementURN  = "urn:okta:scim:schemas:core:1.0:Entitlement"
	draftEntitlementURN = "urn:ietf:params:scim:schemas:core:2.0:Entitlement"
)

// discover does what Okta does before it offers entitlements: it asks for the resource types, for the schemas, and for the
// first of each type that has the schema of one of Okta's. It is the names of what the endpoints hold.
func (c *connection) discover(t *testing.T) (names []string) {
	t.Helper()
	headers := []string{
		"Accept-Charset", "utf-8", "Content-Type", "application/scim+json; charset=utf-8", "User-Agent", "OKTA SCIM Integration",
	}
	types := c.get(t, "/ResourceTypes", headers...).want(200).at("Resources").([]any)
	schemas := c.get(t, "/Schemas", headers...).want(200).each("id", "Resources")
	for _, rt := range types {
		urn := at(rt, "schema").(string)
		if !slices.Contains(schemas, urn) {
			t.Errorf("%s is not among the schemas", urn)
		}
		if !strings.HasPrefix(urn, "urn:okta:") {
			continue
		}
		first := c.get(t, at(rt, "endpoint").(string)+"?count=1&startIndex=1", headers...).want(200)
		first.is("urn:ietf:params:scim:api:messages:2.0:ListResponse", "schemas", 0)
		first.is(float64(1), "itemsPerPage")
		first.is(float64(1), "startIndex")
		all := c.get(t, at(rt, "endpoint").(string), headers...).want(200)
		if total := first.total(); total < 1 || total != all.total() {
			t.Errorf("%d and %d entitlements", total, all.total())
		}
		for _, e := range all.at("Resources").([]any) {
			if at(e, "type") != at(rt, "name") || at(e, "schemas", 0) != urn || at(e, "id") == nil || len(fmt.Sprint(at(e, "description"))) > 1000 {
				t.Errorf("Okta can't read %v", e)
			}
			names = append(names, fmt.Sprint(at(e, "displayName")))
		}
	}
	return names
}

// Rule L6: a source discovers pools as entitlements, in Okta's form and in that of the IETF draft, and what it discovers is what gives a
// license; an account without pools shows none of it, and passes Okta's test, too.
func TestPoolsAreOfferedAsEntitlements(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		other := n.tenant(t, "globex")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		if names := okta.discover(t); names != nil {
			t.Errorf("an account without pools offers %s", names)
		}
		okta.get(t, "/Licenses").wantError(404, "", "/Users")
		if config := okta.get(t, "/ServiceProviderConfig").want(200); config.at("RolesAndEntitlements") != nil {
			t.Errorf("entitlements are announced: %s", config.raw)
		}
		in("pool", "create", "shield", "--seats", "10", "--overage", "10%", "--product", "Shield")
		in("pool", "create", "sensors", "--seats", "6", "--mode", "device", "--overage", "unlimited")
		in("rule", "add", "--number", "5", "--pool", "shield", "--entitlement", "Shield-Seat")
		eventually(t, "pools are offered", func() bool { return len(okta.discover(t)) == 2 })
		if names := other.discover(t); names != nil {
			t.Errorf("another account is offered %s", names)
		}
		config := okta.get(t, "/ServiceProviderConfig").want(200)
		config.is(true, "RolesAndEntitlements", "entitlements", "supported")
		config.is(false, "RolesAndEntitlements", "roles", "supported")

		// The draft's form.
		find := func(endpoint, filter string) *answer {
			t.Helper()
			return okta.get(t, endpoint+"?filter="+url.QueryEscape(filter)).want(200)
		}
		draft := find("/Entitlements", `display eq "SHIELD" and supported eq true`)
		shield := draft.text("Resources", 0, "id")
		for name, want := range map[string]any{
			"value": "Shield-Seat", "display": "shield", "type": "License", "supported": true, "limitedAssignmentsPermitted": true,
			"totalAssignmentsPermitted": float64(11), "totalAssignmentsUsed": float64(0),
		} {
			draft.is(want, "Resources", 0, name)
		}
		sensors := find("/Entitlements", `display eq "sensors"`)
		sensors.is(sensors.text("Resources", 0, "id"), "Resources", 0, "value")
		sensors.is(false, "Resources", 0, "supported")
		sensors.is(false, "Resources", 0, "limitedAssignmentsPermitted")
		if sensors.at("Resources", 0, "totalAssignmentsPermitted") != nil {
			t.Errorf("devices are told as people: %s", sensors.raw)
		}
		inert := okta.get(t, "/Licenses/"+sensors.text("Resources", 0, "id"), "Accept-Language", "fr").want(200).text("description")
		if !strings.Contains(inert, "aucune règle de la réserve sensors") {
			t.Errorf("the description is %q", inert)
		}

		// Read by id, by page, by projection, under a tag.
		one := okta.get(t, "/Licenses/"+shield).want(200)
		one.is("shield", "displayName")
		one.is("License", "meta", "resourceType")
		one.is(okta.base+"/Licenses/"+shield, "meta", "location")
		one.is(oktaEntitlementURN, "schemas", 0)
		tag := okta.get(t, "/Entitlements/"+shield).want(200).header.Get("ETag")
		okta.get(t, "/Entitlements/"+shield, "If-None-Match", tag).want(304)
		okta.get(t, "/Licenses/"+shield+"?attributes=displayName").want(200).is(nil, "description")
		second := okta.get(t, "/Licenses?startIndex=2&count=1&sortBy=displayName").want(200)
		second.is("shield", "Resources", 0, "displayName")
		second.is(float64(2), "totalResults")
		page := okta.get(t, "/Licenses?cursor&count=1").want(200)
		okta.get(t, "/Licenses?count=1&cursor="+page.text("nextCursor")).want(200).is(nil, "nextCursor")
		okta.post(t, "/Entitlements/.search", object{
			"schemas": list{"urn:ietf:params:scim:api:messages:2.0:SearchRequest"}, "filter": `value eq "shield-seat"`,
		}).want(200).is(shield, "Resources", 0, "id")
		okta.get(t, "/Licenses?filter="+url.QueryEscape(`nosuch eq "x"`)).wantError(400, "invalidFilter", "nosuch")
		for _, id := range []string{"nosuch", "01a2197c-0000-7000-8000-000000000000"} {
			okta.get(t, "/Licenses/"+id).wantError(404, "", id)
		}
		other.get(t, "/Licenses/"+shield).wantError(404, "", "")
		if everything := okta.get(t, "/?filter="+url.QueryEscape("id pr")).want(200); everything.total() != 0 {
			t.Errorf("a search of everything finds pools: %s", everything.raw)
		}

		// Nothing of it is a source's to change.
		for _, endpoint := range []string{"/Licenses", "/Entitlements"} {
			okta.post(t, endpoint, object{"displayName": "free"}).wantError(405, "", "can only be read")
			for _, method := range []string{"PUT", "PATCH", "DELETE"} {
				refused := okta.do(t, method, endpoint+"/"+shield, object{"displayName": "free"}, "Accept-Language", "fr")
				refused.wantError(405, "", "ne peuvent qu'être lues")
				if allow := refused.header.Get("Allow"); allow != "GET, HEAD" {
					t.Errorf("%s %s allows %q", method, endpoint, allow)
				}
			}
		}
		bulk := okta.post(t, "/Bulk", object{"schemas": list{"urn:ietf:params:scim:api:messages:2.0:BulkRequest"}, "Operations": list{
			object{"method": "DELETE", "path": "/Licenses/" + shield},
		}}).want(200)
		bulk.is("405", "Operations", 0, "status")

		// What is discovered gives a license, in either form, in whatever case; what no rule asks for gives none.
		said := func(name string, values ...any) object {
			return object{"userName": name + "@example.com", "entitlements": values,
				"emails": list{object{"value": name + "@example.com", "type": "work", "primary": true}}}
		}
		license := "Shield shield active 5 entitlement 3"
		ana := okta.post(t, "/Users", said("ana", object{"value": shield, "display": "shield", "type": "License"})).want(201).wantLicense(license)
		okta.post(t, "/Users", said("bo", object{"value": "SHIELD-SEAT"})).want(201).wantLicense(license)
		cy := okta.post(t, "/Users", said("cy", object{"value": sensors.text("Resources", 0, "id")})).want(201).wantLicense("")
		okta.get(t, "/Entitlements/"+shield, "If-None-Match", tag).want(200).is(float64(2), "totalAssignmentsUsed")

		// Okta grants and takes by PUT.
		body := said("cy", object{"value": shield, "display": "shield", "type": "License"})
		okta.put(t, "/Users/"+cy.id(), body).want(200).wantLicense(license)
		okta.put(t, "/Users/"+ana.id(), said("ana")).want(200).wantLicense("Shield shield grace 5 entitlement 3")

		// Entra says values as texts of JSON.
		dee := okta.post(t, "/Users", said("dee")).want(201)
		add := edit("Add", "roles", list{object{"value": `{"id":"06b07648-ecfe-589f-9d2f-6325724a46ee","value":"Shield-Seat","displayName":"Seat"}`}})
		okta.patch(t, "/Users/"+dee.id(), add).want(200).wantLicense(license)
		eve := okta.post(t, "/Users", object{"userName": "eve@example.com", "emails": list{object{"value": "eve@example.com"}},
			"roles": list{object{"primary": false, "type": "WindowsAzureActiveDirectoryRole", "displayName": "Seat", "value": "Shield-Seat"}}})
		eve.want(201).wantLicense(license)
		okta.patch(t, "/Users/"+eve.id(), edit("replace", "roles", list{object{"primary": false, "display": "User", "value": "User"}})).
			want(200).wantLicense("Shield shield grace 5 entitlement 3")
	})
}

// Rule L6: of a source of little trust that pushes entitlements beside one that counts more nothing is taken, and a rule for one source is
// offered to that one alone.
func TestEntitlementsOfLittleTrust(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		hr := n.connect(t, "acme", "hr")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		in("pool", "create", "shield", "--seats", "10")
		in("rule", "add", "--number", "5", "--entitlement", "Seat", "--source", "okta")
		eventually(t, "pools are offered", func() bool { return len(hr.discover(t)) == 1 && len(okta.discover(t)) == 1 })
		for _, c := range []struct {
			*connection
			may bool
		}{{okta, true}, {hr, false}} {
			offered := c.get(t, "/Entitlements").want(200)
			offered.is(c.may, "Resources", 0, "supported")
		}
		shield := hr.get(t, "/Licenses").text("Resources", 0, "id")
		mal := object{"userName": "mal@example.com", "emails": list{object{"value": "mal@example.com"}}, "entitlements": list{object{"value": shield}}}
		hr.post(t, "/Users", mal).want(201).wantLicense("")
		okta.post(t, "/Users", object{"userName": "kim@example.com", "emails": list{object{"value": "kim@example.com"}}, "entitlements": list{object{"value": shield}}}).
			want(201).wantLicense("shield shield active 5 source entitlement 3")
	})
}
