package domains

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// Prover looks for the proofs of rule D2 in the outside world. Its zero value asks the system's
// resolver.
type Prover struct {
	Resolver string // HOST:PORT of the DNS server that is asked; "" for the system's

	// For tests, whose servers are on this machine.
	Roots        *x509.CertPool // instead of the system's certificate authorities
	Port         string         // of HTTPS, instead of 443
	AllowPrivate bool           // connect to any address
}

// Prove looks for a proof that whoever was given the token rules the domain. How long that
// takes is bounded.
func (p *Prover) Prove(ctx context.Context, method Method, domain, token string) Answer {
	if method == ByFile {
		return p.file(ctx, domain, Value(token))
	}
	return p.record(ctx, domain, Value(token))
}

// resolver is Go's own: the C library's does not tell an answer that says no from no answer.
func (p *Prover) resolver() *net.Resolver {
	r := &net.Resolver{PreferGo: true}
	if p.Resolver != "" {
		r.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, p.Resolver)
		}
	}
	return r
}

// ParseResolver reads HOST or HOST:PORT; the port is 53 by default. An IPv6 address with a port
// stands in brackets.
func ParseResolver(s string) (string, error) {
	bad := text.Errorf(nil, "proof.resolver", "server", s)
	if ip, err := netip.ParseAddr(s); err == nil {
		return net.JoinHostPort(ip.String(), "53"), nil
	}
	if !strings.Contains(s, ":") {
		s += ":53"
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" || strings.ContainsAny(host, "/@ ") {
		return "", bad
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", bad
	}
	return s, nil
}
