package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/internal/sealed/sealedtest"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule S8: the secret of a service is shown by nothing, whatever the service does with it: no command, no error, no log and
// no database has it, in any form, from the connection to the end, not even where the service itself repeats it.
func TestSecretsOfServicesAreShownNowhere(t *testing.T) {
	long(t, "TestNoSecretInADump looks into the databases")
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme", "example.com")
		people := []fakescim.Object{{"id": "1", "userName": "ann@example.com", "active": true,
			"emails": []any{fakescim.Object{"value": "ann@example.com", "primary": true}}}}
		fake := fakescim.Start(t, people, nil, fakescim.Behaviour{})
		fake.Token = "first/secret+of=the&service"
		const second = "second/secret+of=the&service"
		secrets := map[string]string{"first": fake.Token, "second": second, "key": testKey()}
		file := func(secret string) string {
			t.Helper()
			path := filepath.Join(t.TempDir(), "secret")
			if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		var shown bytes.Buffer
		usher := func(status int, args ...string) {
			t.Helper()
			var out, log bytes.Buffer
			if got := n.run(t.Context(), append(slices.Clone(args), "--account", "acme"), noEnvironment, &out, &log); got != status {
				t.Errorf("usher %q: status %d, want %d: %s", args, got, status, &log)
			}
			fmt.Fprintf(&shown, "%q\n%s%s", args, &out, &log)
		}
		looked := func(when string) {
			t.Helper()
			for _, args := range [][]string{
				{"service", "status"}, {"service", "status", "--json"}, {"service", "runs", "hr"}, {"service", "runs", "hr", "--json"},
				{"source", "show", "hr"}, {"source", "show", "hr", "--json"}, {"source", "list", "--json"}, {"log", "list"},
				{"log", "list", "--json"}, {"job", "list", "--json"}, {"traffic", "--json"},
			} {
				usher(0, args...)
			}
			found := sealedtest.ScanText(shown.String(), secrets)
			if len(found) > 0 {
				t.Errorf("%s: what commands print shows %v", when, found)
			}
			if found := sealedtest.ScanText(n.log.String(), secrets); len(found) > 0 {
				t.Errorf("%s: the server's log shows %v", when, found)
			}
			if found, err := sealedtest.Scan(storetest.Dump(t, n.database), secrets); err != nil || len(found) > 0 {
				t.Errorf("%s: the database shows %v, %v", when, found, err)
			}
		}

		usher(1, "service", "connect", "scim", "--name", "hr", "--url", fake.Base(), "--secret-file", file(second), "--allow-private") // a wrong one
		usher(0, "service", "connect", "scim", "--name", "hr", "--url", fake.Base(), "--secret-file", file(fake.Token), "--allow-private", "--no-preview")
		usher(0, "service", "test", "hr")
		usher(0, "service", "sync", "hr", "--full", "--follow")
		looked("read")

		// It repeats what it was sent, in a refusal, in an answer that is none, and in an address to go to.
		for what, answer := range map[string]func(w http.ResponseWriter, sent string){
			"refusal": func(w http.ResponseWriter, sent string) {
				w.Header().Set("Content-Type", "application/scim+json")
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprintf(w, `{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "401", "detail": "%s is over"}`, sent)
			},
			"no JSON": func(w http.ResponseWriter, sent string) { io.WriteString(w, "you sent "+sent) },
			"an address": func(w http.ResponseWriter, sent string) {
				w.Header().Set("Location", "https://elsewhere.example/?"+sent)
				w.WriteHeader(http.StatusFound)
			},
			"no HTTP": func(w http.ResponseWriter, sent string) { garbage(w, sent) },
		} {
			fake.Before(func(w http.ResponseWriter, r *http.Request, _ int) bool {
				answer(w, r.Header.Get("Authorization"))
				return true
			})
			usher(1, "service", "test", "hr")
			usher(1, "service", "sync", "hr", "--full", "--follow")
			looked(what)
		}
		fake.Before(nil)
		fake.Token = second
		usher(0, "service", "set", "hr", "--secret-file", file(second))
		usher(0, "service", "test", "hr")
		looked("changed")
		usher(0, "service", "disconnect", "hr", "--remove")
		found, err := sealedtest.Scan(storetest.Dump(t, n.database), secrets)
		if err != nil || len(found) > 0 {
			t.Errorf("after the end: %v, %v", found, err)
		}
		var out, log bytes.Buffer
		if n.run(t.Context(), []string{"secret", "status", "--json"}, noEnvironment, &out, &log); !bytes.Contains(out.Bytes(), []byte(`"secrets":0,"state":"current"`)) {
			t.Errorf("secrets are left: %s%s", &out, &log)
		}
	})
}

// garbage answers with what is no HTTP.
func garbage(w http.ResponseWriter, sent string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(conn, "HELLO "+sent+"\r\n\r\n")
}
