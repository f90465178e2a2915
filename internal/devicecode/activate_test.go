package devicecode_test

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

var seats = licensing.Settings{Seats: 5, Devices: 2}

// Rules I1, M5 and L8: whoever proves a corporate mailbox by a code appears in the account, has a license by its rules, and the
// device works; the key that comes with it is what all else is asked with. A code works once.
func TestSomebodyAppears(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		code := s.code(t, "Ana@Example.com")
		a, err := s.activate(t, " ana@example.com", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
		wantCode(t, "the right code", err, "")
		if err != nil || a.License.Product != "player" || a.Used != 1 || a.Key == "" || a.License.Login != "ana@example.com" {
			t.Fatalf("%+v, %v", a, err)
		}
		r := device("laptop")
		r.Key = a.Key
		if _, err := s.Devices.Heartbeat(t.Context(), r); err != nil {
			t.Errorf("by the key: %v", err)
		}
		_, err = s.activate(t, "ana@example.com", code)
		wantCode(t, "replayed", err, devices.InvalidCode)
		p, err := s.db.Profile(t.Context(), s.account.ID, "ana@example.com")
		if err != nil || p.State != directory.Active || len(p.Records) != 1 || p.Records[0].Confirmed != "ana@example.com" {
			t.Fatalf("%+v, %v", p, err)
		}
		sources, err := s.db.Sources(t.Context(), s.account.ID)
		if err != nil || len(sources) != 2 || sources[1].Kind != directory.KindDevice && sources[0].Kind != directory.KindDevice {
			t.Errorf("sources: %+v, %v", sources, err)
		}
		// A second device needs another code, or the key; it is the same person.
		code = s.code(t, "ana@example.com")
		b, err := s.Activate(t.Context(), devicecode.Answer{Email: "ana@example.com", Code: code}, device("phone"))
		wantCode(t, "a second device", err, "")
		if b == nil || b.License.ID != a.License.ID || b.Used != 2 {
			t.Errorf("a second device: %+v", b)
		}
		// One too many is told with the key, by which a device is released without another code.
		code = s.code(t, "ana@example.com")
		_, err = s.Activate(t.Context(), devicecode.Answer{Email: "ana@example.com", Code: code}, device("tablet"))
		if e := wantCode(t, "a third device", err, devices.Limit); e.Key != a.Key || e.Limit != 2 {
			t.Errorf("a third device: %+v", e)
		}
		s.leavesNoSecret(t, a.Key, code)
	})
}

// leavesNoSecret says that no code and no key is in any row, log or error (trap TA19).
func (s *stage) leavesNoSecret(t *testing.T, secrets ...string) {
	t.Helper()
	var said []string
	for _, query := range []string{
		`SELECT coalesce(subject, '') || coalesce(detail, '') || coalesce(asked, '') || coalesce(changes, '') || operation FROM log`,
		`SELECT payload || key || coalesce(last_error, '') FROM jobs`, `SELECT code_hash || address || asked FROM device_codes`,
		`SELECT scope FROM device_limits`,
	} {
		var rows []string
		if err := s.db.ReadPool.SelectContext(t.Context(), &rows, query); err != nil {
			t.Fatal(err)
		}
		said = append(said, rows...)
	}
	all := strings.ToUpper(strings.Join(said, "\n"))
	for _, secret := range secrets {
		for _, spelling := range []string{secret, strings.ReplaceAll(secret, "-", "")} {
			if strings.Contains(all, strings.ToUpper(spelling)) {
				t.Errorf("%s stands in a row or a log", secret)
			}
		}
	}
}

// Rules M2c and M5: where the account has proved its domain the device joins who is there, with the license and the number of
// devices that it has; where it has not, an administrator decides, and the person is told so.
func TestSomebodyJoins(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		ctx := t.Context()
		change := fixture.Person(s.source, 1)
		fixture.Apply(t, s.intake, s.account, change)
		_, err := s.activate(t, "person1@example.com", s.code(t, "person1@example.com"))
		if e := wantCode(t, "a domain that is not proved", err, devices.ReviewPending); e.Case == "" || e.Key != "" || !strings.Contains(e.Error(), e.Case) {
			t.Errorf("a domain that is not proved: %+v", e)
		}
		fixture.Verify(t, s.db, s.account.ID, "example.com")
		source, err := s.db.Source(ctx, s.account.ID, "okta")
		if err == nil {
			source.Settings.AuthoritativeFor = []string{"example.com"}
			err = s.db.ChangeSource(ctx, *source)
		}
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.activate(t, "person1@example.com", s.code(t, "person1@example.com"))
		wantCode(t, "a proved domain", err, "")
		p, err := s.db.Profile(ctx, s.account.ID, "person1@example.com")
		if err != nil || a == nil || len(p.Records) != 2 || a.License.UserID != p.ID {
			t.Fatalf("%+v, %v", p, err)
		}
		// Suspended: said after the code, and not before.
		if _, err := s.intake.Decide(ctx, s.account, []directory.Decision{{
			Record: p.Records[0].RecordKey, Type: change.Type, Action: directory.Suspend, Request: directory.Request{Channel: "cli", Actor: "ann", Operation: "SUSPEND"},
		}}); err != nil {
			t.Fatal(err)
		}
		code := s.code(t, "person1@example.com")
		_, err = s.activate(t, "person1@example.com", "2A4C-6E8G")
		wantCode(t, "before", err, devices.InvalidCode)
		_, err = s.activate(t, "person1@example.com", code)
		wantCode(t, "suspended", err, devices.PersonSuspended)
		if _, err := s.activate(t, "person1@example.com", code); err == nil {
			t.Error("the code works once more")
		}
	})
}

// Rule M5: whoever an administrator has typed is that person when the mailbox answers, with the licenses that were given.
func TestTypedPerson(t *testing.T) {
	each(t, licensing.Settings{Seats: 5, Devices: 3}, func(t *testing.T, s *stage) {
		source, err := directory.TypedSource(t.Context(), s.db, s.account.ID)
		if err != nil {
			t.Fatal(err)
		}
		typed := fixture.Person(*source, 1)
		typed.Attributes = schema.Object{"userName": "bo@example.com", "emails": []any{schema.Object{"value": "bo@example.com", "primary": true}}}
		result := fixture.Apply(t, s.intake, s.account, typed)[0]
		a, err := s.activate(t, "bo@example.com", s.code(t, "bo@example.com"))
		wantCode(t, "typed", err, "")
		if a == nil || a.License.UserID != result.Record.UserID || a.License.Limit != 3 {
			t.Errorf("typed: %+v", a)
		}
		p, err := s.db.Profile(t.Context(), s.account.ID, "bo@example.com")
		if err != nil || len(p.Records) != 1 || p.Records[0].Confirmed != "bo@example.com" {
			t.Errorf("typed: %+v, %v", p, err)
		}
	})
}

// Rules D7, L3 and L10: what stands in the way of somebody whose code is right is said then.
func TestWhatStandsInTheWay(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 1, BuyAt: "https://buy.example"}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		_, err := s.activate(t, "eve@held.example", s.code(t, "eve@held.example"))
		if e := wantCode(t, "a domain that is not approved", err, devices.DomainPending); !strings.Contains(e.Error(), "held.example") || e.Case == "" {
			t.Errorf("held: %+v", e)
		}
		if _, err := s.db.ApproveDomain(ctx, s.account.ID, "held.example"); err != nil {
			t.Fatal(err)
		}
		_, err = s.activate(t, "eve@held.example", s.code(t, "eve@held.example"))
		wantCode(t, "approved since", err, "")
		_, err = s.activate(t, "fay@example.com", s.code(t, "fay@example.com"))
		if e := wantCode(t, "no seat", err, devices.Waiting); !strings.Contains(e.Error(), "https://buy.example") {
			t.Errorf("no seat: %+v", e)
		}
		strict := licensing.Settings{Product: "player", Seats: 1, Devices: 1, Strict: true, BuyAt: "https://buy.example"}
		s.exec(t, `UPDATE pools SET settings = $2 WHERE account_id = $1`, s.account.ID, strict.Text())
		_, err = s.activate(t, "gus@example.com", s.code(t, "gus@example.com"))
		if e := wantCode(t, "no seat in a strict pool", err, devices.NoSeat); !strings.Contains(e.Error(), "https://buy.example") {
			t.Errorf("strict: %+v", e)
		}
		source, err := directory.DeviceSource(ctx, s.db, s.account.ID)
		if err == nil {
			source.Policy = directory.Reject
			err = s.db.ChangeSource(ctx, *source)
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.activate(t, "hal@refused.example", s.code(t, "hal@refused.example"))
		wantCode(t, "a domain that is refused", err, devices.DomainRefused)
		s.exec(t, `DELETE FROM license_rules WHERE account_id = $1`, s.account.ID)
		_, err = s.activate(t, "ida@example.com", s.code(t, "ida@example.com"))
		wantCode(t, "nothing gives a license", err, devices.NoLicense)
		other := fixture.Pool(t, s.db, s.account.ID, "other", licensing.Settings{Product: "editor", Seats: 5, Devices: 1})
		second := fixture.Pool(t, s.db, s.account.ID, "second", licensing.Settings{Product: "viewer", Seats: 5, Devices: 1})
		fixture.Rule(t, s.db, s.account.ID, other, 2, licensing.Conditions{})
		fixture.Rule(t, s.db, s.account.ID, second, 3, licensing.Conditions{})
		_, err = s.activate(t, "joe@example.com", s.code(t, "joe@example.com"))
		if e := wantCode(t, "two products", err, devices.SeveralProducts); !strings.Contains(e.Error(), "editor") {
			t.Errorf("two products: %+v", e)
		}
		answer := devicecode.Answer{Email: "joe@example.com", Code: s.code(t, "joe@example.com"), Product: "VIEWER"}
		a, err := s.Activate(ctx, answer, device("laptop"))
		wantCode(t, "one of two products", err, "")
		if a == nil || a.License.Product != "viewer" {
			t.Errorf("one of two products: %+v", a)
		}
	})
}

func (s *stage) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if _, err := s.db.WritePool.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}
