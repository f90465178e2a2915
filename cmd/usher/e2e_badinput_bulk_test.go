package main

import (
	"strings"
	"testing"
)

func badBulks() []bad {
	post := func(name string, body any, status int, scimType, detail string) bad {
		return bad{name, "POST", "/Bulk", body, status, scimType, detail, nil}
	}
	hire := bulkPost("/Users", "a", person("new", nil))
	operations := func(n int, text string) string {
		return `{"schemas":["` + bulkURN + `"],"Operations":[` + strings.TrimSuffix(strings.Repeat(text+",", n), ",") + `]}`
	}
	return []bad{
		post("cut", `{"schemas":["`+bulkURN+`"],"Operations":[{"method":"POST",`, 400, "invalidSyntax", `\d`),
		post("no Operations", object{"schemas": list{bulkURN}}, 400, "invalidSyntax", `Operations`),
		post("empty Operations", object{"schemas": list{bulkURN}, "Operations": list{}}, 400, "invalidSyntax|invalidValue", `Operations`),
		post("Operations is an object", `{"schemas":["`+bulkURN+`"],"Operations":{}}`, 400, "invalidSyntax", `Operations`),
		post("another message", object{"schemas": list{patchURN}, "Operations": list{hire}}, 400, "invalidSyntax", `schemas|BulkRequest`),
		post("failOnErrors is a word", object{"schemas": list{bulkURN}, "failOnErrors": "never", "Operations": list{hire}}, 400, "invalidValue", `failOnErrors`),
		post("failOnErrors is negative", object{"schemas": list{bulkURN}, "failOnErrors": -1, "Operations": list{hire}}, 400, "invalidValue", `failOnErrors`),
		post("1,001 operations", operations(maxOperations+1, `{"method":"DELETE","path":"/Users/{user}"}`), 413, "", `1000`),
		post("100,000 operations", operations(100_000, `{}`), 413, "", `1000`),
		post("100,000 operations of a size", operations(100_000, `{"method":"DELETE","path":"/Users/{user}"}`), 413, "", `maxOperations`),
		post("too large", bulkBody(bulkPost("/Users", "a", person("new", object{"title": strings.Repeat("x", 16<<20)}))), 413, "", `16777216`),
		{"wrong type", "POST", "/Bulk", bulkBody(hire), 415, "", `.`, []string{"Content-Type", "text/plain"}},
	}
}

// badOperation is an operation of a Bulk request that has to be refused, with those that it needs.
type badOperation struct {
	name     string
	bad      []object
	status   string
	scimType string
	detail   string // says something about the first bad operation
}

func badOperations() []badOperation {
	group := func(name string, members ...string) object { return team(name, members...) }
	return []badOperation{
		{"nested", []object{{"method": "POST", "path": "/Bulk", "bulkId": "b", "data": bulkBody(bulkPost("/Users", "c", person("inner", nil)))}}, "400", "", `(?i)bulk`},
		{"GET", []object{{"method": "GET", "path": "/Users"}}, "400", "", `method`},
		{"no method", []object{{"path": "/Users", "bulkId": "b", "data": person("lost", nil)}}, "400", "", `method`},
		{"no path", []object{{"method": "POST", "bulkId": "b", "data": person("lost", nil)}}, "400", "", `path`},
		{"no data", []object{{"method": "POST", "path": "/Users", "bulkId": "b"}}, "400", "", `data`},
		{"data is a list", []object{{"method": "POST", "path": "/Users", "bulkId": "b", "data": list{}}}, "400", "", `.`},
		{"unknown endpoint", []object{{"method": "POST", "path": "/Nowhere", "bulkId": "b", "data": person("lost", nil)}}, "404", "", `Nowhere`},
		{"unknown id", []object{{"method": "DELETE", "path": "/Users/nosuch"}}, "404", "", `nosuch`},
		{"POST to a resource", []object{bulkPost("/Users/nosuch", "b", person("lost", nil))}, "400", "", `path`},
		{"DELETE of an endpoint", []object{{"method": "DELETE", "path": "/Users"}}, "400", "", `path`},
		{"search", []object{{"method": "POST", "path": "/Users/.search", "bulkId": "b", "data": object{"filter": "id pr"}}}, "400", "", `path`},
		{"wrong type", []object{bulkPost("/Users", "b", person("lost", object{"active": "maybe"}))}, "400", "invalidValue", `active`},
		{"no userName", []object{bulkPost("/Users", "b", person("lost", object{"userName": nil}))}, "400", "invalidValue", `userName`},
		{"taken", []object{bulkPost("/Users", "b", person("ann", nil))}, "409", "uniqueness", `userName|externalId`},
		{"unknown bulkId", []object{bulkPost("/Groups", "b", group("lost", "bulkId:nosuch"))}, "409", "", `nosuch`},
		{"unknown bulkId in a path", []object{{"method": "DELETE", "path": "/Users/bulkId:nosuch"}}, "409", "", `nosuch`},
		{"unknown member", []object{bulkPost("/Groups", "b", group("lost", "nosuch"))}, "400", "invalidValue", `nosuch`},
		{"member that failed", []object{bulkPost("/Groups", "b", group("lost", "bulkId:c")), bulkPost("/Users", "c", person("lost", object{"userName": ""}))}, "409", "", `bulkId|another operation`},
		{"circle that can't be resolved", []object{
			bulkPost("/Groups", "b", group("lost 1", "bulkId:c")), bulkPost("/Groups", "c", group("lost 2", "bulkId:d")),
			bulkPost("/Groups", "d", group("lost 3", "bulkId:b", "nosuch")),
		}, "409", "", `bulkId`},
		{"chain to one that is taken", []object{bulkPost("/Groups", "b", group("lost 1", "bulkId:c")), bulkPost("/Users", "c", person("ann", nil))}, "409", "", `bulkId`},
		{"stale version", []object{{"method": "PATCH", "path": "/Users/ANN", "version": `W/"99"`, "data": patchBody(edit("replace", "title", "lost"))}}, "412", "", `.`},
		{"one bulkId twice", []object{bulkPost("/Users", "good", person("lost", nil))}, "400", "", `bulkId`},
	}
}

// One bad operation in a Bulk request spoils no other, and of a bad one nothing is kept.
func TestBadBulkOperations(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann := c.hire(t, "ann")
		for _, tc := range badOperations() {
			t.Run(tc.name, func(t *testing.T) {
				before := c.all(t)
				operations := []object{bulkPost("/Users", "good", person("good", nil))}
				for _, o := range tc.bad {
					if path, _ := o["path"].(string); strings.Contains(path, "ANN") {
						o = object{"method": o["method"], "path": strings.Replace(path, "ANN", ann, 1), "version": o["version"], "data": o["data"]}
					}
					operations = append(operations, o)
				}
				a := c.post(t, "/Bulk", bulkBody(operations...)).want(200)
				if got := a.text("Operations", 0, "status"); got != "201" {
					t.Fatalf("the good operation was spoilt: %s", a)
				}
				for i := range tc.bad {
					if got := a.text("Operations", i+1, "status"); got < "400" || got >= "500" {
						t.Errorf("bad operation %d has status %q: %s", i, got, a)
					}
					if a.text("Operations", i+1, "response", "detail") == "" || a.text("Operations", i+1, "response", "schemas", 0) != errorURN {
						t.Errorf("bad operation %d has no error that explains: %s", i, a)
					}
				}
				first := &answer{t: t, asked: a.asked, status: 400, raw: a.raw}
				first.body, _ = a.at("Operations", 1, "response").(object)
				if got := a.text("Operations", 1, "status"); got != tc.status || tc.scimType != "" && first.text("scimType") != tc.scimType {
					t.Errorf("answered %s instead of %s %s", a, tc.status, tc.scimType)
				} else {
					first.wantError(400, first.text("scimType"), tc.detail)
				}
				c.delete(t, "/Users/"+last(a.text("Operations", 0, "location"))).want(204)
				if now := c.all(t); now != before {
					t.Fatalf("changed what is kept from\n%s\nto\n%s", before, now)
				}
			})
		}
	})
}
