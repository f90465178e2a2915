package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// What the directory view finds by a filter is what the filter package finds by it in memory,
// among users of one record and of several, and groups of all sources.
func TestViewAgreesWithMemory(t *testing.T) {
	types := []*schema.ResourceType{fixture.UserType, fixture.GroupType}
	eachShelf(t, func(t *testing.T, s *shelf) {
		resources := s.company(t)
		v := s.view()
		rapid.Check(t, func(t *rapid.T) {
			some := types
			if rapid.Bool().Draw(t, "one type") {
				some = []*schema.ResourceType{rapid.SampledFrom(types).Draw(t, "type")}
			}
			e := (&filters{types: some, resources: resources}).draw(t, 3, nil)
			if rapid.Bool().Draw(t, "long") {
				e = long(e)
			}
			q := &directory.Query{Types: some, Filter: e, Start: 1, Count: 1000, Want: directory.Want{Groups: true, Members: true}}
			if rapid.Bool().Draw(t, "sorted") {
				q.SortBy = path("id")
			}
			found, err := v.DB.Search(t.Context(), v.Account, v.Source.ID, q)
			if err != nil {
				t.Fatalf("%s\n%v", filter.String(e), err)
			}
			want := []string{}
			for _, r := range resources {
				if !slices.Contains(some, r.rt) {
					continue
				}
				match, err := filter.Match(e, r.resource, r.attributes(some))
				if err != nil {
					t.Fatalf("%s in memory\n%v", filter.String(e), err)
				}
				if match {
					want = append(want, r.id)
				}
			}
			if got := fixture.IDs(found.Records); !slices.Equal(got, want) || found.Total != len(want) {
				t.Fatalf("%s\n SQL   %s\n memory %s", filter.String(e), v.describe(resources, got), v.describe(resources, want))
			}
			for _, view := range found.Records {
				r := resources[slices.IndexFunc(resources, func(r kept) bool { return r.id == view.ID })]
				if got, want := shownOf(t, view), toldOf(r); got != want {
					t.Fatalf("%s shows %s, want %s", view.ID, got, want)
				}
			}
		})
	})
}

// shownOf is what a view says beside its body: groups, and members.
func shownOf(t *rapid.T, v *directory.View) string {
	var list []string
	for _, g := range v.Groups {
		list = append(list, g.ID+" "+g.Display)
	}
	if v.Members != nil {
		for m, err := range v.Members {
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, m.ID+" "+m.Type+" "+m.Display)
		}
	}
	return strings.Join(list, ", ")
}

// toldOf is the same of a resource in memory.
func toldOf(r kept) string {
	var list []string
	for _, name := range []string{"groups", "members"} {
		values, _ := r.resource[name].([]any)
		for _, v := range values {
			v := v.(map[string]any)
			display, _ := v["display"].(string)
			if name == "members" {
				display = v["type"].(string) + " " + display
			}
			list = append(list, v["value"].(string)+" "+display)
		}
	}
	return strings.Join(list, ", ")
}

// company is people and groups of two sources, okta and entra. Some have records in both, one has
// two in okta, and one waits. It returns what the view shows, in the order of ids.
func (s *shelf) company(t *testing.T) []kept {
	t.Helper()
	entra := s.elsewhere(t, "")
	draw := func(rt *schema.ResourceType, i int) schema.Object {
		o := rapid.Custom(func(t *rapid.T) schema.Object { return drawResource(t, rt) }).Example(i)
		for _, name := range []string{"userName", "externalId"} {
			if _, ok := o[name]; ok {
				o[name] = fmt.Sprint(o[name], i)
			}
		}
		return o
	}
	var all []kept
	show := func(rt *schema.ResourceType, id, decided string, o schema.Object, at int, sources ...any) {
		made := fixture.Start.Add(time.Duration(at) * time.Second)
		stamp := made.Format("2006-01-02T15:04:05.000000000Z")
		resource := schema.Clone(o)
		resource["id"], resource["schemas"] = id, rt.SchemasOf(o)
		resource["meta"] = map[string]any{"resourceType": rt.Name, "created": stamp, "lastModified": stamp, "version": fmt.Sprintf(`W/"%d"`, made.UnixMicro())}
		if rt == fixture.UserType {
			if _, said := resource["active"]; !said {
				resource["active"] = true // rule P4
			}
			resource[usherURN] = map[string]any{"state": "active", "case": decided, "sources": sources}
			resource["schemas"] = rt.SchemasOf(resource)
		}
		all = append(all, kept{rt, id, resource})
	}
	type person struct {
		Shelf   *shelf
		records []string
		user    string
	}
	people := make([]person, 0, 24)
	for i := range 24 {
		at := s
		if i%3 == 2 {
			at = entra
		}
		o := draw(fixture.UserType, i)
		made := at.Made
		id := at.Put(t, fixture.UserType, o)
		switch p := (person{Shelf: at, records: []string{id}, user: id}); {
		case i == 7: // held: nobody yet
			p.user = ""
			people = append(people, p)
		case i%6 == 2 || i == 4: // with the one before, in entra; and two in okta
			before := people[i-1]
			p.user = before.user
			if i == 8 { // the one before waits: the user whom the first one was
				p.user = uuid.Must(uuid.NewV7()).String()
				at.golden(t, id, p.user)
				show(fixture.UserType, p.user, id, o, made, "entra")
				people = append(people, p)
				break
			}
			all = slices.DeleteFunc(all, func(k kept) bool { return k.id == before.user })
			merged := draw(fixture.UserType, 100+i)
			s.Exec(t, `UPDATE records SET golden = false WHERE account_id = $1 AND user_id = $2`, s.Account, before.user)
			s.Exec(t, `UPDATE counts SET n = n - 1 WHERE account_id = $1 AND source_id = $1 AND type = 'User'`, s.Account)
			made := s.Made
			if at == s {
				s.merge(t, p.user, merged, map[string][]string{s.Source.ID: {before.records[0], id}})
				show(fixture.UserType, p.user, p.user, merged, made, "okta")
			} else {
				s.merge(t, p.user, merged, map[string][]string{s.Source.ID: before.records, entra.Source.ID: p.records})
				show(fixture.UserType, p.user, p.user, merged, made, "okta", "entra")
			}
			people = append(people, p)
		default:
			at.golden(t, id, p.user)
			show(fixture.UserType, p.user, id, o, made, map[bool]any{true: "entra", false: "okta"}[at == entra])
			people = append(people, p)
		}
	}
	for i := range 7 {
		at := s
		if i%2 == 1 {
			at = entra
		}
		o := draw(fixture.GroupType, 200+i)
		made := at.Made
		group := at.crew(t, o)
		show(fixture.GroupType, group, group, o, made)
		shown := all[len(all)-1].resource
		join := func(record, member, typ, display string, waiting bool) {
			at.Join(t, group, directory.Member{ID: record, Type: typ, Display: display, Waiting: waiting})
			members, _ := shown["members"].([]any)
			if waiting || member == "" || slices.ContainsFunc(members, func(m any) bool { return m.(map[string]any)["value"] == member }) {
				return
			}
			m := map[string]any{"value": member, "type": typ}
			if display != "" {
				m["display"] = display
			}
			shown["members"] = append(members, m)
			for _, k := range all {
				if k.id != member || k.rt != fixture.UserType {
					continue
				}
				groups, _ := k.resource["groups"].([]any)
				k.resource["groups"] = append(groups, map[string]any{"value": group, "type": "direct", "display": o["displayName"]})
			}
		}
		for j, p := range people {
			if p.Shelf == at && (i*7+j*5)%7 < 4 {
				join(p.records[0], p.user, "User", []string{"", "a", "straße"}[(i+j)%3], (i+j)%9 == 4)
			}
		}
		if i == 4 { // the group of the same source that was made first
			nested := all[slices.IndexFunc(all, func(k kept) bool { return k.rt == fixture.GroupType })].id
			join(nested, nested, "Group", "nested", false)
		}
	}
	slices.SortFunc(all, func(a, b kept) int { return strings.Compare(a.id, b.id) })
	return all
}

const usherURN = "urn:ietf:params:scim:schemas:extension:usher:2.0:User"
