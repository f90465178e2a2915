package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// Rules P1 and P7, R-081, R-083, R-206: without a token that is valid now, no route tells anything.
func TestNoTokenNoAnswer(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		owner := n.tenant(t, "acme")
		n.devices(t, "acme")
		eventually(t, "the account's own resource type", func() bool { return owner.get(t, "/Devices").status == 200 })
		theirs := settle(t, owner)
		n.account(t, "bolt")
		other := n.connect(t, "bolt", "okta")
		before := owner.all(t, "/Devices")

		expired := n.as(n.usher(t, "token", "create", "--account", "acme", "--source", "okta", "--expires", "1s"))
		revoked := n.as(n.usher(t, "token", "create", "--account", "acme", "--source", "okta"))
		revoked.get(t, "/Users").want(200)
		n.usher(t, "token", "revoke", n.newestToken(t, "acme"))
		for name, c := range map[string]*connection{"expired": expired, "revoked": revoked} {
			eventually(t, "the "+name+" token to be refused", func() bool { return c.get(t, "/Users").status == 401 })
		}

		const account = 4 + 22 // characters of a token that name the account
		tokens := map[string]string{
			"none": "", "expired": expired.token, "revoked": revoked.token, "cut": owner.token[:len(owner.token)-1], "longer": owner.token + "A",
			"other case": strings.ToUpper(owner.token), "garbage": "garbage", "long": strings.Repeat("a", 8000), "two": owner.token + " " + owner.token,
			"their account, my secret": owner.token[:account] + other.token[account:],
			"my account, their secret": other.token[:account] + owner.token[account:],
			"quote":                    `' OR '1'='1`, "id": n.newestToken(t, "acme"),
		}
		var wanted *answer
		routes := slices.Concat(byID(), searches()[:8], cursors(), references()[:8], []request{
			{"GET", "/Schemas", "", nil}, {"GET", "/ResourceTypes", "", nil}, {"GET", "/ResourceTypes/User", "", nil}, {"GET", "/Me", "", nil},
			{"GET", "/nowhere", "", nil}, {"POST", "/Bulk", "{", nil}, {"PUT", "/Users", "", nil}, {"GET", "/", "", nil},
		})
		for name, token := range tokens {
			for _, q := range routes {
				if name != "none" && name != "revoked" && q.headers != nil {
					continue
				}
				a := q.with(theirs.values).send(t, n.as(token))
				if q.method == http.MethodHead {
					a.want(401)
					continue
				}
				a.wantError(401, "", ".")
				if wanted == nil {
					wanted = a
				}
				if told(a) != told(wanted) || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
					t.Errorf("with a token that is %s, %s\nanswers %s %q\nand elsewhere %s", name, a.asked, a, a.header.Get("WWW-Authenticate"), wanted)
				}
			}
		}
		for _, header := range []string{
			"Bearer", "Bearer ", "Basic " + owner.token, owner.token + " x", "Bearer  ", "Token " + owner.token, "Bearer " + owner.token + ",", "Bearer \x80",
		} {
			n.as("").get(t, "/Users", "Authorization", header).wantError(401, "", ".")
		}
		owner.get(t, "/Users", "Authorization", "bearer "+owner.token).want(200)       // RFC 9110 section 11.1: the scheme has no case
		for _, header := range []string{owner.token, "Bearer Bearer " + owner.token} { // rule P3: Okta's agent sends it bare
			n.as("").get(t, "/Users", "Authorization", header).want(200)
		}
		if after := owner.all(t, "/Devices"); after != before {
			t.Errorf("requests without a valid token changed\n%s\nto\n%s", before, after)
		}
	})
}

// told is an answer without its case, which belongs to the kind of request.
func told(a *answer) string { return caseID.ReplaceAllString(string(a.raw), "") }

// newestToken is the id of the account's newest token.
func (n *node) newestToken(t *testing.T, account string) string {
	t.Helper()
	id, newest := "", time.Time{}
	for _, token := range n.listed(t, "token", "list", "--account", account) {
		created, err := time.Parse(time.RFC3339Nano, token["created"].(string))
		if err != nil {
			t.Fatal(err)
		}
		if created.After(newest) {
			id, newest = token["id"].(string), created
		}
	}
	return id
}

// What the command line changes, in another process's place, a running server sees soon: a
// revocation ends what a connection may do, also one that was used a moment ago and goes on being
// used; its sister stays.
func TestRevocationIsSeen(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		sister := n.tenant(t, "acme")
		c := n.as(n.usher(t, "token", "create", "--account", "acme", "--source", "okta"))
		id := n.newestToken(t, "acme")
		c.hire(t, "ann")
		n.usher(t, "token", "revoke", id)
		eventually(t, "the revocation to be seen", func() bool { return c.get(t, "/Users?count=1").status == 401 })
		c.post(t, "/Users", person("bob", nil)).wantError(401, "", ".")
		sister.get(t, "/Users").want(200).is(1, "totalResults")

		// The other way round: a token of a source made while the server runs is good at once.
		n.connect(t, "acme", "entra").get(t, "/Users").want(200).is(0, "totalResults")
		for _, token := range n.listed(t, "token", "list", "--account", "acme") {
			if revoked := token["state"] == "revoked"; revoked != (token["id"] == id) {
				t.Errorf("token list: %v", token)
			}
			for _, v := range token {
				if v == c.token || v == sister.token {
					t.Errorf("token list shows a token: %v", token)
				}
			}
		}
	})
}
