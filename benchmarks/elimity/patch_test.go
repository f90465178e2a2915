package main

import (
	"encoding/json"
	"testing"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/schema"
	"github.com/google/go-cmp/cmp"
	"github.com/scim2/filter-parser/v2"
)

func TestPatch(t *testing.T) {
	enterprise := schema.ExtensionEnterpriseUser()
	users := patcher{filterable(schema.CoreUserSchema()), enterprise}
	groups := patcher{core: filterable(schema.CoreGroupSchema())}
	for name, c := range map[string]struct {
		patcher       patcher
		doc, op, path string
		value, want   string
	}{
		"replace one":             {users, `{"active":true}`, "replace", "active", `false`, `{"active":false}`},
		"other letters":           {users, `{"userName":"a"}`, "replace", "USERNAME", `"b"`, `{"userName":"b"}`},
		"remove one":              {users, `{"title":"x","active":true}`, "remove", "title", `null`, `{"active":true}`},
		"part of a complex one":   {users, `{"name":{"givenName":"a","familyName":"b"}}`, "replace", "name.givenName", `"c"`, `{"name":{"givenName":"c","familyName":"b"}}`},
		"part of a missing one":   {users, `{}`, "add", "name.givenName", `"c"`, `{"name":{"givenName":"c"}}`},
		"merge a complex one":     {users, `{"name":{"givenName":"a","familyName":"b"}}`, "add", "name", `{"givenName":"c"}`, `{"name":{"givenName":"c","familyName":"b"}}`},
		"no path":                 {users, `{"active":true}`, "replace", "", `{"active":false,"name.familyName":"b"}`, `{"active":false,"name":{"familyName":"b"}}`},
		"extension":               {users, `{}`, "add", enterprise.ID + ":department", `"d"`, `{"` + enterprise.ID + `":{"department":"d"}}`},
		"filtered part":           {users, `{"emails":[{"type":"work","value":"a"},{"type":"home","value":"b"}]}`, "replace", `emails[type eq "work"].value`, `"c"`, `{"emails":[{"type":"work","value":"c"},{"type":"home","value":"b"}]}`},
		"filtered part, new":      {users, `{}`, "add", `emails[type eq "work"].value`, `"c"`, `{"emails":[{"type":"work","value":"c"}]}`},
		"add a member":            {groups, `{"members":[{"value":"a"}]}`, "add", "members", `[{"value":"b"}]`, `{"members":[{"value":"a"},{"value":"b"}]}`},
		"add a member twice":      {groups, `{"members":[{"value":"a"}]}`, "add", "members", `[{"value":"a"}]`, `{"members":[{"value":"a"}]}`},
		"remove by filter":        {groups, `{"members":[{"value":"a"},{"value":"b"}]}`, "remove", `members[value eq "a"]`, `null`, `{"members":[{"value":"b"}]}`},
		"remove by another":       {groups, `{"members":[{"value":"a"},{"value":"b"}]}`, "remove", `members[value sw "a"]`, `null`, `{"members":[{"value":"b"}]}`},
		"remove by value":         {groups, `{"members":[{"value":"a"},{"value":"b"}]}`, "remove", "members", `[{"value":"a"}]`, `{"members":[{"value":"b"}]}`},
		"remove one not there":    {groups, `{"members":[{"value":"a"}]}`, "remove", `members[value eq "z"]`, `null`, `{"members":[{"value":"a"}]}`},
		"remove all":              {groups, `{"displayName":"g","members":[{"value":"a"}]}`, "remove", "members", `null`, `{"displayName":"g"}`},
		"replace all":             {groups, `{"members":[{"value":"a"}]}`, "replace", "members", `[{"value":"b"}]`, `{"members":[{"value":"b"}]}`},
		"merge a filtered member": {groups, `{"members":[{"value":"a"}]}`, "replace", `members[value eq "a"]`, `[{"display":"A"}]`, `{"members":[{"value":"a","display":"A"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			operation := scim.PatchOperation{Op: c.op, Value: parsed(t, c.value)}
			if c.path != "" {
				path, err := filter.ParsePath([]byte(c.path))
				if err != nil {
					t.Fatal(err)
				}
				operation.Path = &path
			}
			doc := parsed(t, c.doc).(map[string]any)
			if err := c.patcher.apply(doc, []scim.PatchOperation{operation}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(parsed(t, c.want), any(doc)); diff != "" {
				t.Errorf("want - got +\n%s", diff)
			}
		})
	}
}

func parsed(t *testing.T, text string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}
