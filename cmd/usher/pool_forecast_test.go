package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Rules L1, L7 and L9: a forecast counts what is used, who waits, what is planned since a pool of the product ends, and what comes free as graces
// end; pool show says when the pool runs short. The days of the pool are those of its time zone.
func TestPoolForecast(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		in("pool", "create", "shield", "--seats", "2", "--zone", "Pacific/Kiritimati", "--buy-at", "https://buy.example")
		in("rule", "add", "--number", "10", "--pool", "shield", "--filter", `title ne "trial"`)
		ids := make([]string, 3)
		for i := range ids {
			ids[i] = okta.hire(t, fmt.Sprint("p", i))
		}
		line := func(day int) string {
			t.Helper()
			list := n.listed(t, "pool", "forecast", "shield", "--account", "acme", "--days", "12")
			zone, err := time.LoadLocation("Pacific/Kiritimati")
			if err != nil {
				t.Fatal(err)
			}
			d := list[day]
			if today := time.Now().In(zone).AddDate(0, 0, day).Format(time.DateOnly); len(list) != 12 || d["date"] != today {
				t.Errorf("line %d of %d is of %v, not of %s", day, len(list), d["date"], today)
			}
			return fmt.Sprint(d["capacity"], d["used"], d["held"], d["waiting"], d["planned"], d["ending"], d["needed"], d["short"])
		}
		want := func(day int, numbers string) {
			t.Helper()
			if got := line(day); got != numbers {
				t.Errorf("on day %d capacity, used, held, waiting, planned, ending, needed, short are %s; want %s", day, got, numbers)
			}
		}
		want(0, "2 2 0 1 0 0 3 1")
		if show := in("pool", "show", "shield"); !strings.Contains(show, "SHORT") || !strings.Contains(show, "1 seat missing") {
			t.Errorf("the pool does not say that it is short:\n%s", show)
		}
		okta.patch(t, "/Users/"+ids[0], object{"op": "replace", "path": "active", "value": false}).want(200)
		want(5, "2 2 0 1 0 0 3 1")
		want(8, "2 2 0 1 0 1 2 0")

		in("pool", "create", "trial", "--product", "shield", "--seats", "9", "--to", time.Now().UTC().AddDate(0, 0, 3).Format(time.DateOnly))
		in("rule", "add", "--number", "20", "--pool", "trial", "--filter", `userName sw "t"`)
		in("rule", "set", "10", "--filter", `title ne "trial"`) // as it is
		in("rule", "add", "--number", "5", "--pool", "trial", "--filter", `userName sw "t"`)
		okta.hire(t, "tim")
		want(1, "2 2 0 1 0 0 3 1")
		want(9, "2 2 0 1 1 1 3 1")
		in("pool", "set", "shield", "--seats", "9")
		if says := in("pool", "forecast", "shield"); !strings.Contains(says, "has enough seats up to") || !strings.Contains(says, "NEEDED") {
			t.Errorf("the forecast is\n%s", says)
		}
		if says := n.speaksFrench(t, "pool", "forecast", "shield", "--account", "acme"); !strings.Contains(says, "NÉCESSAIRES") {
			t.Errorf("in French it is\n%s", says)
		}
		n.refuses(t, "pool", "forecast", "shield", "--account", "acme", "--days", "367")
		n.refuses(t, "pool", "forecast", "nosuch", "--account", "acme")
	})
}
