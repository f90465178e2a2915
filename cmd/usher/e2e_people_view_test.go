package main

import (
	"slices"
	"testing"
)

// The view of a person who is one: found by all that the sources say, once, in the groups of all
// records; and each of those who are taken apart in the groups of its own.
func TestReaderOfOnePerson(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta := s.okta.post(t, "/Users", person("ana", object{"title": "Chief"})).want(201).id()
		sales := s.okta.found(t, "Sales", okta)
		alone := s.reader.get(t, "/Users/"+okta).want(200)
		entra := s.entra.post(t, "/Users", person("ana", object{
			"externalId": "entra-ana", "nickName": "An", "emails": list{object{"value": "Ana@Example.com"}, object{"value": "ana@home.example"}},
		})).want(201).id()
		ops, all := s.entra.found(t, "Ops", entra), s.entra.found(t, "All", entra, s.entra.hire(t, "bea"))
		s.one(t, okta, entra)

		merged := s.reader.get(t, "/Users/"+okta).want(200)
		if merged.text("meta", "version") == alone.text("meta", "version") || merged.header.Get("ETag") == alone.header.Get("ETag") {
			t.Errorf("the merged user has the version of the single one: %s", merged)
		}
		s.reader.get(t, "/Users/"+entra).want(404) // no user
		for _, filter := range []string{
			`userName eq "ana@example.com"`, `externalId eq "ext-ana"`, `nickName eq "An"`, `title eq "chief"`, `emails.value eq "ana@home.example"`, `emails.value sw "ana@h"`,
			`nickName eq "An" and title eq "Chief"`, `groups.value eq "` + sales + `"`, `id eq "` + okta + `"`, `active eq true and title pr`,
		} {
			a := s.reader.search(t, "/Users", filter).want(200)
			if a.total() != 1 || a.text("Resources", 0, "id") != okta {
				t.Errorf("%s finds %s", filter, a)
			}
		}
		if a := s.reader.search(t, "/Users", `externalId eq "entra-ana"`).want(200); a.total() != 0 {
			t.Errorf("found by an externalId that it does not have: %s", a)
		}
		groups := func(user string, want ...string) {
			t.Helper()
			got := s.reader.get(t, "/Users/"+user).want(200).each("display", "groups")
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("the groups are %v instead of %v", got, want)
			}
		}
		groups(okta, "All", "Ops", "Sales")
		for _, group := range []string{sales, ops} {
			if got := s.reader.members(t, group); !slices.Equal(got, []string{okta}) {
				t.Errorf("the members are %v instead of %s", got, okta)
			}
		}
		if got := s.reader.members(t, all); len(got) != 2 || !slices.Contains(got, okta) {
			t.Errorf("the members are %v", got)
		}
		if got := s.entra.members(t, ops); !slices.Equal(got, []string{entra}) { // rule P1
			t.Errorf("a source's own members are %v", got)
		}
		if n := s.reader.get(t, "/Users").want(200).total(); n != 2 {
			t.Errorf("%d people instead of 2", n)
		}

		s.cli(t, "user", "unmerge", entra)
		groups(okta, "Sales")
		groups(entra, "All", "Ops")
		if got := s.reader.members(t, ops); !slices.Equal(got, []string{entra}) {
			t.Errorf("the members are %v instead of %s", got, entra)
		}
		if n := s.reader.get(t, "/Users").want(200).total(); n != 3 {
			t.Errorf("%d people instead of 3", n)
		}
		apart := s.reader.get(t, "/Users/"+okta).want(200)
		if v := apart.text("meta", "version"); v == alone.text("meta", "version") || v == merged.text("meta", "version") {
			t.Errorf("what was changed and changed back has an old version, %s", v)
		}
		for _, attribute := range []string{"userName", "title", "nickName", "emails", "externalId"} {
			apart.is(alone.at(attribute), attribute)
		}
	})
}

// Rule P6: a person outlives each record but the last, as the same user; and who comes back finds
// it.
func TestPersonOutlivesItsFirstRecord(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		hr, entra, okta := s.hr.hire(t, "ana"), s.entra.hire(t, "ana"), s.okta.hire(t, "ana")
		is := func(what string, records ...string) {
			t.Helper()
			if u := s.one(t, records...); u["id"] != hr || u["state"] != "active" || u["login"] != "ana@example.com" {
				t.Errorf("%s: the user is %v", what, u)
			}
			if n := s.reader.get(t, "/Users").want(200).total(); n != 1 {
				t.Errorf("%s: a reader counts %d people", what, n)
			}
			s.reader.get(t, "/Users/"+hr).want(200).is(true, "active")
		}
		is("three", hr, entra, okta)
		s.hr.delete(t, "/Users/"+hr).want(204)
		is("without the first", entra, okta)
		s.entra.delete(t, "/Users/"+entra).want(204)
		is("without the second", okta)
		s.reader.get(t, "/Users/"+hr).want(200).is("ana@example.com", "emails", 0, "value")
		again := s.hr.hire(t, "ana")
		is("the first comes back", again, okta)
		// Taken apart, the one on which nothing hangs goes, and the other stays who it was.
		for _, r := range s.one(t, again, okta)["records"].(list) {
			if to, _ := at(r, "linkedTo").(string); to != "" {
				s.cli(t, "user", "unmerge", at(r, "id").(string))
				if u := s.one(t, to); u["id"] != hr {
					t.Errorf("who stayed is the user %v instead of %s", u, hr)
				}
			}
		}
		s.apart(t, again, okta)
	})
}
