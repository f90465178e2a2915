package confirm_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const base = "https://usher.example.com/door"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// stage is a loop on a database and a mail server.
type stage struct {
	*confirm.Loop
	db      *store.DB
	account *directory.Account
	key     directory.RecordKey
	server  *mailtest.Server

	mu        sync.Mutex
	at        time.Time
	fail      error    // what Confirmed returns
	confirmed []answer // what it was told
}

type answer struct {
	account string
	key     directory.RecordKey
	address string
}

// each runs a test on both databases.
func each(t *testing.T, fn func(t *testing.T, s *stage)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newStage(t, db, "Acme")) })
}

func newStage(t *testing.T, db *store.DB, account string) *stage {
	t.Helper()
	a, err := db.CreateAccount(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{
		db: db, account: a, at: noon, server: mailtest.Start(t, &mailtest.Server{}),
		key: directory.RecordKey{SourceID: uuid.NewString(), Type: directory.TypeUser, ID: uuid.NewString()},
	}
	sender, err := mail.New("smtp://"+s.server.Addr, "usher@acme.test")
	if err != nil {
		t.Fatal(err)
	}
	s.Loop = &confirm.Loop{
		Store: db, Mailer: sender, BaseURL: base, Clock: s.now,
		Confirmed: func(_ context.Context, accountID string, key directory.RecordKey, address string) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.confirmed = append(s.confirmed, answer{accountID, key, address})
			return s.fail
		},
	}
	return s
}

func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *stage) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func (s *stage) failWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *stage) answers() []answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]answer(nil), s.confirmed...)
}

var (
	codeInMail = regexp.MustCompile(`(?m)^    ([0-9A-Z]{4}-[0-9A-Z]{4})$`)
	linkInMail = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(base+confirm.Path) + `([A-Za-z0-9_-]+)$`)
)

// Begin sends a mail that was not sent before.
func (s *stage) Begin(ctx context.Context, account *directory.Account, key directory.RecordKey, address, language string) error {
	return s.Ask(ctx, account, confirm.Question{ID: uuid.Must(uuid.NewV7()).String(), Key: key, Address: address, Language: language})
}

// begin sends a mail and reads it as its owner does.
func (s *stage) begin(t *testing.T, address string) (code, token string) {
	t.Helper()
	if err := s.Begin(t.Context(), s.account, s.key, address, "en"); err != nil {
		t.Fatal(err)
	}
	mails := s.server.Mails()
	text := mails[len(mails)-1].Read(t).Text
	codes, links := codeInMail.FindStringSubmatch(text), linkInMail.FindStringSubmatch(text)
	if codes == nil || links == nil {
		t.Fatalf("the mail has no code or no link:\n%s", text)
	}
	return codes[1], links[1]
}

func (s *stage) byCode(t *testing.T, address, code string) error {
	t.Helper()
	_, err := s.ByCode(t.Context(), s.account, address, code)
	return err
}

func (s *stage) byLink(t *testing.T, token string) error {
	t.Helper()
	_, _, _, err := s.ByLink(t.Context(), token)
	return err
}

// wantReason checks a refusal; "" for none.
func wantReason(t *testing.T, what string, err error, want confirm.Reason) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		return
	}
	var e *confirm.Error
	if !errors.As(err, &e) || e.Reason != want || e.Message.IsZero() {
		t.Errorf("%s: error %v, want one with the reason %q", what, err, want)
	}
}

// wrongCode is a code that is well formed and another.
func wrongCode(code string) string {
	if strings.HasPrefix(code, "A") {
		return "B" + code[1:]
	}
	return "A" + code[1:]
}
