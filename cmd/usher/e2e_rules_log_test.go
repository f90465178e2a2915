package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// entries waits until the account's log has entries of so many requests and returns them by
// request id.
func (n *node) entries(t *testing.T, account string, requests int) map[string][]object {
	t.Helper()
	var byRequest map[string][]object
	eventually(t, fmt.Sprint("log entries of ", requests, " requests"), func() bool {
		byRequest = map[string][]object{}
		for _, e := range n.listed(t, "log", "--account", account, "--last", "100000") {
			if id, _ := e["requestId"].(string); id != "" { // not a command's
				byRequest[id] = append(byRequest[id], e)
			}
		}
		return len(byRequest) >= requests
	})
	return byRequest
}

// lookUp finds a case, wherever it is kept: at once, or a moment later.
func (n *node) lookUp(t *testing.T, id string) object {
	t.Helper()
	var found object
	eventually(t, "case "+id, func() bool {
		var out, failed bytes.Buffer
		status := n.run(t.Context(), []string{"log", "show", id, "--json"}, noEnvironment, &out, &failed)
		return status == 0 && json.Unmarshal(out.Bytes(), &found) == nil
	})
	return found
}

// Rules O1, O2 and P9: each request for a change leaves exactly one entry, whatever became of it; what only reads, or is
// not understood, is counted; and whoever is refused is told a case that leads there.
func TestEveryRequestIsLogged(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		var asked, counted []*answer
		read := func(method, path string, body any, headers ...string) *answer {
			t.Helper()
			a := c.do(t, method, path, body, headers...)
			counted = append(counted, a)
			return a
		}
		ask := func(method, path string, body any, headers ...string) *answer {
			t.Helper()
			a := c.do(t, method, path, body, headers...)
			if a.header.Get("X-Request-Id") == "" {
				t.Fatalf("%s: an answer without X-Request-Id", a.asked)
			}
			asked = append(asked, a)
			return a
		}
		ann := ask("POST", "/Users", person("ann", nil)).want(201)
		path := "/Users/" + ann.id()
		changed := ask("PATCH", path, patchBody(edit("replace", "title", "Clerk"))).want(200)
		ask("PATCH", path, patchBody(edit("replace", "title", "Clerk"))).want(200) // changes nothing
		ask("PUT", path, person("ann", nil)).want(200)
		read("GET", path, nil).want(200)
		read("HEAD", path, nil).want(200)
		read("GET", path, nil, "If-None-Match", "*")
		read("GET", "/Users?filter=userName%20eq%20%22ann@example.com%22", nil).want(200)
		read("POST", "/Users/.search", searchText("userName pr")).want(200)
		read("GET", "/Schemas", nil).want(200)
		group := ask("POST", "/Groups", team("team", ann.id())).want(201)
		ask("PATCH", "/Groups/"+group.id(), patchBody(edit("remove", "members", nil))).want(204)
		held := ask("POST", "/Users", mailed("held", "held@later.example")).want(201)
		for a, status := range map[*answer]int{
			ask("POST", "/Users", person("ann", nil)):                                      409,
			read("POST", "/Users", "{"):                                                    400,
			ask("POST", "/Users", "{}", "Content-Type", "text/plain"):                      415,
			ask("POST", "/Users", userText(`,"title":"`+strings.Repeat("x", maxBody)+`"`)): 413,
			read("GET", "/Users?filter=nonsense", nil):                                     400,
			read("GET", "/Users/nosuch", nil):                                              404,
			read("GET", "/nowhere", nil):                                                   404,
			read("PUT", "/Users", person("ann", nil)):                                      405,
			ask("PUT", path, person("ann", nil), "If-Match", `W/"99"`):                     412,
			ask("POST", "/Groups", team("team", "nosuch")):                                 400,
			read("GET", "/Me", nil):                                                        501,
		} {
			a.want(status)
		}
		ask("DELETE", path, nil).want(204)

		// Each operation of a Bulk request has an entry of its own, the hopeless ones too; they spoil no
		// other's.
		bulk := c.post(t, "/Bulk", bulkBody(bulkPost("/Users", "a", person("carl", nil)), bulkPost("/Users", "b", person("carl", nil)),
			object{"method": "FROBNICATE", "path": "/Users"}, object{}, object{"method": "DELETE", "path": "/nowhere/%00"}, object{"method": "DELETE", "path": "/Users/nosuch"})).want(200)
		operations, _ := bulk.at("Operations").(list)
		inBulk := bulk.header.Get("X-Request-Id")
		// The intake's entries are there with the answer, those of what never reached it a moment later.
		eventually(t, "an entry for each operation of the Bulk request", func() bool {
			return len(n.entries(t, "acme", len(asked)+1)[inBulk]) >= len(operations)
		})
		if got := n.entries(t, "acme", len(asked)+1)[inBulk]; len(got) != len(operations) || len(got) != 6 {
			t.Errorf("%d entries of %d operations in a Bulk request: %v", len(got), len(operations), got)
		}

		byRequest := n.entries(t, "acme", len(asked)+1)
		for id, entries := range byRequest {
			if len(entries) != 1 && id != inBulk {
				t.Errorf("%d entries of the request %q: %v", len(entries), id, entries)
			}
		}
		if len(byRequest) != len(asked)+1 {
			t.Errorf("entries of %d requests instead of %d", len(byRequest), len(asked))
		}
		for _, a := range asked {
			entries := byRequest[a.header.Get("X-Request-Id")]
			if len(entries) == 0 {
				t.Errorf("%s: no entry", a.asked)
				continue
			}
			e := entries[0]
			method, _, _ := strings.Cut(a.asked, " ")
			if operation, _ := e["operation"].(string); e["status"] != float64(a.status) || !strings.HasPrefix(operation, method) || e["source"] != "okta" {
				t.Errorf("%s was answered %d and is logged as %v", a.asked, a.status, e)
			}
			told := caseID.ReplaceAllString(a.text("detail"), "")
			if detail, _ := e["detail"].(string); a.status >= 400 && len(a.raw) > 0 && !strings.Contains(detail, told) {
				t.Errorf("%s: the client was told %q and the log says %q", a.asked, told, detail)
			}
			if id := caseID.FindStringSubmatch(a.text("detail")); a.status >= 400 && (id == nil || id[1] != e["id"]) { // rules I3 and P9
				t.Errorf("%s: the client was told %s, and the entry is %v", a.asked, a.text("detail"), e["id"])
			}
		}
		for _, a := range counted {
			method, _, _ := strings.Cut(a.asked, " ")
			id := caseID.FindStringSubmatch(a.text("detail"))
			if a.status < 400 {
				continue
			}
			if id == nil {
				t.Errorf("%s: a refusal without a case: %s", a.asked, a)
				continue
			}
			if k := n.lookUp(t, id[1]); k["id"] != id[1] || k["status"] != float64(a.status) || k["method"] != method || k["source"] != "okta" || k["count"] != 1.0 {
				t.Errorf("%s was answered %d and is counted as %v", a.asked, a.status, k)
			}
		}
		eventually(t, "all that changed nothing to be counted", func() bool {
			reads := 0.0
			for _, k := range n.listed(t, "traffic", "--account", "acme") {
				if text := fmt.Sprint(k); strings.Contains(text, "ann@example.com") || k["address"] != "127.0.0.1" {
					t.Errorf("the recent traffic says %s", text)
				}
				count, _ := k["count"].(float64)
				reads += count
			}
			return reads == float64(len(counted))
		})
		entry := func(a *answer) object { return byRequest[a.header.Get("X-Request-Id")][0] }
		if e := entry(ann); at(e["asked"], "userName") != "ann@example.com" || e["resourceId"] != ann.id() || e["state"] != "active" || e["id"] != ann.text(usherURN, "case") {
			t.Errorf("the entry of a creation: %v", e)
		}
		if change := fmt.Sprint(entry(changed)["changes"]); !strings.Contains(change, "title") || !strings.Contains(change, "Clerk") {
			t.Errorf("the entry of a change doesn't say before and after: %v", entry(changed))
		}
		if e := entry(held); e["outcome"] != "held" || e["state"] != "pendingDomain" || e["rule"] != "D7" {
			t.Errorf("the entry of somebody who is held: %v", e)
		}
	})
}

// Rules O1 and P8, R-079, R-206: no secret is in the log, in what the server prints, or in the
// database.
func TestNoSecretIsKept(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		secret := func(i int) string { return fmt.Sprintf("pa55-word-%d", i) }
		requests := 0
		ask := func(method, path string, body any, headers ...string) *answer {
			requests++
			return c.do(t, method, path, body, headers...)
		}
		ann := ask("POST", "/Users", person("ann", object{"password": secret(1)})).want(201)
		path := "/Users/" + ann.id()
		ask("PUT", path, person("ann", object{"PassWord": secret(2)})).want(200)
		ask("PATCH", path, patchBody(edit("replace", "password", secret(3)))).want(200)
		ask("PATCH", path, patchBody(edit("Add", "", object{"password": secret(4), userURN + ":password": secret(4)})))
		ask("PATCH", path, patchBody(edit("replace", userURN+":Password", secret(5)))).want(200)
		ask("PATCH", path, patchBody(edit("replace", "", object{"password": object{"value": secret(6)}})))
		ask("POST", "/Users", person("ann", object{"password": secret(7)})).want(409)
		ask("POST", "/Users", person("bob", object{"password": secret(8), "active": "maybe"})).want(400)
		ask("POST", "/Users", `{"userName":"bob","password":"`+secret(9)).want(400)
		ask("POST", "/Users", person("bob", object{"password": list{secret(10), secret(10)}}))
		ask("POST", "/Bulk", bulkBody(bulkPost("/Users", "c", person("carl", object{"password": secret(11)})))).want(200)
		ask("POST", "/Bulk", bulkBody(bulkPost("/Users", "d", person("ann", object{"password": secret(12)})),
			object{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "password", secret(12)))})).want(200)
		ask("GET", `/Users?filter=password%20eq%20%22`+secret(13)+`%22`, nil).want(403)
		ask("POST", "/Users/.search", searchText(`userName eq "x" or password eq "`+secret(14)+`"`)).want(403)
		ask("GET", `/Users?filter=(password%20eq%20%22`+secret(15)+`%22`, nil)
		ask("POST", "/Users", person("dora", object{userURN: object{"password": secret(16)}}))
		ask("PATCH", path, patchBody(edit("replace", `password[value eq "`+secret(17)+`"]`, secret(17))))
		ask("POST", "/Users", person("erik", object{"password": secret(18)}), "Usher-Dry-Run", "true").want(201)

		eventually(t, "what is kept of all requests", func() bool {
			kept := 0.0
			for _, k := range n.listed(t, "traffic", "--account", "acme") {
				kept += k["count"].(float64)
			}
			return int(kept)+len(n.entries(t, "acme", 1)) >= requests
		})
		kept := map[string]string{
			"the traffic": n.usher(t, "traffic", "--account", "acme", "--json"), "the log": n.usher(t, "log", "--account", "acme", "--json", "--last", "100000"), "the log for people": n.usher(t, "log", "--account", "acme", "--last", "100000"),
			"the server's output": n.log.String(), "the answers": c.all(t),
		}
		if file, is := strings.CutPrefix(n.database, "sqlite:"); is {
			files, err := filepath.Glob(file + "*")
			if err != nil || len(files) == 0 {
				t.Fatalf("the database's files: %v %v", files, err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				kept[filepath.Base(file)] = string(text)
			}
		}
		for where, text := range kept {
			if i := strings.Index(text, "pa55-word"); i >= 0 {
				t.Errorf("%s holds a password: %.300s", where, text[max(0, i-200):])
			}
			if strings.Contains(text, c.token) || strings.Contains(text, c.token[26:]) {
				t.Errorf("%s holds the token", where)
			}
		}
	})
}

// Rule O2: a token that is no longer good is counted: an administrator sees who still calls, and the log is not filled by
// it.
func TestRefusedTokensAreCounted(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		before := len(n.listed(t, "log", "--account", "acme"))
		n.usher(t, "token", "revoke", n.newestToken(t, "acme"))
		var id string
		for range 20 {
			a := c.post(t, "/Users", person("ann", nil)).want(401)
			is := caseID.FindStringSubmatch(a.text("detail"))
			if is == nil || id != "" && is[1] != id {
				t.Fatalf("case %s became %v", id, is)
			}
			id = is[1]
		}
		eventually(t, "all requests to be counted", func() bool { return n.lookUp(t, id)["count"] == 20.0 })
		k := n.lookUp(t, id)
		short := "ush_.." + c.token[len(c.token)-2:]
		if k["reason"] != "revokedToken" || k["source"] != "okta" || k["token"] != short || k["account"] != "acme" ||
			!strings.HasPrefix(fmt.Sprint(k["detail"]), "Token "+short+" was revoked on ") {
			t.Errorf("a revoked token is counted as %v", k)
		}
		if after := len(n.listed(t, "log", "--account", "acme")); after != before+1 { // the revocation
			t.Errorf("the log has %d entries instead of %d", after, before+1)
		}
	})
}
