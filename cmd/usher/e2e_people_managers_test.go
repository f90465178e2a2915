package main

import (
	"testing"
)

// boss is the part of a person that says who the manager is.
func boss(id string) object {
	return object{enterpriseURN: object{"manager": object{"value": id}, "department": "Sales"}}
}

// Nobody is a manager of themselves, directly or through others: such a change is a 400 that says
// where, and changes nothing.
func TestCycleOfManagers(t *testing.T) {
	t.Parallel()
	const path = enterpriseURN + ":manager"
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		c := s.okta
		ana, bea, cleo := c.hire(t, "ana"), c.hire(t, "bea"), c.hire(t, "cleo")
		reports := func(who, to string) object {
			return object{"method": "PATCH", "path": "/Users/" + who, "data": patchBody(edit("replace", path, object{"value": to}))}
		}
		refused := func(what string, request func() *answer) {
			t.Helper()
			before := c.all(t)
			request().wantError(400, "invalidValue", "manager")
			if now := c.all(t); now != before {
				t.Errorf("%s changed\n%s\nto\n%s", what, before, now)
			}
		}
		patch := func(who, to string) func() *answer {
			return func() *answer {
				return c.patch(t, "/Users/"+who, edit("replace", path, object{"value": to}), edit("replace", "title", "Chief"))
			}
		}
		refused("oneself", patch(ana, ana))
		refused("oneself by PUT", func() *answer { return c.put(t, "/Users/"+ana, person("ana", boss(ana))) })
		refused("oneself by its path", func() *answer { return c.patch(t, "/Users/"+ana, edit("add", path+".value", ana)) })
		patch(ana, bea)().want(200)
		refused("two", patch(bea, ana))
		patch(bea, cleo)().want(200)
		refused("three", patch(cleo, ana))
		refused("three by PUT", func() *answer { return c.put(t, "/Users/"+cleo, person("cleo", boss(ana))) })

		// Within one Bulk each operation sees those before it.
		for what, operations := range map[string][]object{
			"oneself": {reports(ana, ana)}, "what stands": {reports(cleo, bea)}, "what the first does": {reports(cleo, ""), reports(cleo, ana)},
		} {
			before := c.get(t, "/Users/"+cleo).want(200)
			a := c.post(t, "/Bulk", bulkBody(operations...)).want(200)
			a.is("400", "Operations", len(operations)-1, "status")
			if now := c.get(t, "/Users/"+cleo).want(200); now.at(enterpriseURN, "manager", "value") != nil {
				t.Errorf("%s: %s became %s", what, before, now)
			}
		}
		a := c.post(t, "/Bulk", bulkBody(
			object{"method": "PATCH", "path": "/Users/" + ana, "data": patchBody(edit("remove", path, nil))}, reports(cleo, ana), reports(ana, bea),
		)).want(200)
		a.is("200", "Operations", 0, "status")
		a.is("200", "Operations", 1, "status")
		a.is("400", "Operations", 2, "status")
		c.get(t, "/Users/"+ana).want(200).is(nil, enterpriseURN, "manager")

		// New people who name each other.
		before := c.get(t, "/Users").want(200).total()
		a = c.post(t, "/Bulk", bulkBody(
			bulkPost("/Users", "d", person("dora", boss("bulkId:e"))), bulkPost("/Users", "e", person("emil", boss("bulkId:d"))),
			bulkPost("/Users", "f", person("fred", boss("bulkId:f"))),
		)).want(200)
		for i := range 3 {
			if status, _ := a.at("Operations", i, "status").(string); status != "400" && status != "409" {
				t.Errorf("operation %d of a circle: %s", i, a)
			}
		}
		if now := c.get(t, "/Users").want(200).total(); now != before {
			t.Errorf("%d people more", now-before)
		}
		// A chain is none.
		c.post(t, "/Bulk", bulkBody(
			bulkPost("/Users", "g", person("gus", boss("bulkId:h"))), bulkPost("/Users", "h", person("hugo", boss(cleo))),
		)).want(200).is("201", "Operations", 1, "status")
	})
}
