package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/store/storetest"
)

// running is a server that a test has started with Run, as main does.
type running struct {
	url            string
	stdout, stderr *output
	cancel         context.CancelFunc
	status         chan int
}

var announcement = regexp.MustCompile(`(?m)^Usher .* listens on (http://\S+); SCIM base URL (\S+)$`)

// start runs a command that serves until it is stopped, and waits for its announcement.
func start(args ...string) (*running, error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &running{stdout: newOutput(), stderr: newOutput(), cancel: cancel, status: make(chan int, 1)}
	go func() { s.status <- Run(ctx, args, noEnvironment, s.stdout, s.stderr) }()
	for {
		if found := announcement.FindStringSubmatch(s.stdout.String()); found != nil {
			s.url = found[1]
			return s, nil
		}
		select {
		case status := <-s.status:
			cancel()
			return nil, fmt.Errorf("%s ended with status %d: %s", args, status, s.stderr)
		case <-s.stdout.written:
		case <-time.After(2 * time.Minute):
			cancel()
			return nil, fmt.Errorf("%s does not listen, and says nothing more: %s", args, s.stderr)
		}
	}
}

// stop ends the server as SIGTERM does and returns its exit status.
func (s *running) stop() int {
	s.cancel()
	return <-s.status
}

func sendRequest(r *http.Request) (status, body string, err error) {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", "", err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	return answer.Status, string(b), err
}

func statusOf(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, _, err := sendRequest(r)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

func TestServe(t *testing.T) {
	for name, url := range storetest.EmptyURLs(t) {
		t.Run(name, func(t *testing.T) {
			s, err := start("serve", "--database", url, "--listen", "127.0.0.1:0", "--log-level", "warn")
			if err != nil {
				t.Fatal(err)
			}
			for path, want := range map[string]string{
				"/healthz":                       "200 OK",
				"/readyz":                        "200 OK",
				"/scim/v2/Users":                 "401 Unauthorized",
				"/scim/v2/ServiceProviderConfig": "200 OK",
				"/":                              "200 OK",
			} {
				if got := statusOf(t, s.url+path); got != want {
					t.Errorf("GET %s: %s, want %s", path, got, want)
				}
			}
			if status := s.stop(); status != 0 {
				t.Errorf("stopped with status %d: %s", status, s.stderr)
			}
			if got := s.stderr.String(); got != "" {
				t.Errorf("on the standard error: %s", got)
			}
			http.DefaultClient.CloseIdleConnections()
			if _, err := http.Get(s.url + "/healthz"); err == nil {
				t.Error("it still answers after its end")
			}
		})
	}
}

// The base URL that clients see is the configured one.
func TestServeAnnouncesTheBaseURL(t *testing.T) {
	s, err := start("serve", "--database", storetest.SQLiteURL(t), "--listen", "127.0.0.1:0", "--base-url", "https://id.example.com/")
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	if found := announcement.FindStringSubmatch(s.stdout.String()); found[2] != "https://id.example.com/scim/v2" {
		t.Errorf("SCIM base URL %s", found[2])
	}
}

// held serves a handler that answers only when released, and returns when a request is in it.
type held struct {
	cancel  context.CancelFunc
	release chan struct{}
	client  chan string // what the request got
	done    chan error  // what until returned
	address string
}

func serveHeld(t *testing.T, timeout time.Duration, finish func(context.Context) error) *held {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	h := &held{cancel: cancel, release: make(chan struct{}), client: make(chan string, 1), done: make(chan error, 1), address: listener.Addr().String()}
	entered := make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-h.release
		io.WriteString(w, "done")
	})
	c := &serveCommand{ShutdownTimeout: timeout}
	go func() { h.done <- c.until(ctx, newServer(handler, slog.New(slog.DiscardHandler)), listener, finish) }()
	go func() {
		answer, err := http.Get("http://" + h.address)
		if err != nil {
			h.client <- err.Error()
			return
		}
		defer answer.Body.Close()
		h.client <- answer.Status
	}()
	<-entered
	return h
}

// A request that is under way when the server is told to stop gets its answer; new ones don't.
// What works in the background ends after it.
func TestStopIsGraceful(t *testing.T) {
	answered := make(chan bool, 1)
	var h *held
	h = serveHeld(t, time.Minute, func(context.Context) error {
		answered <- isClosed(h.release)
		return nil
	})
	h.cancel()
	for { // until the listener is closed
		c, err := net.Dial("tcp", h.address)
		if err != nil {
			break
		}
		c.Close()
	}
	select {
	case err := <-h.done:
		t.Fatalf("it ended before the request: %v", err)
	default:
	}
	close(h.release)
	if got := <-h.client; got != "200 OK" {
		t.Errorf("the request under way got %s", got)
	}
	if err := <-h.done; err != nil {
		t.Error(err)
	}
	if !<-answered {
		t.Error("the background was ended before the request")
	}
}

// A stop waits only so long, and says that it cut somebody off. What is still to be written in the
// background has its own time, of which that took nothing.
func TestStopIsBounded(t *testing.T) {
	finished := false
	h := serveHeld(t, time.Millisecond, func(ctx context.Context) error { finished = ctx.Err() == nil; return nil })
	h.cancel()
	err := <-h.done
	if err == nil || !strings.Contains(err.Error(), "were cut off") || !finished {
		t.Errorf("until = %v, finished %v; want an error that says who was cut off, and an end of the background in its own time", err, finished)
	}
	if got := <-h.client; !strings.Contains(got, "EOF") && !strings.Contains(got, "reset") {
		t.Errorf("the request that was cut off got %s", got)
	}
	close(h.release)
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestServeRefuses(t *testing.T) {
	busy, err := start("serve", "--database", storetest.SQLiteURL(t), "--listen", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.stop()
	address := strings.TrimPrefix(busy.url, "http://")
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--listen", address}, statusFailed, address + " is taken"},
		{[]string{"--listen", "8080"}, statusUsage, "write HOST:PORT"},
		{[]string{"--base-url", "usher.example.com"}, statusUsage, "write an absolute address"},
		{[]string{"--base-url", "ftp://usher.example.com"}, statusUsage, "write an absolute address"},
		{[]string{"--shutdown-timeout=-1s"}, statusUsage, "give a duration"},
		{[]string{"--log-format", "xml"}, statusUsage, "log-format must be one of"},
		{[]string{"--log-level", "loud"}, statusUsage, "loud"},
		{[]string{"--database", "mysql://localhost/usher"}, statusFailed, "write sqlite:PATH or postgres://USER@HOST/NAME"},
		{[]string{"--database", "sqlite:" + t.TempDir() + "/no/folder/usher.db"}, statusFailed, "database sqlite:"},
		{[]string{"--database", "postgres://usher:secret@127.0.0.1:1/usher?connect_timeout=5"}, statusFailed, "does not answer"},
	} {
		args := append([]string{"serve", "--database", storetest.SQLiteURL(t), "--listen", "127.0.0.1:0"}, tt.args...)
		var stdout, stderr bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		status := Run(ctx, args, noEnvironment, &stdout, &stderr)
		cancel()
		if status != tt.status || !strings.Contains(stderr.String(), tt.says) || strings.Contains(stderr.String(), "secret") {
			t.Errorf("%s: status %d, %q; want %d and a sentence with %q", tt.args, status, stderr.String(), tt.status, tt.says)
		}
		if lines := strings.Count(stderr.String(), "\n"); lines != 1 {
			t.Errorf("%s: %d lines on the standard error, want 1: %q", tt.args, lines, stderr.String())
		}
	}
}
