package main

import (
	"net/url"
	"testing"
)

// Rule P2: what the client set comes back as it set it; the verdict stands in Usher's own
// extension, which no client can write.
func TestClientsValuesComeBack(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		set := object{
			"userName":          "Ann.ARCHER@Example.COM",
			"externalId":        "EXT-Ann",
			"name":              object{"givenName": " Ann ", "familyName": "Ârcher-Ünal", "formatted": "Ann \u202eArcher"},
			"displayName":       "安 \"Ann\" <b>\\",
			"active":            true,
			"locale":            "en_US.whatever",
			"timezone":          "Nowhere/Land",
			"preferredLanguage": "fr-CA",
			"emails": list{
				object{"value": "Ann.Archer+Tag@EXAMPLE.com", "type": "Work", "primary": true},
				object{"value": "ann@home.example", "type": "weekend"},
			},
			"phoneNumbers": list{object{"value": "(555) 123-4567 ext. 9", "type": "mobile"}},
			"addresses":    list{object{"country": "Switzerland", "locality": "Zürich", "type": "work"}},
			enterpriseURN:  object{"employeeNumber": "007", "department": "R&D"},
		}
		body := object{"schemas": list{userURN, enterpriseURN}, usherURN: object{"state": "rejected", "licenses": list{"everything"}}}
		for k, v := range set {
			body[k] = v
		}
		made := c.post(t, "/Users", body).want(201)
		path := "/Users/" + made.id()
		put := c.put(t, path, body).want(200)
		for _, a := range []*answer{made, put, c.get(t, path).want(200)} {
			for name, value := range set {
				a.is(value, name)
			}
			a.is("active", usherURN, "state")
			a.is(nil, usherURN, "licenses")
			a.is(list{"okta"}, usherURN, "sources")
		}
		off := c.patch(t, path, edit("Replace", "active", "False")).want(200)
		off.is(false, "active")
		off.is("suspended", usherURN, "state")
		c.get(t, path).is(false, "active")
		c.patch(t, path, edit("replace", "", object{"active": true})).want(200).is("active", usherURN, "state")
	})
}

// Rule P1: userName, compared without regard to case, is unique within the connection (R-034, R-045,
// ); externalId is the client's own, and may repeat.
func TestUniqueness(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann, bob := c.hire(t, "ann"), c.hire(t, "bob")
		for _, name := range []string{"ANN@example.COM", " ann@example.com", "mailto:ann@example.com", "<ann@example.com>"} {
			more := object{"userName": name, "externalId": "other"}
			c.post(t, "/Users", person("x", more)).wantError(409, "uniqueness", "userName")
			c.put(t, "/Users/"+bob, person("x", more)).wantError(409, "uniqueness", "userName")
		}
		twin := c.post(t, "/Users", person("twin", object{"externalId": "ext-ann"})).want(201).id()
		c.get(t, "/Users?filter="+url.QueryEscape(`externalId eq "ext-ann"`)).want(200).is(float64(2), "totalResults")
		c.put(t, "/Users/"+bob, person("bob", object{"externalId": "ext-ann"})).want(200)
		c.put(t, "/Users/"+bob, person("bob", nil)).want(200)
		c.delete(t, "/Users/"+twin).want(204)
		c.patch(t, "/Users/"+bob, edit("replace", "userName", "Ann@example.com")).wantError(409, "uniqueness", "userName")
		c.post(t, "/Users", person("other", object{"externalId": "EXT-ANN"})).want(201)
		c.patch(t, "/Users/"+ann, edit("replace", "userName", "ANN@EXAMPLE.COM")).want(200).is("ANN@EXAMPLE.COM", "userName") // one's own name in other case

		// A name that somebody leaves is free, and so is one that a PUT takes off.
		c.patch(t, "/Users/"+ann, edit("replace", "userName", "archer@example.com")).want(200)
		c.patch(t, "/Users/"+bob, edit("replace", "userName", "ann@example.com")).want(200)
		c.put(t, "/Users/"+bob, person("bob", object{"externalId": nil})).want(200).is(nil, "externalId")
		c.post(t, "/Users", person("carl", object{"externalId": "ext-bob"})).want(201)

		// Another source and another account have the same at the same time.
		for state, other := range map[string]*connection{"pendingMerge": n.connect(t, "acme", "entra"), "active": n.tenant(t, "bolt")} {
			a := other.post(t, "/Users", person("ann", object{"userName": "archer@example.com"})).want(201)
			if a.id() == ann {
				t.Error("two connections share an id")
			}
			a.is(state, usherURN, "state")
		}
		c.get(t, "/Users/"+ann).want(200).is("archer@example.com", "userName")
	})
}

// Rule P4: PATCH leaves alone what it does not name; PUT clears what it omits, but a missing active
// deactivates nobody.
func TestPutAndPatch(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		full := person("ann", object{
			"title": "Clerk", "nickName": "Annie", "phoneNumbers": list{object{"value": "1"}}, enterpriseURN: object{"department": "R&D", "division": "East"},
		})
		made := c.post(t, "/Users", full).want(201)
		path := "/Users/" + made.id()
		a := c.patch(t, path, edit("replace", "title", "Chief"), edit("add", enterpriseURN+":department", "Sales"), edit("remove", "nickName", nil)).want(200)
		a.is("Chief", "title")
		a.is(object{"department": "Sales", "division": "East"}, enterpriseURN)
		a.is(nil, "nickName")
		for _, name := range []string{"userName", "externalId", "name", "emails", "phoneNumbers", "active"} {
			a.is(made.at(name), name)
		}
		a = c.put(t, path, person("ann", object{"active": nil, "externalId": nil})).want(200)
		for _, name := range []string{"title", "phoneNumbers", "externalId", enterpriseURN} {
			a.is(nil, name)
		}
		a.is("active", usherURN, "state")
		a.is(true, "active")
		a.is(list{userURN, usherURN}, "schemas")
		c.patch(t, path, edit("replace", "active", false)).want(200)
		c.put(t, path, person("ann", object{"active": nil})).want(200).is("suspended", usherURN, "state")
	})
}

// Rule P6, R-170 to R-173.
func TestDeleteAndReturn(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		first := c.post(t, "/Users", person("ann", nil)).want(201)
		path := "/Users/" + first.id()
		c.delete(t, path).want(204)
		for _, a := range []*answer{
			c.get(t, path), c.put(t, path, person("ann", nil)), c.patch(t, path, edit("replace", "active", false)), c.delete(t, path),
		} {
			a.wantError(404, "", first.id())
		}
		for _, filter := range []string{`userName eq "ann@example.com"`, `externalId eq "ext-ann"`, `id eq "` + first.id() + `"`, `emails.value eq "ann@example.com"`, `id pr`} {
			if n := c.search(t, "/Users", filter).want(200).total(); n != 0 {
				t.Errorf("%s finds %d deleted people", filter, n)
			}
		}
		again := c.post(t, "/Users", person("ann", object{"userName": "ann.new@example.com"})).want(201)
		again.is("active", usherURN, "state")
		c.get(t, "/Users/"+again.id()).want(200)

		// The person behind the record is the same one: the log says so.
		var people []any
		for _, e := range n.listed(t, "log", "--account", "acme", "--last", "1000") {
			if e["status"] == 201.0 {
				people = append(people, e["userId"])
			}
		}
		if len(people) != 2 || people[0] != people[1] || people[0] == nil {
			t.Errorf("the same externalId is another person: %v", people)
		}
		other := c.post(t, "/Users", person("ann", object{"externalId": "another"})).want(201) // the old userName is free
		if other.id() == first.id() || other.id() == again.id() {
			t.Error("an id was given twice (R-030)")
		}
	})
}
