package confirm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
)

// Rule M5: the mailbox answers with the code, as people type it, and once.
func TestByCode(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		for i, spell := range []func(string) string{
			func(code string) string { return code },
			func(code string) string { return strings.ToLower(code) },
			func(code string) string { return " " + strings.ReplaceAll(code, "-", "") + "\n" },
			func(code string) string { return strings.Join(strings.Split(code, ""), " ") },
		} {
			address := uuid.NewString() + "@example.com"
			code, token := s.begin(t, address)
			key, err := s.ByCode(t.Context(), s.account, strings.ToUpper(address), spell(code))
			if err != nil || key != s.key {
				t.Fatalf("spelling %d: %v, %v; want %v", i, key, err, s.key)
			}
			wantReason(t, "the code again", s.byCode(t, address, code), confirm.Over)
			wantReason(t, "the link after the code", s.byLink(t, token), confirm.Over)
			if got := s.answers(); len(got) != i+1 || got[i] != (answer{s.account.ID, s.key, address}) {
				t.Errorf("answers so far: %v", got)
			}
		}
	})
}

// Rule M5: or with the link, once.
func TestByLink(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		code, token := s.begin(t, "Ana@EXAMPLE.com")
		accountID, key, address, err := s.ByLink(t.Context(), token)
		if err != nil || accountID != s.account.ID || key != s.key || address != "ana@example.com" {
			t.Fatalf("ByLink = %s, %v, %s, %v", accountID, key, address, err)
		}
		if diff := cmp.Diff([]answer{{s.account.ID, s.key, "ana@example.com"}}, s.answers(), cmp.AllowUnexported(answer{})); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		wantReason(t, "the link again", s.byLink(t, token), confirm.Over)
		wantReason(t, "the code after the link", s.byCode(t, "ana@example.com", code), confirm.Over)
	})
}

// What was never sent confirms nothing, and a code or link is of no use elsewhere.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		code, token := s.begin(t, "ana@example.com")
		s.begin(t, "bob@example.com")
		other := newStage(t, s.db, "Other")
		other.begin(t, "ana@example.com")

		for what, tt := range map[string]struct {
			address, code string
			want          confirm.Reason
		}{
			"no address":               {"ana", code, confirm.NoAddress},
			"an address without mails": {"eve@example.com", code, confirm.Unknown},
			"another's address":        {"bob@example.com", code, confirm.Wrong},
			"no code":                  {"ana@example.com", "", confirm.Wrong},
			"too short":                {"ana@example.com", code[:8], confirm.Wrong},
			"too long":                 {"ana@example.com", code + "A", confirm.Wrong},
			"no character of codes":    {"ana@example.com", "O" + code[1:], confirm.Wrong},
			"Unicode":                  {"ana@example.com", "ＡＢＣＤ-ＥＦＧＨ", confirm.Wrong},
			"SQL":                      {"ana@example.com", "' OR 1=1", confirm.Wrong},
		} {
			wantReason(t, what, s.byCode(t, tt.address, tt.code), tt.want)
		}
		_, err := s.ByCode(t.Context(), other.account, "ana@example.com", code)
		wantReason(t, "another account's code", err, confirm.Wrong)

		for _, wrong := range []string{
			"", "x", token[:len(token)-1], token + "A", token[:63] + "!", strings.ToUpper(token), "\x00", strings.Repeat("A", 64), strings.Repeat("é", 32),
			token[:10] + "AAAA" + token[14:], token[:40] + "AAAA" + token[44:],
		} {
			wantReason(t, "link "+wrong, s.byLink(t, wrong), confirm.Unknown)
		}
		if n := len(s.answers()); n != 0 {
			t.Errorf("%d answers were taken", n)
		}
		wantReason(t, "what was sent", s.byLink(t, token), "")
	})
}

// An answer that could not be acted on can be given again, by either way.
func TestConfirmedFails(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		code, token := s.begin(t, "ana@example.com")
		trouble := errors.New("the database is away")
		s.failWith(trouble)
		for range confirm.MaxTries + 1 { // right codes are no tries
			if err := s.byCode(t, "ana@example.com", code); !errors.Is(err, trouble) {
				t.Fatalf("ByCode: %v, want Confirmed's error", err)
			}
		}
		if err := s.byLink(t, token); !errors.Is(err, trouble) {
			t.Fatalf("ByLink: %v, want Confirmed's error", err)
		}
		s.failWith(nil)
		wantReason(t, "the code once it works", s.byCode(t, "ana@example.com", code), "")
	})
}

// A mail that was refused counts for nothing; one that may have gone out works if it did.
func TestMailFails(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		working := s.Mailer
		full := mailtest.Start(t, &mailtest.Server{Refuse: map[string]error{"RCPT": &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}}})
		var err error
		if s.Mailer, err = mail.New("smtp://"+full.Addr, "usher@acme.test"); err != nil {
			t.Fatal(err)
		}
		for range confirm.MaxMails + 1 {
			err := s.Begin(t.Context(), s.account, s.key, "ana@example.com", "en")
			if err == nil || !strings.Contains(err.Error(), "550 5.1.1 no such user") {
				t.Fatalf("Begin: %v, want the server's answer", err)
			}
		}
		wantReason(t, "nothing was sent", s.byCode(t, "ana@example.com", "AAAA-AAAA"), confirm.Unknown)

		ctx, cancel := context.WithCancel(t.Context())
		said := make(chan struct{})
		s.server = mailtest.Start(t, &mailtest.Server{Took: func() { cancel(); <-said }})
		if s.Mailer, err = mail.New("smtp://"+s.server.Addr, "usher@acme.test"); err != nil {
			t.Fatal(err)
		}
		err = s.Begin(ctx, s.account, s.key, "ana@example.com", "en")
		close(said)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Begin: %v, want that nobody waited", err)
		}
		wantReason(t, "the mail that may have gone out", s.byCode(t, "ana@example.com", "AAAA-AAAA"), confirm.Wrong)

		s.Mailer = nil
		if err := s.Begin(t.Context(), s.account, s.key, "ana@example.com", "en"); err == nil {
			t.Error("Begin without a mail server did not fail")
		}
		s.Mailer = working
		wantReason(t, "no address", s.Begin(t.Context(), s.account, s.key, "ana@@example", "en"), confirm.NoAddress)
	})
}

// Rule M5: both live 15 minutes.
func TestExpiry(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		for _, tt := range []struct {
			wait time.Duration
			want confirm.Reason
		}{{confirm.Validity - time.Microsecond, ""}, {confirm.Validity, confirm.Over}, {time.Hour, confirm.Over}} {
			first, second := uuid.NewString()+"@example.com", uuid.NewString()+"@example.com"
			code, _ := s.begin(t, first)
			_, token := s.begin(t, second)
			s.wait(tt.wait)
			wantReason(t, "the code after "+tt.wait.String(), s.byCode(t, first, code), tt.want)
			wantReason(t, "the link after "+tt.wait.String(), s.byLink(t, token), tt.want)
		}
	})
}
