package devicecode_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// stage is the service over a database whose clock can be moved, with a pool of which everybody gets a license, and a mail server.
type stage struct {
	*devicecode.Service
	db      *store.DB
	intake  *directory.Intake
	account directory.Account
	source  directory.Source
	poolID  string
	server  *mailtest.Server
	mailer  *mail.Sender

	mu *sync.Mutex
	at *time.Time
}

// each runs a test on both databases.
func each(t *testing.T, pool licensing.Settings, fn func(t *testing.T, s *stage)) {
	t.Helper()
	mu, at := &sync.Mutex{}, &time.Time{}
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return *at
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		*at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		s := &stage{db: db, intake: fixture.Intake(db), server: mailtest.Start(t, &mailtest.Server{}), mu: mu, at: at}
		t.Cleanup(func() { _ = s.intake.Close(context.Background()) })
		s.account, s.source = fixture.Tenancy(t, db)
		pool.Product = "player"
		s.poolID = fixture.Pool(t, db, s.account.ID, "standard", pool)
		fixture.Rule(t, db, s.account.ID, s.poolID, 1, licensing.Conditions{})
		people := func(context.Context, string) (*schema.ResourceType, error) { return schema.Core().Type("User"), nil }
		var err error
		if s.mailer, err = mail.New("smtp://"+s.server.Addr, "usher@acme.test"); err != nil {
			t.Fatal(err)
		}
		s.Service = &devicecode.Service{
			Store: db, Key: []byte("a key of 32 bytes, or nearly so."), Intake: s.intake, UserType: people, Clock: clock,
			Devices: &devices.Service{Store: db, Clock: clock, Seats: devices.Seats(s.intake, people)},
		}
		fn(t, s)
	}, store.WithClock(clock))
}

func (s *stage) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.at = s.at.Add(d)
}

// post does the jobs that mail codes.
func (s *stage) post(t *testing.T) {
	t.Helper()
	kind := s.Mailing(s.mailer)
	for {
		list, err := s.db.TakeJobs(t.Context(), devicecode.JobKind, "test", time.Minute, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return
		}
		for i := range list {
			if err := kind.Do(t.Context(), &list[i]); err != nil {
				t.Fatal(err)
			}
			if _, err := s.db.SettleJob(t.Context(), &list[i], jobs.Outcome{State: jobs.Done}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var codeInMail = regexp.MustCompile(`(?m)^    ([0-9A-Z]{4}-[0-9A-Z]{4})$`)

// code asks for a code and reads it in the mail.
func (s *stage) code(t *testing.T, email string) string {
	t.Helper()
	before := len(s.server.Mails())
	s.ask(t, email)
	s.post(t)
	mails := s.server.Mails()
	if len(mails) != before+1 {
		t.Fatalf("%d mails for a code of %s", len(mails)-before, email)
	}
	last := mails[len(mails)-1]
	found := codeInMail.FindStringSubmatch(last.Read(t).Text)
	if found == nil || !strings.Contains(last.To, strings.ToLower(email)) {
		t.Fatalf("no code for %s in the mail to %s", email, last.To)
	}
	return found[1]
}

func (s *stage) ask(t *testing.T, email string) {
	t.Helper()
	if err := s.Ask(t.Context(), devicecode.Question{Email: email, Client: "192.0.2.1", Language: text.English}); err != nil {
		t.Fatal(err)
	}
}

// activate tries a code.
func (s *stage) activate(t *testing.T, email, code string) (*devices.Answer, error) {
	t.Helper()
	return s.Activate(t.Context(), devicecode.Answer{Email: email, Code: code, Client: "192.0.2.1"}, device("laptop"))
}

func device(name string) devices.Request {
	return devices.Request{Fingerprint: "fingerprint-" + name, Name: name, Issuer: "https://usher.example.com"}
}

// wantCode says that an activation has to be refused with a code; "" for not at all.
func wantCode(t *testing.T, what string, err error, want devices.Code) *devices.Error {
	t.Helper()
	var e *devices.Error
	got := devices.Code("")
	if errors.As(err, &e) {
		got = e.Code
	} else if err != nil {
		t.Errorf("%s: %v", what, err)
		return &devices.Error{}
	}
	if got != want {
		t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
	}
	if e == nil {
		e = &devices.Error{}
	}
	return e
}
