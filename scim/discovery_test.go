package scim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

func TestServiceProviderConfig(t *testing.T) {
	f := newFixture(t, func(f *fixture) {
		f.server.Limits = scim.Limits{BulkOperations: 7, BulkPayload: 5000, MaxPage: 50}
		f.server.DocumentationURI = "https://usher.example.com/docs"
	})
	a := f.do("GET", "/ServiceProviderConfig", "", "Authorization: ").want(t, 200)
	for path, want := range map[string]any{
		"patch.supported": true, "bulk.supported": true, "filter.supported": true, "sort.supported": true, "etag.supported": true,
		"changePassword.supported": false, "bulk.maxOperations": 7.0, "bulk.maxPayloadSize": 5000.0, "filter.maxResults": 50.0,
		"pagination.cursor": true, "pagination.index": true, "pagination.defaultPaginationMethod": "index",
		"pagination.defaultPageSize": 50.0, "pagination.maxPageSize": 50.0, "pagination.cursorTimeout": 3600.0,
		"id": "ServiceProviderConfig", "documentationUri": "https://usher.example.com/docs",
		"meta.resourceType": "ServiceProviderConfig", "meta.location": base + "/ServiceProviderConfig",
	} {
		var steps []any
		for _, step := range strings.Split(path, ".") {
			steps = append(steps, step)
		}
		if got := a.get(steps...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	if a.get("authenticationSchemes", 0, "type") != "oauthbearertoken" || a.get("interopProfileConformant") != nil {
		t.Errorf("body is %s", a.text)
	}
	f.do("GET", "/ServiceProviderConfig", "", "Authorization: Bearer wrong").refused(t, 401, "")
	f.tenant.Strict = true
	if a := f.do("GET", "/ServiceProviderConfig", "").want(t, 200); a.get("interopProfileConformant") != nil { // R-230 does not hold
		t.Errorf("body is %s", a.text)
	}
}

// what the flags say is so.
func TestFlagsAreTruthful(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.server.Limits = scim.Limits{BulkOperations: 2, BulkPayload: 400, MaxPage: 2} })
	id := f.user("a")
	people(f, "b", "c")
	f.do("PATCH", "/Users/"+id, `{"Operations":[{"op":"add","path":"title","value":"x"}]}`).want(t, 200)
	f.do("POST", "/Bulk", `{"Operations":[{"method":"DELETE","path":"/Users/x"}]}`).want(t, 200)
	f.do("GET", "/Users?filter=userName+pr&sortBy=userName&cursor=", "").want(t, 200)
	if got := f.do("GET", "/Users", "").get("itemsPerPage"); got != 2.0 {
		t.Errorf("itemsPerPage is %v", got)
	}
	f.do("POST", "/Bulk", `{"Operations":[1,2,3]}`).refused(t, 413, "", "maxOperations", "2")
	f.do("POST", "/Bulk", `{"x":"`+strings.Repeat("x", 400)+`"}`).refused(t, 413, "", "maxPayloadSize", "400")
}

func TestSchemas(t *testing.T) {
	f := newFixture(t)
	a := f.do("GET", "/Schemas?count=1&startIndex=7&attributes=id", "").want(t, 200)
	if a.get("schemas", 0) != listSchema || a.get("totalResults") != float64(len(schema.Core().Schemas())) {
		t.Errorf("body is %s", a.text)
	}
	if strings.Count(a.text, "urn:ietf:params:scim:api:messages") != 1 || strings.Contains(a.text, ":null") {
		t.Errorf("body is %s", a.text)
	}
	for _, resource := range a.body["Resources"].([]any) {
		urn := walk(resource, "id").(string)
		one := f.do("GET", "/Schemas/"+strings.ToUpper(urn), "").want(t, 200)
		if jsonText(one.body) != jsonText(resource) {
			t.Errorf("%s differs alone and in the list", urn)
		}
		if one.get("meta", "location") != base+"/Schemas/"+urn || one.get("name") == "" || one.get("schemas", 0) != "urn:ietf:params:scim:schemas:core:2.0:Schema" {
			t.Errorf("%s: %s", urn, one.text)
		}
		for _, attribute := range one.body["attributes"].([]any) {
			for _, name := range []string{"name", "type", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness"} {
				if walk(attribute, name) == nil {
					t.Errorf("%s: %v has no %s", urn, walk(attribute, "name"), name)
				}
			}
		}
	}
	f.do("GET", "/Schemas/urn:nobody:knows", "").refused(t, 404, "", "urn:nobody:knows")
}

func TestResourceTypes(t *testing.T) {
	f := newFixture(t)
	a := f.do("GET", "/ResourceTypes", "").want(t, 200)
	if a.get("totalResults") != 2.0 {
		t.Errorf("body is %s", a.text)
	}
	for _, path := range []string{"User", "user", userSchema} {
		one := f.do("GET", "/ResourceTypes/"+path, "").want(t, 200)
		if one.get("id") != "User" || one.get("name") != "User" || one.get("endpoint") != "/Users" || one.get("schema") != userSchema {
			t.Errorf("%s: %s", path, one.text)
		}
		if one.get("schemaExtensions", 0, "schema") != enterpriseSchema || one.get("schemaExtensions", 0, "required") != false {
			t.Errorf("%s: %s", path, one.text)
		}
		if one.get("meta", "location") != base+"/ResourceTypes/User" {
			t.Errorf("%s: %s", path, one.text)
		}
	}
	f.do("GET", "/ResourceTypes/Printer", "").refused(t, 404, "", "Printer")
}

func TestDiscoveryRefusals(t *testing.T) {
	f := newFixture(t)
	for _, path := range []string{"/ServiceProviderConfig", "/Schemas", "/Schemas/" + userSchema, "/ResourceTypes", "/ResourceTypes/User"} {
		f.do("GET", path+"?filter=id+pr", "").refused(t, 403, "", "filter")
		f.do("GET", path+"?sortBy=nope&cursor=x", "").want(t, 200)
		f.do("HEAD", path, "").want(t, 200)
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			a := f.do(method, path, "{}").refused(t, 405, "", "GET")
			if a.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("Allow is %q", a.Header.Get("Allow"))
			}
		}
	}
	for _, path := range []string{"/Schemas", "/ResourceTypes"} {
		a := f.do("GET", path, "", "Authorization: ").refused(t, 401, "")
		if a.Header.Get("WWW-Authenticate") == "" {
			t.Error("no WWW-Authenticate")
		}
	}
}

//
func TestMe(t *testing.T) {
	f := newFixture(t)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		f.do(method, "/Me", "").refused(t, 501, "", "/Users")
	}
	f.do("OPTIONS", "/Me", "").refused(t, 405, "")
}
