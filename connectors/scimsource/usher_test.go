package scimsource_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

func kindOf(err error) connectors.Kind {
	if known := (*connectors.Error)(nil); errors.As(err, &known) {
		return known.Kind
	}
	return ""
}

// same checks that a reading says what the resources say, attribute by attribute.
func same(t *testing.T, got reading, users, groups []fakescim.Object) {
	t.Helper()
	read := slices.Clone(got.ids)
	slices.Sort(read)
	if diff := cmp.Diff(ids(users, groups), read); diff != "" {
		t.Fatalf("(-there +read):\n%s", diff)
	}
	for _, o := range slices.Concat(users, groups) {
		kind := connectors.User
		var members []string
		if list, is := o["members"].([]any); is {
			kind = connectors.Group
			for _, m := range list {
				members = append(members, m.(fakescim.Object)["value"].(string))
			}
		}
		want := maps.Clone(o)
		for _, key := range []string{"id", "meta", "schemas", "groups", "members"} {
			delete(want, key)
		}
		if extension, is := want[enterprise].(fakescim.Object); is {
			extension = maps.Clone(extension)
			extension["manager"] = fakescim.Object{"value": extension["manager"].(fakescim.Object)["value"]}
			want[enterprise] = extension
		}
		e := got.entries[kind+o["id"].(string)]
		if diff := cmp.Diff(plain(t, want), plain(t, e.Attributes)); diff != "" || e.Fault != "" || len(e.Unread) > 0 {
			t.Errorf("%s %s, fault %q, unread %v (-there +read):\n%s", kind, e.ID, e.Fault, e.Unread, diff)
		}
		var named []string
		for _, m := range e.Members {
			named = append(named, m.ID)
			if m.Type != "" && m.Type != connectors.User {
				t.Errorf("%s has a member of type %q", e.ID, m.Type)
			}
		}
		slices.Sort(named)
		slices.Sort(members)
		if !slices.Equal(named, members) {
			t.Errorf("%s has %d members, want %d", e.ID, len(named), len(members))
		}
	}
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// plain is a value as JSON has it.
func plain(t *testing.T, v any) (out map[string]any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Another Usher is read by cursor, and what is read is what it has.
func TestReadsUsher(t *testing.T) {
	people, teams := 3000, 120
	if testing.Short() {
		people, teams = 300, 20
	}
	there, server := usher(t)
	users := fakescim.Users("p", people)
	users[0] = there.post(t, "/Users", users[0])
	for i := range users[1:] {
		users[i+1] = there.post(t, "/Users", users[i+1], users[0]["id"].(string))
	}
	groups := make([]fakescim.Object, teams)
	for i := range groups {
		members := []any{}
		for m := range 75 {
			members = append(members, fakescim.Object{"value": users[(i*37+m*11)%people]["id"], "type": "User"})
		}
		groups[i] = there.post(t, "/Groups", fakescim.Object{"displayName": fmt.Sprintf("Team %d", i), "members": members})
	}
	s, err := scimsource.New(scimsource.Options{
		BaseURL: server.URL + "/scim/v2/", HTTP: server.Client(), Preset: scimsource.Usher,
		Credential: func(context.Context) (string, error) { return there.token + "\n", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, func() connectors.Connector { return s })
	if got.cut != "" || got.total != people+teams {
		t.Errorf("total %d, cut %q", got.total, got.cut)
	}
	same(t, got, users, groups)

	findings, err := s.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(findings.Lacks) > 0 || findings.Users != people || findings.Groups != teams {
		t.Errorf("found %+v", findings)
	}
	if people > 1000 && !slices.Contains(findings.Notes, "pages come by cursor") {
		t.Errorf("notes: %q", findings.Notes)
	}

	// Who has changed since then is found by time.
	mark, err := s.Mark(t.Context())
	if err != nil || mark == "" {
		t.Fatalf("mark %q, %v", mark, err)
	}
	later, err := s.Changes(t.Context(), time.Now().Add(time.Hour).UTC().Format(time.RFC3339), "")
	if err != nil || len(later.Entries) > 0 {
		t.Errorf("in an hour %d will have changed, %v", len(later.Entries), err)
	}
	there.patch(t, "/Users/"+users[7]["id"].(string), `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations":[{"op":"replace","path":"title","value":"Director"}]}`)
	page, err := s.Changes(t.Context(), mark, "")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(page.Entries, func(e connectors.Entry) bool { return e.Attributes["title"] == "Director" }) {
		t.Errorf("%d entries have changed, and not the one who did", len(page.Entries))
	}
}

// other is another Usher, and how it is filled.
type other struct {
	handler http.Handler
	token   string
}

func usher(t *testing.T) (other, *httptest.Server) {
	t.Helper()
	tenant := &scim.Tenant{Backend: memory.New(nil), Registry: schema.Core(), Scope: "other", Strict: true}
	o := other{token: "other-secret"}
	o.handler = http.StripPrefix("/scim/v2", (&scim.Server{Authenticate: scim.Bearer(o.token, tenant)}).Handler())
	server := httptest.NewServer(o.handler)
	t.Cleanup(server.Close)
	return o, server
}

func (o other) do(t *testing.T, method, path string, body []byte, want int) []byte {
	t.Helper()
	r := httptest.NewRequest(method, "http://other.example.com/scim/v2"+path, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+o.token)
	r.Header.Set("Content-Type", "application/scim+json")
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	if w.Code != want {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// post creates a resource and gives it the id that it got.
func (o other) post(t *testing.T, path string, from fakescim.Object, manager ...string) fakescim.Object {
	t.Helper()
	object := maps.Clone(from)
	for _, key := range []string{"id", "meta", "groups"} {
		delete(object, key)
	}
	if extension, is := object[enterprise].(fakescim.Object); is && len(manager) > 0 {
		extension = maps.Clone(extension)
		extension["manager"] = fakescim.Object{"value": manager[0]}
		object[enterprise] = extension
	}
	object["schemas"] = []string{"urn:ietf:params:scim:schemas:core:2.0:" + strings.Trim(path, "/s")}
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	var created struct{ ID string }
	if err := json.Unmarshal(o.do(t, http.MethodPost, path, text, http.StatusCreated), &created); err != nil {
		t.Fatal(err)
	}
	object["id"] = created.ID
	return object
}

func (o other) patch(t *testing.T, path, body string) {
	o.do(t, http.MethodPatch, path, []byte(body), http.StatusOK)
}
