package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// node is a running server on a database of its own.
type node struct {
	database string // URL
	base     string // SCIM base URL
	log      *output

	commands func() *store.DB // over which commands are run; nil for each its own, as other processes
}

// eachDatabase runs fn with a fresh server on SQLite and on PostgreSQL, at the same time.
func eachDatabase(t *testing.T, fn func(t *testing.T, n *node)) {
	t.Helper()
	serveEach(t, storetest.URLs(t), fn)
}

// serveEach runs fn with a fresh server on each of some databases, at the same time.
func serveEach(t *testing.T, urls map[string]string, fn func(t *testing.T, n *node)) {
	t.Helper()
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := startNode(t, url)
			n.keepOpen(t)
			fn(t, n)
		})
	}
}

// listening is what a server prints when it can be called.
var listening = regexp.MustCompile(`SCIM base URL (http://\S+)`)

// startNode serves the database at a free port of the loopback interface until the test ends.
// It then expects the server to stop gracefully, without ever having met a fault of its own.
func startNode(t *testing.T, database string) *node {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, log := newOutput(), newOutput()
	ended := make(chan int, 1)
	go func() {
		defer close(ended)
		ended <- Run(ctx, []string{"serve", "--database", database, "--listen", "127.0.0.1:0"}, withKey(noEnvironment), out, log)
	}()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != 0 {
			t.Errorf("the server ended with status %d", status)
		}
		if text := log.String(); strings.Contains(text, "level=ERROR") {
			t.Errorf("the server logged errors:\n%s", grep(text, "level=ERROR"))
		}
	})
	for {
		if found := listening.FindStringSubmatch(out.String()); found != nil {
			return &node{database: database, base: found[1], log: log}
		}
		select {
		case <-out.written:
		case status := <-ended:
			t.Fatalf("the server ended with status %d before it listened: %s", status, log)
		case <-time.After(2 * time.Minute):
			t.Fatalf("the server does not listen, and says nothing more: %s", log)
		}
	}
}

func noEnvironment(string) string { return "" }

// testKey is the key of all processes that tests play.
var testKey = sync.OnceValue(func() string {
	key := make([]byte, 32)
	rand.Read(key)
	return base64.StdEncoding.EncodeToString(key)
})

// withKey is an environment with a key that seals secrets, which PostgreSQL asks for, unless it has one.
func withKey(env func(string) string) func(string) string {
	return func(name string) string {
		if value := env(name); value != "" || name != sealed.KeyVariable {
			return value
		}
		return testKey()
	}
}

func grep(text, word string) string {
	var found []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			found = append(found, line)
		}
	}
	return strings.Join(found, "")
}

// output collects what a program writes while somebody else reads it.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan struct{}
}

func newOutput() *output { return &output{written: make(chan struct{}, 1)} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.written <- struct{}{}:
	default:
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// keepOpen lets all of the node's commands share what is another process to the server: one database, opened once.
func (n *node) keepOpen(t *testing.T) {
	n.commands = sync.OnceValue(func() *store.DB {
		db, err := store.Open(context.Background(), n.database)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Errorf("close the commands' database: %v", err)
			}
		})
		return db
	})
}

// usher runs a command on the node's database, as another process would, and returns what it
// printed. The command has to succeed.
func (n *node) usher(t *testing.T, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	if status := n.run(t.Context(), args, noEnvironment, &out, &log); status != 0 {
		t.Fatalf("usher %s: status %d: %s", strings.Join(args, " "), status, &log)
	}
	return strings.TrimSpace(out.String())
}

// run runs a command on the node's database, as another process would, and returns its exit status.
func (n *node) run(ctx context.Context, args []string, env func(string) string, out, log io.Writer) int {
	args, env = append(args, "--database", n.database), withKey(env)
	if n.commands == nil {
		return Run(ctx, args, env, out, log)
	}
	return runOver(ctx, n.commands(), args, env, out, log)
}

// account creates an account with approved domains.
func (n *node) account(t *testing.T, name string, domains ...string) {
	t.Helper()
	n.usher(t, "account", "create", name)
	for _, domain := range domains {
		n.usher(t, "domain", "approve", domain, "--account", name)
	}
}

// connect creates a source and a token for it.
func (n *node) connect(t *testing.T, account, source string, flags ...string) *connection {
	t.Helper()
	n.usher(t, append([]string{"source", "create", source, "--account", account}, flags...)...)
	c := n.as(n.usher(t, "token", "create", "--account", account, "--source", source))
	c.account = account
	return c
}

// tenant creates an account with one source, named "okta", and example.com approved.
func (n *node) tenant(t *testing.T, account string, flags ...string) *connection {
	t.Helper()
	n.account(t, account, "example.com")
	return n.connect(t, account, "okta", flags...)
}

// listed runs a command that lists and returns its objects.
func (n *node) listed(t *testing.T, args ...string) []object {
	t.Helper()
	var all []object
	for line := range strings.Lines(n.usher(t, append(args, "--json")...)) {
		var o object
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("usher %s printed no JSON object a line: %v: %s", strings.Join(args, " "), err, line)
		}
		all = append(all, o)
	}
	return all
}

// eventually waits until done, or fails: what another process changes, a server sees within a
// second, but how long that takes on a busy machine nobody promises.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still waiting for %s", what)
		}
	}
}
