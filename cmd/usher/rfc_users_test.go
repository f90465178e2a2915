package main

import (
	"bytes"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// active is a boolean, and what it says holds in the very answer and from then on.
func TestActiveHoldsAtOnce(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		path := "/Users/" + c.hire(t, "ann")
		for _, active := range []bool{false, true, false} {
			state := map[bool]string{true: "active", false: "suspended"}[active]
			for _, a := range []*answer{c.patch(t, path, edit("replace", "active", active)).want(200), c.get(t, path).want(200)} {
				a.is(active, "active")
				a.is(state, usherURN, "state")
			}
			if n := c.search(t, "/Users", map[bool]string{true: "active eq true", false: "active eq false"}[active]).want(200).total(); n != 1 {
				t.Errorf("%d people are found by active %v", n, active)
			}
		}
		c.patch(t, path, edit("replace", "active", "perhaps")).wantError(400, "invalidValue", "active")
		c.get(t, path).is("suspended", usherURN, "state")
	})
}

// what the client leaves out is unset, also by PUT. The one exception is active: who
// doesn't mention it neither sets it nor changes anybody's state.
func TestOmittedAttributes(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		least := object{"schemas": list{userURN}, "userName": "ann@example.com"}
		made := c.post(t, "/Users", least).want(201)
		for member := range made.body {
			switch member {
			case "schemas", "id", "userName", "meta", usherURN, "active": // who never said so is active, and shown so
			default:
				t.Errorf("%s was made up: %s", member, made)
			}
		}
		made.is("active", usherURN, "state")
		made.is(true, "active")
		path := "/Users/" + made.id()
		for _, active := range []bool{false, true} {
			c.put(t, path, person("ann", object{"active": active, "title": "Clerk", "password": "first"})).want(200).is("Clerk", "title")
			a := c.put(t, path, least).want(200)
			a.is(active, "active")
			for _, name := range []string{"title", "name", "emails", "externalId", "password"} {
				a.is(nil, name)
			}
			a.is(made.at("id"), "id")
			a.is(made.at("meta", "created"), "meta", "created")
		}
	})
}

// what is no address of a mailbox, or no URI, comes back as it was set; whose e-mail
// can't be judged waits for one that can.
func TestValuesThatAreNone(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		emails := list{object{"value": "not an address", "type": "work"}}
		a := c.post(t, "/Users", object{"schemas": list{userURN}, "userName": "ann", "emails": emails, "profileUrl": "http://[::1"}).want(201)
		for _, a := range []*answer{a, c.get(t, "/Users/"+a.id()).want(200)} {
			a.is(emails, "emails")
			a.is("http://[::1", "profileUrl")
			a.is("pendingDomain", usherURN, "state")
		}
		right := list{object{"value": "ann@example.com", "type": "work"}}
		c.patch(t, "/Users/"+a.id(), edit("replace", "emails", right)).want(200).is("active", usherURN, "state")

		strict := n.connect(t, "acme", "strict", "--strict")
		strict.post(t, "/Users", object{"schemas": list{userURN}, "userName": "ann", "profileUrl": "http://[::1"}).wantError(400, "invalidValue", "profileUrl")
	})
}

// two spellings of one text are one userName of a connection, whoever comes first,
// and are found by each other. R-205: another connection, and another account, may have it too.
func TestSpellings(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme", "example.com")
		c, sister := n.connect(t, "acme", "okta"), n.connect(t, "acme", "entra")
		stranger := n.tenant(t, "bolt")
		for kind, names := range map[string][2]string{
			"composed and decomposed": {"jos\u00e9@example.com", "jose\u0301@example.com"},
			"full width":              {"\uff2a\uff25nsen@example.com", "jensen@example.com"},
			"sharp s":                 {"stra\u00dfe@example.com", "STRASSE@example.com"},
			"ligature":                {"\ufb01ne@example.com", "FINE@example.com"},
			"Kelvin sign":             {"\u212aate@example.com", "kate@example.com"},
		} {
			one := object{"schemas": list{userURN}, "userName": names[0], "externalId": kind}
			other := object{"schemas": list{userURN}, "userName": names[1], "externalId": kind + " again"}
			first := c.post(t, "/Users", one).want(201)
			first.is(names[0], "userName")
			c.post(t, "/Users", other).wantError(409, "uniqueness", "userName")
			if found := c.search(t, "/Users", `userName eq "`+names[1]+`"`).want(200); found.total() != 1 || found.text("Resources", 0, "id") != first.id() {
				t.Errorf("%s: %q is not found as %q: %s", kind, names[0], names[1], found)
			}
			for _, elsewhere := range []*connection{sister, stranger} {
				a := elsewhere.post(t, "/Users", one).want(201)
				if a.id() == first.id() {
					t.Errorf("%s: two connections share the id %s", kind, a.id())
				}
				elsewhere.get(t, "/Users/"+first.id()).wantError(404, "", first.id())
				if found := elsewhere.search(t, "/Users", `externalId eq "`+kind+`"`).want(200); found.total() != 1 || found.text("Resources", 0, "id") != a.id() {
					t.Errorf("%s: by externalId another connection finds %s", kind, found)
				}
			}
		}
	})
}

// no password reaches a table, in the clear or otherwise, and the server prints
// no value that somebody searched for.
func TestNothingSecretIsWritten(t *testing.T) {
	t.Parallel()
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := startNode(t, url)
			c := n.tenant(t, "acme")
			const password, wanted = "c0rrect-h0rse", "s0mebody@example.com"
			path := "/Users/" + c.post(t, "/Users", person("ann", object{"password": password})).want(201).id()
			c.patch(t, path, edit("replace", "password", password)).want(200)
			c.put(t, path, person("ann", object{"password": password})).want(200)
			c.search(t, "/Users", `emails.value eq "`+wanted+`"`).want(200)
			c.search(t, "/Users", `emails.value eq "`+wanted+`" and (`).want(400)
			n.entries(t, "acme", 3)
			eventually(t, "both searches to be counted", func() bool { return len(n.listed(t, "traffic", "--account", "acme")) == 2 })

			rows := everyRow(t, url)
			if !bytes.Contains(rows, []byte("ann@example.com")) {
				t.Fatal("the rows don't show what is kept")
			}
			if bytes.Contains(rows, []byte(password)) {
				t.Error("a table holds the password")
			}
			if bytes.Contains(rows, []byte(wanted)) {
				t.Error("a table holds what was searched for")
			}
			if said := n.log.String(); bytes.Contains([]byte(said), []byte(wanted)) {
				t.Errorf("the server printed what was searched for: %s", grep(said, wanted))
			}
		})
	}
}

// everyRow is the text of every row of every table.
func everyRow(t *testing.T, url string) []byte {
	t.Helper()
	tables, tableNames, row := openCrashTables(t, url), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`, ""
	if tables.postgres {
		tableNames, row = `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`, `r::text`
	}
	var all []byte
	for _, table := range tables.column(t, tableNames) {
		text := row
		if text == "" {
			text = "concat_ws(' '"
			for _, column := range tables.column(t, `SELECT name FROM pragma_table_info('`+table+`')`) {
				text += `, "` + column + `"`
			}
			text += ")"
		}
		for _, line := range tables.column(t, "SELECT "+text+" FROM "+table+" r") {
			all = append(append(all, line...), '\n')
		}
	}
	return all
}
