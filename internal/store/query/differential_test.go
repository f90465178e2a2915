package query_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

// What SQL finds by a filter is what the filter package finds by it in memory, among the same
// resources: on every attribute of every kind, in types that have it and types that don't.
func TestSQLAgreesWithMemory(t *testing.T) {
	gadget := schematest.Everything().Type("Gadget")
	types := []*schema.ResourceType{fixture.UserType, fixture.GroupType, gadget}
	eachShelf(t, func(t *testing.T, s *shelf) {
		resources := s.corpus(t, types)
		rapid.Check(t, func(t *rapid.T) {
			some := types
			if rapid.Bool().Draw(t, "one type") {
				some = []*schema.ResourceType{rapid.SampledFrom(types).Draw(t, "type")}
			}
			e := (&filters{types: some, resources: resources}).draw(t, 3, nil)
			if rapid.Bool().Draw(t, "long") {
				e = long(e)
			}
			q := &directory.Query{Types: some, Filter: e, Start: 1, Count: 1000}
			found, err := s.DB.Search(t.Context(), s.Account, s.Source.ID, q)
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
				t.Fatalf("%s\n SQL   %s\n memory %s", filter.String(e), s.describe(resources, got), s.describe(resources, want))
			}
		})
	})
}

// long is a filter of the same meaning that is too long for the database.
func long(e filter.Expression) filter.Expression {
	whole := e
	for range 5 {
		whole = &filter.LogicalExpression{Left: whole, Right: e, Operator: filter.AND}
	}
	return whole
}

// kept is a resource as the database and as the filter package have it.
type kept struct {
	rt       *schema.ResourceType
	id       string
	resource map[string]any
}

func (s *shelf) describe(resources []kept, ids []string) string {
	var b strings.Builder
	for _, r := range resources {
		if slices.Contains(ids, r.id) {
			doc, _ := json.Marshal(r.resource)
			fmt.Fprintf(&b, "\n  %s", doc)
		}
	}
	return b.String()
}

// attributes is the schema of a resource among types: what it lacks and others have is without a
// value.
func (r kept) attributes(types []*schema.ResourceType) filter.Schema {
	return func(p filter.AttributePath) (filter.Attribute, error) {
		a, err := r.rt.FilterAttribute(p)
		if err == nil {
			return a, nil
		}
		for _, other := range types {
			if a, other := other.FilterAttribute(p); other == nil {
				a.Object = "urn:of:nothing"
				return a, nil
			}
		}
		return a, err
	}
}

// corpus keeps resources of the types, some in groups.
func (s *shelf) corpus(t *testing.T, types []*schema.ResourceType) []kept {
	t.Helper()
	var all []kept
	for i := range 40 {
		rt := types[i*len(types)/40]
		o := rapid.Custom(func(t *rapid.T) schema.Object { return drawResource(t, rt) }).Example(i)
		if rt == fixture.UserType {
			o["userName"] = fmt.Sprint(o["userName"], i)
		}
		if _, ok := o["externalId"]; ok {
			o["externalId"] = fmt.Sprint(o["externalId"], i)
		}
		made := fixture.Start.Add(time.Duration(s.Made) * time.Second).Format("2006-01-02T15:04:05.000000000Z")
		id := s.Put(t, rt, o)
		resource := schema.Clone(o)
		resource["id"], resource["schemas"] = id, rt.SchemasOf(o)
		resource["meta"] = map[string]any{"resourceType": rt.Name, "created": made, "lastModified": made, "version": `W/"1"`}
		if rt == fixture.UserType {
			if _, said := resource["active"]; !said {
				resource["active"] = true // rule P4
			}
			resource["urn:ietf:params:scim:schemas:extension:usher:2.0:User"] = map[string]any{"state": "active", "case": id, "sources": []any{"okta"}}
			resource["schemas"] = rt.SchemasOf(resource)
		}
		all = append(all, kept{rt, id, resource})
	}
	for i, group := range all {
		for j, user := range all {
			if group.rt != fixture.GroupType || user.rt != fixture.UserType || (i*7+j*5)%11 > 3 {
				continue
			}
			m := directory.Member{ID: user.id, Type: "User", Waiting: (i+j)%5 == 0}
			if display := texts[(i*j)%len(texts)]; (i+j)%3 > 0 {
				m.Display = display
			}
			if s.Join(t, group.id, m); m.Waiting {
				continue
			}
			members, _ := group.resource["members"].([]any)
			member := map[string]any{"value": m.ID, "type": m.Type}
			if m.Display != "" {
				member["display"] = m.Display
			}
			group.resource["members"] = append(members, member)
			groups, _ := user.resource["groups"].([]any)
			user.resource["groups"] = append(groups, map[string]any{"value": group.id, "type": "direct", "display": group.resource["displayName"]})
		}
	}
	return all
}

// The values of resources and filters, few enough to meet.
var (
	texts    = []string{"a", "A", "ab", "AB c", "b", "straße", "STRASSE", "ﬀ", "É", "e\u0301", "%", "_", `\`, `'`, `"`, "日本", "\U0001F600x", "ｆｕｌｌ", "x\ty", "Σίσυφος", "true", "7"}
	numbers  = []json.Number{"1.5", "-2", "0", "1e3", "7", "0.1"}
	integers = []int64{-2, 0, 7, 1000, 1 << 53, 1<<53 + 1}
	times    = []string{"2011-05-13T04:42:34.000000000Z", "2011-05-13T04:42:34.000000001Z", "2026-01-01T00:00:03.000000000Z", "1999-12-31T23:59:59.999999999Z"}
	mails    = []string{"ann@example.com", "Ann@Example.com", "bob@b.example", "no address", "ABC"}
	binaries = []string{"AAAA", "aaaa", "AQ=="}
)

func drawResource(t *rapid.T, rt *schema.ResourceType) schema.Object {
	o := drawMembers(t, rt.Core.Attributes, "")
	if rapid.Bool().Draw(t, "externalId") {
		o["externalId"] = rapid.SampledFrom(texts).Draw(t, "value")
	}
	for _, x := range rt.Extensions {
		if inner := drawMembers(t, x.Attributes, ""); len(inner) > 0 && !strings.Contains(x.ID, "usher") {
			o[x.ID] = inner
		}
	}
	if rt == fixture.UserType {
		o["userName"] = rapid.SampledFrom(texts).Draw(t, "userName")
	}
	return o
}

func drawMembers(t *rapid.T, attributes []*schema.Attribute, parent string) schema.Object {
	o := schema.Object{}
	for _, a := range attributes {
		if hidden(a) || a.Name == "members" || a.Name == "groups" || rapid.IntRange(0, 2).Draw(t, "has") == 0 {
			continue
		}
		var list []any
		for range rapid.IntRange(1, 3).Draw(t, "values") {
			if v := drawValue(t, a, parent); v != nil {
				list = append(list, v)
			}
		}
		switch {
		case len(list) == 0:
		case a.MultiValued:
			o[a.Name] = list
		default:
			o[a.Name] = list[0]
		}
	}
	return o
}

func hidden(a *schema.Attribute) bool {
	return a.Returned == schema.Never || a.Mutability == schema.WriteOnly
}

func drawValue(t *rapid.T, a *schema.Attribute, parent string) any {
	switch a.Type {
	case schema.Complex:
		if o := drawMembers(t, a.SubAttributes, a.Name); len(o) > 0 {
			return o
		}
		return nil
	case schema.Boolean:
		return rapid.Bool().Draw(t, "value")
	case schema.Integer:
		return rapid.SampledFrom(integers).Draw(t, "value")
	case schema.Decimal:
		return rapid.SampledFrom(numbers).Draw(t, "value")
	case schema.DateTime:
		return rapid.SampledFrom(times).Draw(t, "value")
	case schema.Binary:
		return rapid.SampledFrom(binaries).Draw(t, "value")
	}
	if parent == "emails" && a.Name == "value" {
		return rapid.SampledFrom(mails).Draw(t, "value")
	}
	return rapid.SampledFrom(texts).Draw(t, "value")
}
