package scimsource_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
)

// A server that others wrote: SCIMMY, of npm. What it says is what was given to it.
func TestReadsSCIMMY(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts another program, which takes its time for each answer")
	}
	users := fakescim.Users("p", 130)
	groups := fakescim.Groups("p", 30, users)
	base, token := scimmy(t, users, groups)
	o := scimsource.Options{
		BaseURL: base, HTTP: http.DefaultClient, PageSize: 40, Credential: func(context.Context) (string, error) { return token, nil },
	}
	make := func() connectors.Connector {
		s, err := scimsource.New(o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	got := readAll(t, make)
	if got.cut != "" || got.total != len(users)+len(groups) {
		t.Errorf("total %d, cut %q", got.total, got.cut)
	}
	same(t, got, users, groups)

	findings, err := make().(*scimsource.Source).Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(findings.Lacks) > 0 || findings.Users != len(users) || findings.Groups != len(groups) {
		t.Errorf("found %+v", findings)
	}
	t.Logf("notes: %q", findings.Notes)
	there, err := make().(*scimsource.Source).Confirm(t.Context(), connectors.User, "p-00007")
	if err != nil || !there {
		t.Errorf("who is there: %v, %v", there, err)
	}
	there, err = make().(*scimsource.Source).Confirm(t.Context(), connectors.User, "nobody")
	if err != nil || there {
		t.Errorf("who is not: %v, %v", there, err)
	}
	o.Credential = func(context.Context) (string, error) { return "not the token", nil }
	if _, err = make().Read(t.Context(), ""); kindOf(err) != connectors.Credential {
		t.Errorf("with another token: %v", err)
	}
}

// scimmy starts the server of testdata/npm, or skips the test where it can't be; in CI it has to.
func scimmy(t *testing.T, users, groups []fakescim.Object) (base, token string) {
	t.Helper()
	modules := os.Getenv("USHER_TEST_NPM")
	if modules == "" {
		modules = filepath.Join("testdata", "npm", "node_modules")
	}
	modules, err := filepath.Abs(modules)
	if err != nil {
		t.Fatal(err)
	}
	node, missing := exec.LookPath("node")
	if missing == nil {
		_, missing = os.Stat(filepath.Join(modules, "scimmy"))
	}
	if missing != nil {
		why := "the SCIM server of npm is not there: run npm ci in connectors/scimsource/testdata/npm, or set USHER_TEST_NPM to its node_modules"
		if os.Getenv("CI") == "true" {
			t.Fatal(why, ": ", missing)
		}
		t.Skip(why)
	}
	token = "scimmy-secret"
	input, err := json.Marshal(map[string]any{"token": token, "users": users, "groups": groups})
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "npm", "server.cjs"))
	command.Env = append(os.Environ(), "NODE_PATH="+modules)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close() // which ends it
		_ = command.Wait()
	})
	if _, err := stdin.Write(append(input, '\n')); err != nil {
		t.Fatal(err)
	}
	port, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port) + "/scim/v2", token
}
