package scim_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// Rule P3: a base URL that was entered with a slash at its end gives paths with two.
func TestDoubledSlashes(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	for _, path := range []string{"//Users/" + id, "/Users//" + id, "//Users//" + id + "//", "///Users/" + id} {
		a := f.do("GET", path, "").want(t, 200)
		if a.get("id") != id || a.get("meta", "location") != base+"/Users/"+id {
			t.Errorf("%s: %s", path, a.text)
		}
	}
	f.do("PATCH", "//Users/"+id, `{"Operations":[{"op":"add","path":"title","value":"Dr"}]}`).want(t, 200)
	f.do("POST", "//Users//", `{"userName":"bob"}`).want(t, 201)
	f.do("POST", "//Users//.search", `{}`).want(t, 200)
	f.do("GET", "//ServiceProviderConfig", "").want(t, 200)
	f.do("GET", "/Users/%2F"+id, "").refused(t, 404, "") // another id
	f.do("DELETE", "//Users/"+id, "").want(t, 204)
}

// A location has its slashes once, where it is derived from the request too.
func TestDoubledSlashesInLocations(t *testing.T) {
	f := newFixture(t)
	f.server.BaseURL = ""
	id := f.user("ann")
	server := httptest.NewServer(http.StripPrefix("/mounted", f.server.Handler()))
	defer server.Close()
	for _, path := range []string{"/mounted/Users/" + id, "/mounted//Users//" + id} {
		r, err := http.NewRequest("GET", server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer secret")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if got := response.Header.Get("Location"); response.StatusCode != 200 || got != server.URL+"/mounted/Users/"+id {
			t.Errorf("%s: status %d, Location %s", path, response.StatusCode, got)
		}
	}
}
