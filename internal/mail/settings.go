package mail

import (
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
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
		return server{}, errors.New("the SMTP server is not an address: write smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT; in a password write %40 for @, %3A for : and %2F for /")
	}
	s := server{host: u.Hostname(), port: u.Port(), user: u.User, near: loopback(u.Hostname())}
	switch u.Scheme {
	case "smtp":
	case "smtps":
		s.implicit = true
	default:
		return server{}, fmt.Errorf("the SMTP server's address begins with %s://: write smtp:// or smtps://", u.Scheme)
	}
	if s.port == "" {
		if s.port = submissionPort; s.implicit {
			s.port = submissionsPort
		}
	}
	if n, err := strconv.ParseUint(s.port, 10, 16); err != nil || n == 0 {
		return server{}, fmt.Errorf("the SMTP server's port %s is none: write a number from 1 to 65535", s.port)
	}
	query, err := url.ParseQuery(u.RawQuery)
	for name, values := range query {
		if name != "tls" || len(values) != 1 || values[0] != "none" {
			err = errors.New(name)
		}
	}
	if err != nil {
		return server{}, errors.New("the SMTP server's address has an unknown parameter: only ?tls=none is one")
	}
	s.plain = query.Has("tls")
	if s.plain && s.implicit {
		return server{}, errors.New("the SMTP server's address says both smtps:// and ?tls=none: drop one of them")
	}
	return s, s.checkUser()
}

// checkUser refuses to log in half, and to show a password to the network.
func (s server) checkUser() error {
	if s.user == nil {
		return nil
	}
	if password, _ := s.user.Password(); s.user.Username() == "" || password == "" {
		return errors.New("the SMTP server's address has a user or a password without the other: write USER:PASSWORD@ before the host, or neither")
	}
	if s.plain && !s.near {
		return errors.New("with ?tls=none the password would cross the network in the clear: drop ?tls=none, or the user and password")
	}
	return nil
}

func parseFrom(setting string) (*netmail.Address, error) {
	from, err := netmail.ParseAddress(setting)
	if err != nil || !oneLine(setting) || !asciiOnly(from.Address) {
		return nil, fmt.Errorf("%q is not the address of a sender: write one such as usher@example.com or \"Usher <usher@example.com>\"", setting)
	}
	return from, nil
}
