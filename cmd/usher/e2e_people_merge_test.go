package main

import (
	"slices"
	"testing"
)

// brought is somebody whom three connections bring, and an administrator types.
type brought struct {
	name      string
	okta      *answer // what was answered to each connection
	entra, hr *answer
	typed     string // the record
}

// records are their records in the order of arrival.
func (b *brought) records() []string { return []string{b.okta.id(), b.entra.id(), b.hr.id(), b.typed} }

// bring has three connections bring somebody, entra in other letters, and types the address.
func (s *company) bring(t *testing.T, name, shouted string) *brought {
	t.Helper()
	b := &brought{name: name}
	b.okta = s.okta.post(t, "/Users", person(name, object{"displayName": "By Okta", "title": "Chief"})).want(201)
	b.entra = s.entra.post(t, "/Users", person(name, object{
		"userName": shouted, "emails": list{object{"value": shouted, "type": "work"}}, "displayName": "By Entra", "nickName": "An",
	})).want(201)
	b.hr = s.hr.post(t, "/Users", person(name, object{
		"userName": "hr-" + name, "externalId": nil, "emails": list{object{"value": name + "@example.com", "type": "home"}, object{"value": name + "@home.example"}},
		"displayName": "By HR", "preferredLanguage": "fr", enterpriseURN: object{"employeeNumber": "7"},
	})).want(201)
	b.typed = s.typed(t, name+"@example.com")
	return b
}

// Rules M1, M2c, M5, P1 and P2: who comes from three identity providers and is typed in is one user
// of four records, once the mailbox has answered; each source goes on seeing its own id and values.
func TestOnePersonFromFourSources(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		for name, how := range map[string]struct {
			shouted string
			answer  func(t *testing.T, address string)
		}{
			"ana": {"Ana@EXAMPLE.com", s.enter}, // by the code in the mail
			"bea": {"BEA@Example.COM", s.press}, // by its link
		} {
			b := s.bring(t, name, how.shouted)
			for _, a := range []*answer{b.okta, b.entra, b.hr} {
				if a.state() != "active" {
					t.Fatalf("%s: %s", a.asked, a)
				}
			}
			s.one(t, b.records()[:3]...)
			s.waits(t, b.typed, "notConfirmed")
			how.answer(t, name+"@example.com")
			if left := s.cases(t, b.typed); len(left) != 0 {
				t.Errorf("confirmed, and still in review: %v", left)
			}
			s.seesOne(t, b)
		}
		if users := s.users(t); len(users) != 2 {
			t.Errorf("two people are the users %v", users)
		}
		if n := s.reader.get(t, "/Users").want(200).total(); n != 2 {
			t.Errorf("a reader counts %d people instead of 2", n)
		}
	})
}

// seesOne checks what everybody sees of a person who is one.
func (s *company) seesOne(t *testing.T, b *brought) {
	t.Helper()
	user := s.one(t, b.records()...)
	sources := []string{}
	for _, r := range user["records"].(list) {
		sources = append(sources, at(r, "source").(string))
	}
	if want := []string{"okta", "entra", "hr", "email"}; !slices.Equal(sources, want) {
		t.Errorf("the records come from %v instead of %v", sources, want)
	}
	if user["state"] != "active" || user["userName"] != b.name+"@example.com" || user["login"] != b.name+"@example.com" {
		t.Errorf("the user is %v", user)
	}

	for _, said := range []struct {
		by   *connection
		made *answer
	}{{s.okta, b.okta}, {s.entra, b.entra}, {s.hr, b.hr}} {
		got := said.by.get(t, "/Users/"+said.made.id()).want(200)
		for _, attribute := range []string{"id", "userName", "externalId", "emails", "displayName", "title", "nickName", "preferredLanguage", "name", "active", enterpriseURN} {
			got.is(said.made.at(attribute), attribute)
		}
		got.is("active", usherURN, "state")
		found := said.by.search(t, "/Users", `userName eq "`+said.made.text("userName")+`"`).want(200)
		if found.total() != 1 || found.text("Resources", 0, "id") != said.made.id() {
			t.Errorf("a source finds %s by its own userName", found)
		}
		for _, other := range b.records() {
			if other != said.made.id() {
				said.by.get(t, "/Users/"+other).wantError(404, "", other)
			}
		}
	}

	seen := s.view(t, user)
	for attribute, want := range map[string]any{
		"displayName": "By Okta", "title": "Chief", "nickName": "An", "preferredLanguage": "fr", "active": true,
		enterpriseURN: object{"employeeNumber": "7"},
		"emails":      list{object{"value": b.name + "@example.com", "type": "work", "primary": true}, object{"value": b.name + "@home.example"}},
	} {
		seen.is(want, attribute)
	}
	seen.is(list{"okta", "entra", "hr", "email"}, usherURN, "sources")
	from := map[string]string{}
	provenance, _ := seen.at(usherURN, "provenance").(list)
	for i := range provenance {
		key := seen.text(usherURN, "provenance", i, "attribute")
		if value := seen.text(usherURN, "provenance", i, "value"); value != "" {
			key += " " + value
		}
		from[key] = seen.text(usherURN, "provenance", i, "source")
	}
	for what, want := range map[string]string{
		"displayName": "okta", "title": "okta", "userName": "okta", "externalId": "okta", "nickName": "entra", "preferredLanguage": "hr",
		enterpriseURN + ":employeeNumber": "hr", "emails " + b.name + "@example.com": "okta", "emails " + b.name + "@home.example": "hr",
	} {
		if from[what] != want {
			t.Errorf("%s comes from %q instead of %s: %v", what, from[what], want, provenance)
		}
	}
}

// Rules M1 and M4: of a person who is one, the source that counts most is heard; another's change
// stays in its own record.
func TestChangesOfOnePerson(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		b := s.bring(t, "ana", "Ana@EXAMPLE.com")
		user := s.one(t, b.records()[:3]...)
		s.entra.patch(t, "/Users/"+b.entra.id(), edit("replace", "displayName", "Entra again")).want(200).is("Entra again", "displayName")
		s.view(t, user).is("By Okta", "displayName")
		s.okta.get(t, "/Users/"+b.okta.id()).is("By Okta", "displayName")
		s.okta.patch(t, "/Users/"+b.okta.id(), edit("remove", "displayName", nil)).want(200).is(nil, "displayName")
		s.view(t, user).is("Entra again", "displayName")
		s.okta.put(t, "/Users/"+b.okta.id(), person("ana", object{
			"emails": list{object{"value": "ana.archer@example.com", "primary": true}, object{"value": "ana@example.com"}},
		})).want(200)
		changed := s.one(t, b.records()[:3]...)
		if changed["id"] != user["id"] || changed["login"] != "ana.archer@example.com" {
			t.Errorf("the source that counts most changed the address, and the user is %v", changed)
		}
		s.view(t, user).is("ana.archer@example.com", "emails", 0, "value")
		s.entra.get(t, "/Users/"+b.entra.id()).is("Ana@EXAMPLE.com", "emails", 0, "value")

		// Taken apart (rule M8), each has what its own source has said in the meantime.
		s.cli(t, "user", "unmerge", b.entra.id())
		s.cli(t, "user", "unmerge", b.hr.id())
		s.apart(t, b.records()[:3]...)
		for _, alone := range []struct {
			record, login, displayName string
			nickName                   any
		}{
			{b.okta.id(), "ana.archer@example.com", "", nil}, {b.entra.id(), "ana@example.com", "Entra again", "An"}, {b.hr.id(), "ana@example.com", "By HR", nil},
		} {
			u := s.one(t, alone.record)
			seen := s.view(t, u)
			if u["login"] != alone.login || seen.text("displayName") != alone.displayName {
				t.Errorf("taken apart, %v looks as %s", u, seen)
			}
			seen.is(alone.nickName, "nickName")
		}
	})
}

// Rules D1 and M2c: an administrator's word for a domain proves nobody's address. The second
// source's record waits and inherits nothing, until the domain is proved.
func TestSecondSourceWaitsForTheProof(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.acme(t)
		n.usher(t, "domain", "approve", "example.com", "--account", "acme")
		ana := s.okta.post(t, "/Users", person("ana", object{"title": "Chief"})).want(201)
		anaToo := s.entra.post(t, "/Users", person("ana", object{"userName": "Ana@EXAMPLE.com", "nickName": "An"})).want(201)
		if anaToo.state() != "pendingMerge" {
			t.Errorf("the second source's record is not in review: %s", anaToo)
		}
		anaToo.is(nil, "title")
		anaToo.is(list{"entra"}, usherURN, "sources")
		if reason := anaToo.text(usherURN, "reason"); reason == "" {
			t.Errorf("no reason is given: %s", anaToo)
		}
		s.waits(t, anaToo.id(), "domainNotVerified")
		user := s.one(t, ana.id())
		seen := s.view(t, user)
		seen.is(nil, "nickName")
		seen.is(list{"okta"}, usherURN, "sources")
		if n := s.reader.get(t, "/Users").want(200).total(); n != 1 {
			t.Errorf("a reader counts %d people instead of 1", n)
		}
		s.entra.patch(t, "/Users/"+anaToo.id(), edit("replace", "nickName", "Annie")).want(200).is("Annie", "nickName")
		s.view(t, user).is(nil, "nickName")

		s.prove(t)
		eventually(t, "the record to be linked", func() bool { return s.entra.get(t, "/Users/"+anaToo.id()).state() == "active" })
		linked := s.one(t, ana.id(), anaToo.id())
		if linked["id"] != user["id"] {
			t.Errorf("the user %v is %v now", user["id"], linked["id"])
		}
		s.view(t, user).is("Annie", "nickName")
		s.entra.get(t, "/Users/"+anaToo.id()).want(200).is(nil, "title")
		if left := s.cases(t, anaToo.id()); len(left) != 0 {
			t.Errorf("linked, and still in review: %v", left)
		}
	})
}

// Rules D7, M2c and M5: people of a domain that nobody has approved are held, from whatever source;
// when it is proved they come in, and are one where they are one.
func TestHeldPeopleMergeWhenProved(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.acme(t)
		slack, okta, entra := s.slack.hire(t, "ana"), s.okta.hire(t, "ana"), s.entra.hire(t, "ana")
		bea := s.entra.hire(t, "bea")
		typed := s.typed(t, "bea@example.com")
		if users, cases := s.users(t), s.lists(t, "review", "list"); len(users) != 0 || len(cases) != 0 {
			t.Fatalf("held, the users are %v and the cases %v", users, cases)
		}
		s.prove(t)
		s.one(t, okta, entra)
		id, _ := s.gaveWay(t, slack)["id"].(string) // who came first and is trusted by nobody (rule M2e)
		s.one(t, bea)
		s.waits(t, typed, "notConfirmed")
		s.cli(t, "review", "decide", id, "never")
		if u := s.one(t, slack); u["state"] != "active" {
			t.Errorf("kept apart, who gave way is %v", u)
		}
		s.cli(t, "user", "add", "bea@example.com", "--smtp", "smtp://"+s.mail.Addr, "--mail-from", "usher@acme.test", "--base-url", "https://usher.acme.test")
		s.enter(t, "bea@example.com")
		s.one(t, bea, typed)
	})
}

// Rule M2b: authoritative sources know the same people by a key that never changes; a source without
// authority says nothing by it, and nobody joins a person with a role.
func TestKeyOfAuthoritativeSources(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		numbered := func(number string) object { return object{enterpriseURN: object{"employeeNumber": number}} }
		s.cli(t, "source", "set", "okta", "--key", "employeeNumber")
		s.cli(t, "source", "set", "entra", "--key", "employeeNumber", "--authoritative-for", "example.com")
		s.cli(t, "source", "set", "slack", "--key", "employeeNumber")
		s.refused(t, "--key", "source", "set", "okta", "--key", "emails")
		okta := s.okta.post(t, "/Users", person("ana", numbered("007"))).want(201).id()
		boss := s.okta.post(t, "/Users", person("boss", numbered("001"))).want(201).id()
		s.cli(t, "user", "role", boss, "owner")
		entra := s.entra.post(t, "/Users", person("an", numbered("007"))).want(201).id()
		s.one(t, okta, entra)
		s.one(t, s.slack.post(t, "/Users", person("eve", numbered("007"))).want(201).id())
		s.one(t, s.hr.post(t, "/Users", person("rose", numbered("007"))).want(201).id())
		s.waits(t, s.entra.post(t, "/Users", person("intruder", numbered("001"))).want(201).id(), "privileged")
		s.one(t, s.entra.post(t, "/Users", person("other", numbered("7"))).want(201).id())
		// Within one source the same key is two people's (its own mistake).
		s.one(t, s.okta.post(t, "/Users", person("twin", numbered("007"))).want(201).id())
	})
}
