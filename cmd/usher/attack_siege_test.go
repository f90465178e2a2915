package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/domains/domainstest"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store/storetest"
)

// formation is how a company stands that is attacked by slack, which is trusted for nothing.
type formation struct {
	name  string
	first bool // slack was made before all other sources, or after them
	rank  int  // slack's; the others have 100
	held  bool // before example.com is proved its people wait; otherwise an administrator's word lets them in
}

// formations are those in which it could matter who was first, who ranks better and who was let in.
var formations = []formation{
	{"made first and held", true, 100, true},
	{"made last and held", false, 100, true},
	{"made first and ranked best", true, 10, false},
	{"made last and ranked last", false, 900, false},
}

// eachFormation runs fn with a company in each formation, on SQLite, and in one on PostgreSQL, too, all at the same
// time; with USHER_TEST_ATTACKS in each on both. Which formation it is matters to what is decided, and that is decided
// above the databases. example.com is not yet proved.
func eachFormation(t *testing.T, fn func(t *testing.T, s *company, nth int)) {
	t.Helper()
	for i, f := range formations {
		if testing.Short() && i > 0 {
			break // each attack is played, but in one formation
		}
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			urls := map[string]string{"sqlite": storetest.SQLiteURL(t)}
			if f.rank < 100 || testing.Short() || os.Getenv(attacksVariable) != "" {
				urls = storetest.URLs(t)
			}
			serveEach(t, urls, func(t *testing.T, n *node) { fn(t, n.besieged(t, f), i) })
		})
	}
}

// besieged founds a company: okta is authoritative for example.com, entra and hr are trusted for it.
// The attacker's own domain, evil.example, is approved.
func (n *node) besieged(t *testing.T, f formation) *company {
	t.Helper()
	s := &company{node: n, dns: domainstest.StartDNS(t), mail: mailtest.Start(t, &mailtest.Server{})}
	n.account(t, "acme", "evil.example")
	slack := func() { s.slack = n.connect(t, "acme", "slack", "--rank", fmt.Sprint(f.rank)) }
	if f.first {
		slack()
	}
	s.okta, s.entra, s.hr = n.connect(t, "acme", "okta"), n.connect(t, "acme", "entra"), n.connect(t, "acme", "hr")
	if !f.first {
		slack()
	}
	s.reader = n.as(n.usher(t, "token", "create", "--account", "acme", "--kind", "reader"))
	s.cli(t, "source", "set", "okta", "--authoritative-for", "example.com")
	s.cli(t, "source", "set", "entra", "--trusted-for", "example.com")
	s.cli(t, "source", "set", "hr", "--trusted-for", "example.com")
	if !f.held {
		s.cli(t, "domain", "approve", "example.com")
	}
	return s
}

// crowd has a source bring many people, whom no test means, so that a share of all is many.
func (s *company) crowd(t *testing.T, by *connection, prefix string, number int) {
	t.Helper()
	operations := []object{}
	for i := range number {
		name := fmt.Sprintf("%s%04d", prefix, i)
		operations = append(operations, bulkPost("/Users", name, person(name, object{"name": object{"givenName": name, "familyName": name}})))
	}
	bulk(t, by, operations)
}

// bulk sends operations that have to succeed, 500 a request, and returns the ids of their resources.
func bulk(t *testing.T, by *connection, operations []object) (ids []string) {
	t.Helper()
	for some := range slices.Chunk(operations, 500) {
		a := by.post(t, "/Bulk", bulkBody(some...)).want(200)
		done, _ := a.at("Operations").(list)
		if len(done) != len(some) {
			t.Fatalf("of %d operations %d were answered", len(some), len(done))
		}
		for _, o := range done {
			status, _ := at(o, "status").(string)
			if status[:1] != "2" {
				t.Fatalf("in a Bulk: %v", o)
			}
			location, _ := at(o, "location").(string)
			ids = append(ids, lastOf(location))
		}
	}
	return ids
}

func lastOf(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

// inventory is what an administrator can list, taken once.
type inventory struct {
	all   []object            // users
	users map[string]object   // by record
	cases map[string][]object // open, by record
}

func (s *company) inventory(t *testing.T) *inventory {
	t.Helper()
	i := &inventory{s.users(t), map[string]object{}, map[string][]object{}}
	for _, u := range i.all {
		for _, r := range idsOf(u["records"]) {
			if i.users[r] != nil {
				t.Errorf("record %s is of two users: %v and %v", r, i.users[r], u)
			}
			i.users[r] = u
		}
	}
	for _, c := range s.lists(t, "review", "list") {
		record, _ := c["record"].(string)
		i.cases[record] = append(i.cases[record], c)
	}
	return i
}

// user is the id of a record's user, and nil when it has none.
func (i *inventory) user(record string) any { return i.users[record]["id"] }

// strangers checks that no two of the records are one user.
func (i *inventory) strangers(t *testing.T, what string, records ...string) {
	t.Helper()
	for n, a := range records {
		for _, b := range records[:n] {
			if a != "" && b != "" && i.user(a) != nil && i.user(a) == i.user(b) {
				t.Errorf("%s: strangers are one user: %v", what, i.users[a])
			}
		}
	}
}

// found are the ids of the users that a reader finds.
func (s *company) found(t *testing.T, filter string) []any {
	t.Helper()
	var ids []any
	resources, _ := s.reader.search(t, "/Users", filter).want(200).at("Resources").(list)
	for _, r := range resources {
		ids = append(ids, at(r, "id"))
	}
	return ids
}

// inFilter is a text as a filter has it.
func inFilter(text string) string {
	q, _ := json.Marshal(text)
	return string(q)
}

// belongs checks that an address is the user's of a record as applications ask for it, whether or not
// they ask for people who are active, and that nobody active is found at it when the authority suspended that user.
func (s *company) belongs(t *testing.T, what, address string, owner any, active bool) {
	t.Helper()
	s.nobodyElse(t, what, address, owner, active)
	if found := s.found(t, "emails.value eq "+inFilter(address)); len(found) != 1 {
		t.Errorf("%s: at %s a reader finds %v instead of user %v", what, address, found, owner)
	}
	if found := s.found(t, "emails[value eq "+inFilter(address)+"] and active eq true"); active && len(found) != 1 {
		t.Errorf("%s: at %s a reader finds %v active instead of user %v", what, address, found, owner)
	}
}

// nobodyElse checks that nobody but the user is found at an address, by whatever attribute, and nobody at all who is active
// when the authority suspended that user.
func (s *company) nobodyElse(t *testing.T, what, address string, owner any, active bool) {
	t.Helper()
	for _, filter := range []string{"emails.value eq " + inFilter(address), "emails[value eq " + inFilter(address) + "]", "userName eq " + inFilter(address)} {
		for _, also := range []string{"", " and active eq true"} {
			for _, id := range s.found(t, filter+also) {
				if id != owner || also != "" && !active {
					t.Errorf("%s: %s%s finds user %v; whose it is: %v, active: %v", what, filter, also, id, owner, active)
				}
			}
		}
	}
}

// interleavings are all orders of some sequences that keep the order of each.
func interleavings[T any](sequences ...[]T) (all [][]T) {
	ended := true
	for i, s := range sequences {
		if len(s) == 0 {
			continue
		}
		ended = false
		rest := slices.Clone(sequences)
		rest[i] = s[1:]
		for _, tail := range interleavings(rest...) {
			all = append(all, append([]T{s[0]}, tail...))
		}
	}
	if ended {
		return [][]T{nil}
	}
	return all
}

// permutations are all orders of some things.
func permutations[T any](things ...T) [][]T {
	var each [][]T
	for _, x := range things {
		each = append(each, []T{x})
	}
	return interleavings(each...)
}
