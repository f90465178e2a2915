package devicecode_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Trap TA4: after five wrong codes the right one is refused, a new one too; once the hour is over five more may be tried, and
// fifteen in a day. Who has a device goes on meanwhile.
func TestGuessing(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		a, err := s.activate(t, "ana@example.com", s.code(t, "ana@example.com"))
		wantCode(t, "the right code", err, "")
		guess := func(n int, email string, want devices.Code) *devices.Error {
			t.Helper()
			_, err := s.activate(t, email, fmt.Sprintf("2222-%04d", 2222+n))
			return wantCode(t, fmt.Sprint(n, " wrong for ", email), err, want)
		}
		for hour := range 3 {
			code := s.code(t, "ana@example.com")
			for n := range devicecode.WrongForAddress.Most {
				guess(n, "ana@example.com", devices.InvalidCode)
			}
			if e := guess(6, "ana@example.com", devices.CodeLocked); e.Wait <= 0 || e.Wait > time.Hour {
				t.Errorf("locked for %s", e.Wait)
			}
			_, err := s.activate(t, "ana@example.com", code)
			wantCode(t, "the right code", err, devices.CodeLocked)
			_, err = s.activate(t, "ana@example.com", s.code(t, "ana@example.com"))
			wantCode(t, "a new code", err, devices.CodeLocked)
			r := device("laptop")
			r.Key = a.Key
			if _, err := s.Devices.Heartbeat(t.Context(), r); err != nil {
				t.Errorf("hour %d: the device that is active: %v", hour, err)
			}
			s.wait(time.Hour + time.Second)
		}
		if e := guess(7, "ana@example.com", devices.CodeLocked); e.Wait < 20*time.Hour {
			t.Errorf("after 15 in a day it is locked for %s", e.Wait)
		}
		s.wait(22 * time.Hour)
		_, err = s.activate(t, "ana@example.com", s.code(t, "ana@example.com"))
		wantCode(t, "the next day", err, "")
	})
}

// Trap TA4: guessing over many addresses is stopped by the client, and that of many clients by the domain.
func TestGuessingOverManyAddresses(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		code := s.code(t, "ana@example.com")
		guess := func(n, client int, code string) error {
			_, err := s.Activate(t.Context(), devicecode.Answer{
				Email: fmt.Sprintf("person%d@example.com", n), Code: code, Client: fmt.Sprint(client),
			}, device("laptop"))
			return err
		}
		for n := range devicecode.WrongForDomain.Most {
			wantCode(t, "within the limit", guess(n, n/devicecode.WrongByClient.Most, "2A4C-6E8G"), devices.InvalidCode)
			if n == devicecode.WrongByClient.Most-1 {
				wantCode(t, "beyond that of the client", guess(10_000, 0, "2A4C-6E8G"), devices.RateLimited)
			}
		}
		wantCode(t, "beyond that of the domain", guess(10_000, 1000, "2A4C-6E8G"), devices.RateLimited)
		_, err := s.activate(t, "ana@example.com", code)
		wantCode(t, "the right code", err, devices.RateLimited)
		other, _ := fixture.NewAccount(t, s.db, "globex")
		if _, err := s.db.ApproveDomain(t.Context(), other.ID, "globex.example"); err != nil {
			t.Fatal(err)
		}
		_, err = s.Activate(t.Context(), devicecode.Answer{Email: "x@globex.example", Code: s.code(t, "x@globex.example")}, device("laptop"))
		wantCode(t, "another account", err, devices.NoLicense)
		s.wait(time.Hour + time.Second)
		_, err = s.activate(t, "ana@example.com", s.code(t, "ana@example.com"))
		wantCode(t, "an hour later", err, "")
	})
}

// Trap TA4: no address gets more than so many mails, whoever asks; the answer stays the same. One client asks for so many.
func TestAsking(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		for range devicecode.AskedOfAddress.Most + 3 {
			s.ask(t, "ana@example.com")
			s.post(t)
		}
		if n := len(s.server.Mails()); n != devicecode.AskedOfAddress.Most {
			t.Errorf("%d mails to one address", n)
		}
		asked := func(n int) error {
			return s.Ask(t.Context(), devicecode.Question{Email: fmt.Sprintf("a%d@d%d.example", n, n), Client: "192.0.2.7"})
		}
		for n := range devicecode.AskedByClient.Most {
			wantCode(t, "within the limit", asked(n), "")
		}
		if e := wantCode(t, "beyond the limit", asked(1000), devices.RateLimited); e.Wait <= 0 {
			t.Errorf("%+v", e)
		}
		wantCode(t, "no address", s.Ask(t.Context(), devicecode.Question{Email: "ana"}), devices.InvalidEmail)
	})
}

// Rule I2: our own failure after the proof does not cost the code.
func TestFailureCostsNoCode(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		code := s.code(t, "ana@example.com")
		s.Store = failing{s.db}
		if _, err := s.activate(t, "ana@example.com", code); !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		s.Store = s.db
		_, err := s.activate(t, "ana@example.com", code)
		wantCode(t, "afterwards", err, "")
	})
}

var errBroken = errors.New("broken")

// failing is a store that breaks after the proof.
type failing struct{ *store.DB }

func (failing) Products(context.Context, string, string) ([]devicecode.Product, error) {
	return nil, errBroken
}
