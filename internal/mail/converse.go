package mail

import (
	"context"
	"crypto/tls"
	"net"
	netmail "net/mail"
	"os"
	"strings"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/usher-id/usher/internal/text"
)

// converse is the whole conversation with the server (RFC 5321 section 3).
func (s *Sender) converse(ctx context.Context, conn net.Conn, mail *gomail.Msg, to *netmail.Address) error {
	if s.server.implicit {
		secure := tls.Client(conn, s.tlsConfig())
		if err := secure.HandshakeContext(ctx); err != nil {
			return s.failed(ctx, "tls", err)
		}
		conn = secure
	}
	c, err := smtp.NewClient(conn, s.server.host)
	if err != nil {
		return s.failed(ctx, "connect", err)
	}
	if err := c.Hello(hostname()); err != nil {
		return s.failed(ctx, "connect", err)
	}
	if err := s.secure(ctx, c); err != nil {
		return err
	}
	if err := s.login(ctx, c); err != nil {
		return err
	}
	if utf8, _ := c.Extension("SMTPUTF8"); !utf8 && !asciiOnly(to.Address) {
		return s.failed(ctx, "recipient", errNoUTF8) // RFC 6531 section 3.3
	}
	if err := c.Mail(path(s.from)); err != nil {
		return s.failed(ctx, "sender", err)
	}
	if err := c.Rcpt(path(to)); err != nil {
		return s.failed(ctx, "recipient", err)
	}
	w, err := c.Data()
	if err != nil {
		return s.failed(ctx, "content", err)
	}
	if _, err := mail.WriteTo(w); err != nil {
		return s.failed(ctx, "content", err)
	}
	if err := w.Close(); err != nil {
		return s.failed(ctx, "end", err)
	}
	_ = c.Quit() // the server has the mail: what it says to the farewell changes nothing
	return nil
}

// secure begins TLS where it is offered, and insists on it where a network is crossed.
func (s *Sender) secure(ctx context.Context, c *smtp.Client) error {
	if s.server.implicit || s.server.plain {
		return nil
	}
	if offered, _ := c.Extension("STARTTLS"); !offered {
		if s.server.near {
			return nil
		}
		return s.failed(ctx, "tls", errNoTLS)
	}
	if err := c.StartTLS(s.tlsConfig()); err != nil {
		return s.failed(ctx, "tls", err)
	}
	return nil
}

func (s *Sender) tlsConfig() *tls.Config {
	c := s.roots.Clone()
	if c == nil {
		c = &tls.Config{}
	}
	c.ServerName, c.MinVersion = s.server.host, tls.VersionTLS12
	return c
}

// login proves who sends. The strongest way that the server knows is taken; those that show the
// password refuse to go on over an unencrypted network.
func (s *Sender) login(ctx context.Context, c *smtp.Client) error {
	if s.server.user == nil {
		return nil
	}
	_, offered := c.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	user, host, near := s.server.user.Username(), s.server.host, s.server.near
	password, _ := s.server.user.Password()
	for _, known := range []struct {
		name string
		auth smtp.Auth
	}{
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(user, password)},
		{"PLAIN", smtp.PlainAuth("", user, password, host, near)},
		{"LOGIN", smtp.LoginAuth(user, password, host, near)},
		{"CRAM-MD5", smtp.CRAMMD5Auth(user, password)},
	} {
		for _, way := range ways {
			if way != known.name {
				continue
			}
			if err := c.Auth(known.auth); err != nil {
				return s.failed(ctx, "login", err)
			}
			return nil
		}
	}
	return s.failed(ctx, "login", errNoLogin)
}

var (
	errNoTLS   = text.Errorf(nil, "mail.unfit.tls")
	errNoLogin = text.Errorf(nil, "mail.unfit.login")
	errNoUTF8  = text.Errorf(nil, "mail.unfit.utf8")
)

// hostname is how Usher presents itself.
func hostname() string {
	name, err := os.Hostname()
	if err != nil || name == "" || !oneLine(name) || strings.Contains(name, " ") {
		return "localhost"
	}
	return name
}
