package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// A line that names a command is read by a parser that knows this command as the whole one does, and few others.
func TestParserKnowsWhatTheLineNames(t *testing.T) {
	whole := parserFor(t)
	for _, leaf := range whole.Model.Leaves(false) {
		line := strings.Fields(leaf.FullPath())[1:] // without "usher"
		pruned := parserFor(t, line...)
		found := slices.IndexFunc(pruned.Model.Leaves(false), func(n *kong.Node) bool { return n.FullPath() == leaf.FullPath() })
		if found < 0 {
			t.Errorf("usher %s is left out", strings.Join(line, " "))
			continue
		}
		if got, want := summary(pruned.Model.Leaves(false)[found]), summary(leaf); got != want {
			t.Errorf("usher %s is\n%s\nand not\n%s", strings.Join(line, " "), got, want)
		}
		oneWord := !slices.ContainsFunc(line, func(word string) bool { return strings.Contains(word, "-") })
		if n := len(pruned.Model.Leaves(false)); oneWord && n > 3 {
			t.Errorf("usher %s: %d commands are described for it", strings.Join(line, " "), n)
		}
	}
}

// What is said about a mistake, and help, may name every command: nothing is left out then.
func TestParserKnowsAllForWhatNamesNone(t *testing.T) {
	all := len(parserFor(t).Model.Leaves(false))
	for _, line := range []string{"", "usr", "--help", "--database=x account list", "resource-type list"} {
		if n := len(parserFor(t, strings.Fields(line)...).Model.Leaves(false)); n != all {
			t.Errorf("usher %s: %d of %d commands", line, n, all)
		}
	}
	users := len(parserFor(t, "user").Model.Leaves(false))
	for _, line := range []string{"user ad", "user --help", "user --account=a list", "user never-link"} {
		if n := len(parserFor(t, strings.Fields(line)...).Model.Leaves(false)); n != users || n < 10 {
			t.Errorf("usher %s: %d of %d commands", line, n, users)
		}
	}
}

func parserFor(t *testing.T, line ...string) *kong.Kong {
	t.Helper()
	k, err := newParser(&commandLine{}, noEnvironment, io.Discard, io.Discard, only(line))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// summary is all that a command says of itself.
func summary(n *kong.Node) string {
	says := []string{n.Summary(), n.Help}
	for _, group := range n.AllFlags(false) {
		for _, f := range group {
			says = append(says, f.Summary()+" "+f.Help+" "+f.Default)
		}
	}
	for _, p := range n.Positional {
		says = append(says, p.Summary()+" "+p.Help)
	}
	return strings.Join(says, "\n")
}
