package mail_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
)

// Nothing in a message makes a header, a recipient or an SMTP command of its own.
func TestInjection(t *testing.T) {
	server := mailtest.Start(t, &mailtest.Server{})
	s := sender(t, "smtp://"+server.Addr)
	if err := s.Send(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	plain := slices.Sorted(maps.Keys(server.Mails()[0].Read(t).Header))

	for _, hostile := range []string{
		"a\r\nBcc: eve@evil.test", "a\nBcc: eve@evil.test\n\nbody", "a\rX-Evil: 1", "a\x00b", "\r\n.\r\nMAIL FROM:<eve@evil.test>",
		"=?utf-8?q?a=0D=0ABcc:_eve@evil.test?=", "a\u2028Bcc: eve@evil.test", "\u202Egnp.exe", strings.Repeat("é\r\nX: y ", 300), "\xff\xfe",
	} {
		m := hello
		m.Subject, m.Language, m.Text, m.HTML = hostile, hostile, hostile, hostile
		before := len(server.Mails())
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatalf("%q: %v", hostile, err)
		}
		mails := server.Mails()
		got := mails[len(mails)-1]
		if len(mails) != before+1 || got.To != "ana@example.com" {
			t.Errorf("%q: %d mails, the last to %s", hostile, len(mails)-before, got.To)
		}
		c := got.Read(t)
		if names := slices.Sorted(maps.Keys(c.Header)); !slices.Equal(names, plain) {
			t.Errorf("%q: headers %q, want %q", hostile, names, plain)
		}
		if strings.ContainsAny(c.Subject, "\r\n\x00\u2028\u202E") || len([]rune(c.Subject)) > 150 {
			t.Errorf("%q: subject %q", hostile, c.Subject)
		}
	}

	before := len(server.Mails())
	for _, to := range []string{
		"", "ana", "ana@example.com\r\nRCPT TO:<eve@evil.test>", "ana@example.com, eve@evil.test", "<ana@example.com> <eve@evil.test>",
		"ana@example.com>\r\nDATA", "Eve <ana@example.com>", "\"a\r\nb\"@example.com", "ana@example.com\x00",
	} {
		m := hello
		m.To = to
		wantError(t, s.Send(t.Context(), m), "address", 0, "is not an e-mail address")
	}
	if n := len(server.Mails()) - before; n != 0 {
		t.Errorf("%d mails were sent to nobody's address", n)
	}
}

func TestSettings(t *testing.T) {
	const good = "usher@acme.test"
	for _, tt := range []struct{ server, from, says string }{
		{"smtp://mail.acme.test", good, ""},
		{"smtp://mail.acme.test:25/", good, ""},
		{"smtps://u:p@mail.acme.test", "Usher <usher@acme.test>", ""},
		{"smtp://[::1]:2525", good, ""},
		{"smtp://u:p@localhost?tls=none", good, ""},
		{"smtp://mail.acme.test?tls=none", good, ""},
		{"", good, "write smtp://HOST:PORT"},
		{"mail.acme.test:25", good, "smtp://"},
		{"mail.acme.test", good, "write smtp://HOST:PORT"},
		{"smtp://", good, "write smtp://HOST:PORT"},
		{"http://mail.acme.test", good, "begins with http://"},
		{"smtp://mail.acme.test:0", good, "from 1 to 65535"},
		{"smtp://mail.acme.test:70000", good, "from 1 to 65535"},
		{"smtp://u:s3cr3t@x:y@mail.acme.test:port", good, "write %40 for @"},
		{"smtp://mail.acme.test/path", good, "write smtp://HOST:PORT"},
		{"smtp://mail.acme.test?tls=maybe", good, "only ?tls=none"},
		{"smtp://mail.acme.test?verify=no", good, "only ?tls=none"},
		{"smtps://mail.acme.test?tls=none", good, "drop one of them"},
		{"smtp://u@mail.acme.test", good, "without the other"},
		{"smtp://:s3cr3t@mail.acme.test", good, "without the other"},
		{"smtp://u:s3cr3t@mail.acme.test?tls=none", good, "in the clear"},
		{"smtp://mail.acme.test", "", "not the address of a sender"},
		{"smtp://mail.acme.test", "usher", "not the address of a sender"},
		{"smtp://mail.acme.test", "usher@acme.test\r\nBcc: eve@evil.test", "not the address of a sender"},
		{"smtp://mail.acme.test", "usher@acme.test, eve@evil.test", "not the address of a sender"},
	} {
		_, err := mail.New(tt.server, tt.from)
		switch {
		case tt.says == "" && err != nil:
			t.Errorf("%s from %s: %v", tt.server, tt.from, err)
		case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
			t.Errorf("%s from %s: error %v, want one that says %q", tt.server, tt.from, err, tt.says)
		case err != nil && strings.Contains(err.Error(), "s3cr3t"):
			t.Errorf("%s: the error %q shows the password", tt.server, err)
		}
	}
}

// A server beyond this machine that offers no TLS is not trusted with the mail, which holds a
// secret.
func TestTLSIsRequired(t *testing.T) {
	server := mailtest.Start(t, &mailtest.Server{})
	s := sender(t, "smtp://"+server.Addr)
	mail.Elsewhere(s)
	wantError(t, s.Send(t.Context(), hello), "tls", 0, "does not offer STARTTLS")
	if n := len(server.Mails()); n != 0 {
		t.Errorf("%d mails were sent in the clear", n)
	}
}
