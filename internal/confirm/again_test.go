package confirm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
)

// forgetful is a mailer whose process dies when the server has taken the mail.
type forgetful struct{ confirm.Mailer }

var errDied = errors.New("the process died")

func (f forgetful) Send(ctx context.Context, m mail.Message) error {
	if err := f.Mailer.Send(ctx, m); err != nil {
		return err
	}
	return &mail.Error{Step: "end", Err: errDied, Uncertain: true}
}

// A mail that may have gone out is sent again as it was: Message-ID, code and link are the same, work, and
// live from then on. One that is known to have gone out is not sent again, nor one that gave way.
func TestAskAgain(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ask := func(id string) error {
			q := confirm.Question{ID: id, Key: s.key, Address: "ana@example.com", Language: "en"}
			return s.Ask(t.Context(), s.account, q)
		}
		working, id := s.Mailer, uuid.NewString()
		s.Mailer = forgetful{working}
		for range confirm.MaxMails + 2 { // repeating a mail counts as one
			if err := ask(id); !errors.Is(err, errDied) {
				t.Fatalf("Ask: %v", err)
			}
		}
		s.wait(confirm.Validity + time.Hour)
		s.Mailer = working
		for range 3 {
			if err := ask(id); err != nil {
				t.Fatal(err)
			}
		}
		mails := s.server.Mails()
		if len(mails) != confirm.MaxMails+3 {
			t.Fatalf("%d mails, want %d", len(mails), confirm.MaxMails+3)
		}
		first := mails[0].Read(t)
		if first.Header.Get("Message-ID") != "<"+id+"@acme.test>" {
			t.Errorf("Message-ID %s of %s", first.Header.Get("Message-ID"), id)
		}
		for _, m := range mails[1:] {
			if c := m.Read(t); c.Text != first.Text || c.Header.Get("Message-ID") != first.Header.Get("Message-ID") {
				t.Errorf("another mail: %s\n%s", c.Header.Get("Message-ID"), c.Text)
			}
		}
		wantReason(t, "the link", s.byLink(t, linkInMail.FindStringSubmatch(first.Text)[1]), "")
		if err := ask(id); err != nil || len(s.server.Mails()) != len(mails) {
			t.Errorf("used up and sent again: %d mails, %v", len(s.server.Mails()), err)
		}

		s.Mailer = forgetful{working}
		gaveWay := uuid.NewString()
		if err := ask(gaveWay); !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		s.Mailer = working
		s.begin(t, "ana@example.com")
		n := len(s.server.Mails())
		if err := ask(gaveWay); err != nil || len(s.server.Mails()) != n {
			t.Errorf("what gave way was sent again: %d mails, %v", len(s.server.Mails()), err)
		}
	})
}

// Where a mail may have gone out, a certain failure of its repetition leaves its link alone.
func TestAskAgainFails(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		q := confirm.Question{ID: uuid.NewString(), Key: s.key, Address: "ana@example.com", Language: "en"}
		working := s.Mailer
		s.Mailer = forgetful{working}
		if err := s.Ask(t.Context(), s.account, q); !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		gone := mailtest.Start(t, &mailtest.Server{Refuse: map[string]error{"MAIL": errors.New("no")}})
		var err error
		if s.Mailer, err = mail.New("smtp://"+gone.Addr, "usher@acme.test"); err != nil {
			t.Fatal(err)
		}
		if err := s.Ask(t.Context(), s.account, q); err == nil {
			t.Fatal("the second mail was sent")
		}
		link := linkInMail.FindStringSubmatch(s.server.Mails()[0].Read(t).Text)[1]
		wantReason(t, "the first mail's link", s.byLink(t, link), "")
	})
}
