package scim_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// names lists the userNames (or displayNames) of a list answer.
func (a answer) names() string {
	var names []string
	resources, _ := a.body["Resources"].([]any)
	for _, r := range resources {
		name, ok := walk(r, "userName").(string)
		if !ok {
			name, _ = walk(r, "displayName").(string)
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func people(f *fixture, names ...string) {
	for _, name := range names {
		f.user(name)
	}
}

func TestListPages(t *testing.T) {
	f := newFixture(t)
	people(f, "a", "b", "c", "d", "e")
	for _, test := range []struct {
		query        string
		names        string
		start, items float64
	}{
		{"", "a b c d e", 1, 5},
		{"?startIndex=1&count=2", "a b", 1, 2},
		{"?startIndex=3&count=2", "c d", 3, 2},
		{"?startIndex=0&count=1", "a", 1, 1},
		{"?startIndex=-7&count=1", "a", 1, 1},
		{"?startIndex=6", "", 6, 0},
		{"?count=0", "", 1, 0},
		{"?count=-5", "", 1, 0},
		{"?count=100000", "a b c d e", 1, 5},                    // capped, not refused
		{"?count=99999999999999999999999", "a b c d e", 1, 5},   // no overflow
		{"?startIndex=99999999999999999999", "", 2147483647, 0}, // no overflow
		{"?count=-99999999999999999999", "", 1, 0},
		{"?STARTINDEX=2&Count=%202", "b c", 2, 2}, // P3
		{"?startIndex=%2B2&count=2&count=2&x=%zz", "b c", 2, 2},
		{"?sortBy=userName&sortOrder=descending", "e d c b a", 1, 5},
	} {
		a := f.do("GET", "/Users"+test.query, "").want(t, 200)
		if a.get("schemas", 0) != listSchema || a.get("totalResults") != 5.0 {
			t.Errorf("%s: %s", test.query, a.text)
		}
		if a.names() != test.names || a.get("startIndex") != test.start || a.get("itemsPerPage") != test.items {
			t.Errorf("%s: got %q from %v, %v items; want %q from %v, %v", test.query, a.names(), a.get("startIndex"), a.get("itemsPerPage"), test.names, test.start, test.items)
		}
		if _, ok := a.get("Resources").([]any); !ok {
			t.Errorf("%s: Resources is no array: %s", test.query, a.text)
		}
	}
}

// a page holds 100 unless the client says, and 1000 at most.
func TestPageSizes(t *testing.T) {
	f := newFixture(t)
	for i := range 1005 {
		f.user(fmt.Sprintf("u%04d", i))
	}
	for query, items := range map[string]float64{"": 100, "?count=100": 100, "?count=5000": 1000, "?cursor=": 100} {
		if a := f.do("GET", "/Users"+query, "").want(t, 200); a.get("itemsPerPage") != items || a.get("totalResults") != 1005.0 {
			t.Errorf("%q: %v items of %v", query, a.get("itemsPerPage"), a.get("totalResults"))
		}
	}
}

func TestFilters(t *testing.T) {
	f := newFixture(t)
	ann := f.user("Ann", `"title":"Dr","active":true,"emails":[{"value":"ann@example.com","type":"work","primary":true}],"name":{"familyName":"Zo\u00eb \"Q\""}`)
	bob := f.user("bob", `"active":false,"externalId":"X1","`+enterpriseSchema+`":{"department":"Sales","manager":{"value":"`+ann+`"}}`)
	f.group("staff", ann, bob)
	for _, test := range []struct{ endpoint, filter, names string }{
		{"/Users", `userName eq "ann"`, "Ann"},
		{"/Users", `USERNAME EQ "ANN"`, "Ann"},
		{"/Users", `externalId eq "X1"`, "bob"},
		{"/Users", `externalId eq "x1"`, ""},
		{"/Users", `userName eq "nobody"`, ""},
		{"/Users", `title pr`, "Ann"},
		{"/Users", `not (title pr) or userName sw "an"`, "Ann bob"},
		{"/Users", `userName co "o" and active eq false`, "bob"},
		{"/Users", `active eq "True"`, "Ann"},                          // P3
		{"/Users", `emails eq "ann@example.com"`, "Ann"},
		{"/Users", `emails[type eq "work" and value ew "com"]`, "Ann"},
		{"/Users", `emails[type eq "home" and value ew "com"]`, ""},
		{"/Users", `emails[type eq "work"].value eq "ANN@example.com"`, "Ann"},
		{"/Users", enterpriseSchema + `:department eq "sales"`, "bob"},
		{"/Users", enterpriseSchema + `:manager.value eq "` + ann + `"`, "bob"},
		{"/Users", userSchema + `:userName eq "bob"`, "bob"},
		{"/Users", `manager eq "` + ann + `"`, "bob"},
		{"/Users", `name.familyName eq "Zo\u00eb \"Q\""`, "Ann"},
		{"/Users", `title eq null`, "bob"},
		{"/Users", `meta.created ge "2026-11-22T08:00:00Z"`, "Ann bob"},
		{"/Users", `meta.lastModified gt "2026-11-22T09:00:00+01:00"`, ""},
		{"/Users", `id eq "` + bob + `"`, "bob"},
		{"/Users", `schemas eq "` + enterpriseSchema + `"`, "bob"},
		{"/Groups", `members.value eq "` + bob + `"`, "staff"},
		{"/Groups", `members[value eq "` + bob + `"]`, "staff"},
		{"/Groups", `displayName eq "staff"`, "staff"},
		{"/", `userName eq "ann" or members.value eq "` + bob + `"`, "Ann staff"},
		{"/", `externalId eq "X1"`, "bob"},
		{"/", `not (displayName pr)`, "Ann bob"},
	} {
		a := f.do("GET", test.endpoint+"?filter="+url.QueryEscape(test.filter), "").want(t, 200)
		if a.names() != test.names {
			t.Errorf("%s %s: got %q, want %q", test.endpoint, test.filter, a.names(), test.names)
		}
		posted := f.do("POST", strings.TrimSuffix(test.endpoint, "/")+"/.search", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":`+jsonText(test.filter)+`}`).want(t, 200)
		if posted.text != a.text {
			t.Errorf("%s: .search differs:\n%s\n%s", test.filter, a.text, posted.text)
		}
		if got := f.lastEvent().Query; got != test.filter {
			t.Errorf("Query of the event is %q", got)
		}
	}
}

func TestFiltersRefused(t *testing.T) {
	f := newFixture(t)
	people(f, "ann")
	for _, test := range []struct {
		endpoint, filter string
		status           int
		scimType         string
		detail           string
	}{
		{"/Users", ``, 400, "invalidFilter", "character"},
		{"/Users", `userName eqq "x"`, 400, "invalidFilter", "character 10"},
		{"/Users", `userName eq "x`, 400, "invalidFilter", "character"},
		{"/Users", `userName eq x`, 400, "invalidFilter", "character 13"},
		{"/Users", `userName eq "x" and`, 400, "invalidFilter", "character"},
		{"/Users", strings.Repeat("(", 1<<20), 400, "invalidFilter", ""},
		{"/Users", strings.Repeat(`userName eq "x" or `, 10000) + "title pr", 400, "invalidFilter", ""},
		{"/Users", `usrName eq "x"`, 400, "invalidFilter", "usrName"},
		{"/Users", `name.first eq "x"`, 400, "invalidFilter", "name.first"},
		{"/Users", `urn:x:y:z eq "x"`, 400, "invalidFilter", "urn:x:y"},
		{"/Users", `displayName eq "x" or members.value eq "y"`, 400, "invalidFilter", "members"},
		{"/", `nothing eq "x"`, 400, "invalidFilter", "nothing"},
		{"/Users", enterpriseSchema + ` pr`, 400, "invalidFilter", ""},
		{"/Users", `active gt true`, 400, "invalidFilter", "active"},
		{"/Users", `x509Certificates.value lt "AAAA"`, 400, "invalidFilter", "value"},
		{"/Users", `active eq "maybe"`, 400, "invalidFilter", "active"},
		{"/Users", `meta.created gt "yesterday"`, 400, "invalidFilter", "created"},          //
		{"/Users", `name eq "x"`, 400, "invalidFilter", "name"},
		{"/Users", `name[givenName eq "x"]`, 400, "invalidFilter", "name"},                  // brackets on a single value
		{"/Users", `emails[value.x eq "x"]`, 400, "invalidFilter", ""},                      //
		{"/Users", `emails[nope eq "x"]`, 400, "invalidFilter", "nope"},                     //
		{"/Users", `emails[value eq "x" and type[value eq "y"]]`, 400, "invalidFilter", ""},
		{"/Users", `title gt null`, 400, "invalidFilter", "null"},
		{"/Users", "title eq \"a\x00b\"", 400, "invalidFilter", "NUL"},
		{"/Users", "title eq \"a\xffb\"", 400, "invalidFilter", "UTF-8"},
		{"/Users", `password eq "x"`, 403, "sensitive", "password"},
		{"/Users", `PASSWORD pr`, 403, "sensitive", "password"},
		{"/Users", `title pr or not (` + userSchema + `:password sw "a")`, 403, "sensitive", "password"},
		{"/", `password sw "a"`, 403, "sensitive", "password"},
	} {
		a := f.do("GET", test.endpoint+"?filter="+url.QueryEscape(test.filter), "")
		a.refused(t, test.status, test.scimType, test.detail)
		if strings.Contains(strings.ToLower(test.filter), "password") && f.lastEvent().Query != "[removed]" {
			t.Errorf("the event tells of %q", f.lastEvent().Query)
		}
	}
	f.do("GET", "/Users?filter=password%20eq%20%22x", "").refused(t, 400, "invalidFilter")
	if got := f.lastEvent().Query; got != "[removed]" { // who mistypes a filter has a secret still
		t.Errorf("the event tells of %q", got)
	}
}

func TestSorting(t *testing.T) {
	f := newFixture(t)
	f.user("b", `"title":"Z","emails":[{"value":"3@x.org"},{"value":"1@x.org","primary":true}]`)
	f.user("C", `"title":"a"`, `"emails":[{"value":"2@x.org"},{"value":"0@x.org"}]`)
	f.user("a", `"name":{"familyName":"N"}`)
	for _, test := range []struct{ query, names string }{
		{"sortBy=userName", "a b C"},
		{"sortBy=USERNAME&sortOrder=Descending", "C b a"},
		{"sortBy=title", "C b a"},                               // without a value last
		{"sortBy=title&sortOrder=descending", "a b C"},          //
		{"sortBy=emails", "b C a"},                              // by the primary or first value
		{"sortBy=emails.value", "b C a"},                        //
		{"sortBy=name.familyName", "a b C"},                     //
		{"sortBy=" + userSchema + ":userName", "a b C"},
		{"sortBy=" + enterpriseSchema + ":department", "b C a"}, //
		{"sortBy=meta.created&sortOrder=", "b C a"},
		{"sortOrder=descending", "b C a"},                       //
	} {
		if a := f.do("GET", "/Users?"+test.query, "").want(t, 200); a.names() != test.names {
			t.Errorf("%s: got %q, want %q", test.query, a.names(), test.names)
		}
	}
	for query, detail := range map[string]string{
		"sortBy=nope":                       "nope",
		"sortBy=a%20b":                      "sortBy",
		"sortBy=name":                       "name is complex",
		"sortBy=addresses":                  "addresses is complex",
		"sortBy=" + userSchema:              "schema",
		"sortBy=userName&sortOrder=upwards": "ascending",
		"startIndex=one":                    "startIndex",
		"count=1.5":                         "count",
		"count=":                            "count",
		"count=--1":                         "count",
		"count=1&count=2":                   "count",
		"sortBy=%ff":                        "UTF-8",
		"sortBy=%zz":                        "%",
		"attributes=a%00b":                  "NUL",
	} {
		f.do("GET", "/Users?"+query, "").refused(t, 400, "invalidValue", detail)
	}
	f.do("GET", "/Users?sortBy=password", "").refused(t, 403, "sensitive", "password")
}

func TestProjections(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann", `"title":"Dr","name":{"givenName":"Ann","familyName":"E"},"`+enterpriseSchema+`":{"department":"Sales","division":"D"}`)
	body := `{"userName":"ann","title":"Dr","name":{"givenName":"Ann","familyName":"E"},"` + enterpriseSchema + `":{"department":"Sales","division":"D"}}`
	patch := `{"Operations":[{"op":"add","path":"title","value":"Dr"}]}`
	for _, test := range []struct{ query, keys string }{
		{"attributes=userName", "id schemas userName"},
		{"attributes=USERNAME,title", "id schemas title userName"},
		{"attributes=name.givenName", "id name.givenName schemas"},
		{"attributes=" + userSchema + ":title", "id schemas title"},
		{"attributes=" + enterpriseSchema + ":department", "id schemas " + enterpriseSchema + ".department"},
		{"attributes=nope", "id schemas"},
		{"attributes=password", "id schemas"},
		{"attributes=meta.version", "id meta.version schemas"},
		{"excludedAttributes=id,schemas,meta,name,title," + enterpriseSchema, "id schemas userName"},
		{"attributes=title,userName&excludedAttributes=title", "id schemas userName"},
		{"attributes=title&attributes=userName", "id schemas title userName"},
	} {
		for _, a := range []answer{
			f.do("GET", "/Users/"+id+"?"+test.query, "").want(t, 200),
			f.do("PUT", "/Users/"+id+"?"+test.query, body).want(t, 200),
			f.do("PATCH", "/Users/"+id+"?"+test.query, patch).want(t, 200),
			f.do("GET", "/Users?"+test.query, "").want(t, 200),
			f.do("GET", "/?"+test.query, "").want(t, 200),
			f.do("POST", "/Users/.search", searchBody(test.query)).want(t, 200),
		} {
			resource := any(a.body)
			if list, ok := a.body["Resources"]; ok {
				resource = walk(list, 0)
			}
			if got := keys(resource); got != test.keys {
				t.Errorf("%s: got %s, want %s", test.query, got, test.keys)
			}
		}
	}
	created := f.do("POST", "/Users?attributes=userName", `{"userName":"bob","title":"x"}`).want(t, 201)
	if keys(created.body) != "id schemas userName" || created.Header.Get("Location") == "" {
		t.Errorf("created: %s", created.text)
	}
	f.do("GET", "/Users/"+id+"?count=many&filter=(&sortBy=nope", "").want(t, 200)                                               // a search they do not make
	if schemas := f.do("GET", "/Users/"+id+"?attributes=title", "").get("schemas"); jsonText(schemas) != `["`+userSchema+`"]` {
		t.Errorf("schemas are %v", schemas)
	}
}

// searchBody turns a query into a SearchRequest.
func searchBody(query string) string {
	values, _ := url.ParseQuery(query)
	message := map[string]any{}
	for name, list := range values {
		message[name] = strings.Split(strings.Join(list, ","), ",")
	}
	return jsonText(message)
}

// a changed group comes back only when attributes were asked for.
func TestPatchGroupAnswers(t *testing.T) {
	f := newFixture(t)
	ann := f.user("ann")
	id := f.group("staff")
	add := `{"Operations":[{"op":"add","path":"members","value":[{"value":"` + ann + `"}]}]}`
	if a := f.do("PATCH", "/Groups/"+id, add).want(t, 204); a.text != "" || a.Header.Get("ETag") != `W/"2"` || a.Header.Get("Content-Type") != "application/scim+json" {
		t.Errorf("answer %q, headers %v", a.text, a.Header)
	}
	a := f.do("PATCH", "/Groups/"+id+"?attributes=displayName", add).want(t, 200)
	if keys(a.body) != "displayName id schemas" {
		t.Errorf("answer %s", a.text)
	}
	f.do("PATCH", "/Groups/"+id+"?excludedAttributes=members", add).want(t, 200)
}
