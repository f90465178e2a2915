package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Rules L2 and L10, trap TA14: after each of many operations in any order, pool show, pool list, the forecast, the list of licenses, who is said to wait, and
// what a refusal says agree, for pools per user and per device.
func TestNumbersOfLicensesAgree(t *testing.T) {
	long(t, "many operations on each database")
	eachDatabase(t, func(t *testing.T, n *node) {
		random := rand.New(rand.NewPCG(7, 9))
		okta := n.tenant(t, "acme")
		in := func(args ...string) {
			var out, log strings.Builder
			Run(t.Context(), append(args, "--account", "acme", "--database", n.database), noEnvironment, &out, &log) // refused or not
		}
		in("pool", "create", "shield", "--seats", "3", "--buy-at", "https://buy.example")
		in("pool", "create", "sword", "--seats", "8", "--mode", "device", "--devices-per-user", "2", "--overage", "10%")
		in("rule", "add", "--number", "1", "--pool", "shield", "--filter", `title ne "guest"`)
		in("rule", "add", "--number", "2", "--pool", "sword", "--filter", `title eq "seller"`)
		okta.hire(t, "spare") // gets a license of neither pool by hand
		okta.post(t, "/Users", person("other", object{"title": "guest"})).want(201)
		var ids []string
		one := func() string { return ids[random.IntN(len(ids))] }
		step := func() string {
			if len(ids) < 3 {
				ids = append(ids, okta.post(t, "/Users", person(fmt.Sprint("p", random.IntN(1e9)), object{"title": "seller"})).want(201).id())
				return "create"
			}
			pool := []string{"shield", "sword"}[random.IntN(2)]
			switch what := random.IntN(13); what {
			case 0, 1, 2:
				title := []string{"seller", "buyer", "guest"}[random.IntN(3)]
				ids = append(ids, okta.post(t, "/Users", person(fmt.Sprint("p", random.IntN(1e9)), object{"title": title})).want(201).id())
				return "create a " + title
			case 3:
				id := one()
				okta.delete(t, "/Users/"+id)
				for i := range ids {
					if ids[i] == id {
						ids = append(ids[:i], ids[i+1:]...)
						break
					}
				}
				return "delete"
			case 4, 5:
				okta.patch(t, "/Users/"+one(), edit("replace", "active", what == 4)).want(200)
				return fmt.Sprint("active ", what == 4)
			case 6:
				okta.patch(t, "/Users/"+one(), edit("replace", "title", []string{"seller", "buyer", "guest"}[random.IntN(3)])).want(200)
				return "title"
			case 7:
				in("pool", "set", pool, "--seats", fmt.Sprint(random.IntN(9)))
				return "seats of " + pool
			case 8:
				in("license", "assign", one(), "--pool", pool, "--licenses", fmt.Sprint(1+random.IntN(3)), []string{"--queue", "--over"}[random.IntN(2)])
				return "assign " + pool
			case 9:
				in("license", "revoke", one(), "--pool", pool)
				return "revoke " + pool
			case 10:
				in("license", "move", one(), "--pool", pool, "--priority", fmt.Sprint(random.IntN(3)))
				return "move " + pool
			case 11:
				in("rule", "set", "2", "--filter", []string{`title eq "seller"`, `title pr`}[random.IntN(2)])
				return "rule set"
			}
			in("license", "reprocess", "--pool", pool)
			return "reprocess " + pool
		}
		var did []string
		for range 40 {
			did = append(did, step())
			n.agree(t, did)
			if t.Failed() {
				return
			}
		}
	})
}

// agree holds all that is said of licenses to the list of those who have them.
func (n *node) agree(t *testing.T, did []string) {
	t.Helper()
	type counts struct{ used, waiting, grace, held int }
	unlicensed, listed := map[string]bool{}, n.listed(t, "pool", "list", "--account", "acme")
	for _, in := range listed {
		name := in["name"].(string)
		var c counts
		for _, x := range n.listed(t, "license", "list", "--pool", name, "--account", "acme") {
			takes := 1
			if in["mode"] == "device" {
				takes = int(x["deviceLimit"].(float64))
			}
			switch x["state"] {
			case "waiting":
				c.waiting++
				continue
			case "grace":
				c.grace++
			case "held":
				c.held++
			}
			if x["pool"] == name {
				c.used += takes
			}
		}
		show := n.listed(t, "pool", "show", name, "--account", "acme")[0]
		delete(show, "shortOn")
		delete(show, "shortBy")
		if fmt.Sprint(show) != fmt.Sprint(in) {
			t.Errorf("after %v pool show is %v, pool list %v", did, show, in)
		}
		seats, over := int(in["seats"].(float64)), 0
		capacity := seats
		if name == "sword" {
			capacity += seats / 10
		}
		if over = c.used - seats; over < 0 {
			over = 0
		}
		want := fmt.Sprint(c.used, c.waiting, c.grace, c.held, over, max(0, capacity-c.used))
		if got := fmt.Sprint(in["used"], in["waiting"], in["grace"], in["held"], in["over"], in["free"]); got != want {
			t.Errorf("after %v pool %s says used, waiting, grace, held, over, free: %s; its licenses come to %s", did, name, got, want)
		}
		today := n.listed(t, "pool", "forecast", name, "--days", "1", "--account", "acme")[0]
		if int(today["used"].(float64)+today["held"].(float64)) != c.used || int(today["capacity"].(float64)) != capacity || name == "shield" && int(today["waiting"].(float64)) != c.waiting {
			t.Errorf("after %v the forecast of %s is %v; its licenses come to %s", did, name, today, want)
		}
		n.refusalAgrees(t, did, name, capacity, c.used, c.waiting)
	}
	for _, u := range n.listed(t, "user", "list", "--state", "waitingLicense", "--account", "acme") {
		unlicensed[u["id"].(string)] = true
	}
	has, waits := map[string]bool{}, map[string]bool{}
	for _, x := range n.listed(t, "license", "list", "--account", "acme") {
		if user := x["user"].(string); x["state"] == "waiting" {
			waits[user] = true
		} else {
			has[user] = true
		}
	}
	for user := range has {
		delete(waits, user)
	}
	if fmt.Sprint(waits) != fmt.Sprint(unlicensed) {
		t.Errorf("after %v %v wait for a license and have none; user list says %v", did, waits, unlicensed)
	}
}

// refusalAgrees asks for a seat for somebody who has none, keeps nothing, and holds the answer to the numbers of the pool.
func (n *node) refusalAgrees(t *testing.T, did []string, pool string, capacity, used, waiting int) {
	t.Helper()
	if pool != "shield" { // per device those who wait may ask for different numbers
		return
	}
	var out, log strings.Builder
	status := Run(t.Context(), []string{
		"license", "assign", "other@example.com", "--pool", pool, "--dry-run", "--account", "acme", "--database", n.database,
	}, noEnvironment, &out, &log)
	missing := waiting + 1 + used - capacity
	if fits := waiting == 0 && capacity > used; fits != (status == 0) {
		t.Errorf("after %v with %d of %d seats used and %d waiting one more is given: %v: %s", did, used, capacity, waiting, status == 0, &log)
	} else if !fits && !strings.Contains(log.String(), fmt.Sprintf("free seats: %d ", missing)) {
		t.Errorf("after %v with %d of %d seats used and %d waiting the refusal should say that %d are missing: %s", did, used, capacity, waiting, missing, &log)
	}
}
