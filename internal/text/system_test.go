package text

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"
)

// Rule I3: what an operating system says is said in words of our own, and what somebody wrapped stays as it is.
func TestSystemErrors(t *testing.T) {
	t.Parallel()
	_, missing := os.Open("/no/such/file")
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for _, tt := range []struct {
		cause  error
		en, fr string
	}{
		{missing, "no such file or directory", "ce fichier ou ce répertoire n'existe pas"},
		{&os.PathError{Op: "open", Path: "/x", Err: syscall.EACCES}, "permission denied", "permission refusée"},
		{&os.PathError{Op: "open", Path: "/x", Err: syscall.EISDIR}, "is a directory", "est un répertoire"},
		{&url.Error{Op: "Get", URL: "http://x", Err: refused}, "connection refused", "connexion refusée"},
		{&net.DNSError{Name: "x.invalid", IsNotFound: true}, `no such host "x.invalid"`, `l'hôte "x.invalid" est inconnu`},
		{&net.DNSError{Name: "x.invalid", Err: "server misbehaving"}, "the server answers with a failure", "le serveur répond par un échec"},
		{
			&url.Error{Op: "Get", URL: "https://x", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}},
			"the certificate is not from an authority that this machine trusts",
			"le certificat n'est pas d'une autorité à laquelle cette machine se fie",
		},
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, "the certificate is not for x", "le certificat n'est pas pour x"},
		{os.ErrDeadlineExceeded, "timeout", "délai dépassé"},
		{context.Canceled, "interrupted", "interrompu"},
		{fmt.Errorf("read it: %w", syscall.ENOSPC), "read it: no space left on device", "read it: no space left on device"},
		{errors.New("odd"), "odd", "odd"},
	} {
		err := Errorf(tt.cause, "database.wrong", "url", "sqlite:x")
		if got, want := In(English, err.Tell()), "database sqlite:x: "+tt.en; got != want {
			t.Errorf("%v: %q, want %q", tt.cause, got, want)
		}
		if got, want := In(French, err.Tell()), "base de données sqlite:x\u00A0: "+tt.fr; got != want {
			t.Errorf("%v: %q, want %q", tt.cause, got, want)
		}
		if !errors.Is(err, tt.cause) {
			t.Errorf("%v is lost", tt.cause)
		}
	}
}
