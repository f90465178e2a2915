package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// OwnServer is a PostgreSQL server that a test may stop and start.
type OwnServer struct {
	URL string // of a migrated database

	bin, data, port string
	attributes      *syscall.SysProcAttr
	process         *exec.Cmd
}

// StartServer makes and starts a server of the test's own, which ends with the test. Without an
// installed PostgreSQL the test is skipped, or fails in CI.
func StartServer(t testing.TB) *OwnServer {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		if inCI() {
			t.Fatal("PostgreSQL's server is not installed")
		}
		t.Skip("PostgreSQL's server is not installed")
	}
	dir, err := os.MkdirTemp("", "usher-server-") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	s := &OwnServer{bin: filepath.Dir(found[len(found)-1]), data: filepath.Join(dir, "data")}
	t.Cleanup(func() {
		s.Stop(t)
		os.RemoveAll(dir)
	})
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		s.attributes = Credential(t, "postgres")
		if err := os.Chown(dir, int(s.attributes.Credential.Uid), int(s.attributes.Credential.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, "initdb", "--pgdata="+s.data, "--username=usher", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
		"--no-sync")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, s.port, _ = net.SplitHostPort(listener.Addr().String())
	listener.Close()
	s.URL = "postgres://usher@127.0.0.1:" + s.port + "/postgres?sslmode=disable"
	s.Start(t)
	if err := migrate(s.URL); err != nil {
		t.Fatal(err)
	}
	return s
}

// Start starts the server and returns once it takes connections.
func (s *OwnServer) Start(t testing.TB) {
	t.Helper()
	s.process = s.command("postgres", "-D", s.data, "-p", s.port, "-h", "127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=off")
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if err = db.PingContext(context.Background()); err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("PostgreSQL did not start: %v", err)
		}
	}
}

// Stop is the fast shutdown: open sessions are ended.
func (s *OwnServer) Stop(t testing.TB) {
	t.Helper()
	if s.process == nil {
		return
	}
	if err := s.process.Process.Signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	_ = s.process.Wait()
	s.process = nil
}

// Exec runs statements on the server's database.
func (s *OwnServer) Exec(t testing.TB, statements ...string) {
	t.Helper()
	db, err := sql.Open("postgres", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // so that a SET holds for those after it
	for _, text := range statements {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *OwnServer) run(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := s.command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (s *OwnServer) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir, c.SysProcAttr = "/", s.attributes
	return c
}

// Credential makes a process another user's.
func Credential(t testing.TB, name string) *syscall.SysProcAttr {
	t.Helper()
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	ids := [2]uint32{}
	for i, text := range []string{u.Uid, u.Gid} {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			t.Fatal(fmt.Errorf("user %s: %w", name, err))
		}
		ids[i] = uint32(n)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: ids[0], Gid: ids[1]}}
}
