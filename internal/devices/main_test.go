package devices_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// stage is the service over a database whose clock can be moved, with a pool whose licenses everybody gets.
type stage struct {
	devices.Service
	devices.Desk
	db      *store.DB
	intake  *directory.Intake
	account directory.Account
	source  directory.Source
	poolID  string

	mu sync.Mutex
	at time.Time
}

// each runs a test on both databases.
func each(t *testing.T, pool licensing.Settings, fn func(t *testing.T, s *stage)) {
	t.Helper()
	s := &stage{}
	clock := func() time.Time {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.at
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s.at = noon
		s.account, s.source = fixture.Tenancy(t, db)
		s.db, s.intake, s.poolID = db, fixture.Intake(db), uuid.NewString()
		s.Service = devices.Service{Store: db, Clock: clock}
		s.Desk = devices.Desk{Store: db, Clock: clock}
		pool.Product = "player"
		s.exec(t, `INSERT INTO pools (account_id, id, name, name_key, settings, created, modified) VALUES ($1, $2, 'standard', 'standard', $3, 1, 1)`,
			s.account.ID, s.poolID, pool.Text())
		s.exec(t, `INSERT INTO license_rules (account_id, id, number, pool_id, conditions, created) VALUES ($1, $2, 1, $3, '{}', 1)`,
			s.account.ID, uuid.NewString(), s.poolID)
		fn(t, s)
	}, store.WithClock(clock))
}

func (s *stage) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if _, err := s.db.WritePool.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func (s *stage) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

// person makes somebody, who is given a license.
func (s *stage) person(t *testing.T, n int) (change directory.Change, key string) {
	t.Helper()
	change = fixture.Person(s.source, n)
	fixture.Apply(t, s.intake, s.account, change)
	return change, s.keyOf(t, change)
}

// keyOf is the key of somebody's license.
func (s *stage) keyOf(t *testing.T, change directory.Change) string {
	t.Helper()
	var id string
	err := s.db.ReadPool.GetContext(t.Context(), &id, `
		SELECT l.id FROM licenses l JOIN records r ON r.account_id = l.account_id AND r.user_id = l.user_id
		 WHERE r.account_id = $1 AND r.id = $2 AND r.source_id = $3`, s.account.ID, change.ID, s.source.ID)
	if err != nil {
		t.Fatal(err)
	}
	return directory.LicenseKey(s.account.Secret, id).Text()
}

// device is what a device says.
func device(key, name string) devices.Request {
	return devices.Request{Key: key, Fingerprint: "fingerprint-" + name, Name: name, Issuer: "https://usher.example.com"}
}

// wantCode says that a request has to be refused with a code; "" for not at all.
func wantCode(t *testing.T, what string, err error, want devices.Code) {
	t.Helper()
	var e *devices.Error
	if got := devices.Code(""); errors.As(err, &e) || err == nil {
		if e != nil {
			got = e.Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
		}
		return
	}
	t.Errorf("%s: %v", what, err)
}
