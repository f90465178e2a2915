package main

import (
	"fmt"
	"strings"
	"testing"
)

// Rules M3 and D7: an address is gated by what it means, however it is spelled and wherever it stands; and a
// value with two addresses is none, so that neither of them is the person's.
func TestAttackBySpellingOnTheGate(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	spellings := []string{
		"%s", "<%s>", "Kim <%s>", `"Kim, A." <%s>`, "mailto:%s", "MAILTO:%s", "<mailto:%s>", "Kim <mailto:%s>", " %s ", "\t%s\n", "\u00a0%s", "%s\u200b", "\ufeff%s", "< %s >", "Kim<%s>", "%s.",
	}
	places := []struct {
		name string
		say  func(value string) object
	}{
		{"emails", func(v string) object { return object{"emails": list{object{"value": v, "primary": true}}} }},
		{"emails as text", func(v string) object { return object{"emails": v} }},
		{"userName alone", func(v string) object { return object{"emails": nil, "userName": v} }},
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		i := 0
		for _, spelling := range spellings {
			for _, place := range places {
				i++
				name := fmt.Sprintf("kim%03dx", i)
				a := s.slack.post(t, "/Users", with(person(name, object{"userName": name}), place.say(fmt.Sprintf(spelling, name+"@nowhere.example"))))
				if a.status == 400 {
					continue // what is no address may be refused, with what would be right
				}
				if a.want(201); a.state() != "pendingDomain" {
					t.Errorf("%s %q: %s", place.name, spelling, a)
				}
				if found := s.found(t, "userName eq "+inFilter(name)); len(found) != 0 {
					t.Errorf("%s %q: a reader finds them: %v", place.name, spelling, found)
				}
				// The same by a change of somebody who is in.
				in := s.slack.post(t, "/Users", person("in"+name, nil)).want(201).id()
				if place.name == "userName alone" {
					s.slack.patch(t, "/Users/"+in, edit("remove", "emails", nil), edit("replace", "userName", fmt.Sprintf(spelling, "in"+name+"@nowhere.example")))
				} else {
					s.slack.patch(t, "/Users/"+in, edit("replace", "emails", place.say(fmt.Sprintf(spelling, "in"+name+"@nowhere.example"))["emails"]))
				}
				for _, address := range []string{"in" + name + "@nowhere.example", fmt.Sprintf(spelling, "in"+name+"@nowhere.example")} {
					if found := s.found(t, "emails.value eq "+inFilter(address)+" and active eq true"); len(found) != 0 {
						t.Errorf("%s %q, by a change: a reader finds %v at %q", place.name, spelling, found, address)
					}
				}
			}
		}
	})
}

// Rule M3: a value with two addresses is no address of either.
func TestAttackByTwoAddressesInOne(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		none := s.slack.post(t, "/Users", object{"schemas": list{userURN}, "userName": "nobody"}).want(201).state()
		for i, format := range []string{
			"%[1]s;%[2]s", "%[2]s;%[1]s", "%[1]s,%[2]s", "%[2]s, %[1]s", "%[1]s %[2]s", "<%[1]s> <%[2]s>", "%[1]s <%[2]s>", "%[2]s <%[1]s>",
			"mailto:%[1]s,%[2]s", "mailto:%[1]s?cc=%[2]s", `"%[1]s" <%[2]s>`, "%[1]s\n%[2]s", "%[1]s/%[2]s", "%[1]s|%[2]s",
		} {
			victim, mine := fmt.Sprintf("vic%02dx@example.com", i), fmt.Sprintf("own%02dx@nowhere.example", i)
			okta := s.okta.hire(t, victim[:6])
			value := fmt.Sprintf(format, victim, mine)
			for j, said := range []object{{"emails": list{object{"value": value, "primary": true}}, "userName": fmt.Sprint("two", i)}, {"emails": nil, "userName": value}} {
				a := s.entra.post(t, "/Users", person(fmt.Sprint("two", i, "-", j), said))
				if a.status == 400 {
					continue
				}
				if state := a.want(201).state(); state != none && state != "pendingDomain" && state != "pendingMerge" {
					t.Errorf("%q is let in as %s; somebody without an address is %s", value, a, none)
				}
				if u := s.userOf(t, a.id()); u != nil && u["id"] == okta {
					t.Errorf("%q is the person of its first or last address: %v", value, u)
				}
			}
			s.belongs(t, value, victim, okta, true)
			if found := s.found(t, "emails.value eq "+inFilter(mine)); len(found) != 0 {
				t.Errorf("%q: a reader finds %v at the other address", value, found)
			}
		}
	})
}

// Rule M3 and P1: one userName in two spellings is one userName of a source; and if the readers' schema
// says that a userName is unique, then no two of their users have the same.
func TestAttackBySpellingOnTheUserName(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		for i, format := range []string{" %s", "%s ", "\t%s", "%s\u00a0", "%s\u200b", "\ufeff%s"} {
			name := fmt.Sprintf("x%02dx", i)
			s.okta.hire(t, name)
			spelled := fmt.Sprintf(format, strings.ToUpper(name)+"@Example.COM")
			s.okta.post(t, "/Users", person(name, object{"userName": spelled, "externalId": "other-" + name, "emails": nil})).wantError(409, "uniqueness", "")
			other := s.okta.hire(t, "y"+name)
			s.okta.patch(t, "/Users/"+other, edit("replace", "userName", spelled)).wantError(409, "uniqueness", "")
			a := s.okta.post(t, "/Bulk", bulkBody(
				bulkPost("/Users", "x", person("z"+name, nil)),
				bulkPost("/Users", "y", person("z"+name, object{"userName": fmt.Sprintf(format, "z"+name+"@example.com"), "externalId": "b"})),
			)).want(200)
			a.is("409", "Operations", 1, "status")
		}

		// Everything by which two users might come to have one userName, or one externalId.
		for i, said := range []object{
			{"userName": "<%s>"}, {"userName": "mailto:%s"}, {"userName": "%s", "emails": nil},
			{"userName": "%s", "emails": list{object{"value": "z%s"}}}, {"userName": "\u200b%s", "emails": list{object{"value": "z%s"}}},
		} {
			name := fmt.Sprintf("u%02dx", i)
			text := func(v any) any { return strings.ReplaceAll(fmt.Sprint(v), "%s", name+"@example.com") }
			for _, by := range []*connection{s.okta, s.slack, s.entra, s.hr} {
				more := object{"userName": text(said["userName"])}
				if v, ok := said["emails"]; ok {
					more["emails"] = nil
					if v != nil {
						more["emails"] = list{object{"value": text(v.(list)[0].(object)["value"])}}
					}
				}
				id := by.post(t, "/Users", person(name, more)).want(201).id()
				if by == s.slack {
					for _, c := range s.cases(t, id) {
						s.cli(t, "review", "decide", c["id"].(string), "apart", "--accept-risk")
					}
				}
			}
		}
		unique := map[string]string{}
		for _, attribute := range s.reader.get(t, "/Schemas/"+userURN).want(200).at("attributes").(list) {
			name, _ := at(attribute, "name").(string)
			unique[name], _ = at(attribute, "uniqueness").(string)
		}
		seen := map[string]any{}
		for _, u := range s.reader.get(t, "/Users?count=1000").want(200).at("Resources").(list) {
			for _, attribute := range []string{"userName", "externalId"} {
				value, _ := at(u, attribute).(string)
				key := attribute + " " + strings.ToLower(strings.TrimSpace(value))
				if value != "" && unique[attribute] != "none" && unique[attribute] != "" && seen[key] != nil {
					t.Errorf("%s is %s unique, and two users have %q", attribute, unique[attribute], value)
				}
				seen[key] = u
			}
		}
		if unique["userName"] == "" {
			t.Error("the readers' schema says nothing of userName")
		}
	})
}
