package main

import (
	"io"
	"strings"
	"testing"
)

// bad is a request that has to be refused, and how.
type bad struct {
	name, method, path string
	body               any // as do takes it
	status             int
	scimType           string // several that are right, separated by |
	detail             string // regular expression that names the spot and what is wrong
	headers            []string
}

// Limits of the issues.
const (
	maxBody       = 256 << 10
	maxFilter     = 8 << 10
	maxOperations = 1000
	maxCount      = 1000
)

// Rule P7, P9, I2: whatever is sent, the answer is the RFC's status and a detail that names the
// spot, and nothing of the request is kept.
func TestBadInput(t *testing.T) {
	t.Parallel()
	tables := map[string][]bad{
		"body": badBodies(), "resource": badResources(), "group": badGroups(), "patch": badPatches(), "filter": badFilters(),
		"query": badQueries(), "address": badAddresses(), "bulk": badBulks(),
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		for name, table := range tables {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := n.tenant(t, name)
				user := c.hire(t, "ann")
				group := c.found(t, "engineers", user)
				c.hire(t, "bob")
				put := strings.NewReplacer("{user}", user, "{group}", group)
				for i, q := range table {
					if testing.Short() && i%4 != 0 {
						continue
					}
					t.Run(q.name, func(t *testing.T) {
						before := c.all(t)
						body := q.body
						if text, ok := body.(string); ok {
							body = put.Replace(text)
						}
						a := c.do(t, q.method, put.Replace(q.path), body, q.headers...)
						a.wantError(q.status, q.scimType, q.detail)
						if a.status == 201 {
							defer c.delete(t, strings.TrimPrefix(a.header.Get("Location"), c.base))
						}
						if now := c.all(t); now != before {
							t.Fatalf("%s\nchanged what is kept from\n%.1500s\nto\n%.1500s", a.asked, before, now)
						}
					})
				}
			})
		}
	})
}

// nested is JSON of a depth.
func nested(depth int) string {
	return strings.Repeat("[", depth) + strings.Repeat("]", depth)
}

// userText is a user in JSON with more members.
func userText(more string) string {
	return `{"schemas":["` + userURN + `"],"userName":"new@example.com"` + more + `}`
}

// unsized hides the length of a body, so that it is sent in chunks.
func unsized(text string) func() io.Reader {
	return func() io.Reader { return io.MultiReader(strings.NewReader(text)) }
}

func badBodies() []bad {
	post := func(name string, body any, status int, scimType, detail string, headers ...string) bad {
		return bad{name, "POST", "/Users", body, status, scimType, detail, headers}
	}
	large := userText(`,"title":"` + strings.Repeat("x", maxBody) + `"`)
	return []bad{
		post("cut", `{"schemas":["`+userURN+`"],"userName":"new`, 400, "invalidSyntax", `\d`),
		post("unquoted", `{"schemas":["`+userURN+`"],userName:"new"}`, 400, "invalidSyntax", `\d`),
		post("trailing comma", `{"userName":"new",}`, 400, "invalidSyntax", `\d`),
		post("two documents", userText("")+userText(""), 400, "invalidSyntax", `.`),
		post("empty", "", 400, "invalidSyntax", `.`),
		post("blank", " \r\n\t", 400, "invalidSyntax", `.`),
		post("array", `[`+userText("")+`]`, 400, "invalidSyntax", `array|list`),
		post("string", `"new"`, 400, "invalidSyntax", `string`),
		post("number", `7`, 400, "invalidSyntax", `number`),
		post("null", `null`, 400, "invalidSyntax", `null`),
		post("not JSON", `<User/>`, 400, "invalidSyntax", `\d`),
		post("form", `userName=new`, 400, "invalidSyntax", `\d`),
		post("depth", userText(`,"extra":`+nested(65)), 400, "invalidSyntax", `64`),
		post("absurd depth", strings.Repeat("[", maxBody-1), 400, "invalidSyntax", `64`),
		post("absurd depth of objects", strings.Repeat(`{"a":`, 50_000), 400, "invalidSyntax", `64`),
		post("invalid UTF-8", userText(`,"title":"`+"\xff\xfe"+`"`), 400, "invalidSyntax", `UTF-8`),
		post("overlong UTF-8", userText(`,"title":"`+"\xc0\xaf"+`"`), 400, "invalidSyntax", `UTF-8`),
		post("surrogate in UTF-8", userText(`,"title":"`+"\xed\xa0\x80"+`"`), 400, "invalidSyntax", `UTF-8`),
		post("UTF-16", "\xff\xfe{\x00}\x00", 400, "invalidSyntax", `UTF-8`),
		post("NUL byte", userText(",\"title\":\"a\x00b\""), 400, "invalidSyntax", `\d`),
		post("NUL byte between", "{\x00}", 400, "invalidSyntax", `\d`),
		post("line break in a string", userText(",\"title\":\"a\nb\""), 400, "invalidSyntax", `\d`),
		post("wrong number", userText(`,"active":01`), 400, "invalidSyntax", `\d`),
		post("same member twice", userText(`,"userName":"other@example.com"`), 400, "invalidSyntax", `userName`),
		post("same member in other case", userText(`,"USERNAME":"other@example.com"`), 400, "invalidSyntax", `(?i)userName`),
		post("same sub-member in other case", userText(`,"name":{"givenName":"a","GivenName":"b"}`), 400, "invalidSyntax", `(?i)name\.givenName`),
		post("same extension in other case", userText(`,"`+enterpriseURN+`":{"division":"a"},"`+strings.ToUpper(enterpriseURN)+`":{"division":"b"}`), 400, "invalidSyntax", `(?i)enterprise`),
		post("too large", large, 413, "", `262144`),
		post("too large without a length", unsized(large), 413, "", `262144`),
		post("text", userText(""), 415, "", `application/scim\+json`, "Content-Type", "text/plain"),
		post("XML", "<a/>", 415, "", `application/scim\+json`, "Content-Type", "application/xml"),
		post("form type", "a=b", 415, "", `application/scim\+json`, "Content-Type", "application/x-www-form-urlencoded"),
		post("wrong charset", userText(""), 415, "", `(?i)UTF-8`, "Content-Type", "application/scim+json; charset=iso-8859-1"),
		post("broken type", userText(""), 415, "", `.`, "Content-Type", "application/"),
		post("compressed", userText(""), 415, "", `(?i)encoding`, "Content-Encoding", "gzip"),
		post("answers in HTML only", userText(""), 406, "", `application/scim\+json`, "Accept", "text/html"),
	}
}

func badResources() []bad {
	post := func(name, more, scimType, detail string) bad {
		return bad{name, "POST", "/Users", userText(more), 400, scimType, detail, nil}
	}
	put := func(name, body, scimType, detail string) bad {
		return bad{"PUT " + name, "PUT", "/Users/{user}", body, 400, scimType, detail, nil}
	}
	return []bad{
		{"no userName", "POST", "/Users", `{"schemas":["` + userURN + `"],"active":true}`, 400, "invalidValue", `userName`, nil},
		{"empty userName", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":""}`, 400, "invalidValue", `userName`, nil},
		{"blank userName", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":"  "}`, 400, "invalidValue", `userName`, nil},
		{"null userName", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":null}`, 400, "invalidValue", `userName`, nil},
		{"userName is an object", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":{"a":"b"}}`, 400, "invalidValue", `userName`, nil},
		{"userName is a list", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":["a","b"]}`, 400, "invalidValue", `userName`, nil},
		{"userName is a huge number", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":1e999999999}`, 400, "invalidValue|invalidSyntax", `userName`, nil},
		post("active is a word", `,"active":"maybe"`, "invalidValue", `active`),
		post("active is an object", `,"active":{}`, "invalidValue", `active`),
		post("active is a huge number", `,"active":1e999999999`, "invalidValue|invalidSyntax", `active`),
		post("name is a string", `,"name":"Ann Archer"`, "invalidValue", `name`),
		post("an e-mail's value is an object", `,"emails":[{"value":"a@example.com"},{"value":{}}]`, "invalidValue", `emails\[1\]\.value`),
		post("an e-mail's primary is a word", `,"emails":[{"value":"a@example.com","primary":"perhaps"}]`, "invalidValue", `emails\[0\]\.primary`),
		post("title is a list", `,"title":["a","b"]`, "invalidValue", `title`),
		post("NUL in a string", `,"title":"a\u0000b"`, "invalidValue|invalidSyntax", `title`),
		post("NUL in a member", `,"emails":[{"value":"a\u0000@example.com"}]`, "invalidValue|invalidSyntax", `emails.0.?.value`),
		post("extension is a string", `,"`+enterpriseURN+`":"x"`, "invalidValue", `enterprise`),
		post("certificate is not base64", `,"x509Certificates":[{"value":"%%%"}]`, "invalidValue", `x509Certificates\[0\]\.value`),
		put("without userName", `{"schemas":["`+userURN+`"],"active":true}`, "invalidValue", `userName`),
		put("wrong type", `{"schemas":["`+userURN+`"],"userName":"ann@example.com","emails":[{"value":["a","b"]}]}`, "invalidValue", `emails\[0\]\.value`),
		put("cut", `{"schemas":`, "invalidSyntax", `\d`),
		{"PUT takes a name", "PUT", "/Users/{user}", `{"schemas":["` + userURN + `"],"userName":"BOB@example.com"}`, 409, "uniqueness", `userName`, nil},
		{"POST takes a name", "POST", "/Users", `{"schemas":["` + userURN + `"],"userName":"Bob@Example.com"}`, 409, "uniqueness", `userName`, nil},
	}
}

func badGroups() []bad {
	return []bad{
		{"no displayName", "POST", "/Groups", `{"schemas":["` + groupURN + `"]}`, 400, "invalidValue", `displayName`, nil},
		{"members is a number", "POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"x","members":5}`, 400, "invalidValue", `members`, nil},
		{"a member is a number", "POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"x","members":[{"value":"{user}"},5]}`, 400, "invalidValue", `members\[1\]`, nil},
		{"a member's value is a list", "POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"x","members":[{"value":["{user}","{user}"]}]}`, 400, "invalidValue", `members\[0\]\.value`, nil},
		{"unknown member", "POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"x","members":[{"value":"{user}"},{"value":"nosuch-1"}]}`, 400, "invalidValue", `nosuch-1`, nil},
		{"member with NUL", "POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"x","members":[{"value":"a\u0000b"}]}`, 400, "invalidValue|invalidSyntax", `members`, nil},
		{"member without value", "POST", "/Groups", `{"schemas":["` + groupURN + `"],"displayName":"x","members":[{"display":"Ann"}]}`, 400, "invalidValue", `members\[0\]`, nil},
		{"PUT unknown member", "PUT", "/Groups/{group}", `{"schemas":["` + groupURN + `"],"displayName":"engineers","members":[{"value":"nosuch-2"}]}`, 400, "invalidValue", `nosuch-2`, nil},
		{"PATCH unknown member", "PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"replace","path":"displayName","value":"renamed"},{"op":"add","path":"members","value":[{"value":"nosuch-3"}]}]}`, 400, "invalidValue", `nosuch-3`, nil},
		{"PATCH replace with an unknown member", "PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"replace","path":"members","value":[{"value":"nosuch-4"}]}]}`, 400, "invalidValue", `nosuch-4`, nil},
		{"PATCH removes the name", "PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"remove","path":"displayName"}]}`, 400, "mutability", `displayName`, nil},
		{"PATCH members with a broken path", "PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"remove","path":"members[value eq \"{user}\""}]}`, 400, "invalidPath", `\d`, nil},
		{"PATCH all members and something wrong", "PATCH", "/Groups/{group}", `{"schemas":["` + patchURN + `"],"Operations":[{"op":"remove","path":"members"},{"op":"replace","path":"displayName","value":{}}]}`, 400, "invalidValue", `displayName`, nil},
	}
}
