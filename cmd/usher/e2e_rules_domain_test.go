package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// state is Usher's verdict on a person, as the read-only extension shows it (rule P2).
func (a *answer) state() string { return a.text(usherURN, "state") }

// mailed is a person with another address than the userName.
func mailed(name, address string) object {
	return person(name, object{"emails": list{object{"value": address, "type": "work", "primary": true}}})
}

// Rule D7: people of a domain that nobody approved are kept and wait; what their source says about
// them goes on being understood; the approval lets them in, in the order in which they came, and
// the server that runs sees it.
func TestHeldPeople(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		var ids []string
		for i := range 7 {
			a := c.post(t, "/Users", mailed(fmt.Sprint("held", i), fmt.Sprintf("Held%d@Later.example", i))).want(201)
			if ids = append(ids, a.id()); a.state() != "pendingDomain" {
				t.Fatalf("the state of somebody of an unapproved domain: %s", a)
			}
			if reason := a.text(usherURN, "reason"); !strings.Contains(reason, "later.example") {
				t.Errorf("the reason doesn't name the domain: %q", reason)
			}
			a.is(true, "active") // rule P2: what the client set
			a.is(fmt.Sprintf("Held%d@Later.example", i), "emails", 0, "value")
		}
		named := c.post(t, "/Users", object{"schemas": list{userURN}, "userName": "only@later.example"}).want(201)
		if named.state() != "pendingDomain" {
			t.Errorf("an address that is only a userName passes no gate: %s", named)
		}
		french := c.get(t, "/Users/"+ids[0], "Accept-Language", "fr-CA, en;q=0.5").want(200).text(usherURN, "reason")
		if english := c.get(t, "/Users/"+ids[0]).text(usherURN, "reason"); french == english || french == "" {
			t.Errorf("the reason in French is %q (rule I3)", french)
		}

		// They can be in groups, be changed, be deactivated and be deleted.
		group := c.found(t, "team", ids...)
		c.patch(t, "/Users/"+ids[1], edit("replace", "title", "Clerk")).want(200).is("Clerk", "title")
		off := c.patch(t, "/Users/"+ids[2], edit("Replace", "active", "False")).want(200)
		if off.is(false, "active"); off.state() == "active" {
			t.Errorf("a deactivated person is active: %s", off)
		}
		c.put(t, "/Users/"+ids[3], person("held3", object{"active": false, "emails": list{object{"value": "held3@later.example"}}})).want(200).is(false, "active")
		c.delete(t, "/Users/"+ids[4]).want(204)

		// A change of e-mail passes the same gate as a creation.
		moved := c.hire(t, "moved")
		a := c.patch(t, "/Users/"+moved, edit("replace", `emails[type eq "work"].value`, "moved@later.example")).want(200)
		if a.is("moved@later.example", "emails", 0, "value"); a.state() != "pendingDomain" {
			t.Errorf("a change of e-mail passed no gate: %s", a)
		}
		back := c.hire(t, "back")
		c.put(t, "/Users/"+back, mailed("back", "back@later.example")).want(200)
		if a := c.put(t, "/Users/"+back, person("back", nil)).want(200); a.state() != "active" {
			t.Errorf("a change back to an approved domain lets nobody in: %s", a)
		}

		waiting := []string{ids[0], ids[1], ids[5], ids[6], named.id(), moved}
		before := len(n.listed(t, "log", "--account", "acme", "--last", "10000"))
		n.usher(t, "domain", "approve", "LATER.example", "--account", "acme")
		for _, id := range waiting {
			eventually(t, "a held person to be let in", func() bool { return c.get(t, "/Users/"+id).want(200).state() == "active" })
		}
		for _, id := range []string{ids[2], ids[3]} {
			if a := c.get(t, "/Users/"+id).want(200); a.state() == "active" || a.at("active") != false {
				t.Errorf("the approval activated whom the source deactivated: %s", a)
			}
		}
		c.get(t, "/Users/"+ids[4]).wantError(404, "", ".")
		if a := c.post(t, "/Users", mailed("next", "next@later.example")).want(201); a.state() != "active" {
			t.Errorf("the approval doesn't hold for the next: %s", a)
		}
		if got := len(c.members(t, group)); got != 6 {
			t.Errorf("%d members instead of 6", got)
		}

		// In order of arrival: where moved's change came last.
		var order []string
		for _, e := range n.listed(t, "log", "--account", "acme", "--last", "10000")[before:] {
			if id, _ := e["resourceId"].(string); e["state"] == "active" && slices.Contains(waiting, id) && !slices.Contains(order, id) {
				order = append(order, id)
			}
		}
		if !slices.Equal(order, waiting) {
			t.Errorf("let in as\n%v\ninstead of\n%v", order, waiting)
		}
		n.usher(t, "domain", "approve", "later.example", "--account", "acme") // again changes nothing
	})
}

// Rule D7: a source that rejects answers 403 and keeps nothing but the log entry, whose id the
// error names (rule I3).
func TestRejectedPeople(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme", "example.com")
		c := n.connect(t, "acme", "okta", "--domain-policy", "reject")
		ann := c.hire(t, "ann")
		group := c.found(t, "team", ann)
		before := c.all(t)
		var cases []string
		refuse := func(a *answer) {
			t.Helper()
			a.wantError(403, "", `later\.example`)
			if now := c.all(t); now != before {
				t.Errorf("%s\nchanged what is kept from\n%s\nto\n%s", a.asked, before, now)
			}
			cases = append(cases, a.text("detail"))
		}
		refuse(c.post(t, "/Users", mailed("bob", "bob@later.example")))
		refuse(c.post(t, "/Users", object{"schemas": list{userURN}, "userName": "bob@later.example"}))
		refuse(c.patch(t, "/Users/"+ann, edit("replace", "title", "kept?"), edit("replace", `emails[type eq "work"].value`, "ann@later.example")))
		refuse(c.patch(t, "/Users/"+ann, edit("replace", "", object{"emails": list{object{"value": "ann@later.example"}}})))
		refuse(c.put(t, "/Users/"+ann, mailed("ann", "ann@later.example")))
		c.post(t, "/Users", person("nowhere", object{"userName": "nowhere", "emails": nil})).wantError(403, "", `(?i)e-mail`)

		// In a Bulk request only that one is refused; a member that is it can't be resolved.
		a := c.post(t, "/Bulk", bulkBody(
			bulkPost("/Users", "bad", mailed("carl", "carl@later.example")), bulkPost("/Users", "good", person("dora", nil)),
			bulkPost("/Groups", "both", team("both", "bulkId:bad", "bulkId:good")))).want(200)
		if got := a.each("status", "Operations"); !slices.Equal(got, []string{"403", "201", "409"}) {
			t.Errorf("Bulk answers %s", a)
		}

		log := n.usher(t, "log", "--account", "acme", "--json", "--last", "10000")
		for _, detail := range cases {
			if !slices.ContainsFunc(n.listed(t, "log", "--account", "acme", "--last", "10000"), func(e object) bool {
				id, _ := e["id"].(string)
				return e["status"] == 403.0 && strings.Contains(detail, id)
			}) {
				t.Errorf("the error %q names no entry of the log:\n%s", detail, grep(log, `"status":403`))
			}
		}

		// Deactivation works whatever the domain, and so does leaving.
		if a := c.patch(t, "/Users/"+ann, edit("replace", "", object{"active": false})).want(200); a.state() != "suspended" {
			t.Errorf("a deactivated person: %s", a)
		}
		c.patch(t, "/Groups/"+group, edit("remove", "members", list{object{"value": ann}})).want(204)
		c.delete(t, "/Users/"+ann).want(204)

		n.usher(t, "domain", "approve", "later.example", "--account", "acme")
		eventually(t, "the approval to be seen", func() bool { return c.post(t, "/Users", mailed("bob", "bob@later.example")).status == 201 })
	})
}

// A deactivation is obeyed even when the same request brings an address that must wait.
func TestDeactivationOfHeldAddress(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann := c.hire(t, "ann")
		a := c.put(t, "/Users/"+ann, person("ann", object{"active": false, "emails": list{object{"value": "ann@later.example"}}})).want(200)
		if a.is(false, "active"); a.state() == "active" {
			t.Errorf("a deactivated person is active: %s", a)
		}
		n.usher(t, "domain", "approve", "later.example", "--account", "acme")
		if a := c.get(t, "/Users/"+ann).want(200); a.state() == "active" || a.at("active") != false {
			t.Errorf("the approval activated whom the source deactivated: %s", a)
		}
		c.patch(t, "/Users/"+ann, edit("replace", "active", true)).want(200)
		eventually(t, "the person to be back", func() bool { return c.get(t, "/Users/"+ann).state() == "active" })
	})
}
