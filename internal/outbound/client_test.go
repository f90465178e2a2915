package outbound_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/outbound"
)

// call gets an address and reads the body, as a connector does.
func call(t *testing.T, o outbound.Options, address string) (string, error) {
	t.Helper()
	client, err := outbound.New(o)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer s3cret")
	r.Header.Set("X-Api-Key", "s3cret")
	answer, err := client.Do(r)
	if err != nil {
		return "", outbound.Failure(t.Context(), err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), outbound.Failure(t.Context(), err)
}

// refused checks that an error is of a kind, for a reason, and shows no credential.
func refused(t *testing.T, err error, kind connectors.Kind, why outbound.Why, says string) {
	t.Helper()
	var e *connectors.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Errorf("the error is %v, want one of kind %s", err, kind)
		return
	}
	var o *outbound.Error
	if why != "" && (!errors.As(err, &o) || o.Why != why) {
		t.Errorf("the error is %v, want one about the %s", err, why)
	}
	if !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the error is %q, and has to say %q", err, says)
	}
}

// authority is the certificate of a test server's authority in PEM.
func authority(s *httptest.Server) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}

func hello(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello "+r.UserAgent()) }

// A server in a private network is called where that is allowed, with a certificate of its own authority or, there alone,
// without encryption.
func TestPrivateServersAreCalledWhereAllowed(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(hello))
	defer plain.Close()
	secure := httptest.NewTLSServer(http.HandlerFunc(hello))
	defer secure.Close()
	other := httptest.NewUnstartedServer(http.HandlerFunc(hello))
	other.EnableHTTP2 = true
	other.StartTLS()
	defer other.Close()

	for _, tt := range []struct {
		what, address string
		o             outbound.Options
	}{
		{"plain", plain.URL, outbound.Options{AllowPrivate: true, UserAgent: "Usher/1"}},
		{"own authority", secure.URL, outbound.Options{AllowPrivate: true, UserAgent: "Usher/1", CA: authority(secure)}},
		{"HTTP/2", other.URL, outbound.Options{AllowPrivate: true, UserAgent: "Usher/1", CA: authority(other)}},
	} {
		if got, err := call(t, tt.o, tt.address); got != "hello Usher/1" || err != nil {
			t.Errorf("%s: %q, %v", tt.what, got, err)
		}
	}
	_, err := call(t, outbound.Options{}, plain.URL)
	refused(t, err, connectors.Forbidden, outbound.Scheme, "--allow-private")
	_, err = call(t, outbound.Options{CA: authority(secure)}, secure.URL)
	refused(t, err, connectors.Forbidden, outbound.Address, "127.0.0.1")
	_, err = call(t, outbound.Options{AllowPrivate: true}, secure.URL)
	refused(t, err, connectors.Unavailable, "", "not from an authority")
	_, err = call(t, outbound.Options{AllowPrivate: true, CA: authority(secure)}, strings.Replace(secure.URL, "127.0.0.1", "localhost", 1))
	refused(t, err, connectors.Unavailable, "", "the certificate is not for localhost")
}

// A body has a bound, compressed or not, announced or not; up to it all of it is read.
func TestBodiesAreBounded(t *testing.T) {
	const most = 1 << 20
	var bomb bytes.Buffer
	packed := gzip.NewWriter(&bomb)
	packed.Write(make([]byte, 64<<20))
	packed.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/most":
			w.Write(make([]byte, most))
		case "/announced":
			w.Header().Set("Content-Length", "5000000000")
			w.Write(make([]byte, 1000))
		case "/endless":
			for r.Context().Err() == nil {
				w.Write(make([]byte, 64<<10))
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		case "/header":
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}
	}))
	defer server.Close()
	o := outbound.Options{AllowPrivate: true, MaxBody: most}
	if got, err := call(t, o, server.URL+"/most"); len(got) != most || err != nil {
		t.Errorf("the most is %d bytes, %v", len(got), err)
	}
	for _, path := range []string{"/announced", "/endless", "/bomb"} {
		got, err := call(t, o, server.URL+path)
		refused(t, err, connectors.Malformed, outbound.Body, "1048576 bytes")
		if len(got) > most {
			t.Errorf("%s: %d bytes were read", path, len(got))
		}
	}
	_, err := call(t, o, server.URL+"/header")
	refused(t, err, connectors.Malformed, "", "can't be understood")
}

// An ended context says so itself.
func TestFailureOfAnEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := outbound.Failure(ctx, errors.New("any")); err != context.Canceled {
		t.Error(err)
	}
	if err := outbound.Failure(t.Context(), nil); err != nil {
		t.Error(err)
	}
}
