package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// heldStage is a company whose administrator types people and gives them licenses, with a mail server.
type heldStage struct {
	*company
	t     *testing.T
	mails *mailtest.Server
	read  int // mails that were looked at
}

func newHeldStage(t *testing.T, n *node, seats string) *heldStage {
	t.Helper()
	s := &heldStage{company: n.verified(t), t: t, mails: mailtest.Start(t, &mailtest.Server{})}
	s.cli(t, "pool", "create", "shield", "--seats", seats)
	return s
}

// sending are the settings of mails, as flags.
func (s *heldStage) sending() []string {
	return []string{"--smtp", "smtp://" + s.mails.Addr, "--mail-from", "usher@acme.test", "--base-url", "https://usher.example.com"}
}

// add types people and sends them licenses, and returns what the command says.
func (s *heldStage) add(args ...string) string {
	s.t.Helper()
	return s.cli(s.t, append(append([]string{"user", "add"}, args...), s.sending()...)...)
}

// states checks the licenses of the pool, and how it stands.
func (s *heldStage) states(when, want, pool string) {
	s.t.Helper()
	var got []string
	for _, x := range s.listed(s.t, "license", "list", "--account", "acme") {
		got = append(got, fmt.Sprintf("%s %s %v", strings.TrimSuffix(x["userName"].(string), "@example.com"), x["state"], x["deviceLimit"]))
	}
	if all := strings.Join(got, ", "); all != want {
		s.t.Errorf("%s: licenses are %s; want %s", when, all, want)
	}
	p := s.listed(s.t, "pool", "show", "shield", "--account", "acme")[0]
	if got := fmt.Sprintf("used %v held %v waiting %v", p["used"], p["held"], p["waiting"]); got != pool {
		s.t.Errorf("%s: the pool has %s; want %s", when, got, pool)
	}
}

var licenseLink = regexp.MustCompile(`https://usher\.example\.com(/license/\S+)`)

// mail is the text of the only new mail, which went to an address, and the path of its link.
func (s *heldStage) mail(to string) (text, path string) {
	s.t.Helper()
	all := s.mails.Mails()
	if len(all) != s.read+1 || all[s.read].To != to {
		s.t.Fatalf("%d mails, of which %d are known; want one more, to %s", len(all), s.read, to)
	}
	text = all[s.read].Read(s.t).Text
	link := licenseLink.FindStringSubmatch(text)
	if link == nil {
		s.t.Fatalf("the mail to %s has no link to a license:\n%s", to, text)
	}
	s.read++
	return text, link[1]
}

var keyOnPage = regexp.MustCompile(`[0-9A-Z]{4,6}(-[0-9A-Z]{4,6}){3,}`)

// ask asks the server for the page of a link, and returns the key that it shows.
func (s *heldStage) ask(method, path string) (status int, key string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, strings.TrimSuffix(s.base, "/scim/v2")+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, keyOnPage.FindString(string(body))
}

// takes presses the button of a link, which shows the key, and has a device activate by it.
func (s *heldStage) takes(path string) {
	s.t.Helper()
	if status, key := s.ask("GET", path); status != http.StatusOK || key != "" {
		s.t.Errorf("the page of a link: status %d, key %q; want none yet", status, key)
	}
	status, key := s.ask("POST", path)
	if status != http.StatusOK || key == "" {
		s.t.Fatalf("the button of a link: status %d, key %q", status, key)
	}
	host := strings.TrimSuffix(s.base, "/scim/v2")
	s.usher(s.t, "device", "activate", "--server", host, "--key", key, "--fingerprint", "laptop-of-somebody", "--json")
	if status, _ := s.ask("POST", path); status != http.StatusGone {
		s.t.Errorf("the button once more: status %d, want it used up", status)
	}
}

// works runs fn with what a server does for licenses and their mails.
func (s *heldStage) works(fn func(account *directory.Account, settler *admin.Settler, w *jobs.Worker)) {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), s.database)
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	logger := slog.New(slog.DiscardHandler)
	intake := intakeOver(db, logger)
	defer intake.Close(context.Background())
	settings := mailSettings{BaseURL: "https://usher.example.com"}
	settings.SMTP, settings.MailFrom = "smtp://"+s.mails.Addr, "usher@acme.test"
	sender, err := licenseSender(db, func() (admin.Asker, error) { return mailLoop(db, settings, nil) })()
	if err != nil {
		s.t.Fatal(err)
	}
	account, err := db.Account(s.t.Context(), "acme")
	if err != nil {
		s.t.Fatal(err)
	}
	fn(account, settlerOver(db, intake), &jobs.Worker{Queue: db, Kinds: []jobs.Kind{sender.Mailing()}, Logger: logger})
}

// Rules L4, L6, L9 and M5: of people whose mailbox has not confirmed seats are held; one mail brings the license and asks the
// mailbox, in the person's language, also of somebody who is known from elsewhere and joins that person only by the answer.
func TestOneMailBringsTheLicenseAndConfirms(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		s := newHeldStage(t, n, "3")
		if says := s.add("ana@example.com", "--language", "fr", "--licenses", "3", "--send"); !strings.Contains(says, "held for ana@example.com") ||
			!strings.Contains(says, "was sent to ana@example.com") {
			t.Errorf("the command says: %s", says)
		}
		s.states("typed", "ana held 3", "used 1 held 1 waiting 0")
		text, path := s.mail("ana@example.com")
		if !strings.Contains(text, "vous confirmez aussi que cette boîte de courriel est la vôtre") {
			t.Errorf("the mail does not ask the mailbox, or not in French:\n%s", text)
		}
		if says := s.cli(t, "explain", "--user", "ana@example.com"); !strings.Contains(says, "seat of shield held") {
			t.Errorf("explain: %s", says)
		}
		s.takes(path)
		s.states("confirmed", "ana active 3", "used 1 held 0 waiting 0")

		bo := s.hr.post(t, "/Users", object{"userName": "bo@example.com", "emails": []any{object{"value": "bo@example.com"}}})
		if bo.status != http.StatusCreated {
			t.Fatalf("bo: status %d", bo.status)
		}
		s.add("bo@example.com", "--licenses", "2", "--send")
		s.states("typed, and known", "ana active 3, bo held 2", "used 2 held 1 waiting 0")
		_, path = s.mail("bo@example.com")
		s.takes(path)
		s.states("joined", "ana active 3, bo active 2", "used 2 held 0 waiting 0")
		if of := s.listed(t, "license", "list", "--account", "acme", "--user", "bo@example.com"); len(of) != 1 || of[0]["devices"] != 1.0 {
			t.Errorf("the license is not that of the person who was known: %v", of)
		}
		if len(s.mails.Mails()) != s.read {
			t.Errorf("%d mails, want %d: one to each", len(s.mails.Mails()), s.read)
		}
	})
}

// Rules L4, L5 and L6: a held seat that nobody confirms is freed when the link ends, and goes to who waits, who gets the mail
// then; who gets no license gets no mail, and the command says so. Typed again after the end it all works.
func TestHeldSeatsEndWithTheirLink(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		s := newHeldStage(t, n, "1")
		s.add("ana@example.com", "--licenses", "3", "--send")
		s.mail("ana@example.com")
		for args, want := range map[string]string{
			"cy@example.com --licenses 1 --send --first":     "no license mail: no seat is left",
			"di@nowhere.example --licenses 1 --send --first": "since it is not let in",
			"bo@example.com --licenses 2 --send --queue":     "goes out by itself",
		} {
			if says := s.add(strings.Fields(args)...); !strings.Contains(says, want) {
				t.Errorf("user add %s says %s; want %q", args, says, want)
			}
		}
		s.refused(t, "--queue", "user", "add", "eve@example.com", "--licenses", "1", "--send")
		s.states("full", "ana held 3, bo waiting 2", "used 1 held 1 waiting 1")
		if len(s.mails.Mails()) != s.read {
			t.Errorf("%d mails; want %d: who has no license gets none", len(s.mails.Mails()), s.read)
		}

		storetest.Exec(t, n.database, `UPDATE licenses SET until = 1 WHERE state = 'held'`)
		storetest.Exec(t, n.database, `UPDATE license_mails SET expires = 1`)
		s.works(func(account *directory.Account, settler *admin.Settler, w *jobs.Worker) {
			if err := settler.Due(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.states("over", "bo held 2", "used 1 held 1 waiting 0")
			id := s.listed(t, "license", "list", "--account", "acme")[0]["id"].(string)
			if err := w.Now(t.Context(), account.ID, directory.JobLicenseMail, id); err != nil {
				t.Fatal(err)
			}
		})
		_, path := s.mail("bo@example.com")
		s.takes(path)
		s.states("confirmed", "bo active 2", "used 1 held 0 waiting 0")

		s.cli(t, "pool", "set", "shield", "--seats", "2")
		s.add("ana@example.com", "--licenses", "1", "--send")
		s.states("typed again", "bo active 2, ana held 1", "used 2 held 1 waiting 0")
		_, path = s.mail("ana@example.com")
		s.takes(path)
		s.states("all", "bo active 2, ana active 1", "used 2 held 0 waiting 0")
	})
}

// Rules L6 and M5: what was given to an address that turns out to be nobody, or is taken back, is free again.
func TestHeldSeatGoesWithItsClaim(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		s := newHeldStage(t, n, "1")
		s.hr.post(t, "/Users", object{"userName": "bo@example.com", "emails": []any{object{"value": "bo@example.com"}}})
		claim := s.listed(t, append([]string{"user", "add", "bo@example.com", "--licenses", "2", "--account", "acme"}, s.sending()...)...)[0]
		if claim["licenseState"] != "held" {
			t.Errorf("user add gives %v; want a held license without --send, too, since the mailbox must confirm", claim)
		}
		s.states("typed", "bo held 2", "used 1 held 1 waiting 0")
		_, path := s.mail("bo@example.com")
		s.cli(t, "user", "remove", claim["record"].(string))
		s.states("removed", "", "used 0 held 0 waiting 0")
		if status, key := s.ask("POST", path); status != http.StatusGone || key != "" {
			t.Errorf("the link of what was taken back: status %d, key %q", status, key)
		}
	})
}
