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
	return s.typed(t, name+"@example.com")
}

// picture is all that can be seen of some records: how they are distributed among users, what the
// users' rows and the view say, and what every source sees of its own record. What the moment and
// the person's name make different is left out of it, so that the pictures of people can be compared.
// records are by source.
func (s *company) picture(t *testing.T, name string, users []object, records map[string]string) string {
	t.Helper()
	masks := []string{name, "NAME", strings.ToUpper(name[:1]) + name[1:], "Name"}
	for source, id := range records {
		masks = append(masks, id, "RECORD-OF-"+source)
	}
	all := map[string]any{}
	for _, u := range users {
		ids := idsOf(u["records"])
		if !slices.ContainsFunc(slices.Collect(maps.Values(records)), func(r string) bool { return slices.Contains(ids, r) }) {
			continue
		}
		row, rows, sources := maps.Clone(u), list{}, []string{}
		for _, r := range u["records"].(list) {
			sources = append(sources, at(r, "source").(string))
			rows = append(rows, object{"id": at(r, "id"), "source": at(r, "source"), "userName": at(r, "userName"), "state": at(r, "state")})
		}
		sortBy(rows, "source")
		seen := s.view(t, u)
		sortBy(seen.at(usherURN, "records"), "source")
		row["id"], row["records"], seen.body["id"] = "USER", rows, "USER" // the id is that of the first record
		all[fmt.Sprint("user of ", slices.Sorted(slices.Values(sources)))] = list{row, seen.body}
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

// lineByLine shows the lines in which two pictures differ.
func lineByLine(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	var text strings.Builder
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			fmt.Fprintf(&text, "%d: nothing instead of %s\n", i, w[i])
		case i >= len(w):
			fmt.Fprintf(&text, "%d: %s instead of nothing\n", i, g[i])
		case g[i] != w[i]:
			fmt.Fprintf(&text, "%d: %s instead of %s\n", i, g[i], w[i])
		}
	}
	return text.String()
}

// setOf names a set of sources.
func setOf(records map[string]string) string { return fmt.Sprint(slices.Sorted(maps.Keys(records))) }

// Rule M8: every link is undone exactly, in any order. What is left is what there would be if only
// those had come who are left (and rule M1: in whatever order they had come).
func TestUnmergeInEveryOrder(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		next := 0
		newcomer := func() string { next++; return fmt.Sprintf("p%02dx", next) }

		// What each set of sources makes of a person, the least first.
		sets := map[string]map[string]string{} // records by source, by name
		for set := 1; set < 1<<len(sourcesOfMany); set++ {
			name, records := newcomer(), map[string]string{}
			for i, source := range slices.Backward(sourcesOfMany) {
				if set&(1<<i) != 0 {
					records[source] = s.arrive(t, source, name)
				}
			}
			sets[name] = records
		}
		alone, users := map[string]string{}, s.users(t)
		if len(users) != len(sets) {
			t.Fatalf("%d people are %d users: %v", len(sets), len(users), users)
		}
		for name, records := range sets {
			alone[setOf(records)] = s.picture(t, name, users, records)
		}

		for _, order := range [][]string{
			{"entra", "hr", "email"}, {"entra", "email", "hr"}, {"hr", "entra", "email"}, {"hr", "email", "entra"}, {"email", "entra", "hr"}, {"email", "hr", "entra"},
		} {
			name, records := newcomer(), map[string]string{}
			for _, source := range sourcesOfMany {
				records[source] = s.arrive(t, source, name)
			}
			s.enter(t, name+"@example.com")
			left := maps.Clone(records)
			for _, source := range append([]string{""}, order...) {
				parts := []map[string]string{left}
				if source != "" {
					s.cli(t, "user", "unmerge", records[source])
					delete(left, source)
					parts = append(parts, map[string]string{source: records[source]})
				}
				users := s.users(t)
				for _, part := range parts {
					if got, want := s.picture(t, name, users, part), alone[setOf(part)]; got != want {
						t.Fatalf("unmerged in the order %v, at %q: of %s there is\n%s", order, source, setOf(part), lineByLine(got, want))
					}
				}
				found := s.reader.search(t, "/Users", `emails.value eq "`+name+`@example.com"`).want(200).total()
				if want := len(records) - len(left) + 1; found != want {
					t.Errorf("unmerged in the order %v, at %q: %d users have the address instead of %d", order, source, found, want)
				}
				if id := s.reader.get(t, "/Users/"+records["okta"]).want(200).id(); id != records["okta"] {
					t.Errorf("the first record's user is %v", id)
				}
			}
		}
	})
}
