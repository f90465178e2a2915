package scim_test

import (
	"context"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// stored is a backend that has one resource, in the form of AppendBody alone.
type stored struct {
	scim.Backend
	body string
}

func (s stored) Get(_ context.Context, rt *schema.ResourceType, id string, _ *schema.Projection) (*scim.Resource, error) {
	return &scim.Resource{Type: rt, ID: id, Body: []byte(s.body)}, nil
}

func (s stored) Apply(_ context.Context, ops []scim.Operation) []scim.Result {
	return []scim.Result{{Resource: &scim.Resource{Type: ops[0].Type, ID: ops[0].ID, Body: []byte(s.body)}}}
}

func TestRenderFromBody(t *testing.T) {
	const extension = `"` + enterpriseSchema + `":{"department":"Sales"}`
	for _, test := range []struct{ body, query, schemas, keys string }{
		{``, "", `["` + userSchema + `"]`, "id schemas"},
		{`"userName":"a"`, "", `["` + userSchema + `"]`, "id schemas userName"},
		{`"userName":"a",` + extension, "", `["` + userSchema + `","` + enterpriseSchema + `"]`, "id schemas " + enterpriseSchema + ".department userName"},
		{extension, "", `["` + userSchema + `","` + enterpriseSchema + `"]`, "id schemas " + enterpriseSchema + ".department"},
		{`"userName":"a",` + extension, "?attributes=userName", `["` + userSchema + `"]`, "id schemas userName"},
		// the URN as a value is no extension
		{`"userName":"` + enterpriseSchema + `","title":"\"` + enterpriseSchema + `\":{"`, "", `["` + userSchema + `"]`, "id schemas title userName"},
	} {
		f := newFixture(t, func(f *fixture) { f.backend.Backend = stored{f.backend.Backend, test.body} })
		for _, a := range []answer{
			f.do("GET", "/Users/1"+test.query, "").want(t, 200),
			f.do("PUT", "/Users/1"+test.query, `{"userName":"a"}`).want(t, 200),
		} {
			delete(a.body, "meta")
			if jsonText(a.get("schemas")) != test.schemas || keys(a.body) != test.keys {
				t.Errorf("%s%s: %s", test.body, test.query, a.text)
			}
		}
	}
}
