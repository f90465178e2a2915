package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// license is what the extension shows of the only license: its members, in an order of its own; "" for none.
func (a *answer) license() string {
	a.t.Helper()
	licenses, _ := a.at(usherURN, "licenses").([]any)
	if len(licenses) == 0 {
		return ""
	}
	var says []string
	for _, name := range []string{"product", "pool", "waitsFor", "state", "rule", "ruleType", "deviceLimit", "position"} {
		if v := at(licenses[0], name); v != nil {
			says = append(says, fmt.Sprint(v))
		}
	}
	if asked := at(licenses[0], "requestedAt"); asked == nil {
		a.t.Errorf("%s: a license does not say when it was asked for", a.asked)
	}
	if granted := at(licenses[0], "grantedAt"); (granted == nil) != (at(licenses[0], "state") == "waiting") {
		a.t.Errorf("%s: a license says that it was granted at %v", a.asked, granted)
	}
	return strings.Join(says, " ")
}

func (a *answer) wantLicense(want string) *answer {
	a.t.Helper()
	if got := a.license(); got != want {
		a.t.Errorf("%s shows the license %q, want %q", a.asked, got, want)
	}
	return a
}

// worker is a person with a department.
func worker(name, department string) object {
	return object{
		"schemas": list{userURN, enterpriseURN}, "userName": name + "@example.com",
		"emails":      list{object{"value": name + "@example.com", "type": "work", "primary": true}},
		enterpriseURN: object{"department": department},
	}
}

// Rules P2, L3 to L7 and I1: the answer to a creation and to a change shows the license that came of it, and so do reading and
// listing, for a source and for a reader, with the rule that gave it and the place of who waits.
func TestUsersShowTheirLicenses(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		reader := n.as(strings.TrimSpace(in("token", "create", "--kind", "reader")))
		in("pool", "create", "shield", "--seats", "2", "--product", "Shield", "--devices-per-user", "4")
		in("rule", "add", "--number", "7", "--filter", `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Sales"`)

		ada := okta.post(t, "/Users", worker("ada", "Sales")).want(201).wantLicense("Shield shield active 7 filter 4")
		bob := okta.post(t, "/Users", worker("bob", "Legal")).want(201).wantLicense("")
		got := okta.patch(t, "/Users/"+bob.id(), edit("replace", enterpriseURN+":department", "Sales")).want(200)
		got.wantLicense("Shield shield active 7 filter 4")
		cy := okta.post(t, "/Users", worker("cy", "Sales")).want(201).wantLicense("Shield shield waiting 7 filter 4")
		dee := okta.post(t, "/Users", worker("dee", "Sales")).want(201)
		dee.is("waitingLicense", usherURN, "state")
		all := func(c *connection) string {
			t.Helper()
			var says []string
			for _, u := range c.get(t, "/Users").want(200).at("Resources").([]any) {
				one := &answer{t: t, body: u.(object)}
				says = append(says, strings.TrimSuffix(one.text("userName"), "@example.com")+" "+one.license())
			}
			return strings.Join(says, ", ")
		}
		want := "ada Shield shield active 7 filter 4, bob Shield shield active 7 filter 4, " +
			"cy Shield shield waiting 7 filter 4 1, dee Shield shield waiting 7 filter 4 2"
		for who, c := range map[string]*connection{"a source": okta, "a reader": reader} {
			if got := all(c); got != want {
				t.Errorf("%s sees %s\nwant %s", who, got, want)
			}
		}

		// What is kept under an entity tag is not kept when the license changes, be it that only the line has moved on.
		etags := map[string]string{}
		for _, id := range []string{ada.id(), cy.id(), dee.id()} {
			etags[id] = okta.get(t, "/Users/"+id).want(200).header.Get("ETag")
			okta.get(t, "/Users/"+id, "If-None-Match", etags[id]).want(304)
			filter := "/Users?filter=" + url.QueryEscape(`meta.version eq "`+strings.ReplaceAll(etags[id], `"`, `\"`)+`"`)
			if found := okta.get(t, filter).want(200).each("id", "Resources"); !strings.Contains(fmt.Sprint(found), id) {
				t.Errorf("%s is not found by its version", id)
			}
		}
		if tag := ada.header.Get("ETag"); tag != etags[ada.id()] {
			t.Errorf("the answer to the creation has the version %s, and reading has %s", tag, etags[ada.id()])
		}
		before := okta.get(t, "/Users/"+dee.id()).text("meta", "lastModified")
		okta.delete(t, "/Users/"+bob.id(), "If-Match", okta.get(t, "/Users/"+bob.id()).header.Get("ETag")).want(204)
		okta.get(t, "/Users/"+ada.id(), "If-None-Match", etags[ada.id()]).want(304)
		okta.get(t, "/Users/"+cy.id(), "If-None-Match", etags[cy.id()]).want(200).wantLicense("Shield shield active 7 filter 4")
		moved := okta.get(t, "/Users/"+dee.id(), "If-None-Match", etags[dee.id()]).want(200).wantLicense("Shield shield waiting 7 filter 4 1")
		if moved.text("meta", "lastModified") != before {
			t.Error("a place in the line that moves on is told as a change of the person")
		}
		// A write under a tag whose line has moved on since is not in vain: the person is the same.
		okta.do(t, "PATCH", "/Users/"+dee.id(), patchBody(edit("replace", "title", "Agent")), "If-Match", etags[dee.id()]).want(200)
		okta.do(t, "PATCH", "/Users/"+cy.id(), patchBody(edit("replace", "title", "Agent")), "If-Match", etags[cy.id()]).want(412)

		in("license", "assign", "ada@example.com", "--licenses", "9")
		okta.get(t, "/Users/"+ada.id()).wantLicense("Shield shield active direct 9")
		in("license", "revoke", "ada@example.com")
		okta.patch(t, "/Users/"+ada.id(), edit("replace", enterpriseURN+":department", "Legal")).want(200).
			wantLicense("Shield shield grace 7 filter 4")

		// Nothing of it can be written, and nothing be searched for: the states can.
		for _, c := range []*connection{okta, reader} {
			c.get(t, "/Users?filter="+url.QueryEscape(usherURN+`:licenses.product eq "Shield"`)).wantError(400, "invalidFilter", "state, case or sources")
			c.get(t, "/Users?sortBy="+url.QueryEscape(usherURN+`:licenses.product`)).wantError(400, "invalidValue", "state or case")
		}
		licenses := list{object{"product": "Shield", "state": "active", "deviceLimit": 1000}}
		okta.patch(t, "/Users/"+dee.id(), edit("replace", usherURN+":licenses", licenses)).wantError(400, "mutability", "licenses")
		forged := worker("eve", "Legal")
		forged[usherURN] = object{"licenses": licenses}
		okta.post(t, "/Users", forged).want(201).wantLicense("")
		okta.put(t, "/Users/"+dee.id(), okta.get(t, "/Users/"+dee.id()).body).want(200).wantLicense("Shield shield waiting 7 filter 4")

		// Who asks for less gets less.
		part := okta.get(t, "/Users/"+ada.id()+"?attributes="+url.QueryEscape(usherURN+":licenses.state")).want(200)
		if says, err := json.Marshal(part.at(usherURN)); err != nil || string(says) != `{"licenses":[{"state":"grace"}]}` {
			t.Errorf("of the license is shown %s, %v", says, err)
		}
		okta.get(t, "/Users/"+ada.id()+"?excludedAttributes="+url.QueryEscape(usherURN+":licenses")).want(200).wantLicense("")
	})
}
