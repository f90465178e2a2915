package outbound_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/outbound"
)

// heard is a server that answers /to?URL with a redirect, /hops/N with N of them, and all else by saying what of the
// caller came with the request.
type heard struct {
	mu    sync.Mutex
	paths []string
}

func (h *heard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.paths = append(h.paths, r.URL.Path)
	h.mu.Unlock()
	var n int
	switch {
	case r.URL.Path == "/to":
		http.Redirect(w, r, r.URL.RawQuery, http.StatusTemporaryRedirect)
	case scanned(r.URL.Path, &n) && n > 0:
		http.Redirect(w, r, fmt.Sprintf("/hops/%d", n-1), http.StatusFound)
	default:
		fmt.Fprintf(w, "authorization %q key %q referer %q", r.Header.Get("Authorization"), r.Header.Get("X-Api-Key"), r.Referer())
	}
}

func scanned(path string, n *int) bool {
	_, err := fmt.Sscanf(path, "/hops/%d", n)
	return err == nil
}

// Redirects are followed within the origin, three at most; elsewhere only where that is wanted, and without what the
// request says of the caller.
func TestRedirects(t *testing.T) {
	var atA, atB, atSecure heard
	a, b, secure := httptest.NewServer(&atA), httptest.NewServer(&atB), httptest.NewTLSServer(&atSecure)
	defer a.Close()
	defer b.Close()
	defer secure.Close()
	own := outbound.Options{AllowPrivate: true, CA: authority(secure)}
	anywhere := own
	anywhere.Elsewhere = true

	const all, none = `authorization "Bearer s3cret" key "s3cret"`, `authorization "" key "" referer ""`
	for _, tt := range []struct {
		what, address string
		o             outbound.Options
		want          string
	}{
		{"within the origin", a.URL + "/hops/3?token=s3cret", own, all},
		{"within the origin, absolute", a.URL + "/to?" + a.URL + "/x", own, all},
		{"elsewhere", a.URL + "/to?" + b.URL + "/x", anywhere, none},
		{"elsewhere and back", a.URL + "/to?" + b.URL + "/to?" + a.URL + "/x", anywhere, none},
		{"to what is encrypted", a.URL + "/to?" + secure.URL + "/x", anywhere, none},
	} {
		if got, err := call(t, tt.o, tt.address); err != nil || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s, %v", tt.what, got, err)
		}
	}
	for _, tt := range []struct {
		what, address string
		o             outbound.Options
		why           outbound.Why
		says          string
	}{
		{"too many", a.URL + "/hops/4", own, outbound.Redirect, "more than 3 times"},
		{"elsewhere", a.URL + "/to?" + b.URL + "/s3cret", own, outbound.Redirect, "another server"},
		{"another port", a.URL + "/to?http://127.0.0.1:1/", own, outbound.Redirect, "another server"},
		{"another scheme", a.URL + "/to?" + secure.URL + "/x", own, outbound.Redirect, "another server"},
		{"to what is not encrypted", secure.URL + "/to?" + a.URL + "/x", anywhere, outbound.Redirect, "without encryption"},
		{"to a cloud's metadata", a.URL + "/to?http://169.254.169.254/latest/meta-data/", anywhere, outbound.Address, "never called"},
		{"to the same in IPv6", a.URL + "/to?http://[::ffff:169.254.169.254]/", anywhere, outbound.Address, "never called"},
		{"to a user", a.URL + "/to?http://u:s3cret@127.0.0.1/", anywhere, outbound.Userinfo, "user or a password"},
		{"to a file", a.URL + "/to?file:///etc/passwd", anywhere, outbound.Scheme, "https://"},
		{"to what is public, not encrypted", a.URL + "/to?http://8.8.8.8/", anywhere, outbound.Scheme, "without encryption"},
	} {
		_, err := call(t, tt.o, tt.address)
		refused(t, err, connectors.Forbidden, tt.why, tt.says)
	}
}

// A request with a body is not sent to where a redirect leads.
func TestBodiesAreNotRedirected(t *testing.T) {
	var at heard
	server := httptest.NewServer(&at)
	defer server.Close()
	client, err := outbound.New(outbound.Options{AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	answer, err := client.Post(server.URL+"/to?/elsewhere", "text/plain", strings.NewReader("client_secret=s3cret"))
	if err == nil {
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	refused(t, outbound.Failure(t.Context(), err), connectors.Forbidden, outbound.Redirect, "redirects a POST")
	if len(at.paths) != 1 {
		t.Errorf("the server was asked for %v", at.paths)
	}
}
