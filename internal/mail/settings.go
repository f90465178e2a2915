package mail

import (
	"errors"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// Ports of mail submission without and with TLS from the start (RFC 6409 section 3.1, RFC 8314
// section 3.3).
const (
	submissionPort  = "587"
	submissionsPort = "465"
)

// server is where mails are handed over, and how.
type server struct {
	host, port string
	user       *url.Userinfo // nil: without logging in
	implicit   bool          // TLS from the start
	plain      bool          // no TLS at all
	near       bool          // on this machine, so that no network is crossed
}

func (s server) address() string { return net.JoinHostPort(s.host, s.port) }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// parseServer reads the setting. Its errors don't repeat it, since it may hold a password.
func parseServer(setting string) (server, error) {
	u, err := url.Parse(setting)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.Fragment != "" || u.Opaque != "" {
		return server{}, text.Errorf(nil, "mail.server.form")
	}
	s := server{host: u.Hostname(), port: u.Port(), user: u.User, near: loopback(u.Hostname())}
	switch u.Scheme {
	case "smtp":
	case "smtps":
		s.implicit = true
	default:
		return server{}, text.Errorf(nil, "mail.server.scheme", "scheme", u.Scheme)
	}
	if s.port == "" {
		if s.port = submissionPort; s.implicit {
			s.port = submissionsPort
		}
	}
	if n, err := strconv.ParseUint(s.port, 10, 16); err != nil || n == 0 {
		return server{}, text.Errorf(nil, "mail.server.port", "port", s.port)
	}
	query, err := url.ParseQuery(u.RawQuery)
	for name, values := range query {
		if name != "tls" || len(values) != 1 || values[0] != "none" {
			err = errors.New(name)
		}
	}
	if err != nil {
		return server{}, text.Errorf(nil, "mail.server.parameter")
	}
	s.plain = query.Has("tls")
	if s.plain && s.implicit {
		return server{}, text.Errorf(nil, "mail.server.both")
	}
	return s, s.checkUser()
}

// checkUser refuses to log in half, and to show a password to the network.
func (s server) checkUser() error {
	if s.user == nil {
		return nil
	}
	if password, _ := s.user.Password(); s.user.Username() == "" || password == "" {
		return text.Errorf(nil, "mail.server.user")
	}
	if s.plain && !s.near {
		return text.Errorf(nil, "mail.server.clear")
	}
	return nil
}

func parseFrom(setting string) (*netmail.Address, error) {
	from, err := netmail.ParseAddress(setting)
	if err != nil || !oneLine(setting) || !asciiOnly(from.Address) {
		return nil, text.Errorf(nil, "mail.sender", "setting", setting)
	}
	return from, nil
}
