package licensemail_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// Rule L9: the mail is in the person's language, and its link shows the key once, by the button alone.
func TestMailAndPage(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		license := s.hire(t, person("ana@example.com", "fr-CA, en;q=0.5", "en_US"))
		path := s.send(t, license.ID)
		m := s.server.Mails()[0]
		content := m.Read(t)
		if m.To != "ana@example.com" || content.Header.Get("Content-Language") != "fr" || content.Subject != "Votre licence de Shield, de la part de acme" {
			t.Errorf("to %s in %s: %q", m.To, content.Header.Get("Content-Language"), content.Subject)
		}
		for _, form := range []string{content.Text, content.HTML} {
			if !strings.Contains(form, base+path) || !strings.Contains(form, "une seule fois") || !strings.Contains(form, "7 jours") {
				t.Errorf("the mail says\n%s", form)
			}
		}
		for _, method := range []string{"GET", "HEAD", "GET"} { // as programs that scan mails do
			w := s.ask(method, path, "en")
			s.shows(t, "the question", w, http.StatusOK, license.ID)
			if !strings.Contains(w.Body.String(), `<form method="post">`) || strings.Contains(w.Body.String(), "<script") {
				t.Errorf("%s shows\n%s", method, w.Body)
			}
		}
		w := s.ask("POST", path, "fr")
		s.shows(t, "the key", w, http.StatusOK, license.ID)
		key := directory.LicenseKey(s.account.Secret, license.ID).Text()
		page := w.Body.String()
		for _, want := range []string{
			`<html lang="fr">`, `<code id="key">` + key + `</code>`, ".line{white-space:nowrap", "3 appareils peuvent",
			"usher device activate --server " + base + " --key " + key + " --fingerprint FINGERPRINT",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q:\n%s", want, page)
			}
		}
		for header, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex",
		} {
			if got := w.Header().Get(header); got != want {
				t.Errorf("%s: %q", header, got)
			}
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") {
			t.Errorf("policy %q", policy)
		}
		for _, method := range []string{"POST", "GET"} {
			s.shows(t, method+" afterwards", s.ask(method, path, "en"), http.StatusGone, license.ID)
		}
		s.shows(t, "no link", s.ask("POST", path[:len(path)-2]+"AA", "en"), http.StatusNotFound, license.ID)
		s.shows(t, "another method", s.ask("DELETE", path, "en"), http.StatusMethodNotAllowed, license.ID)
	})
}

// The person's language counts, then the locale, then the account's, then English.
func TestLanguage(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		for address, tt := range map[string]struct{ preferred, locale, want string }{
			"a@example.com": {"fr", "en", "fr"}, "b@example.com": {"", "fr_CA", "fr"}, "c@example.com": {"de", "en-GB", "en"}, "d@example.com": {"", "", "en"},
		} {
			s.send(t, s.hire(t, person(address, tt.preferred, tt.locale)).ID)
			mails := s.server.Mails()
			if m := mails[len(mails)-1]; m.To != address || m.Read(t).Header.Get("Content-Language") != tt.want {
				t.Errorf("%s got a mail in %s, want %s", m.To, m.Read(t).Header.Get("Content-Language"), tt.want)
			}
		}
	})
}

// A link ends after seven days, gives way to that of a newer mail, and shows nothing of a license that is somebody else's
// or gone by then.
func TestLinkEnds(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		license := s.hire(t, person("ana@example.com", "", ""))
		first := s.send(t, license.ID)
		second := s.send(t, license.ID)
		s.shows(t, "the older link", s.ask("POST", first, "en"), http.StatusGone, license.ID)
		s.later = licensemail.Validity + time.Minute
		s.shows(t, "the link after its time", s.ask("POST", second, "en"), http.StatusGone, license.ID)
		s.later = 0
		s.shows(t, "the link in time", s.ask("GET", second, "en"), http.StatusOK, license.ID)
		other, err := s.db.CreateAccount(t.Context(), "other")
		if err != nil {
			t.Fatal(err)
		}
		if m, err := s.db.LicenseMail(t.Context(), other.ID, s.mails(t)[0].ID); err != nil || m != nil {
			t.Errorf("another account's mail: %+v, %v", m, err)
		}
		if _, err := s.db.WritePool.ExecContext(t.Context(), `DELETE FROM licenses`); err != nil {
			t.Fatal(err)
		}
		s.shows(t, "the link of a license that is gone", s.ask("POST", second, "en"), http.StatusGone, license.ID)
		s.enqueue(t, license.ID)
		if err := s.post(t, license.ID); err != nil || len(s.server.Mails()) != 2 {
			t.Errorf("the mail of a license that is gone: %v, %d mails", err, len(s.server.Mails()))
		}
	})
}

// mails are the mails of the account, the newest first.
func (s *stage) mails(t *testing.T) []licensemail.Mail {
	t.Helper()
	list, err := s.db.LicenseMails(t.Context(), s.account.ID, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	mails := make([]licensemail.Mail, len(list))
	for i, m := range list {
		mails[i] = m.Mail
	}
	return mails
}

// Rule L9: a mail server that is away loses no mail and doubles none; the mail is the same whenever it is sent.
func TestMailServerAway(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		license := s.hire(t, person("ana@example.com", "", ""))
		working, there := s.Mailer, s.server
		away, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		away.Close()
		if s.Mailer, err = mail.New("smtp://"+away.Addr().String(), "usher@acme.test"); err != nil {
			t.Fatal(err)
		}
		id := s.enqueue(t, license.ID)
		for range 4 {
			if err := s.post(t, license.ID); err == nil || jobs.IsFinal(err) {
				t.Fatalf("a mail server that is away: %v", err)
			}
		}
		if list, err := s.db.LicenseMails(t.Context(), s.account.ID, "", 10); err != nil || len(list) != 1 || list[0].ID != id ||
			list[0].Status != licensemail.Waiting || len(list[0].Why) == 0 {
			t.Errorf("meanwhile %+v, %v", list, err)
		}
		s.enqueue(t, license.ID) // asked again while it waits: one mail
		s.Mailer = working
		if err := s.post(t, license.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.post(t, license.ID); err != jobs.ErrNone {
			t.Errorf("a second job: %v", err)
		}
		mails := there.Mails()
		if len(mails) != 1 || mails[0].Read(t).Header.Get("Message-ID") != "<"+id+"@acme.test>" {
			t.Fatalf("%d mails, %v", len(mails), mails)
		}
		s.shows(t, "the key", s.ask("POST", link(t, mails[0]), "en"), http.StatusOK, license.ID)
	})
}

// A process that dies after the mail server has the mail sends it again: with the same Message-ID and link, which works.
func TestSentTwiceIsTheSame(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		license := s.hire(t, person("ana@example.com", "", ""))
		s.enqueue(t, license.ID)
		s.Store = forgetful{s.db} // dies before it notes anything
		if err := s.post(t, license.ID); err == nil {
			t.Fatal("nothing was to be noted")
		}
		s.Store = s.db
		if err := s.post(t, license.ID); err != nil {
			t.Fatal(err)
		}
		mails := s.server.Mails()
		if len(mails) != 2 {
			t.Fatalf("%d mails", len(mails))
		}
		first, second := mails[0].Read(t), mails[1].Read(t)
		if first.Header.Get("Message-ID") != second.Header.Get("Message-ID") || first.Text != second.Text {
			t.Errorf("the mails differ:\n%s\n%s", first.Text, second.Text)
		}
		s.shows(t, "the key", s.ask("POST", link(t, mails[0]), "en"), http.StatusOK, license.ID)
		s.shows(t, "the same link again", s.ask("POST", link(t, mails[1]), "en"), http.StatusGone, license.ID)
	})
}

// forgetful is a store of a process that ends before it notes that a mail is out.
type forgetful struct{ *store.DB }

func (forgetful) LicenseMailSent(context.Context, *licensemail.Mail, time.Time) error {
	return context.Canceled
}

// What the mail server refuses for good is not tried again, says why, and counts for nothing; of others three go to a
// person within a day.
func TestRefusedAndTooMany(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		license, working := s.hire(t, person("ana@example.com", "", "")), s.server
		s.mailTo(t, mailtest.Start(t, &mailtest.Server{Refuse: map[string]error{
			"RCPT": &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"},
		}}))
		s.enqueue(t, license.ID)
		if err := s.post(t, license.ID); !jobs.IsFinal(err) {
			t.Fatalf("refused for good: %v", err)
		}
		m := s.mails(t)[0]
		if m.State(time.Now()) != licensemail.Refused || !strings.Contains(text.In(text.English, m.Why[0]), "no such user") {
			t.Errorf("%+v", m)
		}
		s.mailTo(t, working)
		for range licensemail.MaxMails {
			s.send(t, license.ID)
		}
		s.enqueue(t, license.ID)
		if err := s.post(t, license.ID); !jobs.IsFinal(err) || !strings.Contains(err.Error(), "3 license mails within 24 hours") {
			t.Errorf("one more: %v", err)
		}
		if len(s.server.Mails()) != licensemail.MaxMails {
			t.Errorf("%d mails", len(s.server.Mails()))
		}
		s.later = licensemail.MailsSpan + time.Minute
		s.send(t, license.ID)
	})
}

// Trap TA19: no key, no link and no secret is in any log, row or job, however talkative the log is.
func TestNothingSecretIsKept(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		license := s.hire(t, person("ana@example.com", "", ""))
		path := s.send(t, license.ID)
		s.ask("GET", path, "en")
		s.ask("POST", path, "en")
		s.ask("POST", path, "en")
		key := directory.LicenseKey(s.account.Secret, license.ID).Text()
		token := strings.TrimPrefix(path, licensemail.Path)
		var kept []string
		for _, table := range []string{"license_mails", "jobs", "log", "traffic", "licenses", "aside"} {
			rows, err := s.db.ReadPool.QueryxContext(t.Context(), `SELECT * FROM `+table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				row, err := rows.SliceScan()
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range row {
					if b, is := v.([]byte); is {
						v = string(b)
					}
					if text, is := v.(string); is {
						kept = append(kept, text)
					}
				}
			}
			rows.Close()
		}
		all := strings.Join(append(kept, s.log.String()), "\n")
		for _, secret := range []string{key, strings.ReplaceAll(key, "-", ""), token, token[22:]} {
			if strings.Contains(all, secret) {
				t.Errorf("%q is kept", secret)
			}
		}
		if !strings.Contains(all, "ana@example.com") || !strings.Contains(all, "LICENSE KEY") {
			t.Error("this test looks at nothing")
		}
	})
}
