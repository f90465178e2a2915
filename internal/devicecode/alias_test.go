package devicecode_test

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rules M3, M6 and L6: one mailbox is not as many people as it has spellings. Who came by a device and comes again by an
// address that only looks like the same waits for an administrator, takes no further seat, and gets round no suspension.
func TestAliasesOfOneMailbox(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		ctx := t.Context()
		first, err := s.activate(t, "ana@example.com", s.code(t, "ana@example.com"))
		wantCode(t, "the mailbox", err, "")
		alike := []string{"ana+1@example.com", "a.na@example.com", "ana+tag@example.com"}
		for _, address := range alike {
			_, err = s.activate(t, address, s.code(t, address))
			if e := wantCode(t, address, err, devices.ReviewPending); e.Key != "" {
				t.Errorf("%s gets a key", address)
			}
		}
		_, err = s.activate(t, "bo@example.com", s.code(t, "bo@example.com"))
		wantCode(t, "somebody else", err, "")

		ana, err := s.db.Profile(ctx, s.account.ID, "ana@example.com")
		if err != nil {
			t.Fatal(err)
		}
		people := fixture.Person(s.source, 1).Type
		if _, err := s.intake.Decide(ctx, s.account, []directory.Decision{{
			Record: ana.Records[0].RecordKey, Type: people, Action: directory.Suspend,
			Request: directory.Request{Channel: "cli", Actor: "ann", Operation: "SUSPEND"},
		}}); err != nil {
			t.Fatal(err)
		}
		_, err = s.activate(t, "ana+2@example.com", s.code(t, "ana+2@example.com"))
		wantCode(t, "suspended", err, devices.ReviewPending)

		// Who is said to be somebody else is let in by the next code.
		tag, err := s.db.Profile(ctx, s.account.ID, "ana+tag@example.com")
		if err != nil || len(tag.Records) != 1 {
			t.Fatalf("%+v, %v", tag, err)
		}
		if results, err := s.intake.Decide(ctx, s.account, []directory.Decision{{
			Record: tag.Records[0].RecordKey, Type: people, Action: directory.NeverLink, Into: first.License.UserID, AcceptRisk: true,
			Request: directory.Request{Channel: "cli", Actor: "ann", Operation: "NEVER LINK"},
		}}); err != nil || results[0].Err != nil {
			t.Fatalf("%+v, %v", results, err)
		}
		other, err := s.activate(t, "ana+tag@example.com", s.code(t, "ana+tag@example.com"))
		wantCode(t, "somebody else, as an administrator says", err, "")
		if other == nil || other.License.UserID == first.License.UserID {
			t.Errorf("somebody else: %+v", other)
		}
	})
}

// Rules M5 and I2: an address that is another spelling of one that a device has brought, in full-width letters, is not taken in, and who
// has proved it is told no more than that an administrator decides: neither whose it is nor by which record.
func TestAnotherSpellingOfAnAddress(t *testing.T) {
	each(t, seats, func(t *testing.T, s *stage) {
		_, err := s.activate(t, "bob@example.com", s.code(t, "bob@example.com"))
		wantCode(t, "the first", err, "")
		p, err := s.db.Profile(t.Context(), s.account.ID, "bob@example.com")
		if err != nil {
			t.Fatal(err)
		}
		const wide = "ｂｏｂ@example.com"
		_, err = s.activate(t, wide, kept(t, s.Service, s.db, wide))
		e := wantCode(t, "the other spelling", err, devices.ReviewPending)
		if e.Case == "" || strings.Contains(e.Error(), p.ID) || strings.Contains(e.Error(), p.Records[0].ID) {
			t.Errorf("%s", e)
		}
	})
}
