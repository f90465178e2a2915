package main

import (
	"cmp"
	"flag"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/usher-id/usher/internal/store/storetest"
)

// testRun drops what storetest made when the tests are done.
type testRun struct{ *testing.M }

func (r testRun) Run() int {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if !asked { // a test that waits for the disk leaves its processor to others
		if err := flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // as the program does
	}
	return storetest.Run(r.M)
}

func TestMain(m *testing.M) {
	testscript.Main(testRun{m}, map[string]func(){"usher": main})
}

// The scripts in testdata/script show every command: what is typed, what comes back, and what
// is said when something is wrong. Beside testscript's own commands they use
//
//	capture NAME PATTERN      sets $NAME to what the group in the pattern matches in the last output
//	serve [FLAG...]           starts a server until the script ends; $URL is its address
//	demo                      the same with usher demo; its output is the last output
//	mailserver                starts a mail server; $SMTP is its address
//	mailed NAME TO PATTERN    sets $NAME to what the group in the pattern matches in a mail, once it has come
//	request METHOD PATH FILE  asks the server with the bearer token $TOKEN; FILE may be -
func TestScripts(t *testing.T) {
	var mails scriptMails
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"capture": scriptCapture, "serve": scriptServe, "demo": scriptDemo, "request": scriptRequest,
			"mailserver": func(ts *testscript.TestScript, _ bool, _ []string) { mails.start(t, ts) }, "mailed": mails.read,
		},
	})
}

func scriptCapture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture NAME PATTERN")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	found := pattern.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("no match for %#q", args[1])
	}
	ts.Setenv(args[0], found[1])
}

func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	startIn(ts, append([]string{"serve"}, args...))
}

func scriptDemo(ts *testscript.TestScript, neg bool, args []string) {
	startIn(ts, append([]string{"demo"}, args...))
}

// startIn starts a server on the script's database.
func startIn(ts *testscript.TestScript, args []string) {
	file := "usher.db"
	if args[0] == "demo" {
		file = "usher-demo.db"
	}
	database := cmp.Or(ts.Getenv("USHER_DATABASE_URL"), "sqlite:"+ts.MkAbs(file))
	s, err := start(append(args, "--database", database, "--listen", "127.0.0.1:0", "--log-level", "error")...)
	ts.Check(err)
	ts.Defer(func() {
		if status := s.stop(); status != 0 {
			ts.Logf("the server ended with status %d: %s", status, s.stderr)
		}
	})
	ts.Setenv("URL", s.url)
	_, err = ts.Stdout().Write([]byte(s.stdout.String()))
	ts.Check(err)
}

func scriptRequest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: request METHOD PATH FILE")
	}
	body := ""
	if args[2] != "-" {
		body = ts.ReadFile(args[2])
	}
	r, err := http.NewRequest(args[0], ts.Getenv("URL")+args[1], strings.NewReader(body))
	ts.Check(err)
	if token := ts.Getenv("TOKEN"); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if language := ts.Getenv("ACCEPT_LANGUAGE"); language != "" {
		r.Header.Set("Accept-Language", language)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/scim+json")
	}
	status, answer, err := sendRequest(r)
	ts.Check(err)
	_, err = ts.Stdout().Write([]byte(status + "\n" + answer + "\n"))
	ts.Check(err)
}
