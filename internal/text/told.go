package text

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"syscall"

	"github.com/usher-id/usher/scim/message"
)

// systemErrors are the errors of an operating system that have words.
var systemErrors = []struct {
	err error
	key string
}{
	{syscall.EISDIR, "system.directory"},
	{syscall.ENOTDIR, "system.noDirectory"},
	{syscall.ENOSPC, "system.full"},
	{syscall.EROFS, "system.readOnly"},
	{syscall.EADDRINUSE, "system.taken"},
	{syscall.EADDRNOTAVAIL, "system.noAddress"},
	{syscall.ECONNREFUSED, "system.refused"},
	{syscall.ECONNRESET, "system.lost"},
	{syscall.EPIPE, "system.lost"},
	{io.ErrUnexpectedEOF, "system.lost"},
	{syscall.EHOSTUNREACH, "system.unreachable"},
	{syscall.ENETUNREACH, "system.unreachable"},
	{fs.ErrNotExist, "system.missing"},
	{fs.ErrPermission, "system.denied"},
	{os.ErrDeadlineExceeded, "system.timeout"},
	{context.DeadlineExceeded, "system.timeout"},
	{context.Canceled, "system.interrupted"},
}

// system is what an error of the operating system or the network says; the file or address is for the sentence around
// it to name. known is false for other errors, and for one that somebody has wrapped with words of their own.
func system(err error) (m Message, known bool) {
	switch e := err.(type) {
	case *url.Error:
		return system(e.Err)
	case *os.SyscallError:
		return system(e.Err)
	case *fs.PathError:
		return system(e.Err)
	case *net.OpError:
		return system(e.Err)
	case *net.DNSError:
		if e.Err == "server misbehaving" { // so Go calls an answer SERVFAIL
			return New("system.dns"), true
		}
		return New("system.noHost", "host", e.Name), e.IsNotFound
	case *tls.CertificateVerificationError:
		return system(e.Err)
	case x509.UnknownAuthorityError:
		return New("system.certificate"), true
	case x509.HostnameError:
		return New("system.certificate.name", "host", e.Host), true
	case x509.CertificateInvalidError:
		return New("system.certificate.time"), e.Reason == x509.Expired
	}
	for _, s := range systemErrors {
		if err == s.err || isErrno(err) && errors.Is(err, s.err) {
			return New(s.key), true
		}
	}
	network, is := err.(net.Error)
	return New("system.timeout"), is && network.Timeout()
}

func isErrno(err error) bool {
	_, is := err.(syscall.Errno)
	return is
}

// Told is what an error tells: a message, what the system says in words, or else its text.
func Told(err error) Message {
	if teller, is := err.(message.Teller); is {
		return teller.Tell()
	}
	if m, known := system(err); known {
		return m
	}
	return Plain(err.Error())
}

// unexpected is an error that nobody made for people, as they are shown it.
func unexpected(err error) Message { return New("error.unexpected", "cause", Told(err)) }
