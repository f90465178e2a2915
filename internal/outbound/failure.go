package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/text"
)

// Why is what a client refused.
type Why string

// What a client refuses.
const (
	Address     Why = "address"     // it may not be called
	Scheme      Why = "scheme"      // it is not https, or no URL
	Userinfo    Why = "userinfo"    // a URL with a user in it
	Redirect    Why = "redirect"    // one that is not followed
	Body        Why = "body"        // it is larger than Options.MaxBody
	Unreachable Why = "unreachable" // none of the addresses that may be called answers
)

// Error is a refusal of a client. It holds no secret.
type Error struct {
	Why     Why
	Message text.Message
	Err     error // the cause; may be nil
}

func refuse(why Why, cause error, key string, pairs ...any) *Error {
	return &Error{Why: why, Message: text.New(key, pairs...), Err: cause}
}

// Error is the message in English.
func (e *Error) Error() string { return text.In(text.English, e.Message) }

// Tell gives the message.
func (e *Error) Tell() text.Message { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Failure is an error of a call, or of reading an answer's body, as a connector says it; nil for nil and the context's
// own error where that has ended. What is shown of it is a message of Err (it tells), and holds neither the URL's path
// nor its query. But for what net/http itself says (a time that is over, a redirect that is none), errors of a client
// hold a *connectors.Error already.
func Failure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var known *connectors.Error
	if errors.As(err, &known) {
		return known
	}
	host := ""
	var u *url.Error
	if errors.As(err, &u) {
		if at, parseErr := url.Parse(u.URL); parseErr == nil {
			host = at.Host
		}
		err = u.Err
	}
	return failed(host, err)
}

// failed is an error of a call to a host, as a connector says it.
func failed(host string, err error) *connectors.Error {
	var refused *Error
	if errors.As(err, &refused) {
		return &connectors.Error{Kind: kindOf(refused.Why), Detail: host, Err: refused}
	}
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	kind := connectors.Unavailable
	switch {
	case errors.As(err, &certificate):
		err = text.Errorf(certificate, "outbound.certificate", "host", host)
	case errors.As(err, &dns):
		err = text.Errorf(dns, "outbound.name", "host", dns.Name)
	case timeout(err) && host == "": // the client's own, which does not say where
		err = &text.Error{Message: text.New("outbound.slowBody"), Cause: err}
	case timeout(err):
		err = &text.Error{Message: text.New("outbound.slow", "host", host), Cause: err}
	case untalked(err):
		err = &text.Error{Message: text.New("outbound.noTLS", "host", host), Cause: err}
	case lost(err):
		err = text.Errorf(err, "outbound.failed", "host", host)
	default: // what it holds may be the server's words, or an echo of ours
		kind, err = connectors.Malformed, &text.Error{Message: text.New("outbound.noHTTP", "host", host), Cause: err}
	}
	return &connectors.Error{Kind: kind, Detail: host, Err: err}
}

func timeout(err error) bool {
	var e net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &e) && e.Timeout()
}

// untalked reports whether a server and the client could not agree on TLS.
func untalked(err error) bool {
	var op *net.OpError
	var record tls.RecordHeaderError
	return errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record) ||
		errors.As(err, &op) && op.Op == "remote error" || // an alert
		strings.HasPrefix(err.Error(), "tls: ") // the package has no types for the rest
}

// lost reports whether an error is about the connection, and not about what came over it.
func lost(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed)
}

func kindOf(why Why) connectors.Kind {
	switch why {
	case Address, Scheme, Userinfo, Redirect:
		return connectors.Forbidden
	case Body:
		return connectors.Malformed
	}
	return connectors.Unavailable
}
