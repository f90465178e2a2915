package bench

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSetupFailsInOneSentence(t *testing.T) {
	s := newStub(t)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	defer web.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()

	for name, c := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"wrong token":       {func(o *Options) { o.Token = "stale" }, "does not accept the token: it answered 401 (this token is unknown)"},
		"not SCIM":          {func(o *Options) { o.URL = web.URL }, "is not a SCIM base URL"},
		"wrong path":        {func(o *Options) { o.URL = strings.TrimSuffix(s.URL, "/v2") + "/v3" }, "it has no /Users"},
		"nobody there":      {func(o *Options) { o.URL = gone.URL }, "cannot reach " + gone.URL + ": connection refused"},
		"no URL":            {func(o *Options) { o.URL = "id.example.com" }, `"id.example.com" is not a SCIM base URL`},
		"query":             {func(o *Options) { o.URL += "?x=y" }, "takes no query"},
		"token of two":      {func(o *Options) { o.Token = "a\nb" }, "line break"},
		"unknown operation": {func(o *Options) { o.Only = []string{"crate"} }, `unknown operation "crate"; known are create, merge, get`},
		"group too large":   {func(o *Options) { o.GroupSizes = []int{39} }, "a group of 39 needs at least 43 people with 4 clients; there are 40"},
		"empty group":       {func(o *Options) { o.GroupSizes = []int{0} }, "at least one member"},
		"too few people":    {func(o *Options) { o.People = 3 }, "4 clients need at least 4 people"},
		"negative":          {func(o *Options) { o.Requests = -1 }, "must not be negative"},
		"odd domain":        {func(o *Options) { o.Domain = `a"b` }, "is not an e-mail domain"},
	} {
		t.Run(name, func(t *testing.T) {
			o := quick(s)
			c.change(&o)
			_, err := Measure(t.Context(), o, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q", err, c.want)
			}
			if strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("more than a sentence: %q", err)
			}
		})
	}
}

func TestSetupReportsARefusedPerson(t *testing.T) {
	s := newStub(t)
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost {
			return false
		}
		refuse(w, 403, "example.com is not approved")
		return true
	}
	_, err := Measure(t.Context(), quick(s), nil)
	if err == nil || err.Error() != "cannot create people to measure with: POST /Users answered 403 (example.com is not approved)" {
		t.Errorf("error %v", err)
	}
}

// A run that goes on at the same time may create a shared person first.
func TestSetupTakesAPersonMadeMeanwhile(t *testing.T) {
	s := newStub(t)
	hidden := false
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet && r.URL.Query().Has("filter") && !hidden {
			hidden = true
			send(w, 200, map[string]any{"schemas": []string{"list"}, "totalResults": 0})
			return true
		}
		return false
	}
	s.users["user-0"] = map[string]any{"id": "user-0", "userName": "usher-bench-0000000@example.com", "active": false}
	s.order = []string{"user-0"}
	session, err := Open(t.Context(), quick(s), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p := session.people[0]; p.path != "/Users/user-0" || p.active.Load() {
		t.Errorf("the first person is %s, active %v", p.path, p.active.Load())
	}
}

func TestSetupWaitsWhenTold(t *testing.T) {
	s := newStub(t)
	told := false
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && !told {
			told = true
			w.Header().Set("Retry-After", "1")
			refuse(w, 429, "slow down")
			return true
		}
		return false
	}
	if _, err := Open(t.Context(), quick(s), nil); err != nil {
		t.Fatal(err)
	}
	if len(s.users) != 40 {
		t.Errorf("%d people, want 40", len(s.users))
	}
}

func TestUsualGroupSizesFollowThePeople(t *testing.T) {
	for people, want := range map[int]int{50: 0, 1000: 1, 2000: 2, 50000: 3} {
		o, err := Options{URL: "http://127.0.0.1/scim", People: people, Duration: time.Second}.withDefaults()
		if err != nil || len(o.GroupSizes) != want {
			t.Errorf("%d people: sizes %v, %v", people, o.GroupSizes, err)
		}
	}
}
