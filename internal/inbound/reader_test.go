package inbound

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

func TestWrites(t *testing.T) {
	for _, tt := range []struct {
		method, path string
		want         bool
	}{
		{"GET", "/Users", false}, {"HEAD", "/Users", false}, {"OPTIONS", "/Users", false},
		{"POST", "/.search", false}, {"POST", "/Users/.search", false}, {"POST", "/Groups/.search/", false},
		{"POST", "/Users", true}, {"POST", "/Bulk", true}, {"POST", "/Users/search", true}, {"POST", "", true},
		{"PUT", "/Users/.search", true}, {"PATCH", "/Users/1", true}, {"DELETE", "/Users/1", true},
	} {
		r := httptest.NewRequest(tt.method, "/", nil)
		r.URL.Path = tt.path
		if got := writes(r); got != tt.want {
			t.Errorf("%s %s writes: %v, want %v", tt.method, tt.path, got, tt.want)
		}
	}
}

// What comes past the wrapper is refused by the backend: no change is ever made as a reader.
func TestReadersApplyNothing(t *testing.T) {
	b := &backend{request: httptest.NewRequest(http.MethodPost, "/", nil), identity: &auth.Identity{Source: directory.Source{Kind: directory.KindReader}}}
	if can := b.Abilities(); can.Patch || can.Bulk || !can.Filter || !can.Sort || !can.Cursor {
		t.Errorf("a reader is told that it can do %+v", can)
	}
	results := b.Apply(t.Context(), []scim.Operation{{Kind: scim.Create}, {Kind: scim.Delete, ID: "x"}})
	if len(results) != 2 {
		t.Fatalf("%d results, want 2", len(results))
	}
	for _, r := range results {
		if e, ok := r.Err.(*scim.Error); !ok || e.Status != http.StatusForbidden || e.Detail == "" {
			t.Errorf("result %+v, want 403", r)
		}
	}
}

// Readers see users and groups, with what the account has added to them, and no other type.
func TestForReaders(t *testing.T) {
	for _, s := range baseForReaders().Schemas() {
		for _, a := range s.Attributes {
			if a.Name != "id" && a.Uniqueness != schema.None && (s.ID == Base().Type(directory.TypeUser).Core.ID || s.ID == Base().Type(directory.TypeGroup).Core.ID) {
				t.Errorf("%s of %s is said to be %s unique, and two sources may bring it", a.Name, s.ID, a.Uniqueness)
			}
		}
	}
	if a := Base().Type(directory.TypeUser).Core.Attributes[0]; a.Name != "userName" || a.Uniqueness != schema.Server {
		t.Errorf("of a source %s is %s unique", a.Name, a.Uniqueness)
	}
	gadget := schematest.Everything().Type("Gadget")
	all, err := Base().With([]*schema.Schema{gadget.Core}, []*schema.ResourceTypeDef{{Name: "Gadget", Endpoint: "/Gadgets", Schema: gadget.Core.ID}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	some, err := forReaders(all)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, rt := range some.ResourceTypes() {
		names = append(names, rt.Name)
		if len(rt.Extensions) != len(all.Type(rt.Name).Extensions) {
			t.Errorf("%s has %d extensions, want %d", rt.Name, len(rt.Extensions), len(all.Type(rt.Name).Extensions))
		}
	}
	if !slices.Equal(names, []string{"User", "Group"}) || some.Schema(gadget.Core.ID) != nil || some.Schema(UsherSchema) == nil {
		t.Errorf("types %v, want users and groups", names)
	}
}

// Rule I4
func TestDryRunIsAskedFor(t *testing.T) {
	for _, tt := range []struct {
		header, query string
		want          bool
	}{
		{"", "", false}, {"true", "", true}, {"TRUE", "", true}, {"false", "", false}, {"1", "", false},
		{"", "dryRun=true", true}, {"", "DRYRUN=True", true}, {"", "attributes=id&dryRun=true", true},
		{"", "dryRun", false}, {"", "dryRun=false", false}, {"", "dry=true", false}, {"", "filter=dryRun%3Dtrue", false},
		{"false", "dryRun=true", true}, {"", "dryRun=false&dryRun=true", true}, {"", "dryRun=%zz", false},
	} {
		r := httptest.NewRequest("POST", "/Users?"+tt.query, nil)
		r.Header.Set(DryRunHeader, tt.header)
		if got := dryRun(r); got != tt.want {
			t.Errorf("header %q, query %q: %v, want %v", tt.header, tt.query, got, tt.want)
		}
	}
}
