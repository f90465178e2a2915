package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// parkedPeople are how many an untrusted source brought before the authority came.
func parkedPeople() int {
	if n, err := strconv.Atoi(os.Getenv("USHER_TEST_PARKED")); err == nil {
		return n
	}
	if testing.Short() {
		return 24
	}
	return 60
}

// advised is the command that decides together who is parked, as a case names it.
var advised = regexp.MustCompile(`usher (source set \S+ --trusted-for \S+)`)

// Rule M2e: where many would give way in a day, the rest is parked: nothing is lost, nobody is taken for
// somebody else, and the command that a case names decides all of them together; then each is one user.
func TestAttackByMany(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	for _, f := range formations[1:3] {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, n *node) { n.besieged(t, f).many(t, parkedPeople()) })
		})
	}
}

func (s *company) many(t *testing.T, number int) {
	s.prove(t)
	name := func(i int) string { return fmt.Sprintf("m%05dx", i) }
	people := func(more func(i int) object) (all []object) {
		for i := range number {
			all = append(all, bulkPost("/Users", name(i), person(name(i), with(object{"name": object{"givenName": name(i), "familyName": "X" + name(i)}}, more(i)))))
		}
		return all
	}
	slack := bulk(t, s.slack, people(func(i int) object { return object{"title": "Says slack"} }))
	group := s.slack.found(t, "Everybody", slack...)
	if users := s.users(t); len(users) != number {
		t.Fatalf("%d people are %d users", number, len(users))
	}

	// One of them has a role, and what the authority says of one is that they are suspended.
	boss, off := number/2, number/3
	s.cli(t, "user", "role", slack[boss], "administrator")
	okta := bulk(t, s.okta, people(func(i int) object { return object{"title": "Says okta", "active": i != off} }))
	team := s.okta.found(t, "Authority", okta...)
	again := bulk(t, s.okta, []object{{"method": "PATCH", "path": "/Users/" + okta[number-1], "data": patchBody(edit("replace", "nickName", "M"))}})
	if len(again) != 1 {
		t.Fatal("who is parked can't be changed")
	}

	kept := func(what string) *inventory {
		t.Helper()
		for _, c := range []struct {
			by    *connection
			title string
			group string
		}{{s.slack, "Says slack", group}, {s.okta, "Says okta", team}} {
			if total := c.by.search(t, "/Users", `title eq "`+c.title+`"`).want(200).total(); total != number {
				t.Errorf("%s: of %d records of a source there are %d", what, number, total)
			}
			if members := c.by.members(t, c.group); len(members) != number {
				t.Errorf("%s: of %d members there are %d", what, number, len(members))
			}
		}
		return s.inventory(t)
	}
	i := kept("parked")
	gave, parked, limit := 0, 0, max(5, (2*number)/10+1)
	advice := map[string]int{}
	for n := range number {
		i.strangers(t, name(n), slack[n], okta[n])
		cases := append(slices.Clone(i.cases[okta[n]]), i.cases[slack[n]]...)
		if len(cases) != 1 {
			t.Fatalf("%s has the cases %v", name(n), cases)
		}
		switch {
		case n == boss:
			if cases[0]["reason"] != "privileged" || i.users[slack[n]]["state"] != "active" {
				t.Errorf("who has a role: %v, %v", cases, i.users[slack[n]])
			}
		case i.users[okta[n]] != nil:
			gave++
			if cases[0]["reason"] != "gaveWay" || cases[0]["record"] != slack[n] {
				t.Errorf("who gave way: %v", cases)
			}
			s.belongs(t, name(n), name(n)+"@example.com", i.user(okta[n]), n != off)
		default:
			parked++
			command := advised.FindStringSubmatch(fmt.Sprint(cases[0]["remedy"]))
			if command == nil {
				t.Fatalf("the case names no command that decides all: %v", cases)
			}
			if parked == 1 {
				if says := s.cli(t, "explain", "--user", okta[n]); !strings.Contains(says, command[0]) {
					t.Errorf("the explanation does not name %q: %s", command[0], says)
				}
			}
			advice[command[1]]++
			if u := i.users[slack[n]]; u["state"] != "active" {
				t.Errorf("who holds the address of somebody parked is %v", u)
			}
		}
	}
	if gave == 0 || gave > limit || parked < number-limit-1 || len(advice) != 1 {
		t.Errorf("of %d people %d gave way and %d are parked, with the advice %v; want at most %d to give way", number, gave, parked, advice, limit)
	}

	for command := range advice {
		if want := "source set slack --trusted-for example.com"; command != want {
			t.Errorf("the advice is %q instead of %q", command, want)
		}
		s.cli(t, strings.Fields(command)...)
	}
	i = kept("decided together")
	if len(i.all) != number {
		t.Errorf("%d people are %d users", number, len(i.all))
	}
	for n := range number {
		switch u := i.users[okta[n]]; {
		case n == boss:
			if u != nil || i.cases[okta[n]] == nil || i.users[slack[n]]["role"] != "administrator" {
				t.Errorf("who has a role was decided together with all others: %v, %v", u, i.users[slack[n]])
			}
		case u == nil || i.user(okta[n]) != i.user(slack[n]):
			t.Errorf("%s is two users, %v and %v, with the cases %v and %v", name(n), u, i.users[slack[n]], i.cases[okta[n]], i.cases[slack[n]])
		case u["state"] != map[bool]string{true: "active", false: "suspended"}[n != off]:
			t.Errorf("%s is %v", name(n), u)
		case n == off || n%(1+number/20) == 0:
			s.belongs(t, name(n), name(n)+"@example.com", u["id"], n != off)
		}
	}

	// Each is one member of a group that both sources know.
	id, _ := i.cases[okta[boss]][0]["id"].(string)
	s.refused(t, "privileged.*--accept-risk", "review", "decide", id, "link")
	s.cli(t, "review", "decide", id, "link", "--accept-risk")
	i = kept("all decided")
	if len(i.all) != number {
		t.Errorf("%d people are %d users in the end", number, len(i.all))
	}
	for _, g := range []string{group, team} {
		if members := s.reader.members(t, g); len(members) != number {
			t.Errorf("a reader sees %d of %d members", len(members), number)
		}
	}
	if cases := s.lists(t, "review", "list"); len(cases) != 0 {
		t.Errorf("%d cases are left, such as %v", len(cases), cases[0])
	}
}
