package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// reader is a connection of an application that reads the account's directory view.
func (n *node) reader(t *testing.T, account string) *connection {
	t.Helper()
	return n.as(n.usher(t, "token", "create", "--account", account, "--kind", "reader"))
}

// prove makes an account's domains verified ones, as a proof by DNS would.
func (n *node) prove(t *testing.T, account string) {
	t.Helper()
	url := n.database
	if strings.HasPrefix(url, "sqlite:") {
		url += "?_pragma=busy_timeout(10000)" // the server may be writing
	}
	storetest.Exec(t, url, `UPDATE domains SET level = 'verified', state = 'verified' WHERE account_id = (SELECT id FROM accounts WHERE name = '`+account+`')`)
}

// staff is an account with two sources, which both know Ann.
type staff struct {
	okta, entra, reader *connection
	both                [2]string // records of ann, in okta and in entra
	ann, bob, carl      string    // users
	sales, ops          string
}

func (n *node) staff(t *testing.T, account string) staff {
	t.Helper()
	s := staff{okta: n.tenant(t, account), entra: n.connect(t, account, "entra"), reader: n.reader(t, account)}
	n.prove(t, account)
	for _, source := range []string{"okta", "entra"} {
		n.usher(t, "source", "set", source, "--account", account, "--trusted-for", "example.com")
	}
	s.both[0] = s.okta.hire(t, "ann")
	s.both[1] = s.entra.post(t, "/Users", person("anna", object{
		"displayName": "Ann of both", "emails": list{object{"value": "ann@example.com", "type": "work"}, object{"value": "anna@example.com", "type": "home"}},
	})).want(201).id()
	bob := s.okta.hire(t, "bob")
	s.entra.hire(t, "carl")
	s.sales, s.ops = s.okta.found(t, "Sales", s.both[0], bob), s.entra.found(t, "Ops", s.both[1])
	for name, id := range map[string]*string{"ann": &s.ann, "bob": &s.bob, "carl": &s.carl} {
		*id = s.reader.search(t, "/Users", `userName eq "`+name+`@example.com"`).want(200).text("Resources", 0, "id")
	}
	return s
}

// A reader sees each person once, all that the sources say of them, and where it comes from.
func TestReaderSeesEverybodyOnce(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.staff(t, "acme")
		people := []string{s.ann, s.bob, s.carl}
		slices.Sort(people)
		all := s.reader.get(t, "/Users").want(200)
		if got := all.each("id", "Resources"); all.total() != 3 || !slices.Equal(got, people) {
			t.Errorf("the reader sees %v of %d, want %v", got, all.total(), people)
		}
		groups := s.reader.get(t, "/Groups").want(200)
		if got := groups.each("displayName", "Resources"); groups.total() != 2 || !slices.Equal(got, []string{"Sales", "Ops"}) {
			t.Errorf("the reader sees the groups %v of %d", got, groups.total())
		}

		ann := s.reader.get(t, "/Users/"+s.ann).want(200)
		ann.is("Ann of both", "displayName")
		ann.is(list{"okta", "entra"}, usherURN, "sources")
		ann.is("active", usherURN, "state")
		said := map[string]string{}
		provenance, _ := ann.at(usherURN, "provenance").(list)
		for _, p := range provenance {
			said[fmt.Sprint(at(p, "attribute"), " ", at(p, "value"))] = fmt.Sprint(at(p, "source"))
		}
		for what, source := range map[string]string{"userName <nil>": "okta", "displayName <nil>": "entra", "emails ann@example.com": "okta", "emails anna@example.com": "entra"} {
			if said[what] != source {
				t.Errorf("%s comes from %q, want %q: %s", what, said[what], source, ann)
			}
		}
		ann.is(list{object{"source": "okta", "value": s.both[0]}, object{"source": "entra", "value": s.both[1]}}, usherURN, "records")
		if got := ann.each("display", "groups"); !slices.Equal(got, []string{"Sales", "Ops"}) {
			t.Errorf("groups %v: %s", got, ann)
		}
		if want := s.reader.base + "/Users/" + s.ann; ann.text("meta", "location") != want {
			t.Errorf("location %q, want %q", ann.text("meta", "location"), want)
		}

		bob := s.reader.get(t, "/Users/"+s.bob).want(200)
		bob.is(list{"okta"}, usherURN, "sources")
		bob.is("okta", usherURN, "records", 0, "source")
		for _, attribute := range []string{"userName", "externalId", "name", "emails", "active"} {
			if !slices.Contains(bob.each("attribute", usherURN, "provenance"), attribute) {
				t.Errorf("the provenance of %s is missing: %s", attribute, bob)
			}
		}
		s.reader.get(t, "/Users/"+s.both[1]).want(404)

		if got := s.reader.members(t, s.sales); !slices.Equal(got, []string{s.ann, s.bob}) {
			t.Errorf("members %v", got)
		}
		if got := s.reader.members(t, s.ops); !slices.Equal(got, []string{s.ann}) {
			t.Errorf("the members are %v, want the user whom the other source has, too", got)
		}

		// Rules P1 and P2: connections see their own word, and who else knows the person.
		anna := s.entra.get(t, "/Users/"+s.both[1]).want(200)
		anna.is(list{"okta", "entra"}, usherURN, "sources")
		anna.is(nil, usherURN, "provenance")
		anna.is(nil, usherURN, "records")
		if got := s.entra.members(t, s.ops); !slices.Equal(got, s.both[1:]) {
			t.Errorf("the connection's members are %v", got)
		}
	})
}

// Whatever a client can ask of a connection, it can ask of the view.
func TestReaderSearches(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.staff(t, "acme")
		for filter, want := range map[string][]string{
			`userName eq "ann@example.com"`:                                   {s.ann},
			`userName eq "anna@example.com"`:                                  nil,
			`externalId eq "ext-ann"`:                                         {s.ann},
			`externalId eq "ext-carl"`:                                        {s.carl},
			`emails.value eq "anna@example.com"`:                              {s.ann},
			`displayName eq "ann of both"`:                                    {s.ann},
			`id eq "` + s.carl + `"`:                                          {s.carl},
			`groups.value eq "` + s.ops + `"`:                                 {s.ann},
			usherURN + `:sources eq "entra" and not (id eq "` + s.carl + `")`: {s.ann},
		} {
			a := s.reader.search(t, "/Users", filter).want(200)
			if got := a.each("id", "Resources"); !slices.Equal(got, want) || a.total() != len(want) {
				t.Errorf("%s finds %v, want %v", filter, got, want)
			}
		}
		for filter, want := range map[string][]string{
			`members.value eq "` + s.ann + `"`:     {s.sales, s.ops},
			`members.value eq "` + s.both[1] + `"`: nil,
			`displayName eq "ops"`:                 {s.ops},
		} {
			if got := s.reader.search(t, "/Groups", filter).want(200).each("id", "Resources"); !slices.Equal(got, want) {
				t.Errorf("%s finds %v, want %v", filter, got, want)
			}
		}
		s.reader.search(t, "/Users", usherURN+`:records.value eq "x"`).wantError(400, "invalidFilter", "can't be searched")

		sorted := s.reader.get(t, "/Users?sortBy=userName&sortOrder=descending&attributes=userName").want(200)
		if got := sorted.each("userName", "Resources"); !slices.Equal(got, []string{"carl@example.com", "bob@example.com", "ann@example.com"}) {
			t.Errorf("sorted: %v", got)
		}
		sorted.is(nil, "Resources", 0, usherURN)
		some := s.reader.get(t, "/Users/"+s.ann+"?attributes="+usherURN+":provenance.source").want(200)
		some.is(nil, usherURN, "provenance", 0, "attribute")
		if got := some.each("source", usherURN, "provenance"); !slices.Contains(got, "okta") || !slices.Contains(got, "entra") {
			t.Errorf("sources of values: %v", got)
		}
		some.is(nil, usherURN, "records")

		var seen []string
		for cursor := ""; ; {
			page := s.reader.get(t, "/Users?count=2&cursor="+cursor).want(200)
			seen = append(seen, page.each("id", "Resources")...)
			if cursor = page.text("nextCursor"); cursor == "" {
				break
			}
			s.okta.get(t, "/Users?count=2&cursor="+cursor).wantError(400, "invalidCursor", ".")
		}
		if len(seen) != 3 {
			t.Errorf("by cursor: %v", seen)
		}
		found := s.reader.post(t, "/Users/.search", object{"schemas": list{searchURN}, "filter": `active eq true`, "count": 1}).want(200)
		if found.total() != 3 {
			t.Errorf(".search finds %d", found.total())
		}
		if root := s.reader.post(t, "/.search", object{"schemas": list{searchURN}}).want(200); root.total() != 5 {
			t.Errorf("a search at the root finds %d, want 3 people and 2 groups", root.total())
		}
		tag := s.reader.get(t, "/Users/"+s.ann).want(200).header.Get("ETag")
		s.reader.get(t, "/Users/"+s.ann, "If-None-Match", tag).want(304)
		s.reader.get(t, "/Users?startIndex=3&count=5").want(200)
	})
}

// A reader changes nothing, however it asks.
func TestReaderWritesNothing(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.staff(t, "acme")
		before := s.reader.all(t)
		for _, q := range []struct {
			method, path string
			body         any
		}{
			{"POST", "/Users", person("eve", nil)}, {"POST", "/Groups", team("New")}, {"POST", "/Users", `{"broken`}, {"POST", "/Nowhere", object{}},
			{"PUT", "/Users/" + s.ann, person("ann", nil)}, {"PUT", "/Groups/" + s.sales, team("Sales")},
			{"PATCH", "/Users/" + s.bob, patchBody(edit("replace", "active", false))},
			{"PATCH", "/Groups/" + s.sales, patchBody(edit("remove", "members", nil))},
			{"DELETE", "/Users/" + s.bob, nil}, {"DELETE", "/Groups/" + s.ops, nil}, {"DELETE", "/Users/nobody", nil},
			{"POST", "/Bulk", bulkBody(bulkPost("/Users", "u", person("eve", nil)))}, {"POST", "/Bulk", "x"},
			{"POST", "/Users?dryRun=true", person("eve", nil)},
		} {
			s.reader.do(t, q.method, q.path, q.body).wantError(403, "", "only reads.*ask an administrator to create a token")
		}
		if after := s.reader.all(t); after != before {
			t.Errorf("a reader changed\n%s\nto\n%s", before, after)
		}
		refused := func() (count int) {
			for _, entry := range n.listed(t, "log", "--account", "acme") {
				if at(entry, "source") == "(directory)" && at(entry, "status") == float64(http.StatusForbidden) {
					count++
				}
			}
			return count
		}
		eventually(t, "the log entries of what was refused", func() bool { return refused() == 14 }) // rule O1
	})
}

// A user stays who it was when a source takes its record away; what that source said is gone.
func TestReaderSeesASourceLeave(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.staff(t, "acme")
		tag := s.reader.get(t, "/Users/"+s.ann).want(200).header.Get("ETag")
		s.entra.delete(t, "/Users/"+s.both[1]).want(204)
		ann := s.reader.get(t, "/Users/"+s.ann, "If-None-Match", tag).want(200)
		ann.is(nil, "displayName")
		ann.is(list{"okta"}, usherURN, "sources")
		if got := ann.each("display", "groups"); !slices.Equal(got, []string{"Sales"}) {
			t.Errorf("groups %v", got)
		}
		if got := ann.each("source", usherURN, "records"); !slices.Equal(got, []string{"okta"}) {
			t.Errorf("records of %v", got)
		}
		if got := s.reader.members(t, s.ops); len(got) != 0 {
			t.Errorf("members %v", got)
		}
		if n := s.reader.get(t, "/Users?count=0").want(200).total(); n != 3 {
			t.Errorf("%d users, want 3", n)
		}
		for filter, want := range map[string]int{`emails.value eq "anna@example.com"`: 0, `emails.value eq "ann@example.com"`: 1, `displayName eq "Ann of both"`: 0, `userName eq "ann@example.com"`: 1} {
			if n := s.reader.search(t, "/Users", filter).want(200).total(); n != want {
				t.Errorf("%s finds %d, want %d", filter, n, want)
			}
		}
	})
}

// Rule P1: a reader of one account learns nothing of another, and nobody but readers sees the view.
func TestReadersStayInTheirAccount(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		other := n.tenant(t, "umbrella")
		ann := other.hire(t, "ann")
		group := other.found(t, "Sales", ann)
		s := n.staff(t, "acme")
		n.devices(t, "acme")
		for _, path := range []string{"/Users/" + ann, "/Groups/" + group, "/Users/" + group} {
			s.reader.get(t, path).want(404)
		}
		for _, id := range []string{ann, group} {
			for _, filter := range []string{`id eq "` + id + `"`, `members.value eq "` + id + `"`, `groups.value eq "` + id + `"`} {
				if n := s.reader.post(t, "/.search", object{"schemas": list{searchURN}, "filter": filter}).want(200).total(); n != 0 {
					t.Errorf("%s finds %d", filter, n)
				}
			}
		}
		if n := s.reader.search(t, "/Users", `userName eq "ann@example.com"`).want(200).total(); n != 1 {
			t.Errorf("%d have one name in two accounts", n)
		}

		// What an account's own types hold is no part of the view.
		eventually(t, "the new resource type", func() bool { return s.okta.get(t, "/Devices").status == 200 })
		s.okta.post(t, "/Devices", object{"schemas": list{deviceURN}, "serial": "1"}).want(201)
		s.reader.get(t, "/Devices").want(404)
		if got := s.reader.get(t, "/ResourceTypes").want(200).each("name", "Resources"); !slices.Equal(got, []string{"User", "Group"}) {
			t.Errorf("resource types %v", got)
		}
		s.reader.get(t, "/Schemas/"+usherURN).want(200)
		s.reader.get(t, "/ServiceProviderConfig").want(200)
		for _, source := range n.listed(t, "source", "list", "--account", "acme") {
			if at(source, "kind") == "reader" {
				t.Errorf("usher source list shows %v", source)
			}
		}
	})
}

// Rule I4: a query parameter asks for a dry run as the header does.
func TestDryRunByParameter(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann := c.hire(t, "ann")
		before := c.all(t)
		for _, q := range []struct {
			method, path string
			body         any
			status       int
		}{
			{"POST", "/Users", person("new", nil), 201}, {"POST", "/Users", person("ann", nil), 409},
			{"PUT", "/Users/" + ann, person("ann", object{"title": "Chief"}), 200},
			{"PATCH", "/Users/" + ann, patchBody(edit("replace", "active", false)), 200},
			{"POST", "/Bulk", bulkBody(bulkPost("/Users", "u", person("new", nil))), 200},
			{"DELETE", "/Users/" + ann, nil, 204},
		} {
			for _, parameter := range []string{"dryRun=true", "attributes=userName&dryrun=TRUE"} {
				c.do(t, q.method, q.path+"?"+parameter, q.body).want(q.status)
			}
		}
		if now := c.all(t); now != before {
			t.Errorf("a dry run changed\n%s\nto\n%s", before, now)
		}
		c.do(t, "DELETE", fmt.Sprintf("/Users/%s?dryRun=false", ann), nil).want(204)
		c.get(t, "/Users/"+ann).want(404)
	})
}
