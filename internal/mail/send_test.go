package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func stopped() time.Time { return noon }

var hello = mail.Message{
	To: "ana@example.com", Subject: "Héllo from Acme", Language: "fr",
	Text: "Bonjour\n.\nà bientôt", HTML: "<p>Bonjour, à bientôt</p>",
}

func sender(t *testing.T, server string, opts ...mail.Option) *mail.Sender {
	t.Helper()
	s, err := mail.New(server, "Usher at Acme <usher@acme.test>", append(opts, mail.WithClock(stopped))...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wantError checks where sending failed, and that its sentence says these things.
func wantError(t *testing.T, err error, step string, code int, says ...string) {
	t.Helper()
	var e *mail.Error
	if !errors.As(err, &e) || e.Step != step || e.Code != code {
		t.Fatalf("error %v (%+v), want one of step %s with code %d", err, e, step, code)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("error %q does not say %q", err, s)
		}
	}
}

func TestSend(t *testing.T) {
	server := mailtest.Start(t, &mailtest.Server{})
	if err := sender(t, "smtp://"+server.Addr).Send(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	mails := server.Mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails arrived, want 1", len(mails))
	}
	m := mails[0]
	if m.From != "usher@acme.test" || m.To != "ana@example.com" || m.Encrypted || m.LoggedIn {
		t.Errorf("envelope: %+v", m)
	}
	c := m.Read(t)
	if c.Subject != hello.Subject || strings.TrimSpace(c.Text) != hello.Text || strings.TrimSpace(c.HTML) != hello.HTML {
		t.Errorf("read as %+v", c)
	}
	for name, want := range map[string]string{
		"From": `"Usher at Acme" <usher@acme.test>`, "To": "<ana@example.com>", "Date": "Sun, 01 Mar 2026 12:00:00 +0000",
		"Auto-Submitted": "auto-generated", "Content-Language": "fr", "User-Agent": "", "X-Mailer": "", "Bcc": "",
	} {
		if got := c.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if id := c.Header.Get("Message-ID"); !strings.HasSuffix(id, "@acme.test>") {
		t.Errorf("Message-ID: %q", id)
	}
}

func TestTLSAndLogin(t *testing.T) {
	serving, trusting := mailtest.Certificates(t)
	for _, tt := range []struct {
		name      string
		server    *mailtest.Server
		url       string // without the address
		trust     *tls.Config
		step      string // where it fails; "" for not at all
		code      int
		encrypted bool
		loggedIn  bool
	}{
		{name: "STARTTLS is taken when offered", server: &mailtest.Server{STARTTLS: serving}, url: "smtp://", trust: trusting, encrypted: true},
		{name: "TLS from the start", server: &mailtest.Server{TLS: serving}, url: "smtps://", trust: trusting, encrypted: true},
		{name: "STARTTLS by an unknown authority", server: &mailtest.Server{STARTTLS: serving}, url: "smtp://", step: "tls"},
		{name: "TLS by an unknown authority", server: &mailtest.Server{TLS: serving}, url: "smtps://", step: "tls"},
		{name: "TLS where there is none", server: &mailtest.Server{}, url: "smtps://", trust: trusting, step: "tls"},
		{name: "none, as it was asked for", server: &mailtest.Server{STARTTLS: serving}, url: "smtp://?tls=none"},
		{name: "a login over TLS", server: &mailtest.Server{STARTTLS: serving, User: "u@x", Password: "p:1/2"}, url: "smtp://u%40x:p%3A1%2F2@", trust: trusting, encrypted: true, loggedIn: true},
		{name: "a login on this machine", server: &mailtest.Server{User: "u", Password: "p"}, url: "smtp://u:p@", loggedIn: true},
		{name: "a wrong password", server: &mailtest.Server{User: "u", Password: "p"}, url: "smtp://u:wrong@", step: "login", code: 535},
		{name: "a login that nobody wants", server: &mailtest.Server{}, url: "smtp://u:p@", step: "login"},
		{name: "no login where one is wanted", server: &mailtest.Server{User: "u", Password: "p"}, url: "smtp://", step: "sender", code: 502},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := mailtest.Start(t, tt.server)
			before, query, _ := strings.Cut(tt.url, "?")
			url := before + server.Addr
			if query != "" {
				url += "?" + query
			}
			err := sender(t, url, mail.WithTLS(tt.trust)).Send(t.Context(), hello)
			if tt.step != "" {
				wantError(t, err, tt.step, tt.code, server.Addr, "check")
				if strings.Contains(err.Error(), "wrong@") || len(server.Mails()) > 0 {
					t.Errorf("error %q; %d mails arrived", err, len(server.Mails()))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if m := server.Mails()[0]; m.Encrypted != tt.encrypted || m.LoggedIn != tt.loggedIn {
				t.Errorf("encrypted %t, logged in %t; want %t, %t", m.Encrypted, m.LoggedIn, tt.encrypted, tt.loggedIn)
			}
		})
	}
}

// What the server answers reaches the administrator, with what to do.
func TestRefused(t *testing.T) {
	for command, tt := range map[string]struct {
		answer *smtp.SMTPError
		step   string
		says   []string
	}{
		"MAIL": {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not from there"}, "sender", []string{`"550 5.7.1 not from there"`, "lets you send from this address"}},
		"RCPT": {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}, "recipient", []string{`"550 5.1.1 no such user"`, "check the address"}},
		"DATA": {&smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "disk full"}, "end", []string{`"451 4.3.0 disk full"`, "try again in a few minutes"}},
	} {
		t.Run(command, func(t *testing.T) {
			server := mailtest.Start(t, &mailtest.Server{Refuse: map[string]error{command: tt.answer}})
			err := sender(t, "smtp://"+server.Addr).Send(t.Context(), hello)
			wantError(t, err, tt.step, tt.answer.Code, append(tt.says, server.Addr)...)
		})
	}
}

func TestNobodyThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	err = sender(t, "smtp://"+listener.Addr().String()).Send(t.Context(), hello)
	wantError(t, err, "connect", 0, "can't be reached", "check the server's name and port")
}

// A server that takes the connection and then says nothing costs no more than the limit; one who
// gives up costs nothing.
func TestSilentServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	err = sender(t, "smtp://"+listener.Addr().String(), mail.WithTimeout(50*time.Millisecond)).Send(t.Context(), hello)
	wantError(t, err, "connect", 0, "did not finish within 50ms")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the cause of %v is not the deadline", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		if conn, err := listener.Accept(); err == nil { // the first, which has given up
			conn.Close()
		}
		conn, err := listener.Accept()
		cancel()
		if err == nil {
			defer conn.Close()
			conn.Read(make([]byte, 1)) // until the sender is gone
		}
	}()
	if err := sender(t, "smtp://"+listener.Addr().String()).Send(ctx, hello); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was given up", err)
	} else {
		wantError(t, err, "connect", 0, "was not waited for")
	}
}

// A server that has the whole mail and goes without a word may have taken it, and the error says so.
func TestUncertain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	took := make(chan struct{})
	server := mailtest.Start(t, &mailtest.Server{Took: func() { cancel(); <-took }})
	defer close(took)
	err := sender(t, "smtp://"+server.Addr).Send(ctx, hello)
	wantError(t, err, "end", 0, "may have been sent", "was not waited for")
	var e *mail.Error
	if !errors.As(err, &e) || !e.Uncertain {
		t.Errorf("%v is not uncertain", err)
	}
}

// An address beyond ASCII goes only where it is understood (RFC 6531 section 3.3).
func TestUTF8Address(t *testing.T) {
	m := hello
	m.To = "jörg@example.com"
	old := mailtest.Start(t, &mailtest.Server{})
	wantError(t, sender(t, "smtp://"+old.Addr).Send(t.Context(), m), "recipient", 0, "SMTPUTF8")

	able := mailtest.Start(t, &mailtest.Server{UTF8: true})
	if err := sender(t, "smtp://"+able.Addr).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got := able.Mails()[0].To; got != m.To {
		t.Errorf("it went to %q, want %q", got, m.To)
	}
}
