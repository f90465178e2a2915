package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// deviceStage is a server with a mail server beside it, in an account whose pool is for three devices a person.
type deviceStage struct {
	*node
	t      *testing.T
	server *running
	mails  *mailtest.Server
}

func newDeviceStage(t *testing.T, database string) *deviceStage {
	t.Helper()
	s := &deviceStage{node: &node{database: database}, t: t, mails: mailtest.Start(t, &mailtest.Server{})}
	server, err := start(append([]string{"serve", "--database", database, "--listen", "127.0.0.1:0", "--log-level", "debug"}, s.sending()...)...)
	if err != nil {
		t.Fatal(err)
	}
	s.server, s.base = server, server.url+"/scim/v2"
	s.usher(t, "account", "create", "acme")
	s.usher(t, "domain", "approve", "example.com", "--account", "acme")
	s.usher(t, "pool", "create", "player", "--account", "acme", "--seats", "10", "--devices-per-user", "3")
	return s
}

func (s *deviceStage) sending() []string {
	return []string{"--smtp", "smtp://" + s.mails.Addr, "--mail-from", "usher@acme.test", "--base-url", "https://usher.example.com"}
}

// latest is the text of the latest mail to an address that matches, once it is there, and what the pattern finds in it.
func (s *deviceStage) latest(to, pattern string) (text, found string) {
	s.t.Helper()
	p := regexp.MustCompile(pattern)
	var read []string
	eventually(s.t, "a mail to "+to, func() bool {
		for _, m := range s.mails.Mails() {
			if strings.Contains(m.To, to) {
				text = m.Read(s.t).Text
				if f := p.FindStringSubmatch(text); f != nil && (read == nil || f[1] != read[0]) {
					read = f[1:]
				}
			}
		}
		return read != nil
	})
	return text, read[0]
}

// page asks for a page of the server as a browser does that speaks French.
func (s *deviceStage) page(method, path string) (status int, body string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.server.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "fr")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(read)
}

// device runs a command of a device, in French, and says how it went.
func (s *deviceStage) device(args ...string) (ok bool, out, log string) {
	s.t.Helper()
	var said, told bytes.Buffer
	french := func(name string) string { return map[string]string{"LANG": "fr_FR.UTF-8"}[name] }
	status := Run(s.t.Context(), append(append([]string{"device"}, args...), "--server", s.server.url), french, &said, &told)
	return status == 0, said.String(), told.String()
}

// list are the account's devices that were not released, by their names, with their states. By the machine's clock a license
// file may still hold the slot of one that was.
func (s *deviceStage) list() string {
	s.t.Helper()
	var all []string
	for _, d := range s.listed(s.t, "device", "list", "--account", "acme") {
		if d["state"] != "released" {
			all = append(all, d["name"].(string)+" "+d["state"].(string))
		}
	}
	return strings.Join(all, ", ")
}

var (
	linkOfMail = `https://usher\.example\.com(/license/\S+)`
	codeOfMail = `(?m)^    ([0-9A-Z]{4}-[0-9A-Z]{4})$`
	keyShown   = regexp.MustCompile(`<code id="key">([^<]+)</code>`)
	keyInGrant = regexp.MustCompile(`"key":"([^"]+)"`)
)

// Rules L4, L6, L8, L9 and M5, from end to end on real parts: an address is typed with three licenses; the mail arrives in French
// at an SMTP server; the page of its link shows the key; by it three devices activate and a fourth is refused; the license file is
// verified without the server; the silence of 45 days frees a slot. Somebody who is not known activates with a corporate address
// and a code, appears, and passes the gate; somebody who is known is joined; and nothing of keys and codes stands in a log.
func TestDevicesFromEndToEnd(t *testing.T) {
	for kind, database := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newDeviceStage(t, database)
			key := s.mailedKey()
			file := s.threeDevices(key)
			secrets := append([]string{key}, s.byCode()...)
			public := s.usher(t, "license", "key", "--account", "acme")
			if status := s.server.stop(); status != 0 {
				t.Errorf("the server ended with status %d", status)
			}
			var out, log bytes.Buffer
			if status := Run(t.Context(), []string{"license", "verify", file, "--key", public, "--fingerprint", "fingerprint-2"}, noEnvironment, &out, &log); status != 0 {
				t.Errorf("with the server stopped: %s%s", &out, &log)
			}
			s.silence()
			for _, secret := range secrets {
				if said := s.server.stderr.String(); strings.Contains(said, secret) || strings.Contains(said, strings.ReplaceAll(secret, "-", "")) {
					t.Errorf("the server's log holds %s", secret)
				}
			}
		})
	}
}

// mailedKey types somebody with three licenses, and takes the key from the page of the mail's link.
func (s *deviceStage) mailedKey() string {
	s.t.Helper()
	s.usher(s.t, append([]string{"user", "add", "ana@example.com", "--account", "acme", "--licenses", "3", "--send", "--language", "fr"}, s.sending()...)...)
	text, path := s.latest("ana@example.com", linkOfMail)
	if !strings.Contains(text, "Ouvrez ce lien") || !strings.Contains(text, "3 appareils") {
		s.t.Errorf("the mail is not in French:\n%s", text)
	}
	for _, method := range []string{"GET", "HEAD", "GET"} { // a program that scans mails uses nothing up
		if status, body := s.page(method, path); status != http.StatusOK || keyShown.MatchString(body) {
			s.t.Errorf("%s: %d %s", method, status, body)
		}
	}
	status, body := s.page("POST", path)
	found := keyShown.FindStringSubmatch(body)
	if status != http.StatusOK || found == nil || !strings.Contains(body, "Votre clé de licence") || !strings.Contains(body, "usher device activate --server") {
		s.t.Fatalf("the button: %d %s", status, body)
	}
	return found[1]
}

// threeDevices activates as many as the license allows, and one more; it returns the license file of the second.
func (s *deviceStage) threeDevices(key string) string {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "second.lic")
	for n, flags := range [][]string{{"--key", key}, {"--code", strings.ToLower(key), "--out", file}, {"--key", key}} {
		name := string(rune('1' + n))
		if ok, out, log := s.device(append([]string{"activate", "--fingerprint", "fingerprint-" + name, "--name", "d" + name, "--json"}, flags...)...); !ok || !strings.Contains(out, `"device":"`) {
			s.t.Errorf("device %s: %s%s", name, out, log)
		}
	}
	ok, _, log := s.device("activate", "--fingerprint", "fingerprint-4", "--name", "d4", "--key", key)
	if ok || !strings.Contains(log, "permet 3 appareils") || !strings.Contains(log, "(device-limit)") {
		s.t.Errorf("a fourth device: %s", log)
	}
	if written, err := os.ReadFile(file); err != nil || !strings.Contains(string(written), "BEGIN USHER LICENSE") {
		s.t.Errorf("the license file: %s, %v", written, err)
	}
	return file
}

// code asks for a code as a device does, and takes it from the mail.
func (s *deviceStage) code(email string) string {
	s.t.Helper()
	before := len(s.mails.Mails())
	if ok, out, log := s.device("code", "--email", email); !ok || !strings.Contains(out, "15 minutes") {
		s.t.Fatalf("a code for %s: %s%s", email, out, log)
	}
	eventually(s.t, "the code's mail", func() bool { return len(s.mails.Mails()) > before })
	text, code := s.latest(email, codeOfMail)
	if !strings.Contains(text, "pour acme") {
		s.t.Errorf("the mail is not in French, or does not name the account:\n%s", text)
	}
	return code
}

// byCode activates devices of people by their addresses.
func (s *deviceStage) byCode() (secrets []string) {
	s.t.Helper()
	s.usher(s.t, "rule", "add", "--account", "acme", "--pool", "player", "--number", "10")
	activate := func(email, code, fingerprint string) (bool, string, string) {
		return s.device("activate", "--email", email, "--code", code, "--fingerprint", "fingerprint-"+fingerprint, "--name", fingerprint, "--json")
	}
	// Somebody appears: with a license by the rule, in the log, and by the key in the answer the device goes on.
	code := s.code("new@example.com")
	ok, out, log := activate("new@example.com", code, "new")
	found := keyInGrant.FindStringSubmatch(out)
	if !ok || found == nil {
		s.t.Fatalf("somebody appears: %s%s", out, log)
	}
	if ok, out, log := s.device("heartbeat", "--key", found[1], "--fingerprint", "fingerprint-new"); !ok {
		s.t.Errorf("a heartbeat: %s%s", out, log)
	}
	if ok, _, log := activate("new@example.com", code, "again"); ok || !strings.Contains(log, "(invalid-code)") || !strings.Contains(log, "épuisé") {
		s.t.Errorf("a code is replayed: %s", log)
	}
	if says := s.usher(s.t, "explain", "--user", "new@example.com", "--account", "acme"); !strings.Contains(says, "device") || !strings.Contains(says, "player") {
		s.t.Errorf("explain: %s", says)
	}
	if says := s.usher(s.t, "log", "--account", "acme", "--source", "device"); !strings.Contains(says, "ACTIVATE") || !strings.Contains(says, "new@example.com") {
		s.t.Errorf("the log: %s", says)
	}
	if says := s.usher(s.t, "source", "list", "--account", "acme"); !regexp.MustCompile(`(?m)^device +\S+ +device +active`).MatchString(says) {
		s.t.Errorf("the sources: %s", says)
	}
	secrets = append(secrets, code, found[1])
	// The gate: who is of another domain is held, and is told so when the code is right.
	held := s.code("eve@held.example")
	if ok, _, log := activate("eve@held.example", "2A4C-6E8G", "eve"); ok || !strings.Contains(log, "(invalid-code)") {
		s.t.Errorf("a wrong code: %s", log)
	}
	if ok, _, log := activate("eve@held.example", held, "eve"); ok || !strings.Contains(log, "(domain-pending)") || !strings.Contains(log, "held.example") {
		s.t.Errorf("somebody is held: %s", log)
	}
	s.usher(s.t, "domain", "approve", "held.example", "--account", "acme")
	if ok, out, log := activate("eve@held.example", s.code("eve@held.example"), "eve"); !ok {
		s.t.Errorf("approved: %s%s", out, log)
	}
	// The merge: whoever was typed is the same person, with the license that was given.
	if ok, _, log := activate("ana@example.com", s.code("ana@example.com"), "fourth"); ok || !strings.Contains(log, "permet 3 appareils") {
		s.t.Errorf("a fourth device by a code: %s", log)
	}
	if people := s.listed(s.t, "user", "list", "--account", "acme"); len(people) != 3 {
		s.t.Errorf("%d people: %v", len(people), people)
	}
	if devices := s.list(); devices != "d1 active, d2 active, d3 active, new active, eve active" {
		s.t.Errorf("the devices are %s", devices)
	}
	return secrets
}

// silence lets 45 days go by, by a moved clock: the devices that were silent are released then, and not before.
func (s *deviceStage) silence() {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), s.database)
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	for _, after := range []time.Duration{devices.SilentFor - time.Hour, devices.SilentFor + time.Hour} {
		if left := s.list(); left != "d1 active, d2 active, d3 active, new active, eve active" {
			s.t.Errorf("before %s these are left: %s", after, left)
		}
		desk := &devices.Desk{Store: db, Clock: func() time.Time { return time.Now().Add(after) }}
		if err := desk.ReleaseSilent(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
	if left := s.list(); left != "" {
		s.t.Errorf("after 45 days these are left: %s", left)
	}
	for _, d := range s.listed(s.t, "device", "list", "--account", "acme", "--all") {
		if d["releasedBy"] != "silence" {
			s.t.Errorf("%v", d)
		}
	}
}
