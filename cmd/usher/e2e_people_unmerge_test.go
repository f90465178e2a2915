package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// sourcesOfMany are the ways in which the people of these tests arrive, in the order of their rank.
var sourcesOfMany = []string{"okta", "entra", "hr", "email"}

// arrive has a source bring somebody, with values of its own, and returns the record.
func (s *company) arrive(t *testing.T, source, name string) (record string) {
	t.Helper()
	shouted := strings.ToUpper(name[:1]) + name[1:] + "@EXAMPLE.com"
	switch source {
	case "okta":
		return s.okta.post(t, "/Users", person(name, object{"displayName": "By Okta", "title": "Chief"})).want(201).id()
	case "entra":
		return s.entra.post(t, "/Users", person(name, object{
			"userName": shouted, "emails": list{object{"value": shouted, "type": "work"}, object{"value": name + "@home.example"}}, "nickName": "An", "displayName": "By Entra",
		})).want(201).id()
	case "hr":
		return s.hr.post(t, "/Users", person(name, object{"userName": "hr-" + name, "displayName": "By HR", "title": "Clerk", enterpriseURN: object{"employeeNumber": "7"}})).want(201).id()
	}
	record = s.typed(t, name+"@example.com")
	if s.userOf(t, record) == nil { // somebody else brought the address before
		s.enter(t, name+"@example.com")
	}
	return record
}

// picture is all that can be seen of some records: how they are distributed among users, what the
// users' rows and the view say, and what every source sees of its own record. What the moment and
// the person's name make different is left out of it, so that the pictures of people can be compared.
// records are by source.
func (s *company) picture(t *testing.T, name string, records map[string]string) string {
	t.Helper()
	masks := []string{name, "NAME", strings.ToUpper(name[:1]) + name[1:], "Name"}
	for source, id := range records {
		masks = append(masks, id, "RECORD-OF-"+source)
	}
	all := map[string]any{}
	for _, u := range s.users(t) {
		ids := idsOf(u["records"])
		if !slices.ContainsFunc(slices.Collect(maps.Values(records)), func(r string) bool { return slices.Contains(ids, r) }) {
			continue
		}
		id, _ := u["id"].(string)
		shown := s.lists(t, "user", "show", id)[0]
		masks = append(masks, id, "USER")
		sources := []string{}
		for _, r := range shown["records"].(list) {
			sources = append(sources, at(r, "source").(string))
			for _, hidden := range []string{"rule", "linkedTo", "confirmed"} {
				delete(r.(object), hidden)
			}
		}
		sortBy(shown["records"], "source")
		seen := s.view(t, u)
		sortBy(seen.at(usherURN, "records"), "source")
		all[fmt.Sprint("user of ", slices.Sorted(slices.Values(sources)))] = list{shown, seen.body}
	}
	for source, by := range map[string]*connection{"okta": s.okta, "entra": s.entra, "hr": s.hr} {
		if id := records[source]; id != "" {
			all["record of "+source] = by.get(t, "/Users/"+id).want(200).body
		}
	}
	hide(all)
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(masks...).Replace(string(text))
}

// hide drops what differs with the moment.
func hide(v any) {
	switch v := v.(type) {
	case object:
		for _, moment := range []string{"meta", "case", "created", "reason"} {
			delete(v, moment)
		}
		for _, inner := range v {
			hide(inner)
		}
	case list:
		for _, inner := range v {
			hide(inner)
		}
	}
}

func sortBy(v any, member string) {
	l, _ := v.(list)
	slices.SortFunc(l, func(a, b any) int { return strings.Compare(at(a, member).(string), at(b, member).(string)) })
}

// setOf names a set of sources.
func setOf(records map[string]string) string { return fmt.Sprint(slices.Sorted(maps.Keys(records))) }

// Rule M8: every link is undone exactly, in any order. What is left is what there would be if only
// those had come who are left (and rule M1: in whatever order they had come).
func TestUnmergeInEveryOrder(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		next := 0
		newcomer := func() string { next++; return fmt.Sprintf("p%02dx", next) }

		// What each set of sources makes of a person, the least first.
		alone := map[string]string{}
		for set := 1; set < 1<<len(sourcesOfMany); set++ {
			name, records := newcomer(), map[string]string{}
			for i, source := range slices.Backward(sourcesOfMany) {
				if set&(1<<i) != 0 {
					records[source] = s.arrive(t, source, name)
				}
			}
			s.one(t, slices.Collect(maps.Values(records))...)
			alone[setOf(records)] = s.picture(t, name, records)
		}

		for _, order := range [][]string{
			{"entra", "hr", "email"}, {"entra", "email", "hr"}, {"hr", "entra", "email"}, {"hr", "email", "entra"}, {"email", "entra", "hr"}, {"email", "hr", "entra"},
		} {
			name, records := newcomer(), map[string]string{}
			for _, source := range sourcesOfMany {
				records[source] = s.arrive(t, source, name)
			}
			user := s.one(t, slices.Collect(maps.Values(records))...)
			left := maps.Clone(records)
			for _, source := range order {
				s.cli(t, "user", "unmerge", records[source])
				delete(left, source)
				s.one(t, slices.Collect(maps.Values(left))...)
				found := s.reader.search(t, "/Users", `emails.value eq "`+name+`@example.com"`).want(200).total()
				if want := len(records) - len(left) + 1; found != want {
					t.Errorf("unmerged in the order %v, at %s: %d users have the address instead of %d", order, source, found, want)
				}
				for _, whole := range []map[string]string{left, {source: records[source]}} {
					if got, want := s.picture(t, name, whole), alone[setOf(whole)]; got != want {
						t.Fatalf("unmerged in the order %v, at %s: of %s there is\n%s\ninstead of\n%s", order, source, setOf(whole), got, want)
					}
				}
			}
			if u := s.one(t, records["okta"]); u["id"] != user["id"] {
				t.Errorf("the first record's user was %v and is %v", user["id"], u["id"])
			}
			s.apart(t, slices.Collect(maps.Values(records))...)
		}
	})
}
