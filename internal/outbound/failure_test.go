package outbound_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/outbound"
	"github.com/usher-id/usher/internal/text"
)

// A server that does not end its answer, or does not begin it, is left when the time is over.
func TestSlowServers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			io.WriteString(w, "the beginning")
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}))
	defer server.Close()
	for _, path := range []string{"/body", "/head"} {
		_, err := call(t, outbound.Options{AllowPrivate: true, Timeout: 50 * time.Millisecond}, server.URL+path+"?token=s3cret")
		refused(t, err, connectors.Unavailable, "", "in time")
	}
}

// talk is a server that answers each connection with the same bytes.
func talk(t *testing.T, says string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.Read(make([]byte, 4096))
				io.WriteString(c, says)
			}()
		}
	}()
	return l.Addr().String()
}

// What a server does wrong is said by what is to be done about it, without its words and ours.
func TestServersThatFail(t *testing.T) {
	old := httptest.NewUnstartedServer(http.HandlerFunc(hello))
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	defer old.Close()
	plain := httptest.NewServer(http.HandlerFunc(hello))
	defer plain.Close()
	for _, tt := range []struct {
		what, address string
		kind          connectors.Kind
		says          string
	}{
		{"closed", "http://127.0.0.1:1", // a port that nobody is given
			connectors.Unavailable, "can't be called: connection refused"},
		{"TLS 1.1", old.URL, connectors.Unavailable, "does not speak TLS 1.2"},
		{"HTTP for HTTPS", strings.Replace(plain.URL, "http", "https", 1), connectors.Unavailable, "does not speak TLS 1.2"},
		{"nothing", "http://" + talk(t, ""), connectors.Unavailable, "can't be called"},
		{"another protocol", "http://" + talk(t, "220 mail.example ESMTP s3cret\r\n"), connectors.Malformed, "can't be understood"},
		{"a bad header", "http://" + talk(t, "HTTP/1.1 200 OK\r\ns3cret\r\n\r\n"), connectors.Malformed, "can't be understood"},
		{"half a body", "http://" + talk(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), connectors.Unavailable, "connection lost"},
		{"bad gzip", "http://" + talk(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\nthis is no gzip at a"), connectors.Malformed, "can't be understood"},
		{"bad chunks", "http://" + talk(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), connectors.Malformed, "can't be understood"},
	} {
		_, err := call(t, outbound.Options{AllowPrivate: true}, tt.address+"/?token=s3cret")
		if err == nil {
			t.Errorf("%s: no error", tt.what)
			continue
		}
		t.Run(tt.what, func(t *testing.T) { refused(t, err, tt.kind, "", tt.says) })
		var tells interface{ Tell() text.Message }
		if !errors.As(err, &tells) || text.In(text.French, tells.Tell()) == text.In(text.English, tells.Tell()) {
			t.Errorf("%s is not said in French: %v", tt.what, err)
		}
	}
}

// The system's proxy is not asked: it would dial what nobody has judged.
func TestNoProxyOfTheEnvironment(t *testing.T) {
	const child = "OUTBOUND_TEST_PROXIED"
	if os.Getenv(child) == "" { // a process reads these once
		c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		c.Env = append(os.Environ(), child+"=1")
		for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
			c.Env = append(c.Env, name+"=http://127.0.0.1:1")
		}
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	n := &names{lists: map[string][][]string{"inside.example": {{"127.0.0.1"}}}}
	server := httptest.NewServer(http.HandlerFunc(hello))
	defer server.Close()
	got, err := call(t, outbound.Options{AllowPrivate: true, Resolver: n.resolver(t)}, "http://inside.example:"+portOf(t, server.URL))
	if got != "hello Usher" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// An address that an administrator gives is checked before anything is called, and shows no password.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		address string
		private bool
		says    string
	}{
		{"https://scim.example.com/v2", false, ""},
		{"https://[2606:4700::1111]:8443/scim/v2", false, ""},
		{"http://10.0.0.1/scim/v2", true, ""},
		{"http://10.0.0.1/scim/v2", false, "--allow-private"},
		{"https://ann:s3cret@scim.example.com", false, "--secret-file"},
		{"https://", true, "https://scim.example.com/v2"},
		{"scim.example.com/v2", true, "https://scim.example.com/v2"},
		{"https:scim.example.com", true, "https://scim.example.com/v2"},
		{"ftp://scim.example.com", true, "https://scim.example.com/v2"},
		{"https://s3cret.example.com/%zz", true, "https://scim.example.com/v2"},
		{"https://ann:s3cret@exa mple.com", true, "https://scim.example.com/v2"},
		{"", true, "https://scim.example.com/v2"},
	} {
		err := outbound.Options{AllowPrivate: tt.private}.Check(tt.address)
		if tt.says == "" != (err == nil) || err != nil && (!strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%s: %v", tt.address, err)
		}
	}
	if _, err := outbound.New(outbound.Options{CA: []byte("no certificate")}); err == nil || !strings.Contains(err.Error(), "BEGIN CERTIFICATE") {
		t.Errorf("what is no certificate: %v", err)
	}
}

// Each status is of a kind, and a wait is read in each of its forms.
func TestRefusal(t *testing.T) {
	const date = "Fri, 27 Nov 2026 00:00:00 GMT"
	for _, tt := range []struct {
		status int
		after  string
		kind   connectors.Kind
		wait   time.Duration
	}{
		{200, "", "", 0}, {204, "30", "", 0}, {401, "", connectors.Credential, 0}, {403, "", connectors.Permission, 0}, {404, "", connectors.Malformed, 0},
		{302, "", connectors.Malformed, 0}, {429, "", connectors.Throttled, 0}, {429, "30", connectors.Throttled, 30 * time.Second},
		{429, "0.25", connectors.Throttled, 250 * time.Millisecond}, {429, "-1", connectors.Throttled, 0}, {429, "NaN", connectors.Throttled, 0},
		{429, "1e300", connectors.Throttled, 0}, {429, "99999999999999999999", connectors.Throttled, outbound.MaxWait}, {429, "soon", connectors.Throttled, 0},
		{429, "Fri, 27 Nov 2026 00:01:30 GMT", connectors.Throttled, 90 * time.Second}, {429, "Thu, 26 Nov 2026 00:00:00 GMT", connectors.Throttled, 0},
		{503, "7", connectors.Throttled, 7 * time.Second}, {503, "", connectors.Unavailable, 0}, {500, "7", connectors.Unavailable, 0}, {408, "", connectors.Unavailable, 0},
	} {
		answer := &http.Response{StatusCode: tt.status, Header: http.Header{"Date": {date}}}
		if tt.after != "" {
			answer.Header.Set("Retry-After", tt.after)
		}
		e := outbound.Refusal(answer)
		if e == nil {
			if tt.kind != "" {
				t.Errorf("%d is no refusal", tt.status)
			}
			continue
		}
		if e.Kind != tt.kind || e.After != tt.wait || !strings.HasPrefix(e.Detail, fmt.Sprint(tt.status)) {
			t.Errorf("%d with %q: %+v", tt.status, tt.after, e)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("1.5", "Fri, 27 Nov 2026 00:00:00 GMT")
	f.Add("Fri, 27 Nov 2026 00:00:00 GMT", "x")
	f.Fuzz(func(t *testing.T, after, date string) {
		wait, _ := outbound.RetryAfter(http.Header{"Retry-After": {after}, "Date": {date}})
		if wait < 0 || wait > outbound.MaxWait {
			t.Errorf("%q at %q is %v", after, date, wait)
		}
	})
}
