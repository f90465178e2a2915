package main

import (
	"database/sql"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule P10: what SQLite can't write, since another process has the file, is 503; what is only read goes
// on, and so does everything once the file is free.
func TestSQLiteIsLocked(t *testing.T) {
	long(t, "a lock is waited for as long as a server waits for one")
	t.Parallel()
	url := storetest.SQLiteURL(t)
	server := startCrashServer(t, url)
	u := newUnserved(t, url, server)
	other, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(url, "sqlite:")+"?_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	requests := unservedRequests(u.user, u.reader)
	status, header, body := u.ask(t, requests[len(requests)-5])
	if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" {
		t.Errorf("a change is answered %d: %s", status, body)
	}
	u.served(t, "locked", false)
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	u.served(t, "free", true)
}

// A file that may not be written is 503 for changes, and is written again once it may be.
func TestSQLiteIsReadOnly(t *testing.T) {
	long(t, everyWay)
	dir, err := os.MkdirTemp("", "usher-readonly-") // which others can see, as t.TempDir is not
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path, binary := filepath.Join(dir, "usher.db"), filepath.Join(dir, "usher.test")
	crashCopy(t, strings.TrimPrefix(storetest.SQLiteURL(t), "sqlite:"), path, 0o666)
	crashCopy(t, os.Args[0], binary, 0o755)
	database := "sqlite:" + path
	first := startCrashServer(t, database)
	u := newUnserved(t, database, first)
	first.stop(t)

	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	var attributes *syscall.SysProcAttr
	if os.Geteuid() == 0 { // who may write everything
		attributes = storetest.Credential(t, "nobody")
		if err := os.Chown(dir, int(attributes.Credential.Uid), int(attributes.Credential.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	server := startCrashBinary(t, binary, attributes, database)
	u.site = strings.TrimSuffix(server.base, scimPath)
	u.refused(t, "read-only", false)
	u.served(t, "read-only", false)
	for _, file := range []string{path, path + "-wal", path + "-shm"} { // which have the file's mode
		if err := os.Chmod(file, 0o666); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	u.served(t, "writable", true)
}

func crashCopy(t *testing.T, from, to string, mode os.FileMode) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, mode)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(to, mode); err != nil {
		t.Fatal(err)
	}
}
