package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// logEntry waits for the log entry of an answer; of several, the one of the operation.
func (n *node) logEntry(t *testing.T, a *answer, operation string) (caseID string) {
	t.Helper()
	id := a.header.Get("X-Request-Id")
	eventually(t, "the entry of "+a.asked, func() bool {
		for _, e := range n.listed(t, "log", "--account", "acme", "--last", "100000") {
			if e["requestId"] == id && strings.HasPrefix(fmt.Sprint(e["operation"]), operation) {
				caseID, _ = e["id"].(string)
			}
		}
		return caseID != ""
	})
	return caseID
}

// replay replays an entry and returns what is printed.
func (n *node) replay(t *testing.T, caseID string, flags ...string) object {
	t.Helper()
	return n.listed(t, append([]string{"log", "replay", caseID, "--account", "acme"}, flags...)...)[0]
}

// notReplayed expects that an entry is refused with a sentence.
func (n *node) notReplayed(t *testing.T, caseID, want string) {
	t.Helper()
	var out, log bytes.Buffer
	status := n.run(t.Context(), []string{"log", "replay", caseID, "--account", "acme"}, noEnvironment, &out, &log)
	if status != statusFailed || !strings.Contains(log.String(), want) || out.Len() > 0 {
		t.Errorf("status %d, %q %q, want %q", status, &out, &log, want)
	}
}

// Rule O1: a replay takes the way that a request takes. As long as nothing has changed, the same
// is decided, be it before the intake or in it.
func TestReplayDecidesAsTheRequest(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann := "/Users/" + c.hire(t, "ann")
		staff := "/Groups/" + c.found(t, "staff")
		c.patch(t, ann, edit("replace", "title", "Clerk")).want(200)
		nobody := "/Users/01900000-0000-7000-8000-000000000000"
		decided := map[*answer]string{
			c.post(t, "/Users", person("ann", object{"password": "pa55-word"})).want(409):                  "POST",
			c.post(t, "/Users", object{"schemas": list{userURN}}).want(400):                                "POST",
			c.post(t, "/Groups", team("team", "nosuch")).want(400):                                         "POST",
			c.patch(t, ann, edit("replace", "title", "Clerk"), edit("add", "password", "pa55")).want(200):  "PATCH",
			c.patch(t, ann, edit("replace", "active", "perhaps")).want(400):                                "PATCH",
			c.patch(t, staff, edit("remove", "members", nil)).want(204):                                    "PATCH",
			c.put(t, nobody, person("bob", nil)).want(404):                                                 "PUT",
			c.delete(t, nobody).want(404):                                                                  "DELETE",
			c.post(t, "/Bulk", bulkBody(bulkPost("/Users", "a", person("ann", nil)))).want(200):            "POST /Users",
			c.post(t, "/Bulk", bulkBody(bulkPost("/Users", "b", object{"schemas": list{}}))).want(200):     "POST /Users",
			c.post(t, "/Users", person("carl", object{"id": "mine"}), "Usher-Dry-Run", "true").want(201):   "POST",
			c.post(t, "/Users", mailed("dora", "dora@later.example"), "Usher-Dry-Run", "true").want(201):   "POST",
			c.post(t, "/Users", person("ann", object{"title": "x"}), "Accept-Language", "fr").want(409):    "POST",
			c.put(t, ann, person("ann", object{"title": "Clerk"}), "If-Match", "*").want(200):              "PUT",
			c.do(t, "PATCH", ann, patchBody(edit("replace", "title", "Clerk")), "If-Match", "*").want(200): "PATCH",
		}
		for a, operation := range decided {
			r := n.replay(t, n.logEntry(t, a, operation), "--dry-run")
			if differs, _ := r["differs"].(list); len(differs) > 0 {
				t.Errorf("%s: decided differently at once: %v", a.asked, differs)
			}
			if status := at(r["now"], "status"); a.status != 200 && status != float64(a.status) {
				t.Errorf("%s: answered %d, and replayed with %v", a.asked, a.status, status)
			}
		}
		for a, want := range map[*answer]string{
			c.post(t, "/Users", "{}", "Content-Type", "text/plain").want(415):                     "the log does not have what it asked for",
			c.delete(t, ann, "If-Match", `W/"99"`).want(412):                                      "it was refused for its If-Match",
			c.delete(t, "/Users/nosuch").want(404):                                                "it names no User",
			c.post(t, "/Bulk", "{}").want(400):                                                    `the account has no resource type "" at "/Bulk"`,
			c.post(t, "/Users", person("ann", object{"password": object{"secret": 1}})).want(400): "secrets were removed",
		} {
			n.notReplayed(t, n.logEntry(t, a, ""), "the entry can't be replayed: "+want)
		}
		for _, a := range []*answer{c.get(t, nobody).want(404), c.post(t, "/Users", "{").want(400)} {
			id := caseID.FindStringSubmatch(a.text("detail"))[1]
			n.lookUp(t, id)
			n.notReplayed(t, id, "the case can't be replayed: it is no entry of the log, but counts requests")
		}
		bulk := c.post(t, "/Bulk", bulkBody(bulkPost("/Users", "eve", person("eve", nil)), bulkPost("/Groups", "g", team("team", "bulkId:eve")))).want(200)
		n.notReplayed(t, n.logEntry(t, bulk, "POST /Groups"), "the entry can't be replayed: it names a resource by its bulkId")
	})
}

// Rules O1 and I4: a replay changes what the request would change, as its source; a dry one
// leaves nothing but its entry. Each leaves one entry.
func TestReplayChanges(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann := c.hire(t, "ann")
		staff := "/Groups/" + c.found(t, "staff")
		add := c.patch(t, staff, edit("add", "members", list{object{"value": ann}})).want(204)
		c.patch(t, staff, edit("remove", "members", nil)).want(204)
		entry := n.logEntry(t, add, "PATCH")
		before := len(n.listed(t, "log", "--account", "acme", "--last", "100000"))

		n.replay(t, entry, "--dry-run")
		if members, _ := c.get(t, staff).want(200).body["members"].(list); len(members) != 0 {
			t.Errorf("a dry replay left %v", members)
		}
		r := n.replay(t, entry)
		c.get(t, staff).want(200).is(ann, "members", 0, "value")

		var replays []object
		for _, e := range n.listed(t, "log", "--account", "acme", "--last", "100000")[before:] {
			if e["door"] == "replay" {
				replays = append(replays, e)
			}
		}
		if len(replays) != 2 || replays[0]["outcome"] != "dryRun" || replays[1]["outcome"] != "updated" {
			t.Fatalf("the log's entries of two replays: %v", replays)
		}
		for _, e := range replays {
			if e["requestId"] != "replay:"+entry || e["source"] != "okta" || e["operation"] != "PATCH /Groups" {
				t.Errorf("the entry of a replay: %v", e)
			}
		}
		if at(r["now"], "case") != replays[1]["id"] || at(r["then"], "case") != entry {
			t.Errorf("a replay of %s that became %v was printed as %v", entry, replays[1]["id"], r)
		}
	})
}
