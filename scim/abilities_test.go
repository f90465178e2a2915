package scim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/usher-id/usher/check"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

// able is a backend that can do what it says, and no more.
type able struct {
	*memory.Backend
	can scim.Abilities
}

func (a able) Abilities() scim.Abilities { return a.can }

func ableHandler(can scim.Abilities) http.Handler {
	tenant := &scim.Tenant{Backend: able{memory.New(nil), can}, Registry: schema.Core()}
	server := &scim.Server{Abilities: &can, Authenticate: func(r *http.Request) (*scim.Tenant, error) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			return nil, &scim.Error{Status: http.StatusUnauthorized, Detail: "send the bearer token"}
		}
		return tenant, nil
	}}
	return http.StripPrefix("/scim/v2", server.Handler())
}

// What a backend can't do is told, to who has credentials and to who has none, and refused when
// it is asked for.
func TestAbilities(t *testing.T) {
	ask := func(h http.Handler, method, path, body, token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/scim/v2"+path, strings.NewReader(body))
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	const (
		patch = `{"Operations":[{"op":"replace","path":"active","value":true}]}`
		bulk  = `{"Operations":[{"method":"DELETE","path":"/Users/1"}]}`
		find  = `{"filter":"userName pr"}`
	)
	type abilities = scim.Abilities
	for name, test := range map[string]struct {
		flag               func(*abilities) *bool
		member, sub        string
		method, path, body string
		able, unable       int
	}{
		"patch":  {func(a *abilities) *bool { return &a.Patch }, "patch", "supported", "PATCH", "/Users/1", patch, 404, 501},
		"bulk":   {func(a *abilities) *bool { return &a.Bulk }, "bulk", "supported", "POST", "/Bulk", bulk, 200, 501},
		"filter": {func(a *abilities) *bool { return &a.Filter }, "filter", "supported", "GET", "/Users?filter=userName+pr", "", 200, 501},
		"search": {func(a *abilities) *bool { return &a.Filter }, "filter", "supported", "POST", "/Users/.search", find, 200, 501},
		"sort":   {func(a *abilities) *bool { return &a.Sort }, "sort", "supported", "GET", "/Users?sortBy=userName", "", 200, 501},
		"cursor": {func(a *abilities) *bool { return &a.Cursor }, "pagination", "cursor", "GET", "/Users?cursor", "", 200, 400},
	} {
		t.Run(name, func(t *testing.T) {
			for _, can := range []bool{true, false} {
				all := scim.FullAbilities()
				*test.flag(&all) = can
				h := ableHandler(all)
				for _, token := range []string{"", "secret"} {
					var config map[string]any
					if err := json.Unmarshal(ask(h, "GET", "/ServiceProviderConfig", "", token).Body.Bytes(), &config); err != nil {
						t.Fatal(err)
					}
					if said := config[test.member].(map[string]any)[test.sub]; said != can {
						t.Errorf("token %q: %s.%s is %v, want %v", token, test.member, test.sub, said, can)
					}
				}
				want := test.unable
				if can {
					want = test.able
				}
				if w := ask(h, test.method, test.path, test.body, "secret"); w.Code != want {
					t.Errorf("able %v: status %d, want %d: %s", can, w.Code, want, w.Body)
				}
			}
		})
	}
	only := scim.Abilities{Bulk: true, ChangePassword: true}
	config := ask(ableHandler(only), "GET", "/ServiceProviderConfig", "", "secret").Body.String()
	for _, want := range []string{`"changePassword":{"supported":true}`, `"etag":{"supported":false}`} {
		if !strings.Contains(config, want) {
			t.Errorf("the configuration lacks %s: %s", want, config)
		}
	}
	inner := `{"Operations":[{"method":"PATCH","path":"/Users/1","data":` + patch + `}]}`
	if w := ask(ableHandler(only), "POST", "/Bulk", inner, "secret"); !strings.Contains(w.Body.String(), `"501"`) {
		t.Errorf("a PATCH within a Bulk request: %s", w.Body)
	}
}

// A server that can do next to nothing, and says so, breaks no RFC; clients of which it misses what they need may fail.
func TestFewAbilitiesConform(t *testing.T) {
	needs := func(r check.Result) bool {
		return r.Client != "" || r.ID == "discovery.config.patch" || r.ID == "group.user"
	}
	if n := conforms(t, ableHandler(scim.Abilities{}), needs); n < 100 {
		t.Errorf("%d checks were skipped", n)
	}
}

// fixed are resources with these names, created at once.
func fixed(names ...string) (all []*scim.Resource) {
	rt := schema.Core().Type("User")
	for _, name := range names {
		all = append(all, &scim.Resource{Type: rt, ID: name, Attributes: schema.Object{"userName": name}})
	}
	return all
}

// A page by cursor goes on behind its position also when the resource that stood there is gone.
func TestSelectCursor(t *testing.T) {
	q := &scim.Query{Types: []*schema.ResourceType{schema.Core().Type("User")}, Cursor: true, Count: 2}
	all := fixed("d", "b", "a", "c", "e")
	var seen []string
	for {
		page, err := q.Select(all)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Resources {
			seen = append(seen, r.ID)
		}
		if page.Next == "" {
			break
		}
		q.After = page.Next
		all = fixed("d", "c", "e") // a and b are gone
	}
	if got := strings.Join(seen, ""); got != "abcde" {
		t.Errorf("the pages were %s", got)
	}
	q.After = "{"
	if _, err := q.Select(all); err == nil {
		t.Error("a position that is none was taken")
	}
}
