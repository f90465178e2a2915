package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Whoever asks for codes, or guesses them, finds out of nobody whether the account knows them: the answers are the same to the
// byte, their headers too, for somebody who is active, suspended, unknown, of a domain that is held, and of a public one; and when
// an address has had too many codes.
func TestCodesTellNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		for _, name := range []string{"known@example.com", "gone@example.com"} {
			okta.post(t, "/Users", object{"userName": name, "emails": []any{object{"value": name}}})
		}
		n.usher(t, "user", "suspend", "gone@example.com", "--account", "acme")
		server := strings.TrimSuffix(n.base, "/scim/v2")
		ask := func(what, body string) string {
			t.Helper()
			answer, err := http.Post(server+"/device/v1/"+what, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			said, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			answer.Header.Del("Date")
			return fmt.Sprint(answer.StatusCode, answer.Header, string(said))
		}
		first := map[string]string{}
		for _, name := range []string{"known@example.com", "gone@example.com", "nobody@example.com", "eve@held.example", "eve@gmail.com"} {
			for range 7 { // five of them send a mail
				got := ask("codes", fmt.Sprintf(`{"email":%q}`, name))
				if first["asked"] == "" {
					first["asked"] = got
				}
				if got != first["asked"] || !strings.HasPrefix(got, "202 ") {
					t.Errorf("a code for %s is answered %s, not %s", name, got, first["asked"])
				}
			}
			for guess := range 5 {
				got := ask("activate", fmt.Sprintf(`{"email":%q,"code":"2A4C-6E8G","fingerprint":"fingerprint"}`, name))
				if key := fmt.Sprint(guess); first[key] == "" {
					first[key] = got
				} else if got != first[key] || !strings.HasPrefix(got, "403 ") {
					t.Errorf("guess %d for %s is answered %s, not %s", guess, name, got, first[key])
				}
			}
			if got := ask("activate", fmt.Sprintf(`{"email":%q,"code":"2A4C-6E8G","fingerprint":"fingerprint"}`, name)); !strings.HasPrefix(got, "429 ") || !strings.Contains(got, "code-locked") {
				t.Errorf("a sixth guess for %s is answered %s", name, got)
			}
		}
		for body, want := range map[string]string{
			`{"email":"ana"}`: "invalid-email", `{"email":"ana@example.com","code":"1"}`: "invalid-request", `{}`: "invalid-email", `{"mail":"x"}`: "invalid-request",
		} {
			if got := ask("codes", body); !strings.HasPrefix(got, "400 ") || !strings.Contains(got, want) {
				t.Errorf("%s is answered %s", body, got)
			}
		}
		for body, want := range map[string]string{
			`{"email":"ana@example.com","code":"2A4C-6E8G","key":"x","fingerprint":"fingerprint"}`: "invalid-request",
			`{"key":"x","product":"player","fingerprint":"fingerprint"}`:                           "invalid-request",
			`{"email":"ana@example.com","code":"2A4C-6E8G","fingerprint":"f"}`:                     "invalid-request",
			`{"email":"ana@example.com","fingerprint":"fingerprint"}`:                              "invalid-code",
		} {
			if got := ask("activate", body); !strings.Contains(got, want) {
				t.Errorf("%s is answered %s", body, got)
			}
		}
		if got := ask("heartbeat", `{"email":"ana@example.com","code":"2A4C-6E8G","fingerprint":"fingerprint"}`); !strings.HasPrefix(got, "400 ") {
			t.Errorf("a heartbeat by a code is answered %s", got)
		}
		if people := n.listed(t, "user", "list", "--account", "acme"); len(people) != 2 {
			t.Errorf("%d people", len(people))
		}
	})
}
