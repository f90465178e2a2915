package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/store/storetest"
)

// unservedRequests are requests of each kind by each channel. Those that write say so.
func unservedRequests(user, reader string) []unservedRequest {
	person := func(name string) string {
		return fmt.Sprintf(`{"schemas":["%s"],"userName":"%s@example.com"}`, crashUserSchema, name)
	}
	bulk := fmt.Sprintf(`{"schemas":["%s"],"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":%s}]}`, crashBulkSchema, person("bulk"))
	link := base64.RawURLEncoding.EncodeToString(append(uuid.New().NodeID(), make([]byte, 42)...))
	return []unservedRequest{
		{"GET", "/scim/v2/Users/" + user, "", "", false},
		{"GET", "/scim/v2/Users", "", "", false},
		{"GET", "/scim/v2/Users?filter=displayName%20co%20%22a%22", "", "", false},
		{"POST", "/scim/v2/.search", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName eq \"a\""}`, "", false},
		{"GET", "/scim/v2/Users", "", reader, false},
		{"GET", "/api/v1/users/" + user + "/explanation", "", reader, false}, // one transaction: of a SQLite file it waits for the writers
		{"GET", "/confirm/" + link, "", "none", false},
		{"POST", "/scim/v2/Users", person("new"), "", true},
		{"PUT", "/scim/v2/Users/" + user, person("ann"), "", true},
		{"PATCH", "/scim/v2/Users/" + user, fmt.Sprintf(`{"schemas":["%s"],"Operations":[{"op":"replace","path":"title","value":"x"}]}`, crashPatchSchema), "", true},
		{"DELETE", "/scim/v2/Users/" + user, "", "", true},
		{"POST", "/scim/v2/Bulk", bulk, "", true},
	}
}

type unservedRequest struct {
	method, path, body, token string // "" for the source's
	writes                    bool
}

// unserved is a server whose database fails.
type unserved struct {
	site, token, user, reader string
}

func newUnserved(t *testing.T, database string, server *crashServer) *unserved {
	t.Helper()
	token, _ := crashSetUp(t, database)
	u := &unserved{site: strings.TrimSuffix(server.base, scimPath), token: token}
	u.reader = crashRun(t, database, "token", "create", "--account=acme", "--kind=reader")
	u.user = newCrashClient(server.base, token).must(t, "POST", "/Users", map[string]any{"schemas": []string{crashUserSchema}, "userName": "ann@example.com"}).id()
	return u
}

func (u *unserved) ask(t *testing.T, d unservedRequest) (status int, header http.Header, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), d.method, u.site+d.path, bytes.NewReader([]byte(d.body)))
	if err != nil {
		t.Fatal(err)
	}
	switch d.token {
	case "":
		request.Header.Set("Authorization", "Bearer "+u.token)
	case "none":
	default:
		request.Header.Set("Authorization", "Bearer "+d.token)
	}
	if d.body != "" {
		request.Header.Set("Content-Type", "application/scim+json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", d.method, d.path, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}

// refused makes sure that what the database can't serve is answered so, and never as a fault of
// Usher's own.
func (u *unserved) refused(t *testing.T, what string, reads bool) {
	t.Helper()
	for _, d := range unservedRequests(u.user, u.reader) {
		if !d.writes && !reads {
			continue
		}
		status, header, body := u.ask(t, d)
		if strings.HasSuffix(d.path, "/Bulk") && status == http.StatusOK {
			if !strings.Contains(body, `"status":"503"`) {
				t.Errorf("%s: a Bulk operation is answered %s", what, body)
			}
			continue
		}
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || len(body) < 40 {
			t.Errorf("%s: %s %.60s: status %d, Retry-After %q: %s", what, d.method, d.path, status, header.Get("Retry-After"), body)
		}
	}
}

// served waits until the database serves again, and then makes sure that all channels do.
func (u *unserved) served(t *testing.T, what string, writes bool) {
	t.Helper()
	get := unservedRequest{"GET", "/scim/v2/Users/" + u.user, "", "", false}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		status, _, body := u.ask(t, get)
		if status == http.StatusOK {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%s: still status %d: %s", what, status, body)
		}
	}
	for _, d := range unservedRequests(u.user, u.reader) {
		if (d.writes || d.path[:4] == "/api") && !writes || d.method == "DELETE" {
			continue
		}
		status, _, body := u.ask(t, d)
		if status >= 500 {
			t.Errorf("%s: %s %s: status %d: %s", what, d.method, d.path, status, body)
		}
	}
}

// Rule P10: a PostgreSQL that is gone is 503 with Retry-After by every channel, one that takes no changes at
// those that change something, and both go by by themselves.
func TestPostgresServesNobody(t *testing.T) {
	long(t, killed)
	postgres := storetest.StartServer(t)
	server := startCrashServer(t, postgres.URL)
	u := newUnserved(t, postgres.URL, server)

	u.served(t, "at first", true)
	for range 2 {
		postgres.Stop(t)
		time.Sleep(1100 * time.Millisecond) // a token is remembered for a second
		u.refused(t, "gone", true)
		postgres.Start(t)
		u.served(t, "back", true)
	}

	readOnly := func(value string) {
		postgres.Exec(t, `ALTER SYSTEM SET default_transaction_read_only = `+value, `SELECT pg_reload_conf()`)
	}
	readOnly("on")
	for tries := 0; ; tries++ {
		if time.Sleep(100 * time.Millisecond); tries == 300 {
			t.Fatal("the database is read-only for long, and changes are still carried out")
		}
		if status, _, _ := u.ask(t, unservedRequest{"PUT", "/scim/v2/Users/" + u.user, unservedRequests(u.user, "")[8].body, "", true}); status != http.StatusOK {
			break
		}
	}
	u.refused(t, "read-only", false)
	u.served(t, "read-only", false)
	postgres.Exec(t, `SET default_transaction_read_only = off`, `ALTER SYSTEM RESET default_transaction_read_only`, `SELECT pg_reload_conf()`)
	time.Sleep(200 * time.Millisecond)
	u.served(t, "writable", true)
	server.stop(t)
}
