package query_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

func TestSearchFinds(t *testing.T) {
	enterprise := "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	eachShelf(t, func(t *testing.T, s *shelf) {
		ann := fixture.User(1)
		ann["emails"] = []any{
			schema.Object{"value": "ann@example.com", "type": "work", "primary": true},
			schema.Object{"value": "Ann@Home.example", "type": "home"},
			schema.Object{"value": "no address", "type": "other"},
		}
		ann[enterprise] = schema.Object{"employeeNumber": "7", "manager": schema.Object{"value": "26118915-6090-4610-87e4-49d8ca9f808d"}}
		ann["name"] = schema.Object{"familyName": `O'Neil 100% "_\`}
		bob := schema.Object{"userName": "STRASSE", "active": true}
		people := []string{s.Put(t, fixture.UserType, ann), s.Put(t, fixture.UserType, bob)}
		group := s.Put(t, fixture.GroupType, schema.Object{"displayName": "Sales Team"})
		empty := s.Put(t, fixture.GroupType, schema.Object{"displayName": "Empty", "externalId": "x"})
		s.Join(t, group, directory.Member{ID: people[0], Type: "User", Display: "ÄNN"})
		s.Join(t, empty, directory.Member{ID: people[1], Type: "User", Waiting: true})
		a, b, g, e := people[0], people[1], group, empty
		all := []string{a, b, g, e}
		cases := []struct {
			filter string
			want   []string
		}{
			{`userName eq "PERSON1@example.COM"`, []string{a}},
			{`userName eq "straße"`, []string{b}},
			{`userName ne "straße"`, []string{a, g, e}}, // without a value it is not equal
			{`userName pr`, []string{a, b}},
			{`userName eq null`, []string{g, e}},
			{`not (userName sw "p")`, []string{b, g, e}},
			{`externalId eq "00u1"`, []string{a}},
			{`externalId eq "00U1"`, nil}, // caseExact
			{`id eq "` + a + `"`, []string{a}},
			{`id eq "` + strings.ToUpper(a) + `"`, nil},
			{`id eq "nobody"`, nil},
			{`id sw "` + a[:8] + `" and id pr`, all},
			{`displayName eq "sales team"`, []string{g}},
			{`emails.value eq "ANN@home.example"`, []string{a}},
			{`emails eq "ann@example.com"`, []string{a}},
			{`emails.value eq "NO ADDRESS"`, []string{a}},
			{`emails[type eq "work" and value eq "ann@example.com"]`, []string{a}},
			{`emails[type eq "home" and value eq "ann@example.com"]`, nil}, // one element
			{`emails.type eq "home" and emails.value eq "ann@example.com"`, []string{a}},
			{`emails[type eq "work"].value eq "ann@example.com"`, []string{a}},
			{`emails[not (type eq "work")]`, []string{a}},
			{`emails[primary eq true]`, []string{a}},
			{`emails[primary eq "True"]`, []string{a}},
			{`not (emails pr)`, []string{b, g, e}},
			{`emails ne "ann@example.com"`, []string{b, g, e}},
			{`active eq true`, []string{b}},
			{`active eq false`, []string{a}},
			{`active ne true`, []string{a, g, e}},
			{`name.familyName co "100% \"_\\"`, []string{a}},
			{`name.familyName ew "_\\"`, []string{a}},
			{`name.familyName sw "o'"`, []string{a}},
			{`name.familyName sw ""`, []string{a}},
			{`name.familyName ew ""`, []string{a}},
			{`name.familyName co "%"`, []string{a}},
			{`name.familyName co "a%"`, nil},
			{`name pr`, []string{a}},
			{enterprise + `:employeeNumber eq "7"`, []string{a}},
			{enterprise + `:manager eq "26118915-6090-4610-87e4-49d8ca9f808d"`, []string{a}},
			{enterprise + `:manager.value pr`, []string{a}},
			{`schemas eq "` + enterprise + `"`, []string{a}},
			{`schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group"`, []string{g, e}},
			{`meta.resourceType eq "User"`, []string{a, b}},
			{`meta.resourceType eq "user"`, nil},
			{`meta.created gt "2026-01-01T00:00:00Z"`, []string{b, g, e}},
			{`meta.lastModified le "2026-01-01T01:00:01+01:00"`, []string{a, b}},
			{`meta.lastModified eq "2026-01-01T00:00:00.0000001Z"`, nil},
			{`meta.lastModified ge "2026-01-01T00:00:00.0000001Z"`, []string{b, g, e}},
			{`meta.lastModified lt "2026-01-01T00:00:00.0000001Z"`, []string{a}},
			{`meta.created sw "2026-01-01T00:00:02"`, []string{g}},
			{`meta.version eq "W/\"1\""`, all},
			{`meta.version eq "2"`, nil},
			{`members.value eq "` + a + `"`, []string{g}},
			{`members eq "` + strings.ToUpper(a) + `"`, nil}, // ids are caseExact
			{`members eq "` + b + `"`, nil},                  // who waits is not seen
			{`members pr`, []string{g}},
			{`members[type eq "user" and value eq "` + a + `"]`, []string{g}},
			{`members.display eq "änn"`, []string{g}},
			{`members[type eq "group"]`, nil},
			{`not (members pr)`, []string{a, b, e}},
			{`id eq "` + g + `" and members eq "` + a + `"`, []string{g}},
			{`id eq "` + e + `" and members eq "` + a + `"`, nil},
			{`groups.value eq "` + g + `"`, []string{a}},
			{`groups eq "` + g + `"`, []string{a}},
			{`groups.display co "sales"`, []string{a}},
			{`groups[type eq "direct"]`, []string{a}},
			{`groups.value eq "` + e + `"`, nil},
			{`urn:ietf:params:scim:schemas:extension:usher:2.0:User:state eq "active"`, []string{a, b}},
			{`urn:ietf:params:scim:schemas:extension:usher:2.0:User:case eq "` + b + `"`, []string{b}},
			{`urn:ietf:params:scim:schemas:extension:usher:2.0:User:sources eq "okta"`, []string{a, b}},
			{`(userName eq "x" and displayName eq "y" and name.givenName eq "z") or displayName eq "empty"`, []string{e}},
		}
		for _, c := range cases {
			q := fixture.Query(fixture.UserType, fixture.GroupType)
			q.Filter = fixture.Parse(t, c.filter)
			found := s.Search(t, q)
			if got := fixture.IDs(found.Records); !slices.Equal(got, append([]string{}, c.want...)) || found.Total != len(c.want) {
				t.Errorf("%s\n found %v of %d, want %v", c.filter, got, found.Total, c.want)
			}
		}
	})
}

// No stored text holds a NUL, and PostgreSQL takes none in a parameter: whoever makes a filter
// otherwise than by parsing, which refuses it, finds by it what is before and after it.
func TestSearchByNUL(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		a, b := s.Put(t, fixture.UserType, fixture.User(1)), s.Put(t, fixture.UserType, schema.Object{"userName": "STRASSE"})
		for _, c := range []struct {
			operator filter.CompareOperator
			operand  string
			want     []string
		}{
			{filter.CO, "\x00", []string{}},
			{filter.GT, "\x00", []string{a, b}},
			{filter.LT, "strasse\x00", []string{a, b}},
			{filter.GE, "strasse\x00", []string{}},
			{filter.NE, "\x00", []string{a, b}},
		} {
			q := fixture.Query(fixture.UserType)
			q.Filter = &filter.AttributeExpression{AttributePath: *path("userName"), Operator: c.operator, CompareValue: c.operand}
			if found := s.Search(t, q); !slices.Equal(fixture.IDs(found.Records), c.want) || found.Total != len(c.want) {
				t.Errorf("userName %s %q found %v of %d, want %v", c.operator, c.operand, fixture.IDs(found.Records), found.Total, c.want)
			}
		}
	})
}

func TestSearchRefuses(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		for text, keyword := range map[string]string{
			`nickname eq "x" and flavour eq "sweet"`: "invalidFilter",
			`emails.colour pr`:                       "invalidFilter",
			`emails[colour pr]`:                      "invalidFilter",
			`members[colour pr]`:                     "invalidFilter", // one type has members, none their colour
			`active gt true`:                         "invalidFilter",
			`name eq "x"`:                            "invalidFilter",
			`userName gt null`:                       "invalidFilter",
			`meta.location eq "x"`:                   "invalidFilter",
			`members.$ref eq "x"`:                    "invalidFilter",
			`userName[value eq "x"]`:                 "invalidFilter",
			`password eq "x"`:                        "sensitive",
			`urn:ietf:params:scim:schemas:extension:usher:2.0:User:reason co "x"`:       "invalidFilter",
			`urn:ietf:params:scim:schemas:extension:usher:2.0:User:licenses eq "x"`:     "invalidFilter",
			`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr`:             "invalidFilter",
			`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:nothing eq "x"`: "invalidFilter",
		} {
			q := fixture.Query(fixture.UserType, fixture.GroupType)
			q.Filter = fixture.Parse(t, text)
			wantRefused(t, text, s, q, keyword)
		}
		for name, keyword := range map[string]string{"flavour": "invalidValue", "name": "invalidValue", "members": "invalidValue", "schemas": "invalidValue", "password": "sensitive"} {
			q := fixture.Query(fixture.UserType, fixture.GroupType)
			q.SortBy = &filter.AttributePath{AttributeName: name}
			wantRefused(t, "sortBy "+name, s, q, keyword)
		}
		s.Put(t, fixture.UserType, fixture.User(1))
		for _, c := range []struct{ sortBy, after string }{
			{"", "x"}, {"", `{"i":"x"}`}, {"", `{"k":7}`}, {"", `{"k":"x","i":"` + fixture.SomeID + `"}`}, {"meta.created", `{"k":"x","i":"` + fixture.SomeID + `"}`},
			{"meta.created", `{"k":"-","i":"` + fixture.SomeID + `"}`}, {"meta.created", `{"k":"","i":"` + fixture.SomeID + `"}`}, {"userName", `{"k":"\u0000","i":"` + fixture.SomeID + `"}`},
		} {
			q := fixture.Query(fixture.UserType)
			q.Cursor, q.After = true, c.after
			if c.sortBy != "" {
				q.SortBy = path(c.sortBy)
			}
			wantRefused(t, "sortBy "+c.sortBy+" after "+c.after, s, q, "invalidCursor")
		}
	})
}

func wantRefused(t *testing.T, what string, s *shelf, q *directory.Query, keyword string) {
	t.Helper()
	_, err := s.DB.Search(t.Context(), s.Account, s.Source.ID, q)
	var refused *schema.Error
	if !errors.As(err, &refused) || refused.ScimType != keyword || refused.Detail == "" || directory.KindOf(err) != directory.Invalid {
		t.Errorf("%s: %v, want %s", what, err, keyword)
	}
}
