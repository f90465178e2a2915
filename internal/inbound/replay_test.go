package inbound

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// logged is the entry of a change that was carried out, with something else about it.
func logged(change func(*directory.LogEntry)) *directory.LogEntry {
	e := &directory.LogEntry{
		ID: "0197c000-0000-7000-8000-000000000001", Channel: "scim", Operation: "PATCH /Users", Type: "User",
		RecordID: "0197c000-0000-7000-8000-000000000002", Status: 200, Outcome: directory.Changed,
		Asked: []byte(`{"Operations":[{"op":"replace","path":"title","value":"Clerk"}]}`),
	}
	if change != nil {
		change(e)
	}
	return e
}

// gadgets is a registry with a type whose password is one in name only.
func gadgets(t *testing.T) *schema.Registry {
	t.Helper()
	s, err := schema.ParseSchema([]byte(`{"id":"urn:example:Gadget","name":"Gadget","attributes":[
		{"name":"label","type":"string","multiValued":false},
		{"name":"password","type":"complex","multiValued":false,"subAttributes":[{"name":"hint","type":"string","multiValued":false}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	rt, err := schema.ParseResourceType([]byte(`{"name":"Gadget","endpoint":"/Gadgets","schema":"urn:example:Gadget"}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Base().With([]*schema.Schema{s}, []*schema.ResourceTypeDef{rt}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Rule O1: the request of an entry is the one that was sent, in English and without its secrets.
func TestAskedAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		change             func(*directory.LogEntry)
		method, path, body string
	}{
		"patch":         {nil, "PATCH", "/Users/0197c000-0000-7000-8000-000000000002", `{"Operations":[{"op":"replace","path":"title","value":"Clerk"}]}`},
		"a replay":      {func(e *directory.LogEntry) { e.Channel, e.Asked = "replay", []byte("{}") }, "PATCH", "/Users/0197c000-0000-7000-8000-000000000002", "{}"},
		"deletion":      {func(e *directory.LogEntry) { e.Operation, e.Asked = "DELETE /Users", nil }, "DELETE", "/Users/0197c000-0000-7000-8000-000000000002", ""},
		"creation":      {func(e *directory.LogEntry) { e.Operation, e.Asked = "POST /Groups", []byte("{}"); e.Type = "Group" }, "POST", "/Groups", "{}"},
		"refused early": {func(e *directory.LogEntry) { e.Operation, e.Type, e.Asked = "POST /users", "", []byte("[]") }, "POST", "/Users", "[]"},
		"password":      {func(e *directory.LogEntry) { e.Asked = []byte(`{"PassWord":"[removed]"}`) }, "PATCH", "/Users/0197c000-0000-7000-8000-000000000002", `{"PassWord":"[removed]"}`},
		"patched password": {func(e *directory.LogEntry) {
			e.Asked = []byte(`{"Operations":[{"op":"add","Path":"urn:ietf:params:scim:schemas:core:2.0:User:password","value":"[removed]"}]}`)
		}, "PATCH", "/Users/0197c000-0000-7000-8000-000000000002", `{"Operations":[{"op":"add","Path":"urn:ietf:params:scim:schemas:core:2.0:User:password","value":"[removed]"}]}`},
	} {
		r, err := asked(t.Context(), gadgets(t), logged(tt.change))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != tt.method || r.URL.Path != tt.path || string(body) != tt.body {
			t.Errorf("%s: %s %s %s (%v)", name, r.Method, r.URL.Path, body, err)
		}
		if got := r.Header.Get("X-Request-Id"); got != "replay:0197c000-0000-7000-8000-000000000001" {
			t.Errorf("%s: as request %q", name, got)
		}
	}
}

// Rule O1: what the log doesn't keep whole, or what no rule decides about, is not replayed.
func TestNotReplayable(t *testing.T) {
	asks := func(body string) func(*directory.LogEntry) {
		return func(e *directory.LogEntry) { e.Asked = []byte(body) }
	}
	does := func(operation, typ string) func(*directory.LogEntry) {
		return func(e *directory.LogEntry) { e.Operation, e.Type = operation, typ }
	}
	for _, tt := range []struct {
		name   string
		change func(*directory.LogEntry)
		want   string
	}{
		{"another channel", func(e *directory.LogEntry) { e.Channel = "domain" }, `it came by the channel "domain"`},
		{"read", does("GET /Users", "User"), "it is a read"},
		{"no more than a look", does("HEAD /Users", "User"), "it is a read"},
		{"search", func(e *directory.LogEntry) { e.Operation, e.Outcome = "POST /Users/.search", directory.Read }, "it is a read"},
		{"refused search", does("POST /Users/.search", "User"), `no resource type "User" at "/Users/.search"`},
		{"bulk as a whole", does("POST /Bulk", ""), `no resource type "" at "/Bulk"`},
		{"type gone", does("PATCH /Widgets", "Widget"), `no resource type "Widget" at "/Widgets"`},
		{"another type at its endpoint", does("PATCH /Users", "Gadget"), `no resource type "Gadget" at "/Users"`},
		{"no operation", does("", ""), "no resource type"},
		{"unknown method", does("FROBNICATE /Users", "User"), `"FROBNICATE" changes nothing`},
		{"no token", func(e *directory.LogEntry) { e.Status = http.StatusUnauthorized }, "for its token"},
		{"precondition", func(e *directory.LogEntry) { e.Status = http.StatusPreconditionFailed }, "If-Match"},
		{"no id", func(e *directory.LogEntry) { e.RecordID = "" }, "it names no User"},
		{"nothing", asks(""), "the log does not have what it asked for"},
		{"no JSON", asks(`{"userName":`), "not JSON"},
		{"filter with a secret", asks(`{"Operations":[{"op":"remove","path":"[removed]","value":"[removed]"}]}`), "secrets were removed"},
		{"another secret", asks(`{"pin":"[removed]"}`), "secrets were removed"},
		{"wrong password", func(e *directory.LogEntry) { e.Status, e.Asked = 400, []byte(`{"password":"[removed]"}`) }, "secrets were removed"},
		{"password that is kept", func(e *directory.LogEntry) {
			e.Operation, e.Type, e.Asked = "PATCH /Gadgets", "Gadget", []byte(`{"password":"[removed]"}`)
		}, "secrets were removed"},
		{"bulkId", asks(`{"members":[{"value":"bulkId:ann"}]}`), "bulkId"},
		{"bulkId in a filter", asks(`{"Operations":[{"op":"remove","path":"members[value eq \"bulkId:ann\"]"}]}`), "bulkId"},
	} {
		_, err := asked(t.Context(), gadgets(t), logged(tt.change))
		if directory.KindOf(err) != directory.Invalid || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "the entry can't be replayed: ") {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// Rule I4: the entry of a dry run tells what would have become of the request.
func TestUntried(t *testing.T) {
	for _, entry := range []directory.LogEntry{
		{Outcome: directory.Created, Status: 201},
		{Outcome: directory.Held, Status: 201, Detail: messages(text.Plain("Wait. It takes a while."))},
		{Outcome: directory.Declined, Status: 409, Detail: messages(text.Plain("taken"))},
	} {
		dry := tried(entry)
		if got := untried(dry); dry.Outcome != directory.Tried || got.Outcome != entry.Outcome || got.Detail.String() != entry.Detail.String() {
			t.Errorf("%+v was logged as %+v and read as %+v", entry, dry, got)
		}
		if got := untried(entry); got.Outcome != entry.Outcome || got.Detail.String() != entry.Detail.String() {
			t.Errorf("%+v was read as %+v", entry, got)
		}
	}
}
