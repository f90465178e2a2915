package devicecode_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/internal/text"
)

// Nothing crosses accounts: an address leads to the account that has proved its domain, then to the one that approves it; where
// there are several it has to be named, and an account that does not let the domain in is found by its id alone.
func TestWhoseAddressItIs(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		ctx := t.Context()
		other, _ := fixture.NewAccount(t, s.db, "globex")
		where := func(email, account string) (string, *devices.Error) {
			t.Helper()
			answer := devicecode.Answer{Email: email, Code: s.code(t, email), Account: account}
			a, err := s.Activate(ctx, answer, device(uuid.NewString()))
			if err != nil {
				return "", wantCode(t, "", err, errorCode(err))
			}
			return a.Account, nil
		}
		if at, err := where("a@example.com", ""); at != s.account.ID {
			t.Errorf("approved by one: %s, %v", at, err)
		}
		if _, err := s.db.ApproveDomain(ctx, other.ID, "example.com"); err != nil {
			t.Fatal(err)
		}
		if at, err := where("b@example.com", ""); at != "" || err.Code != devices.SeveralAccounts || strings.Contains(err.Error(), "globex") {
			t.Errorf("approved by two: %s, %v", at, err)
		}
		if at, err := where("c@example.com", "ACME"); at != s.account.ID {
			t.Errorf("one of two by its name: %s, %v", at, err)
		}
		fixture.Verify(t, s.db, s.account.ID, "example.com")
		if at, err := where("d@example.com", ""); at != s.account.ID {
			t.Errorf("proved by one of two: %s, %v", at, err)
		}
		_, nowhere := where("e@nowhere.example", "")
		_, byName := where("e@nowhere.example", "globex")
		_, none := where("e@nowhere.example", "nobody")
		if nowhere.Code != devices.NoAccount || byName.Code != devices.NoAccount || byName.Error() != none.Error() {
			t.Errorf("a domain of nobody: %v, %v, %v", nowhere, byName, none)
		}
		if _, err := where("f@nowhere.example", other.ID); err.Code != devices.DomainPending {
			t.Errorf("by the account's id: %v", err)
		}
		address, _ := directory.ParseAddress("g@nowhere.example")
		if _, err := s.db.ApproveAddress(ctx, s.account.ID, address); err != nil {
			t.Fatal(err)
		}
		if at, err := where("g@nowhere.example", ""); at != s.account.ID {
			t.Errorf("the address alone is approved: %s, %v", at, err)
		}
		if _, err := where("h@sub.example.com", ""); err.Code != devices.NoAccount {
			t.Errorf("below a domain: %v", err)
		}
	})
}

func errorCode(err error) devices.Code {
	if e, is := err.(*devices.Error); is {
		return e.Code
	}
	return "none"
}

// A mail in French, by the wish of whoever asks, or by the account's language; it names the account, and holds the code once.
func TestMails(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		if err := s.Ask(t.Context(), devicecode.Question{Email: "ana@example.com", Language: text.French}); err != nil {
			t.Fatal(err)
		}
		s.post(t)
		m := s.server.Mails()[0].Read(t)
		if m.Subject != "Votre code pour activer un appareil" || !strings.Contains(m.Text, "pour acme.") || !strings.Contains(m.HTML, `lang="fr"`) {
			t.Errorf("%s\n%s\n%s", m.Subject, m.Text, m.HTML)
		}
		s.ask(t, "ana@example.com") // two mails: the first code counts no more
		first, second := codeInMail.FindStringSubmatch(m.Text)[1], ""
		s.post(t)
		second = codeInMail.FindStringSubmatch(s.server.Mails()[1].Read(t).Text)[1]
		_, err := s.activate(t, "ana@example.com", first)
		wantCode(t, "replaced", err, devices.InvalidCode)
		s.wait(devicecode.Validity + time.Second)
		_, err = s.activate(t, "ana@example.com", second)
		wantCode(t, "over", err, devices.InvalidCode)
		// A mail that could not go out in time is given up; what is over is forgotten.
		s.ask(t, "bo@example.com")
		s.wait(devicecode.GiveUp + time.Minute)
		if err := s.Forgetting().Do(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		s.post(t)
		var left int
		if err := s.db.ReadPool.GetContext(t.Context(), &left, `SELECT count(*) FROM device_codes`); err != nil || left != 0 || len(s.server.Mails()) != 2 {
			t.Errorf("%d codes are left, %d mails, %v", left, len(s.server.Mails()), err)
		}
	})
}
