package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

const (
	userURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

func user(t testing.TB) *schema.ResourceType   { return typeOf(t, "User") }
func group(t testing.TB) *schema.ResourceType  { return typeOf(t, "Group") }
func gadget(t testing.TB) *schema.ResourceType { return typeOf(t, "Gadget") }

func typeOf(t testing.TB, name string) *schema.ResourceType {
	t.Helper()
	rt := schematest.Everything().Type(name)
	if rt == nil {
		t.Fatalf("no resource type %s", name)
	}
	return rt
}

func attr(t testing.TB, rt *schema.ResourceType, path string) schema.Attr {
	t.Helper()
	a, err := rt.ResolveName(path)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// the characteristics that the RFC fixes.
func TestCoreDefinitions(t *testing.T) {
	tests := []struct {
		rule, rt, path string
		want           schema.Attribute
	}{
		{"R-044, R-045", "User", "userName", schema.Attribute{Type: schema.String, Required: true, Mutability: schema.ReadWrite, Returned: schema.Default, Uniqueness: schema.Server}},
		{"R-046", "User", "password", schema.Attribute{Type: schema.String, CaseExact: true, Mutability: schema.WriteOnly, Returned: schema.Never, Uniqueness: schema.None}},
		{"R-028", "User", "id", schema.Attribute{Type: schema.String, CaseExact: true, Mutability: schema.ReadOnly, Returned: schema.Always, Uniqueness: schema.Server}},
		{"R-034", "User", "externalId", schema.Attribute{Type: schema.String, CaseExact: true, Mutability: schema.ReadWrite, Returned: schema.Default, Uniqueness: schema.None}},
		{"R-050", "User", "active", schema.Attribute{Type: schema.Boolean, Mutability: schema.ReadWrite, Returned: schema.Default, Uniqueness: schema.None}},
		{"R-056", "User", "x509Certificates.value", schema.Attribute{Type: schema.Binary, CaseExact: true, Mutability: schema.ReadWrite, Returned: schema.Default, Uniqueness: schema.None}},
		{"R-057", "Group", "displayName", schema.Attribute{Type: schema.String, Required: true, Mutability: schema.ReadWrite, Returned: schema.Default, Uniqueness: schema.None}},
		{"R-058", "Group", "members.value", schema.Attribute{Type: schema.String, CaseExact: true, Mutability: schema.Immutable, Returned: schema.Default, Uniqueness: schema.None}},
		{"R-060", "User", enterpriseURN + ":manager.displayName", schema.Attribute{Type: schema.String, Mutability: schema.ReadOnly, Returned: schema.Default, Uniqueness: schema.None}},
		{"R-005", "Gadget", "plain", schema.Attribute{Type: schema.String, Mutability: schema.ReadWrite, Returned: schema.Default, Uniqueness: schema.None}},
	}
	for _, tt := range tests {
		t.Run(tt.rule+" "+tt.path, func(t *testing.T) {
			a := attr(t, typeOf(t, tt.rt), tt.path).Leaf()
			got := schema.Attribute{Type: a.Type, Required: a.Required, CaseExact: a.CaseExact, Mutability: a.Mutability, Returned: a.Returned, Uniqueness: a.Uniqueness}
			if got.Type != tt.want.Type || got.Required != tt.want.Required || got.CaseExact != tt.want.CaseExact ||
				got.Mutability != tt.want.Mutability || got.Returned != tt.want.Returned || got.Uniqueness != tt.want.Uniqueness {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
	if groups := attr(t, user(t), "groups").Parent; groups.Mutability != schema.ReadOnly {
		t.Errorf("R-055: User.groups is %s, want readOnly", groups.Mutability)
	}
}

//
func TestRegistry(t *testing.T) {
	r := schematest.Everything()
	var types, schemas []string
	for _, rt := range r.ResourceTypes() {
		types = append(types, rt.Endpoint)
		if rt.ID != rt.Name {
			t.Errorf("R-223: id %q of %s", rt.ID, rt.Name)
		}
		if r.Schema(rt.Schema) != rt.Core {
			t.Errorf("R-067: %s names %q", rt.Name, rt.Schema)
		}
		if r.ByEndpoint(rt.Endpoint) != rt || r.ByEndpoint(strings.ToUpper(rt.Endpoint)) != rt || r.Type(strings.ToUpper(rt.Name)) != rt {
			t.Errorf("%s is not found", rt.Name)
		}
	}
	for _, s := range r.Schemas() {
		schemas = append(schemas, s.Name)
		if r.Schema(strings.ToUpper(s.ID)) != s {
			t.Errorf("R-003: %s is not found in upper case", s.ID)
		}
	}
	if diff := cmp.Diff([]string{"/Users", "/Groups", "/Gadgets"}, types); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"User", "Group", "EnterpriseUser", "Gadget", "Warranty", "Location", "ServiceProviderConfig", "ResourceType", "Schema"}, schemas); diff != "" {
		t.Error(diff)
	}
	if r.ByEndpoint("/Schemas") != nil || r.Type("Schema") != nil || r.Schema("urn:example:none") != nil {
		t.Error("found what is not there")
	}
	if first, again := schema.Core(), schema.Core(); first != again {
		t.Error("Core is built anew")
	}
}

// Definitions that code builds and changes afterwards do not change a registry.
func TestRegistryCopies(t *testing.T) {
	s := &schema.Schema{ID: "urn:example:params:scim:schemas:Car", Name: "Car", Attributes: []*schema.Attribute{{Name: "plate"}}}
	def := &schema.ResourceTypeDef{Name: "Car", Endpoint: "/Cars", Schema: "URN:EXAMPLE:params:scim:schemas:Car"}
	r, err := schema.NewRegistry([]*schema.Schema{s}, []*schema.ResourceTypeDef{def})
	if err != nil {
		t.Fatal(err)
	}
	s.Attributes[0].Type = "nonsense"
	def.Endpoint = "/Other"
	rt := r.Type("car")
	if rt.Core.Attributes[0].Type != schema.String || rt.Endpoint != "/Cars" || rt.ID != "Car" || rt.Schema != s.ID {
		t.Errorf("got %+v", rt.ResourceTypeDef)
	}
}
