package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// runIn runs a command on the account in an environment.
func (s *company) runIn(t *testing.T, environment map[string]string, args ...string) {
	t.Helper()
	var out, log bytes.Buffer
	env := func(name string) string { return environment[name] }
	if status := s.run(t.Context(), append(args, "--account", "acme"), env, &out, &log); status != 0 {
		t.Fatalf("usher %s: status %d: %s", strings.Join(args, " "), status, &log)
	}
}

// decided is the newest entry of the log that an administrator left.
func (s *company) decided(t *testing.T) object {
	t.Helper()
	entries := s.lists(t, "log")
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i]["door"] != "scim" {
			return entries[i]
		}
	}
	t.Fatal("nobody has decided anything")
	return nil
}

// Rule O4: every decision about people names in the log who made it: whoever was named, or else who
// called sudo, or else the system's user. What sources say names nobody.
func TestDecisionsNameTheirActor(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		ana, other := s.okta.hire(t, "ana"), s.slack.hire(t, "ana")
		id, _ := s.waits(t, other, "sourceNotTrusted")["id"].(string)
		bea, me := s.okta.hire(t, "bea"), systemUser()
		sudo, named := map[string]string{"SUDO_USER": "sue"}, map[string]string{"SUDO_USER": "sue", "USHER_ACTOR": "ann"}
		for _, tt := range []struct {
			env   map[string]string
			args  []string
			actor string
		}{
			{nil, []string{"review", "decide", id, "link"}, me},
			{sudo, []string{"user", "unmerge", other}, "sue"},
			{named, []string{"user", "link", other, ana}, "ann"},
			{named, []string{"user", "unmerge", other, "--as", "Zoë Li"}, "Zoë Li"},
			{named, []string{"user", "merge", other, ana}, "ann"},
			{sudo, []string{"user", "never-link", bea, ana}, "sue"},
			{named, []string{"user", "role", ana, "owner", "--as", "root"}, "root"},
			{named, []string{"user", "add", "new@example.com"}, "ann"},
		} {
			s.runIn(t, tt.env, tt.args...)
			if e := s.decided(t); e["actor"] != tt.actor || e["door"] != "cli" {
				t.Errorf("usher %s is logged as %v of %v; want it of %s", strings.Join(tt.args, " "), e["operation"], e["actor"], tt.actor)
			}
		}
		s.typed(t, "bea@example.com")
		code := codeInMail.FindStringSubmatch(s.mailTo(t, "bea@example.com"))
		s.runIn(t, named, "user", "confirm", "bea@example.com", code[1])
		if e := s.decided(t); e["operation"] != "CONFIRM" || e["actor"] != "ann" {
			t.Errorf("usher user confirm is logged as %v", e)
		}
		s.refused(t, "can't be printed", "user", "unmerge", other, "--as", "a\x1bb")
		if e := s.decided(t); e["operation"] != "CONFIRM" {
			t.Errorf("what was refused for its actor is logged as %v", e)
		}

		for _, e := range s.lists(t, "log", "--last", "500") {
			if _, has := e["actor"]; has && e["door"] == "scim" {
				t.Errorf("what a source said has the actor %v", e["actor"])
			}
		}
		table := s.cli(t, "log", "--last", "500")
		for _, line := range []string{
			`(?m)^TIME +OUTCOME +STATUS +OPERATION +CASE +WHAT$`,
			`(?m) UNMERGE .* Zoë Li changed `, `(?m) created +201 +POST /Users .* okta created .*ana@example\.com.*\(D1\)`,
		} {
			if !regexp.MustCompile(line).MatchString(table) {
				t.Errorf("the log has no line %s:\n%s", line, table)
			}
		}
	})
}

// Rule P9: the advice of a refusal because of a risk is a command that works when it is pasted into a
// shell, whatever its arguments look like.
func TestRiskAdviceCanBePasted(t *testing.T) {
	long(t, tour)
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("no advice is pasted: there is no sh")
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		ana := s.okta.hire(t, "ana")
		s.cli(t, "user", "role", ana, "administrator")
		waiting := s.entra.hire(t, "ana")
		id, _ := s.waits(t, waiting, "privileged")["id"].(string)
		run := func(args ...string) (status int, out, log string) {
			var o, l bytes.Buffer
			status = Run(t.Context(), args, noEnvironment, &o, &l)
			return status, o.String(), l.String()
		}
		status, out, log := run("review", "decide", "--database", s.database, "--as", "it's $me; rm", "--account", "acme", "--", id, "link")
		_, advice, found := strings.Cut(strings.TrimSpace(log), "repeat: usher ")
		if status != statusFailed || out != "" || !found {
			t.Fatalf("status %d, %q, %q; want it refused with an advice", status, out, log)
		}
		// The shell takes the words apart; the command they make is run here.
		words, err := exec.CommandContext(t.Context(), shell, "-c", `for w in `+advice+`; do printf '%s\n' "$w"; done`).Output()
		if err != nil {
			t.Fatalf("the shell does not take %q: %v", advice, err)
		}
		pasted := strings.Split(strings.TrimSuffix(string(words), "\n"), "\n")
		if status, _, log := run(pasted...); status != 0 {
			t.Fatalf("pasted, usher %q: status %d, %s", pasted, status, log)
		}
		s.one(t, ana, waiting)
		if e := s.decided(t); e["actor"] != "it's $me; rm" {
			t.Errorf("the log names %v", e["actor"])
		}
	})
}
