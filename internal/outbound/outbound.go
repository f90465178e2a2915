// Package outbound is the one way by which Usher calls a connected service. What it promises of its clients: no address
// is dialled that was not judged, whatever names, redirects and DNS say, since the judgement is about the address of the
// connection itself; private networks are reached only where that is allowed, and a cloud's metadata never; what is sent
// is encrypted and the server is who it should be; a credential never goes to another server; and every call ends, with a
// bounded time, bounded headers and a bounded body. No proxy of the environment is used: it would dial what nobody judged.
package outbound

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// Options say what a client may call, and the bounds of its calls. The zero value calls public servers with the bounds
// below.
type Options struct {
	// AllowPrivate allows loopback, link-local and private addresses, and plain HTTP to these alone.
	AllowPrivate bool
	// CA is certificates in PEM of authorities that are trusted beside those of the system; nil for none.
	CA []byte
	// Timeout bounds a call, from the look-up of the name to the last byte of the body; 0 for DefaultTimeout.
	Timeout time.Duration
	// MaxBody bounds the bytes of a body after its compression is undone; 0 for DefaultMaxBody.
	MaxBody int64
	// UserAgent is sent where a request has none; "" for "Usher".
	UserAgent string
	// Elsewhere follows redirects to other servers, too, without what the request says of the caller; otherwise those of
	// the same origin alone are followed.
	Elsewhere bool

	// Resolver looks names up; nil for the system's. For tests.
	Resolver *net.Resolver
}

// The bounds of calls.
const (
	DefaultTimeout = time.Minute
	DefaultMaxBody = 32 << 20 // bytes

	dialTime      = 10 * time.Second // a connection
	handshakeTime = 10 * time.Second // TLS
	headerTime    = 45 * time.Second // from the request to the head of the answer
	maxHeader     = 64 << 10         // bytes of the head of an answer
	maxRedirects  = 3
	idleTime      = 30 * time.Second // a connection without calls
)

// New makes a client. It is safe for concurrent use; CloseIdleConnections ends its connections. Its errors hold
// a *connectors.Error, and an *Error where it was the client that refused; Failure gives that of any. The error of New is about
// Options.CA.
func New(o Options) (*http.Client, error) {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.UserAgent == "" {
		o.UserAgent = "Usher"
	}
	roots, err := rootsWith(o.CA)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	g := &gate{
		options: o,
		secure:  transport(&dialer{allowPrivate: o.AllowPrivate, public: true, resolver: o.Resolver}, config),
	}
	if o.AllowPrivate {
		g.plain = transport(&dialer{allowPrivate: true, resolver: o.Resolver}, config)
	}
	return &http.Client{Transport: g, Timeout: o.Timeout, CheckRedirect: g.redirect}, nil
}

// rootsWith are the system's authorities and those of a PEM; nil for the system's alone.
func rootsWith(pem []byte) (*x509.CertPool, error) {
	if pem == nil {
		return nil, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil { // a system without any
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, text.Errorf(nil, "outbound.noCA")
	}
	return roots, nil
}

func transport(d *dialer, config *tls.Config) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.dial,
		TLSClientConfig:        config.Clone(),
		TLSHandshakeTimeout:    handshakeTime,
		ResponseHeaderTimeout:  headerTime,
		MaxResponseHeaderBytes: maxHeader,
		IdleConnTimeout:        idleTime,
		MaxIdleConnsPerHost:    2,
		ForceAttemptHTTP2:      true,
	}
}
