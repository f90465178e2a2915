package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// crashProcess, in the environment, makes the test binary be usher: a server that can be killed
// must be a process of its own.
const crashProcess = "USHER_TEST_AS_SERVER"

// crashLease, in its environment, is how long it holds jobs, so that a test need not wait for long after
// a kill.
const crashLease = "USHER_TEST_LEASE"

func init() {
	if os.Getenv(crashProcess) == "" {
		return
	}
	if lease, err := time.ParseDuration(os.Getenv(crashLease)); err == nil {
		jobLease = lease
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	code := Run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// crashServer is usher serve as a process.
type crashServer struct {
	base   string // of SCIM
	cmd    *exec.Cmd
	errors *crashBuffer
	ended  bool
}

// startCrashServer starts usher serve over a database and returns once it listens. A server that
// still runs when the test ends is asked to stop, which must succeed.
func startCrashServer(t *testing.T, database string) *crashServer {
	t.Helper()
	return startCrashBinary(t, os.Args[0], nil, database)
}

// startCrashBinary is startCrashServer for another copy of the test binary, and maybe another user, with
// more in its environment.
func startCrashBinary(t *testing.T, binary string, attributes *syscall.SysProcAttr, database string, more ...string) *crashServer {
	t.Helper()
	s := &crashServer{errors: &crashBuffer{}}
	s.cmd = exec.Command(binary, "serve", "--listen=127.0.0.1:0", "--log-level=warn")
	s.cmd.SysProcAttr = attributes
	s.cmd.Env = append(os.Environ(), crashProcess+"=1", "USHER_DATABASE_URL="+database)
	s.cmd.Env = append(s.cmd.Env, more...)
	s.cmd.Stderr = s.errors
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop(t) })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("usher serve ended without listening: %v\n%s", s.kill(), s.errors)
	}
	go io.Copy(io.Discard, out)
	_, base, found := strings.Cut(strings.TrimSpace(line), "SCIM base URL ")
	if !found {
		t.Fatalf("usher serve says %q, not where it listens", line)
	}
	s.base = base
	return s
}

// kill is kill -9, of this process alone, and waits until it is gone.
func (s *crashServer) kill() error {
	s.ended = true
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// stop is the graceful stop. What the server logged is shown with a test that failed.
func (s *crashServer) stop(t *testing.T) {
	if !s.ended {
		s.ended = true
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("SIGTERM: %v", err)
		}
		if err := s.cmd.Wait(); err != nil {
			t.Errorf("usher serve after SIGTERM: %v", err)
		}
	}
	if text := s.errors.String(); t.Failed() && text != "" {
		t.Logf("a server's stderr:\n%s", text)
	}
}

// crashBuffer keeps the beginning of what is written to it.
type crashBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *crashBuffer) Write(p []byte) (int, error) {
	const enough = 16 << 10
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.Write(p[:max(0, min(len(p), enough-b.text.Len()))])
	return len(p), nil
}

func (b *crashBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// crashRun is one command of the command line, in this process; its standard output.
func crashRun(t *testing.T, database string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := func(name string) string {
		if name == "USHER_DATABASE_URL" {
			return database
		}
		return ""
	}
	if code := Run(t.Context(), args, env, &stdout, &stderr); code != 0 {
		t.Fatalf("usher %s: exit status %d: %s", strings.Join(args, " "), code, stderr.String())
	}
	return strings.TrimSpace(stdout.String())
}

// crashSetUp makes an account with an approved domain and two sources, and returns their tokens:
// of one that holds people of other domains, and of one that rejects them.
func crashSetUp(t *testing.T, database string) (hold, reject string) {
	t.Helper()
	crashRun(t, database, "account", "create", "acme")
	crashRun(t, database, "domain", "approve", "example.com", "--account=acme")
	tokens := map[string]string{}
	for _, policy := range []string{"hold", "reject"} {
		crashRun(t, database, "source", "create", policy, "--account=acme", "--domain-policy="+policy)
		tokens[policy] = crashRun(t, database, "token", "create", "--account=acme", fmt.Sprintf("--source=%s", policy))
	}
	return tokens["hold"], tokens["reject"]
}
