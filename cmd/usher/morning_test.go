package main

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/usher-id/usher/internal/store/storetest"
)

// Rules P9, D5, D7, O1, O2 and O4: the morning of an administrator, on each database and in each language. Beside the
// commands of TestScripts its script uses
//
//	push FILE        sends each line of a file as a new person
//	paste [PATTERN]  runs every command between backquotes in the last output that matches
//	speaks           holds the last output and error to the language, and finds every case that they name
func TestMorning(t *testing.T) {
	long(t, tour)
	for name, url := range storetest.URLs(t) {
		for language, accept := range map[string]string{"en_CA.UTF-8": "", "fr_CA.UTF-8": "fr-CA, en;q=0.5"} {
			t.Run(name+"/"+language[:2], func(t *testing.T) {
				database := url
				if name != "sqlite" { // of its own for each language
					database = storetest.URLs(t)[name]
				}
				testscript.Run(t, testscript.Params{
					Dir: "testdata/morning", RequireExplicitExec: true, RequireUniqueNames: true,
					Setup: func(e *testscript.Env) error {
						e.Setenv("LANG", language)
						e.Setenv("ACCEPT_LANGUAGE", accept)
						e.Setenv("LOOKALIKE_DOMAIN", "аcme.example")
						e.Setenv("LOOKALIKE", "eve@аcme.example")
						if name == "sqlite" {
							database = "sqlite:" + e.WorkDir + "/usher.db"
						}
						e.Setenv("USHER_DATABASE_URL", database)
						return nil
					},
					Cmds: map[string]func(*testscript.TestScript, bool, []string){
						"capture": scriptCapture, "serve": scriptServe, "request": scriptRequest,
						"push": scriptPush, "paste": scriptPaste, "speaks": scriptSpeaks,
					},
				})
			})
		}
	}
}

func scriptPush(ts *testscript.TestScript, neg bool, args []string) {
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		r, err := http.NewRequest("POST", ts.Getenv("URL")+"/scim/v2/Users", strings.NewReader(line))
		ts.Check(err)
		r.Header.Set("Authorization", "Bearer "+ts.Getenv("TOKEN"))
		r.Header.Set("Content-Type", "application/scim+json")
		status, answer, err := sendRequest(r)
		ts.Check(err)
		if !strings.HasPrefix(status, "201") {
			ts.Fatalf("%s: %s %s", line, status, answer)
		}
	}
}

var backquoted = regexp.MustCompile("`(usher [^`]*)`")

func scriptPaste(ts *testscript.TestScript, neg bool, args []string) {
	pattern := regexp.MustCompile(strings.Join(args, "|"))
	var done []string
	for _, found := range backquoted.FindAllStringSubmatch(ts.ReadFile("stdout"), -1) {
		if command := found[1]; pattern.MatchString(command) && !slices.Contains(done, command) {
			ts.Logf("> %s", command)
			ts.Check(ts.Exec("sh", "-c", command))
			done = append(done, command)
		}
	}
	if len(done) == 0 {
		ts.Fatalf("nothing is advised")
	}
}

// Words that every sentence of a language has some of, and none of the other.
var (
	englishWords = regexp.MustCompile(`(?i)(?:^|[^\pL\pN._/:-])(the|of|with|not|and|who|was|were|from|this|that|are|has|for|waits|give|by|is|to)(?:[^\pL\pN._/:-]|$)`)
	frenchWords  = regexp.MustCompile(`(?i)(?:^|[^\pL\pN._/:-])(le|la|les|des|une|avec|n'est|qui|été|est|sont|pour|depuis|ou)(?:[^\pL\pN._/:-]|$)`)
	caseNamed    = regexp.MustCompile(`\((?:case|dossier) ([0-9a-f-]{36})\)`)
	quotedData   = regexp.MustCompile("`[^`]*`|\"[^\"]*\":|<[^>]*>|^[1-5][0-9][0-9] [A-Z].*")
)

func scriptSpeaks(ts *testscript.TestScript, neg bool, args []string) {
	said := ts.ReadFile("stdout") + "\n" + ts.ReadFile("stderr")
	wrong := frenchWords
	if strings.HasPrefix(ts.Getenv("LANG"), "fr") {
		wrong = englishWords
	}
	for line := range strings.Lines(said) {
		if word := wrong.FindStringSubmatch(quotedData.ReplaceAllString(line, "")); word != nil {
			ts.Fatalf("another language, by the word %q: %s", word[1], line)
		}
	}
	for _, found := range caseNamed.FindAllStringSubmatch(said, -1) {
		err := ts.Exec("usher", "log", "show", found[1])
		for range 50 { // recent traffic is kept a moment later
			if err == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
			err = ts.Exec("usher", "log", "show", found[1])
		}
		ts.Check(err)
	}
}
