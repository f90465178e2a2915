// Package mailtest runs a real SMTP server on loopback that keeps every mail it is given, for
// tests of whatever sends mail. It takes mails, refuses them, wants a login, or speaks TLS, as it
// is told.
package mailtest

import (
	"cmp"
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Server is a running SMTP server. Its fields are settings until the first connection.
type Server struct {
	Addr           string           // host:port; "" before it runs for one that is free
	User, Password string           // when set, nobody sends without
	Refuse         map[string]error // by command: AUTH, MAIL, RCPT, DATA
	UTF8           bool             // takes addresses beyond ASCII (RFC 6531)
	Took           func()           // called with each mail, before the server says that it has it
	STARTTLS       *tls.Config
	TLS            *tls.Config // from the start

	mu    sync.Mutex
	mails []Mail
}

// Mail is what the server was given.
type Mail struct {
	From, To  string // of the envelope
	Raw       string
	Encrypted bool
	LoggedIn  bool
}

// Start runs a server until the test ends.
func Start(t testing.TB, s *Server) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", cmp.Or(s.Addr, "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	s.Addr = listener.Addr().String()
	if s.TLS != nil {
		listener = tls.NewListener(listener, s.TLS)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	server.Domain = "mail.test"
	server.AllowInsecureAuth = true
	server.EnableSMTPUTF8 = s.UTF8
	server.TLSConfig = s.STARTTLS
	server.ErrorLog = log.New(io.Discard, "", 0)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(listener)
	}()
	t.Cleanup(func() {
		server.Close()
		listener.Close() // which the server does not know yet, if it was closed before it began
		<-ended
	})
	return s
}

// Mails are the mails so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

type session struct {
	server   *Server
	conn     *smtp.Conn
	loggedIn bool
	from, to string
}

func (s *session) Reset() { s.from, s.to = "", "" }

func (s *session) Logout() error { return nil }

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.server.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth implements smtp.AuthSession.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if err := s.server.Refuse["AUTH"]; err != nil {
			return err
		}
		if user != s.server.User || password != s.server.Password {
			return smtp.ErrAuthFailed
		}
		s.loggedIn = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.User != "" && !s.loggedIn {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return s.server.Refuse["MAIL"]
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.server.Refuse["RCPT"]
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.server.Refuse["DATA"]; err != nil {
		return err
	}
	_, encrypted := s.conn.TLSConnectionState()
	if s.server.Took != nil {
		s.server.Took()
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, Mail{From: s.from, To: s.to, Raw: string(raw), Encrypted: encrypted,
		LoggedIn: s.loggedIn})
	return nil
}
