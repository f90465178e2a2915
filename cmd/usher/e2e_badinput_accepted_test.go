package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// What looks bad and isn't: extremes that have a meaning, and the limits
// themselves, which are still allowed.
func TestExtremesThatAreAnswered(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		var operations []object
		for i := range 1100 {
			if operations = append(operations, bulkPost("/Users", fmt.Sprint(i), object{"schemas": list{userURN}, "userName": fmt.Sprintf("p%04d@example.com", i)})); len(operations) == 550 {
				c.created(t, operations)
				operations = nil
			}
		}
		for query, want := range map[string]int{
			"":                                100,
			"count=100":                       100,
			"count=1000":                      1000,
			"count=1001":                      1000,
			"count=99999999999999999999":      1000,
			"count=0":                         0,
			"count=-1":                        0,
			"count=-99999999999999999999":     0,
			"count=10&startIndex=0":           10,
			"count=10&startIndex=-5":          10,
			"count=10&startIndex=1095":        6,
			"startIndex=1101":                 0,
			"startIndex=99999999999999999999": 0,
			"cursor=&count=0":                 0,
			"cursor=&count=-1":                0,
			"cursor=":                         100,
			"cursor=&count=1000":              1000,
			"sortBy=emails&count=10":          10,
			"sortBy=" + enterpriseURN + ":manager&count=10": 10,
			"nosuch=%zz&count=10":                           10,
		} {
			a := c.get(t, "/Users?"+query).want(200)
			resources, is := a.at("Resources").(list)
			if a.total() != 1100 || len(resources) != want || !is {
				t.Errorf("%s: %d resources of %d instead of %d of 1100", a.asked, len(resources), a.total(), want)
			}
		}
		for name, filter := range map[string]string{
			"8 KiB":    `userName eq "` + strings.Repeat("a", maxFilter-len(`userName eq ""`)) + `"`,
			"depth":    strings.Repeat("(", 31) + `userName eq "a"` + strings.Repeat(")", 31),
			"terms":    strings.TrimSuffix(strings.Repeat(`title eq "a" or `, 500), " or "),
			"\\u0041":  `userName eq "p0000\u0040example.com x"`,
			"quotes":   `userName eq "\"\\ ' ; -- %_"`,
			"wildcard": `userName co "%"`,
		} {
			for _, a := range []*answer{c.search(t, "/Users", filter), c.post(t, "/Users/.search", searchText(filter))} {
				if a.status != 200 || a.total() != 0 {
					t.Errorf("a filter with %s: %s", name, a)
				}
			}
		}

		// What is never returned isn't, however it is asked for.
		secret := c.post(t, "/Users?attributes=password", person("ann", object{"password": "t0p-s3cret"})).want(201)
		path := "/Users/" + secret.id()
		for _, a := range []*answer{
			secret, c.get(t, path), c.get(t, path+"?attributes=password"), c.get(t, path+"?attributes="+url.QueryEscape(userURN+":password")),
			c.get(t, path+"?excludedAttributes=id,schemas,userName"), c.search(t, "/Users", `userName eq "ann@example.com"`),
			c.post(t, "/Users/.search", object{"schemas": list{searchURN}, "attributes": list{"password", "userName"}, "filter": `userName eq "ann@example.com"`}),
			c.patch(t, path+"?attributes=password", edit("replace", "password", "0ther-s3cret")),
			c.put(t, path+"?attributes=password", person("ann", object{"password": "0ther-s3cret"})),
		} {
			if a.status >= 300 || strings.Contains(string(a.raw), "s3cret") || strings.Contains(string(a.raw), "password") {
				t.Errorf("%s\nanswered %s", a.asked, a)
			}
		}
		if id := c.get(t, path+"?excludedAttributes=id,schemas").id(); id != secret.id() {
			t.Errorf("excludedAttributes took the id away: %q", id)
		}

		// The body may have its whole size, and JSON its whole depth.
		large := person("large", object{"title": ""})
		large["title"] = strings.Repeat("x", 200_000)
		c.post(t, "/Users", large).want(201)
		c.post(t, "/Users", `{"schemas":["`+userURN+`"],"userName":"deep@example.com","extra":`+nested(63)+`}`).want(201)
	})
}

// Rows: a source that is strict refuses what others send by habit; one that isn't
// understands it (rule P3).
func TestStrictSourceRefusesHabits(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	habits := []bad{
		{"unknown attribute", "POST", "/Users", userText(`,"nosuch":1`), 400, "invalidSyntax", `nosuch`, nil},
		{"unknown schema", "POST", "/Users", `{"schemas":["` + userURN + `","urn:example:nosuch"],"userName":"new@example.com"}`, 400, "invalidSyntax|invalidValue", `nosuch|schemas`, nil},
		{"no schemas", "POST", "/Users", `{"userName":"new@example.com"}`, 400, "invalidSyntax|invalidValue", `schemas`, nil},
		{"schemas is a number", "POST", "/Users", `{"schemas":7,"userName":"new@example.com"}`, 400, "invalidSyntax|invalidValue", `schemas`, nil},
		{"schema of another type", "POST", "/Users", `{"schemas":["` + groupURN + `"],"userName":"new@example.com"}`, 400, "invalidSyntax|invalidValue", `schemas`, nil},
		{"boolean as a string", "POST", "/Users", userText(`,"active":"True"`), 400, "invalidValue", `active`, nil},
		{"one value for a list", "POST", "/Users", userText(`,"emails":{"value":"a@example.com"}`), 400, "invalidValue", `emails`, nil},
		{"path-less PATCH", "PATCH", "/Users/{user}", patchBody(edit("replace", "", object{"active": false})), 400, "invalidSyntax", `path`, nil},
		{"PATCH without schemas", "PATCH", "/Users/{user}", object{"Operations": list{edit("replace", "title", "x")}}, 400, "invalidSyntax|invalidValue", `schemas`, nil},
		{"PATCH an unknown attribute", "PATCH", "/Users/{user}", patchBody(edit("replace", "nosuch", "x")), 400, "invalidPath|invalidSyntax", `nosuch`, nil},
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme", "example.com")
		strict, liberal := n.connect(t, "acme", "strict", "--strict"), n.connect(t, "acme", "liberal")
		for _, q := range habits {
			t.Run(q.name, func(t *testing.T) {
				for _, c := range []*connection{strict, liberal} {
					user := c.hire(t, "ann")
					before := c.all(t)
					a := c.do(t, q.method, strings.Replace(q.path, "{user}", user, 1), q.body)
					if c == strict {
						a.wantError(q.status, q.scimType, q.detail)
						if now := c.all(t); now != before {
							t.Errorf("changed what is kept from\n%.1500s\nto\n%.1500s", before, now)
						}
					} else if q.name != "PATCH an unknown attribute" && a.status >= 300 {
						t.Errorf("a source that isn't strict refuses it: %s", a)
					}
					if a.status == 201 {
						c.delete(t, "/Users/"+a.id()).want(204)
					}
					c.delete(t, "/Users/"+user).want(204)
				}
			})
		}
	})
}
