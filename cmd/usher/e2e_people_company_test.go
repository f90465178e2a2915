package main

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains/domainstest"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
)

// company is an account, acme, to which the same people come from many sources: okta, which is
// authoritative for example.com, entra and hr, which are trusted for it, slack, which counts least
// and is trusted for nothing, and what administrators type.
type company struct {
	*node
	okta, entra, hr, slack, reader *connection
	dns                            *domainstest.DNS
	mail                           *mailtest.Server
}

// acme founds the company; its domain is nobody's yet.
func (n *node) acme(t *testing.T) *company {
	t.Helper()
	s := &company{node: n, dns: domainstest.StartDNS(t), mail: mailtest.Start(t, &mailtest.Server{})}
	db, err := store.Open(t.Context(), n.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	account, err := db.CreateAccount(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	token := func(source *directory.Source, err error) *connection {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		secret, hash, err := auth.NewSecret(source.AccountID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.CreateToken(t.Context(), *source, hash, time.Hour); err != nil {
			t.Fatal(err)
		}
		return n.as(secret)
	}
	source := func(name string, rank int, trusted ...string) *connection {
		t.Helper()
		return token(db.CreateSource(t.Context(), directory.Source{
			AccountID: account.ID, Name: name, Kind: "scim", Rank: rank, Policy: directory.Hold, Settings: directory.Settings{TrustedFor: trusted},
		}))
	}
	s.okta, s.entra, s.hr = source("okta", 100), source("entra", 100, "example.com"), source("hr", 100, "example.com")
	s.slack, s.reader = source("slack", 900), token(db.ReaderSource(t.Context(), account.ID))
	s.cli(t, "source", "set", "okta", "--authoritative-for", "example.com")
	return s
}

// verified is a company that has proved example.com.
func (n *node) verified(t *testing.T) *company {
	t.Helper()
	s := n.acme(t)
	s.prove(t)
	return s
}

// prove proves example.com by a real DNS server.
func (s *company) prove(t *testing.T) {
	t.Helper()
	s.dns.TXT(s.claim(t, "example.com", "acme"))
	if status, _, log := s.asking(t, s.dns.Addr, "domain", "verify", "example.com", "--account", "acme"); status != 0 {
		t.Fatalf("usher domain verify: status %d, %s", status, log)
	}
}

// cli runs a command on the account and returns what it printed.
func (s *company) cli(t *testing.T, args ...string) string {
	t.Helper()
	return s.usher(t, append(args, "--account", "acme")...)
}

// refused runs a command that has to fail without printing anything, and checks its sentence by a
// regular expression.
func (s *company) refused(t *testing.T, sentence string, args ...string) {
	t.Helper()
	status, out, log := s.asking(t, "", append(args, "--account", "acme")...)
	if status != statusFailed || out != "" || !regexp.MustCompile(sentence).MatchString(log) {
		t.Errorf("usher %s: status %d, %q, %q; want it refused: %s", strings.Join(args, " "), status, out, log, sentence)
	}
}

// lists runs a command that lists.
func (s *company) lists(t *testing.T, args ...string) []object {
	t.Helper()
	return s.listed(t, append(args, "--account", "acme")...)
}

// users are the account's users, as usher user list prints them.
func (s *company) users(t *testing.T) []object {
	t.Helper()
	return inUse(s.lists(t, "user", "list"))
}

// userOf is the user that a record is part of, and nil when it waits.
func (s *company) userOf(t *testing.T, record string) object {
	t.Helper()
	for _, u := range s.users(t) {
		if slices.Contains(idsOf(u["records"]), record) {
			return u
		}
	}
	return nil
}

// one checks that the records, and no others, are one user, and returns it.
func (s *company) one(t *testing.T, records ...string) object {
	t.Helper()
	u := s.userOf(t, records[0])
	got, want := idsOf(u["records"]), slices.Sorted(slices.Values(records))
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Fatalf("the user of %s is %v; want the records %v", records[0], u, want)
	}
	return u
}

// apart checks that each of the records is the only one of its user.
func (s *company) apart(t *testing.T, records ...string) {
	t.Helper()
	for _, r := range records {
		s.one(t, r)
	}
}

// idsOf are the ids of a list of objects.
func idsOf(v any) []string {
	all := []string{}
	l, _ := v.(list)
	for _, e := range l {
		id, _ := at(e, "id").(string)
		all = append(all, id)
	}
	return all
}

// cases are the open cases about a record.
func (s *company) cases(t *testing.T, record string) []object {
	t.Helper()
	return slices.DeleteFunc(s.lists(t, "review", "list"), func(c object) bool { return c["record"] != record })
}

// waits checks that a record is nobody's and waits for one decision, and returns its case.
func (s *company) waits(t *testing.T, record, reason string) object {
	t.Helper()
	cases := s.cases(t, record)
	if s.userOf(t, record) != nil || len(cases) != 1 || cases[0]["reason"] != reason || cases[0]["waits"] != true {
		t.Fatalf("record %s is of user %v with the cases %v; want it to wait for one with the reason %s", record, s.userOf(t, record), cases, reason)
	}
	return cases[0]
}

// gaveWay gives the case of somebody who gave way to the authority's person (rule M2e): they wait
// with all that they say, nobody sees them, and they are still whose they were.
func (s *company) gaveWay(t *testing.T, record string) object {
	t.Helper()
	cases := s.cases(t, record)
	user := s.userOf(t, record)
	if len(cases) != 1 || cases[0]["reason"] != "gaveWay" || cases[0]["waits"] != true || user == nil || user["state"] != "pendingMerge" {
		t.Fatalf("record %s is of user %v with the cases %v; want it to have given way", record, user, cases)
	}
	s.reader.get(t, "/Users/"+user["id"].(string)).want(404)
	return cases[0]
}

// sees looks for an address as an application does: it finds these active people, and nobody else.
func (s *company) sees(t *testing.T, address string, records ...string) {
	t.Helper()
	want := map[any]bool{}
	for _, r := range records {
		want[s.userOf(t, r)["id"]] = true
	}
	for _, filter := range []string{`emails.value eq "` + address + `"`, `emails[value eq "` + address + `"]`, `userName eq "` + address + `"`} {
		a := s.reader.search(t, "/Users", filter+" and active eq true").want(200)
		found, _ := a.at("Resources").(list)
		for _, r := range found {
			if !want[at(r, "id")] {
				t.Errorf("%s finds %v", filter, r)
			}
		}
		if !strings.HasPrefix(filter, "userName") && len(found) != len(want) {
			t.Errorf("%s finds %d people, want %d", filter, len(found), len(want))
		}
	}
}

// view is a user as a reader sees it.
func (s *company) view(t *testing.T, user object) *answer {
	t.Helper()
	id, _ := user["id"].(string)
	return s.reader.get(t, "/Users/"+id).want(200)
}

// typed adds an address as an administrator types it, and returns its record.
func (s *company) typed(t *testing.T, address string) (record string) {
	t.Helper()
	said := s.lists(t, "user", "add", address,
		"--smtp", "smtp://"+s.mail.Addr, "--mail-from", "usher@acme.test", "--base-url", strings.TrimSuffix(s.base, scimPath))
	record, _ = said[0]["record"].(string)
	if record == "" {
		t.Fatalf("usher user add %s printed %v", address, said)
	}
	return record
}

var (
	codeInMail = regexp.MustCompile(`(?m)^ +(\w{4}-\w{4})$`)
	linkInMail = regexp.MustCompile(`http://\S+/confirm/\S+`)
)

// mailTo is the text of the last mail to an address.
func (s *company) mailTo(t *testing.T, address string) string {
	t.Helper()
	for _, m := range slices.Backward(s.mail.Mails()) {
		if m.To == address {
			return m.Read(t).Text
		}
	}
	t.Fatalf("no mail went to %s", address)
	return ""
}

// enter enters the code of the mail that went to an address.
func (s *company) enter(t *testing.T, address string) {
	t.Helper()
	text := s.mailTo(t, address)
	code := codeInMail.FindStringSubmatch(text)
	if code == nil {
		t.Fatalf("the mail has no code:\n%s", text)
	}
	s.cli(t, "user", "confirm", address, code[1])
}

// press opens the link of the mail that went to an address, and presses the button of its page.
func (s *company) press(t *testing.T, address string) {
	t.Helper()
	text := s.mailTo(t, address)
	link := linkInMail.FindString(text)
	if link == "" {
		t.Fatalf("the mail has no link:\n%s", text)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r, err := http.NewRequestWithContext(t.Context(), method, link, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s of the link: status %d, %v\n%s", method, res.StatusCode, err, page)
		}
	}
}

// inUse are the users of a list of people: not those who only wait.
func inUse(people []object) []object {
	return slices.DeleteFunc(people, func(p object) bool { return p["waits"] == true })
}
