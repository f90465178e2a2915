// Package mail hands one mail at a time to an SMTP server. Send returns when the server has taken
// the mail or has said why not, after 15 seconds at the latest. Whatever a message holds, it adds
// no header and no recipient; a password never crosses a network in the clear.
package mail

import (
	"context"
	"crypto/tls"
	"net"
	netmail "net/mail"
	"time"

	"github.com/usher-id/usher/internal/clock"
)

// Timeout bounds Send as a whole, from the look-up of the server's name to its last answer.
const Timeout = 15 * time.Second

// Message is one mail to one person, in two forms of the same content.
type Message struct {
	ID       string // left part of the Message-ID, the same for whatever is one mail; "" for a random one
	To       string // address, without a name
	Subject  string // one line; what can't be seen is left out
	Language string // BCP 47 tag of Subject, Text and HTML
	Text     string
	HTML     string
}

// Sender sends mails through one SMTP server. It is safe for concurrent use.
type Sender struct {
	server server
	from   *netmail.Address
	clock  clock.Clock
	limit  time.Duration
	roots  *tls.Config // nil for the system's certificate authorities
}

// Option changes how a Sender works.
type Option func(*Sender)

// WithClock sets the clock that dates mails, for tests.
func WithClock(c clock.Clock) Option { return func(s *Sender) { s.clock = c } }

// WithTimeout sets another limit than Timeout, for tests.
func WithTimeout(d time.Duration) Option { return func(s *Sender) { s.limit = d } }

// WithTLS sets the configuration from which connections begin, for tests: whom to trust.
func WithTLS(c *tls.Config) Option { return func(s *Sender) { s.roots = c } }

// New makes a Sender of two settings. server is smtp://[USER:PASSWORD@]HOST[:PORT], where
// STARTTLS is used when the server offers it and required unless the host is this machine, or
// smtps://... for TLS from the start; ?tls=none does without. from is the sender's address, with
// or without a name: "Usher <usher@example.com>". The error says how to write a setting; it
// never shows a password.
func New(server, from string, opts ...Option) (*Sender, error) {
	where, err := parseServer(server)
	if err != nil {
		return nil, err
	}
	who, err := parseFrom(from)
	if err != nil {
		return nil, err
	}
	s := &Sender{server: where, from: who, clock: clock.System, limit: Timeout}
	for _, o := range opts {
		o(s)
	}
	return s, nil
}

// Send hands over a mail. The error is an *Error, which tells administrators what the server
// answered and what to do.
func (s *Sender) Send(ctx context.Context, m Message) error {
	mail, to, err := s.compose(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.server.address())
	if err != nil {
		return s.failed(ctx, "connect", err)
	}
	defer conn.Close()
	// Whatever waits for the server then ends at once.
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	return s.converse(ctx, conn, mail, to)
}
