package licensemail_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const base = "https://usher.example.com/door"

// stage is an account with a pool of seats for everybody, and what sends mails to them.
type stage struct {
	*licensemail.Sender
	db      *store.DB
	account directory.Account
	source  directory.Source
	intake  *directory.Intake
	server  *mailtest.Server
	later   time.Duration // by how much the clock is ahead
	log     strings.Builder
}

// each runs a test on both databases.
func each(t *testing.T, fn func(t *testing.T, s *stage)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := &stage{db: db, intake: fixture.Intake(db), server: mailtest.Start(t, &mailtest.Server{})}
		t.Cleanup(func() { s.intake.Close(context.Background()) })
		s.account, s.source = fixture.Tenancy(t, db)
		pool := fixture.Pool(t, db, s.account.ID, "shield", licensing.Settings{Product: "Shield", Seats: 100})
		fixture.Rule(t, db, s.account.ID, pool, 1, licensing.Conditions{})
		s.Sender = &licensemail.Sender{
			Store: db, People: db, BaseURL: base, Clock: func() time.Time { return time.Now().Add(s.later) },
			Logger: slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		}
		s.mailTo(t, s.server)
		fn(t, s)
	})
}

// mailTo has mails go to a server.
func (s *stage) mailTo(t *testing.T, server *mailtest.Server) {
	t.Helper()
	sender, err := mail.New("smtp://"+server.Addr, "usher@acme.test")
	if err != nil {
		t.Fatal(err)
	}
	s.server, s.Mailer = server, sender
}

// hire brings somebody who gets a license by the rule, and returns it.
func (s *stage) hire(t *testing.T, said schema.Object) licensemail.License {
	t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	results, err := s.intake.Apply(t.Context(), s.account, []directory.Change{{
		Source: s.source, Action: directory.Create, ID: id, Type: schema.Core().Type("User"), Attributes: said,
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}})
	if err == nil {
		err = results[0].Err
	}
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.db.LicensesOf(t.Context(), s.account.ID, results[0].Record.UserID)
	if err != nil || len(list) != 1 {
		t.Fatalf("licenses: %+v, %v", list, err)
	}
	return list[0]
}

// person is somebody with an address and languages.
func person(address, preferred, locale string) schema.Object {
	o := schema.Object{"userName": address, "emails": []any{schema.Object{"value": address, "primary": true}}}
	if preferred != "" {
		o["preferredLanguage"] = preferred
	}
	if locale != "" {
		o["locale"] = locale
	}
	return o
}

// enqueue keeps a job that sends the license's key, and returns its id.
func (s *stage) enqueue(t *testing.T, licenseID string) string {
	t.Helper()
	job, err := licensemail.NewJob(licenseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.db.EnqueueJobs(t.Context(), s.account.ID, job); err != nil {
		t.Fatal(err)
	}
	return job.ID
}

// post does the job of a license as a worker does it.
func (s *stage) post(t *testing.T, licenseID string) error {
	t.Helper()
	w := &jobs.Worker{Queue: s.db, Kinds: []jobs.Kind{s.Mailing()}, Logger: slog.New(slog.NewTextHandler(&s.log, nil))}
	return w.Now(t.Context(), s.account.ID, licensemail.JobKind, licenseID)
}

// send sends a license's key, and returns the link's path.
func (s *stage) send(t *testing.T, licenseID string) string {
	t.Helper()
	s.enqueue(t, licenseID)
	if err := s.post(t, licenseID); err != nil {
		t.Fatal(err)
	}
	mails := s.server.Mails()
	return link(t, mails[len(mails)-1])
}

var linkInMail = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(base) + `(` + licensemail.Path + `[A-Za-z0-9_-]+)$`)

func link(t *testing.T, m mailtest.Mail) string {
	t.Helper()
	found := linkInMail.FindStringSubmatch(m.Read(t).Text)
	if found == nil {
		t.Fatalf("the mail has no link:\n%s", m.Read(t).Text)
	}
	return found[1]
}

// ask asks for a page in a language.
func (s *stage) ask(method, path, language string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// shows checks the status of a page, and whether it has the license's key.
func (s *stage) shows(t *testing.T, what string, w *httptest.ResponseRecorder, status int, licenseID string) {
	t.Helper()
	key := directory.LicenseKey(s.account.Secret, licenseID).Text()
	if has := strings.Contains(w.Body.String(), key); w.Code != status || has != (status == http.StatusOK && what == "the key") {
		t.Errorf("%s: status %d, with the key: %t; want %d\n%s", what, w.Code, has, status, w.Body)
	}
}
