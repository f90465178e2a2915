package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const deviceURN = "urn:example:params:scim:schemas:Device"

// devices gives an account a resource type of its own, at /Devices.
func (n *node) devices(t *testing.T, account string) {
	t.Helper()
	dir := t.TempDir()
	for kind, text := range map[string]string{
		"schema": `{"id": "` + deviceURN + `", "name": "Device", "attributes": [
			{"name": "serial", "type": "string", "multiValued": false, "required": true, "caseExact": true, "mutability": "readWrite", "returned": "default", "uniqueness": "server"}]}`,
		"resource-type": `{"id": "Device", "name": "Device", "endpoint": "/Devices", "schema": "` + deviceURN + `"}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, kind), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []string{"schema", "resource-type"} {
		n.usher(t, kind, "add", filepath.Join(dir, kind), "--account", account)
	}
}

// byID are all requests that name a resource in their path.
func byID() []request {
	var all []request
	for _, path := range []string{"/Users/{user}", "/Users/{gone}", "/Users/{group}", "/Groups/{group}", "/Groups/{user}", "/Devices/{device}"} {
		body := `{"schemas":["` + userURN + `"],"userName":"taken-over@example.com","active":false}`
		if strings.HasPrefix(path, "/Groups") {
			body = `{"schemas":["` + groupURN + `"],"displayName":"taken over","members":[]}`
		}
		change := `{"schemas":["` + patchURN + `"],"Operations":[{"op":"replace","path":"displayName","value":"taken over"}]}`
		if strings.HasPrefix(path, "/Devices") {
			body = `{"schemas":["` + deviceURN + `"],"serial":"taken over"}`
			change = `{"schemas":["` + patchURN + `"],"Operations":[{"op":"replace","path":"serial","value":"taken over"}]}`
		}
		for _, headers := range [][]string{
			nil, {"If-Match", "{tag}"}, {"If-Match", `W/"1"`}, {"If-Match", `W/"2", W/"3"`}, {"If-Match", "*"},
			{"If-None-Match", "{tag}"}, {"If-None-Match", "*"}, {"Usher-Dry-Run", "true"},
		} {
			all = append(all,
				request{"GET", path, "", headers}, request{"HEAD", path, "", headers}, request{"DELETE", path, "", headers},
				request{"PUT", path, body, headers}, request{"PATCH", path, change, headers})
		}
		all = append(all,
			request{"GET", path + "?attributes=displayName,userName,members", "", nil},
			request{"GET", path + "?excludedAttributes=members", "", nil},
			request{"POST", path, body, nil})
	}
	return append(all,
		request{"PATCH", "/Users/{user}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"Replace","value":{"active":false}}]}`, nil},
		request{"PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"remove","path":"members[value eq \"{user}\"]"}]}`, nil},
		request{"PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"remove","path":"members"}]}`, nil},
		request{"GET", "/Users/../Users/{user}", "", nil},
		request{"GET", "/Users/%2e%2e%2fUsers%2f{user}", "", nil},
		request{"GET", "/Groups/{group}/members/{user}", "", nil},
	)
}

// searches are questions about everything that is looked up by an index, and about more.
func searches() []request {
	var all []request
	for endpoint, filters := range map[string][]string{
		"/Users": {
			`id eq "{user}"`, `ID EQ "{user}"`, `userName eq "{name}"`, `userName sw "{name}"`, `externalId eq "{ext}"`, `emails.value eq "{mail}"`,
			`emails eq "{mail}"`, `emails[type eq "work"].value eq "{mail}"`, `emails[type eq "work" and value eq "{mail}"]`, `displayName eq "{display}"`,
			`groups.value eq "{group}"`, `groups[value eq "{group}"]`, `groups.display eq "{team}"`, enterpriseURN + `:manager.value eq "{boss}"`,
			`manager.value eq "{boss}"`, `id eq "{user}" and manager eq "{boss}"`, `id eq "{user}" or userName eq "{name}"`,
			`not (id ne "{user}")`, `id eq "{gone}"`, `externalId eq "{goneext}"`,
		},
		"/Groups": {
			`id eq "{group}"`, `displayName eq "{team}"`, `displayName co "{team}"`, `members.value eq "{user}"`, `members eq "{user}"`, `members[value eq "{user}"]`,
			`id eq "{group}" and members eq "{user}"`, `id eq "{group}" and members.value eq "{gone}"`, `members.value eq "{gone}"`,
		},
		"/Devices": {`id eq "{device}"`, `serial eq "{name}"`},
		"/":        {`id eq "{user}"`, `displayName eq "{team}"`, `externalId eq "{ext}"`, `id eq "{device}"`},
	} {
		for _, f := range filters {
			all = append(all,
				request{"GET", endpoint + "?filter=" + url.PathEscape(strings.NewReplacer("{", "(((", "}", ")))").Replace(f)), "", nil},
				request{"POST", strings.TrimSuffix(endpoint, "/") + "/.search", fmt.Sprintf(`{"schemas":[%q],"filter":%q}`, searchURN, f), nil})
		}
	}
	unescape := strings.NewReplacer("%28%28%28", "{", "%29%29%29", "}", "(((", "{", ")))", "}")
	for i := range all {
		all[i].path = unescape.Replace(all[i].path)
	}
	return all
}

// cursors are attempts to go on where the other stopped.
func cursors() []request {
	return []request{
		{"GET", "/Users?cursor={cursor}", "", nil},
		{"GET", "/Users?cursor={cursor}&count=1", "", nil},
		{"GET", "/Groups?cursor={cursor}", "", nil},
		{"POST", "/Users/.search", `{"schemas":["` + searchURN + `"],"cursor":"{cursor}"}`, nil},
	}
}

// references are writes that name the other's resources in their bodies.
func references() []request {
	group := func(members string) string {
		return `{"schemas":["` + groupURN + `"],"displayName":"mine","members":` + members + `}`
	}
	bulk := func(operations string) string {
		return `{"schemas":["` + bulkURN + `"],"Operations":[` + operations + `]}`
	}
	change := func(operation string) string {
		return `{"schemas":["` + patchURN + `"],"Operations":[` + operation + `]}`
	}
	user := func(more string) string {
		return `{"schemas":["` + userURN + `"],"userName":"me@example.com"` + more + `}`
	}
	return []request{
		{"POST", "/Groups", group(`[{"value":"{user}"}]`), nil},
		{"POST", "/Groups", group(`[{"value":"{gone}"}]`), nil},
		{"POST", "/Groups", group(`[{"value":"{group}","type":"Group"}]`), nil},
		{"POST", "/Groups", group(`[{"$ref":"../Users/{user}"}]`), nil},
		{"PUT", "/Groups/MINE", group(`[{"value":"{user}"}]`), nil},
		{"PUT", "/Groups/MINE", group(`[{"value":"{gone}"}]`), nil},
		{"PATCH", "/Groups/MINE", change(`{"op":"add","path":"members","value":[{"value":"{user}"}]}`), nil},
		{"PATCH", "/Groups/MINE", change(`{"op":"add","path":"members","value":[{"value":"{gone}"}]}`), nil},
		{"PATCH", "/Groups/MINE", change(`{"op":"add","value":{"members":[{"value":"{group}"}]}}`), nil},
		{"PATCH", "/Groups/MINE", change(`{"op":"replace","path":"members","value":[{"value":"{user}"}]}`), nil},
		{"PATCH", "/Groups/MINE", change(`{"op":"remove","path":"members[value eq \"{user}\"]"}`), nil},
		{"PATCH", "/Groups/MINE", change(`{"op":"remove","path":"members","value":[{"value":"{user}"}]}`), nil},
		{"POST", "/Users", user(`,"id":"{user}"`), nil},
		{"POST", "/Users", user(`,"externalId":"{ext}"`), nil},
		{"POST", "/Users", user(`,"externalId":"{goneext}"`), nil},
		{"POST", "/Users", user(`,"groups":[{"value":"{group}"}]`), nil},
		{"POST", "/Users", user(`,"` + enterpriseURN + `":{"manager":{"value":"{boss}"}}`), nil},
		{"POST", "/Users", `{"schemas":["` + userURN + `"],"userName":"{name}","externalId":"{ext}","emails":[{"value":"{mail}","type":"work"}]}`, nil},
		{"POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"{team}"}`, nil},
		{"POST", "/Devices", `{"schemas":["` + deviceURN + `"],"serial":"{name}"}`, nil},
		{"POST", "/Bulk", bulk(`{"method":"DELETE","path":"/Users/{user}"},{"method":"DELETE","path":"/Groups/{group}","version":"{tag}"}`), nil},
		{"POST", "/Bulk", bulk(`{"method":"PATCH","path":"/Users/{user}","version":"W/\"1\"","data":` + change(`{"op":"replace","path":"title","value":"x"}`) + `}`), nil},
		{"POST", "/Bulk", bulk(`{"method":"PUT","path":"/Users/{user}","data":` + user("") + `}`), nil},
		{"POST", "/Bulk", bulk(`{"method":"POST","path":"/Groups","bulkId":"{user}","data":` + group(`[{"value":"{user}"}]`) + `}`), nil},
		{"POST", "/Bulk", bulk(`{"method":"POST","path":"/Groups","bulkId":"a","data":` + group(`[{"value":"bulkId:{user}"}]`) + `}`), nil},
		{"POST", "/Bulk", bulk(`{"method":"PATCH","path":"/Groups/MINE","data":` + change(`{"op":"add","path":"members","value":[{"value":"{user}"}]}`) + `}`), nil},
		{"POST", "/Bulk", bulk(`{"method":"DELETE","path":"/Users/bulkId:{user}"},{"method":"DELETE","path":"/Devices/{device}"}`), nil},
	}
}

// Rule P1, R-096, R-205, R-218
func TestConnectionsNeverNoticeEachOther(t *testing.T) {
	long(t, "TestNoLinkBetweenAccounts and TestReadersStayInTheirAccount ask less of the same")
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		victim := n.tenant(t, "acme")
		n.devices(t, "acme")
		eventually(t, "the account's own resource type", func() bool { return victim.get(t, "/Devices").status == 200 })
		theirs := settle(t, victim)
		before := victim.all(t, "/Devices")
		theirs.finds(t, searches())
		n.account(t, "bolt", "example.com")
		for name, viewer := range map[string]*connection{
			"account": n.connect(t, "bolt", "okta"),
			"source":  n.connect(t, "acme", "entra"),
			"strict":  n.connect(t, "bolt", "strict", "--strict"),
		} {
			t.Run(name, func(t *testing.T) {
				mine := viewer.found(t, "my team", viewer.hire(t, "me"))
				own := viewer.all(t)
				for _, q := range slices.Concat(searches(), cursors(), byID(), references()) {
					q.path, q.body = strings.ReplaceAll(q.path, "MINE", mine), strings.ReplaceAll(q.body, "MINE", mine)
					theirs.twins(t, viewer, q)
				}
				if after := viewer.all(t); dropChanges(t, after) != dropChanges(t, own) {
					t.Errorf("requests about the other changed what is mine from\n%s\nto\n%s", own, after)
				}
				theirs.nothingLeaks(t, viewer)
			})
		}
		if after := victim.all(t, "/Devices"); after != before {
			t.Errorf("what is the other's changed from\n%s\nto\n%s", before, after)
		}
		if log := n.usher(t, "log", "--account", "bolt", "--json", "--last", "100000"); strings.Contains(log, `"userId":"`+theirs.values["user"]) {
			t.Error("the log of one account names a person of the other")
		}
	})
}

// finds checks that the one who has it does find what the searches are for: else they prove nothing.
func (n *neighbour) finds(t *testing.T, searches []request) {
	t.Helper()
	for _, q := range searches {
		if q = q.with(n.values); strings.Contains(q.path+q.body, n.values["gone"]) || strings.Contains(q.path+q.body, n.values["goneext"]) {
			continue
		}
		if a := q.send(t, n.connection); a.status != 200 || a.total() == 0 {
			t.Errorf("%s %s\nfinds nothing: %s", a.asked, q.body, a)
		}
	}
}

// dropChanges is what a connection has without the versions that changes leave.
func dropChanges(t *testing.T, all string) string {
	t.Helper()
	return metas.ReplaceAllString(all, "")
}

// nothingLeaks reads all that a connection can read without naming anything.
func (n *neighbour) nothingLeaks(t *testing.T, viewer *connection) {
	t.Helper()
	for _, path := range []string{
		"/Users", "/Groups", "/", "/Users?filter=id%20pr", "/Groups?filter=members%20pr", "/?filter=id%20pr", "/Users?sortBy=userName&count=1000",
		"/Groups?sortBy=displayName&sortOrder=descending", "/Users?cursor=", "/Users?startIndex=2", "/Users?count=0", "/Schemas", "/ResourceTypes",
		"/Users?filter=not%20(userName%20eq%20%22x%22)", "/Users?filter=meta.created%20gt%20%222001-01-01T00:00:00Z%22",
		"/Groups?filter=members.type%20eq%20%22User%22", "/ServiceProviderConfig",
	} {
		a := viewer.get(t, path).want(200)
		n.unseen(t, a, request{path: path})
		if resources, listed := a.at("Resources").(list); listed && strings.HasPrefix(path, "/Users") && !strings.HasPrefix(path, "/Users?count=0") {
			if a.total() != 1 || len(resources) > 1 {
				t.Errorf("%s counts the other's people: %s", a.asked, a)
			}
		}
	}
}
