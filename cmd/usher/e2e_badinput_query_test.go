package main

import (
	"encoding/json"
	"net/url"
	"strings"
)

// searchText is a search request with a filter.
func searchText(filter string) string {
	text, err := json.Marshal(object{"schemas": list{searchURN}, "filter": filter})
	if err != nil {
		panic("strings are always JSON: " + err.Error())
	}
	return string(text)
}

func badFilters() []bad {
	var all []bad
	refuse := func(filter, detail string) {
		all = append(all, bad{filter, "GET", "/Users?filter=" + url.QueryEscape(filter), nil, 400, "invalidFilter", detail, nil})
	}
	post := func(name, filter, detail string) {
		all = append(all, bad{name, "POST", "/Users/.search", searchText(filter), 400, "invalidFilter", detail, nil})
	}
	refuse("", `.`)
	refuse("   ", `.`)
	refuse("userName", `\d`)
	refuse("userName eq", `\d`)
	refuse("userName xx \"a\"", `\d`)
	refuse("userName eq \"a", `\d`)
	refuse("userName eq a", `\d`)
	refuse("userName eq 'a'", `\d`)
	refuse("userName eq \"a\" and", `\d`)
	refuse("userName eq \"a\" userName eq \"b\"", `\d`)
	refuse("(userName eq \"a\"", `\d`)
	refuse("userName eq \"a\")", `\d`)
	refuse("()", `\d`)
	refuse("not", `\d`)
	refuse("and userName pr", `\d`)
	refuse("userName pr \"a\"", `\d`)
	refuse("eq", `\d`)
	refuse("\"userName\" eq \"a\"", `\d`)
	refuse("userName eq \"\\u12\"", `\d`)
	refuse("userName eq \"a\x00b\"", `(?i)NUL|\d`)
	refuse("userName eq \"a\\u0000b\"", `(?i)NUL|\d`)
	refuse("userName eq \"\xff\"", `(?i)UTF-8|\d`)
	refuse("active eq 5", `active`)
	refuse("userName eq true", `userName`)
	refuse("userName gt false", `userName`)
	refuse("active gt true", `active`)
	refuse("active co \"t\"", `active`)
	refuse("active eq 1e999999999", `active|\d`)
	refuse("x509Certificates.value gt \"YQ==\"", `x509Certificates`)
	refuse("meta.created gt \"yesterday\"", `meta\.created`)
	refuse("meta.created gt 5", `meta\.created`)
	refuse("nosuch eq \"a\"", `nosuch`)
	refuse("name.nosuch eq \"a\"", `nosuch`)
	refuse("emails[nosuch eq \"a\"]", `nosuch`)
	refuse("urn:example:nosuch:1.0:User:a eq \"b\"", `nosuch`)
	refuse("name eq \"Ann\"", `name`)
	refuse("name[givenName eq \"Ann\"]", `name`)
	refuse("userName[value eq \"Ann\"]", `userName`)
	refuse("emails[type eq \"work\"", `\d`)
	refuse("emails[]", `\d`)
	refuse("emails[type eq \"work\"]]", `\d`)
	refuse("emails[addresses[type eq \"work\"]]", `\d|emails`)
	refuse(strings.Repeat("(", 33)+"userName pr"+strings.Repeat(")", 33), `32`)
	refuse(strings.Repeat("not (", 33)+"userName pr"+strings.Repeat(")", 33), `32`)
	refuse("userName eq \""+strings.Repeat("a", maxFilter)+"\"", `8192|8 KiB`)
	post("200 KB of brackets", strings.Repeat("(", 200_000), `.`)
	post("10,000 terms", strings.Repeat(`userName eq "a" or `, 9_999)+`userName eq "a"`, `8192|8 KiB`)
	for _, filter := range []string{`password eq "secret"`, `password pr`, `not (Password sw "a")`, `userName pr and ` + userURN + `:password co "x"`} {
		all = append(all,
			bad{filter, "GET", "/Users?filter=" + url.QueryEscape(filter), nil, 403, "sensitive", `password`, nil},
			bad{filter + " in a body", "POST", "/Users/.search", searchText(filter), 403, "sensitive", `password`, nil})
	}
	return append(all,
		bad{"percent", "GET", "/Users?filter=%zz", nil, 400, "invalidFilter", `filter`, nil},
		bad{"two filters", "GET", "/Users?filter=userName%20pr&filter=id%20pr", nil, 400, "invalidFilter", `filter`, nil},
		bad{"NUL in a body's filter", "POST", "/Users/.search", searchText("userName eq \"a\x00b\""), 400, "invalidFilter|invalidSyntax", `filter`, nil},
		bad{"filter is a number", "POST", "/Users/.search", `{"schemas":["` + searchURN + `"],"filter":5}`, 400, "invalidSyntax", `filter`, nil},
		bad{"filter at discovery", "GET", "/Schemas?filter=id%20pr", nil, 403, "", `filter`, nil},
		bad{"filter at discovery of types", "GET", "/ResourceTypes?filter=id%20pr", nil, 403, "", `filter`, nil},
		bad{"filter at discovery of the configuration", "GET", "/ServiceProviderConfig?filter=id%20pr", nil, 403, "", `filter`, nil},
	)
}

func badQueries() []bad {
	get := func(query, scimType, detail string) bad {
		return bad{query, "GET", "/Users?" + query, nil, 400, scimType, detail, nil}
	}
	return []bad{
		get("count=abc", "invalidValue", `count`),
		get("count=1.5", "invalidValue", `count`),
		get("count=1e3", "invalidValue", `count`),
		get("count=", "invalidValue", `count`),
		get("startIndex=first", "invalidValue", `startIndex`),
		get("startIndex=0x10", "invalidValue", `startIndex`),
		get("count=1&count=2", "invalidValue", `count`),
		get("sortBy=name", "invalidValue", `name`),
		get("sortBy=meta", "invalidValue", `meta`),
		get("sortBy="+enterpriseURN+":manager.nosuch", "invalidValue", `nosuch`),
		get("sortBy=nosuch", "invalidValue", `nosuch`),
		get("sortBy=emails%5B", "invalidValue", `emails|\d`),
		get("sortBy=userName&sortOrder=sideways", "invalidValue", `sortOrder`),
		{"sort by a secret", "GET", "/Users?sortBy=password", nil, 403, "sensitive", `password`, nil},
		get("cursor=forged", "invalidCursor", `cursor`),
		get("cursor=%00", "invalidCursor", `cursor`),
		get("cursor=%ff%fe", "invalidCursor", `cursor`),
		get("cursor="+strings.Repeat("A", 8000), "invalidCursor", `cursor`),
		get("cursor=&startIndex=1", "invalidValue", `startIndex`),
		get("cursor=&count=1001", "invalidCount", `count.*1000`),
		{"search without JSON", "POST", "/Users/.search", "x", 400, "invalidSyntax", `.`, nil},
		{"search is a list", "POST", "/.search", "[]", 400, "invalidSyntax", `array|list`, nil},
		{"search: attributes is a number", "POST", "/.search", `{"schemas":["` + searchURN + `"],"attributes":5}`, 400, "invalidSyntax", `attributes`, nil},
		{"search: an attribute is a number", "POST", "/.search", `{"schemas":["` + searchURN + `"],"attributes":["id",5]}`, 400, "invalidSyntax", `attributes\[1\]`, nil},
		{"search: count is a word", "POST", "/Users/.search", `{"schemas":["` + searchURN + `"],"count":"many"}`, 400, "invalidValue", `count`, nil},
		{"search: count is an object", "POST", "/Users/.search", `{"schemas":["` + searchURN + `"],"count":{}}`, 400, "invalidSyntax", `count`, nil},
		{"search: too large", "POST", "/Users/.search", searchText(strings.Repeat("(", maxBody)), 413, "", `262144`, nil},
		{"search: wrong type", "POST", "/Users/.search", searchText("id pr"), 415, "", `.`, []string{"Content-Type", "text/plain"}},
	}
}

func badAddresses() []bad {
	var all []bad
	user := userText("")
	change := `{"schemas":["` + patchURN + `"],"Operations":[{"op":"replace","path":"active","value":false}]}`
	for _, id := range []string{"nosuch", "01900000-0000-7000-8000-000000000000", "0", "a%2Fb", "%00", "%FF%FE", "bulkId:1", "%27%20OR%201=1--", "%2e%2e", "{group}", strings.Repeat("9", 5000)} {
		named := `does not exist|there is nothing`
		if id == "nosuch" {
			named = "nosuch"
		}
		all = append(all,
			bad{"GET " + id, "GET", "/Users/" + id, nil, 404, "", named, nil},
			bad{"PUT " + id, "PUT", "/Users/" + id, user, 404, "", named, nil},
			bad{"PATCH " + id, "PATCH", "/Users/" + id, change, 404, "", named, nil},
			bad{"DELETE " + id, "DELETE", "/Users/" + id, nil, 404, "", named, nil})
	}
	for _, id := range []string{"nosuch", "{user}"} {
		all = append(all,
			bad{"GET group " + id, "GET", "/Groups/" + id, nil, 404, "", `.`, nil},
			bad{"PUT group " + id, "PUT", "/Groups/" + id, `{"schemas":["` + groupURN + `"],"displayName":"x"}`, 404, "", `.`, nil},
			bad{"PATCH group " + id, "PATCH", "/Groups/" + id, `{"schemas":["` + patchURN + `"],"Operations":[{"op":"add","path":"members","value":[{"value":"{user}"}]}]}`, 404, "", `.`, nil},
			bad{"DELETE group " + id, "DELETE", "/Groups/" + id, nil, 404, "", `.`, nil})
	}
	for _, path := range []string{"/nowhere", "/Users/{user}/emails", "/v1/Users", "/Schemas/nosuch", "/ResourceTypes/nosuch", "/Bulk/1", "/%00", "/Users//{user}//emails", "//nowhere", "/Users/../Users", "/Groups/../Users/{user}"} {
		all = append(all, bad{"GET " + path, "GET", path, nil, 404, "", `.`, nil})
	}
	for _, q := range []string{
		"PUT /Users", "PATCH /Users", "DELETE /Users", "POST /Users/{user}", "GET /Bulk", "GET /Users/.search", "DELETE /", "PUT /Bulk",
		"POST /Schemas", "PUT /Schemas/" + userURN, "DELETE /ResourceTypes/User", "PATCH /ServiceProviderConfig", "TRACE /Users", "FROBNICATE /Users",
	} {
		method, path, _ := strings.Cut(q, " ")
		all = append(all, bad{q, method, path, nil, 405, "", method, nil})
	}
	return all
}
