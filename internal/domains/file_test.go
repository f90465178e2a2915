package domains_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/domains/domainstest"
)

const wellKnown = "/.well-known/usher-verification.txt"

// Rule D2, by a file on the domain's own web server.
func TestProveByFile(t *testing.T) {
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, right, code) }
	}
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   domains.Result
		says   string
	}{
		{"right", text(right), domains.Proved, ""},
		{"one line of several", text("\uFEFFhello\r\n  " + right + "\r\nmore\r\n"), domains.Proved, ""},
		{"wrong", text("usher-verification=OTHER"), domains.Wrong, `"usher-verification=OTHER"`},
		{"within a line", text("x" + right), domains.Wrong, ""},
		{"empty", text(""), domains.Wrong, ""},
		{"too large", text(strings.Repeat("x", 5000) + "\n" + right), domains.Wrong, "4096 bytes"},
		{"missing", status(404), domains.Missing, "does not exist"},
		{"gone", status(410), domains.Missing, ""},
		{"forbidden", status(403), domains.Wrong, "403"},
		{"failing", status(503), domains.Unanswered, "503"},
		{"busy", status(429), domains.Unanswered, "429"},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, right+"\n")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, domains.Unanswered, ""},
		{"redirected within", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != wellKnown {
				fmt.Fprint(w, right)
				return
			}
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}, domains.Proved, ""},
		{"redirected away", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://other.example"+wellKnown, http.StatusFound)
		}, domains.Wrong, "redirects"},
		{"redirected to HTTP", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+r.Host+wellKnown, http.StatusFound)
		}, domains.Wrong, "redirects"},
		{"redirected in a circle", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, wellKnown, http.StatusFound)
		}, domains.Wrong, "redirects"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, names := prover(t, tt.answer, "example.com", "other.example")
			names.Address("example.com", "127.0.0.1")
			names.Address("other.example", "127.0.0.1")
			a := p.Prove(t.Context(), domains.ByFile, "example.com", token)
			if a.Result != tt.want || a.Method != domains.ByFile || a.Where != "https://example.com"+wellKnown {
				t.Fatalf("%+v, want %s", a, tt.want)
			}
			if !strings.Contains(a.String(), tt.says) {
				t.Errorf("%q lacks %q", a, tt.says)
			}
		})
	}
}

// Only HTTPS with a certificate for the domain counts.
func TestFileNeedsCertificate(t *testing.T) {
	says := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, right) }
	p, names := prover(t, says, "other.example")
	names.Address("example.com", "127.0.0.1")
	if a := p.Prove(t.Context(), domains.ByFile, "example.com", token); a.Result != domains.Wrong || !strings.Contains(a.String(), "certificate") {
		t.Errorf("with a certificate of another name: %+v", a)
	}
	p, names = prover(t, says, "example.com")
	names.Address("example.com", "127.0.0.1")
	p.Roots = nil
	if a := p.Prove(t.Context(), domains.ByFile, "example.com", token); a.Result != domains.Wrong || !strings.Contains(a.String(), "certificate") {
		t.Errorf("with a certificate of nobody: %+v", a)
	}
}

// A domain without an address has no file; a DNS server that does not answer says nothing.
func TestFileWithoutAddress(t *testing.T) {
	p, names := prover(t, http.NotFound, "example.com")
	if a := p.Prove(t.Context(), domains.ByFile, "example.com", token); a.Result != domains.Missing {
		t.Errorf("no such name: %+v", a)
	}
	names.Fail("example.com", dns.RcodeServerFailure)
	if a := p.Prove(t.Context(), domains.ByFile, "example.com", token); a.Result != domains.Unanswered {
		t.Errorf("server failure: %+v", a)
	}
}

// Nobody makes Usher call the network that it runs in.
func TestFileOnlyFromPublicAddresses(t *testing.T) {
	called := false
	p, names := prover(t, func(w http.ResponseWriter, _ *http.Request) {
		called = true
		fmt.Fprint(w, right)
	}, "example.com")
	p.AllowPrivate = false
	for _, ip := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0"} {
		names.Address("example.com", ip)
		a := p.Prove(t.Context(), domains.ByFile, "example.com", token)
		if a.Result != domains.Unanswered || !strings.Contains(a.String(), "public internet") {
			t.Errorf("%s: %+v", ip, a)
		}
	}
	if called {
		t.Error("the server on the loopback interface was called")
	}
}

// prover asks a DNS server and a web server of the test, which has a certificate for the names.
func prover(t *testing.T, answer http.HandlerFunc, names ...string) (*domains.Prover, *domainstest.DNS) {
	t.Helper()
	server := domainstest.StartDNS(t)
	web := domainstest.StartWeb(t, answer, names...)
	return &domains.Prover{Resolver: server.Addr, Roots: web.Roots, Port: web.Port, AllowPrivate: true}, server
}
