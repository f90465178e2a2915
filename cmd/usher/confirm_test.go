package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/schema"
)

// Rule M5: what the mailbox answers, by code or link, reaches the record through the intake, and
// the log.
func TestConfirm(t *testing.T) {
	for name, database := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			s := newConfirmStage(t, database)

			key, code, _ := s.begin("ana@example.com")
			if _, err := s.confirm(userConfirm{Email: "ana@example.com", Code: "AAAA-AAAA"}); err == nil || !strings.Contains(err.Error(), "tries left: 4") {
				t.Errorf("a wrong code: %v", err)
			}
			out, err := s.confirm(userConfirm{Email: "Ana@Example.com", Code: code, asJSON: asJSON{JSON: true}})
			if want := fmt.Sprintf(`{"address":"ana@example.com","account":"acme","source":"typed","record":%q}`+"\n", key.ID); err != nil || out != want {
				t.Errorf("usher user confirm: %s, %v, want %s", out, err, want)
			}
			if _, err := s.confirm(userConfirm{Email: "ana@example.com", Code: code}); err == nil || !strings.Contains(err.Error(), "used up") {
				t.Errorf("the code again: %v", err)
			}
			_, code, _ = s.begin("bob@example.com")
			if out, err := s.confirm(userConfirm{Email: "bob@example.com", Code: code}); err != nil || out != "bob@example.com is confirmed\n" {
				t.Errorf("usher user confirm: %q, %v", out, err)
			}

			_, _, path := s.begin("eve@example.com")
			if got := s.press(path); got != http.StatusOK {
				t.Errorf("the link's button: status %d", got)
			}
			key, _, path = s.begin("gone@example.com")
			s.apply(directory.Change{Source: s.source, Action: directory.Delete, ID: key.ID})
			if got := s.press(path); got != http.StatusGone {
				t.Errorf("the button for a record that is gone: status %d", got)
			}
			key, _, path = s.begin("old@example.com")
			s.apply(directory.Change{Source: s.source, Action: directory.Replace, ID: key.ID, Attributes: typedPerson("new@example.com")})
			if got := s.press(path); got != http.StatusConflict {
				t.Errorf("the button for a record that brings another address by now: status %d", got)
			}

			log := s.log()
			if done, refused := strings.Count(log, `"door":"mail","operation":"CONFIRM"`), strings.Count(log, `"outcome":"refused"`); done != 5 || refused != 2 {
				t.Errorf("the log holds %d confirmations, %d of them refused; want 5 and 2:\n%s", done, refused, log)
			}
		})
	}
}

// confirmStage is an account with a source of typed addresses, and a mail server.
type confirmStage struct {
	t        *testing.T
	database string
	db       *store.DB
	account  *directory.Account
	source   directory.Source
	intake   *directory.Intake
	server   *mailtest.Server
	loop     *confirm.Loop
}

func newConfirmStage(t *testing.T, database string) *confirmStage {
	t.Helper()
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	account, err := db.CreateAccount(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	source, err := db.CreateSource(t.Context(), directory.Source{AccountID: account.ID, Name: "typed", Kind: "email", Rank: 100, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	s := &confirmStage{
		t: t, database: database, db: db, account: account, source: *source,
		intake: intakeOver(db, slog.New(slog.DiscardHandler)),
		server: mailtest.Start(t, &mailtest.Server{}),
	}
	t.Cleanup(func() { s.intake.Close(context.Background()) })
	settings := mailSettings{mailServer{SMTP: "smtp://" + s.server.Addr, MailFrom: "usher@acme.test"}, "https://usher.example.com"}
	people := servicesOver(db, s.intake, nil, nil, slog.New(slog.DiscardHandler)).people
	if s.loop, err = mailLoop(db, settings, people.Confirmed); err != nil {
		t.Fatal(err)
	}
	return s
}

func typedPerson(address string) schema.Object {
	return schema.Object{"userName": address, "emails": []any{schema.Object{"value": address}}}
}

func (s *confirmStage) apply(c directory.Change) {
	s.t.Helper()
	user, err := registriesOf(s.db).User(s.t.Context(), s.account.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	c.Type, c.Request = user, directory.Request{Channel: "test", Operation: "TYPE"}
	results, err := s.intake.Apply(s.t.Context(), *s.account, []directory.Change{c})
	if err == nil {
		err = results[0].Err
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

var mailHolds = regexp.MustCompile(`(?s)    (\S{4}-\S{4})\n.*https://usher\.example\.com(/confirm/\S+)`)

// begin types an address and returns what the mail about it holds.
func (s *confirmStage) begin(address string) (key directory.RecordKey, code, path string) {
	s.t.Helper()
	key = directory.RecordKey{SourceID: s.source.ID, Type: directory.TypeUser, ID: uuid.NewString()}
	s.apply(directory.Change{Source: s.source, Action: directory.Create, ID: key.ID, Attributes: typedPerson(address)})
	if err := s.loop.Ask(s.t.Context(), s.account, confirm.Question{ID: uuid.NewString(), Key: key, Address: address, Language: "en"}); err != nil {
		s.t.Fatal(err)
	}
	mails := s.server.Mails()
	text := mails[len(mails)-1].Read(s.t).Text
	found := mailHolds.FindStringSubmatch(text)
	if found == nil {
		s.t.Fatalf("the mail has no code or no link:\n%s", text)
	}
	return key, found[1], found[2]
}

// confirm carries out usher user confirm.
func (s *confirmStage) confirm(command userConfirm) (string, error) {
	var out bytes.Buffer
	command.Account = "acme"
	err := command.Run(s.t.Context(), &app{out: &out, err: &out, database: s.database, env: noEnvironment})
	return out.String(), err
}

// press presses the button of a link's page.
func (s *confirmStage) press(path string) int {
	w := httptest.NewRecorder()
	s.loop.Handler().ServeHTTP(w, httptest.NewRequest("POST", "https://usher.example.com"+path, nil))
	return w.Code
}

func (s *confirmStage) log() string {
	s.t.Helper()
	var out, complaints bytes.Buffer
	if status := Run(s.t.Context(), []string{"log", "--account", "acme", "--json", "--database", s.database}, noEnvironment, &out, &complaints); status != 0 {
		s.t.Fatalf("usher log ended with status %d: %s", status, complaints.String())
	}
	return out.String()
}

// Each setting that mails need is asked for by name.
func TestMailSettings(t *testing.T) {
	good := mailSettings{mailServer{SMTP: "smtp://mail.acme.test", MailFrom: "usher@acme.test"}, "https://usher.acme.test"}
	for says, change := range map[string]func(*mailSettings){
		"":                               func(*mailSettings) {},
		"set --smtp (USHER_SMTP)":        func(s *mailSettings) { s.SMTP = "" },
		"USHER_MAIL_FROM":                func(s *mailSettings) { s.MailFrom = "" },
		"USHER_BASE_URL":                 func(s *mailSettings) { s.BaseURL = "" },
		"write an absolute address":      func(s *mailSettings) { s.BaseURL = "usher.acme.test" },
		"begins with ftp://":             func(s *mailSettings) { s.SMTP = "ftp://mail.acme.test" },
		"is not the address of a sender": func(s *mailSettings) { s.MailFrom = "nobody" },
	} {
		s := good
		change(&s)
		_, err := mailLoop(nil, s, nil)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%+v: %v, want %q", s, err, says)
		}
	}
}
