package main

import (
	"strings"
	"testing"
)

// boss is the part of a person that says who the manager is.
func boss(id string) object {
	return object{enterpriseURN: object{"manager": object{"value": id}, "department": "Sales"}}
}

// Rule P2: what a source says of managers is kept as it says it, also where people are their own
// managers, directly or through others; no request is lost for it, nothing loops, and explain shows the
// circle.
func TestCycleOfManagers(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	const path = enterpriseURN + ":manager"
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		c := s.okta
		ana, bea, cleo := c.hire(t, "ana"), c.hire(t, "bea"), c.hire(t, "cleo")
		keeps := func(who, manager string) {
			t.Helper()
			c.get(t, "/Users/"+who).want(200).is(manager, enterpriseURN, "manager", "value")
		}
		patch := func(who, to string) {
			t.Helper()
			c.patch(t, "/Users/"+who, edit("replace", path, object{"value": to}), edit("replace", "title", "Chief")).want(200).is("Chief", "title")
			keeps(who, to)
		}
		explained := func(who string, want ...string) {
			t.Helper()
			text := s.cli(t, "explain", "--user", who)
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("explain lacks %q:\n%s", w, text)
				}
			}
			if len(want) == 0 && strings.Contains(text, "managers") {
				t.Errorf("explain sees a circle:\n%s", text)
			}
		}
		patch(ana, ana)
		explained(ana, "managers: "+ana+" -> "+ana)
		c.put(t, "/Users/"+ana, person("ana", boss(ana))).want(200)
		patch(ana, bea)
		explained(ana)
		patch(bea, cleo)
		patch(cleo, ana)
		explained(bea, "managers: "+bea+" -> "+cleo+" -> "+ana+" -> "+bea)
		dora := c.hire(t, "dora")
		patch(dora, bea)
		explained(dora, "managers: "+bea+" -> ", "has managers who are their own managers")

		// Two who are swapped in two requests, and new people who name each other.
		patch(ana, cleo)
		patch(bea, ana)
		a := c.post(t, "/Bulk", bulkBody(
			bulkPost("/Users", "d", person("dirk", boss("bulkId:e"))), bulkPost("/Users", "e", person("emil", boss("bulkId:d"))),
			bulkPost("/Users", "f", person("fred", boss("bulkId:f"))),
		)).want(200)
		for i := range 3 {
			a.is("201", "Operations", i, "status")
		}

		// An id of another connection, or of nobody, is text like any other.
		foreign := s.entra.hire(t, "eve")
		patch(ana, foreign)
		patch(ana, "The Boss")
		explained(ana)
	})
}
