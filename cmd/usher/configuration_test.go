package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the tables of docs/configuration.md")

// docs/configuration.md lists every setting and command, as they are.
func TestConfigurationIsDocumented(t *testing.T) {
	const page = "../../docs/configuration.md"
	parser, err := newParser(&commandLine{}, noEnvironment, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := replace(t, string(old), "settings", settings(parser.Model.Node))
	want = replace(t, want, "commands", commands(parser.Model.Node))
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(old)); diff != "" {
		t.Errorf("docs/configuration.md is out of date (-want +is); go test ./cmd/usher -run %s -update writes it:\n%s", t.Name(), diff)
	}
}

// replace puts text between the comments that name the part of a page.
func replace(t *testing.T, page, part, text string) string {
	t.Helper()
	begin, end := "<!-- "+part+" -->\n", "<!-- end of "+part+" -->"
	before, rest, found := strings.Cut(page, begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("the page has no %q and %q", begin, end)
	}
	return before + begin + text + end + after
}

// settings is a table of all flags that are also variables, each once.
func settings(root *kong.Node) string {
	used := map[string][]string{}
	flags := map[string]*kong.Flag{}
	var names []string
	walk(root, func(n *kong.Node) {
		for _, f := range n.Flags {
			name := variable(f.Value)
			if name == "" {
				continue
			}
			if flags[name] == nil {
				names = append(names, name)
				flags[name] = f
			}
			used[name] = append(used[name], strings.TrimPrefix(n.FullPath(), "usher "))
		}
	})
	var b strings.Builder
	b.WriteString("| Variable | Flag | Default | For | Meaning |\n|---|---|---|---|---|\n")
	for _, name := range names {
		f := flags[name]
		value := "none"
		if f.HasDefault {
			value = "`" + f.Default + "`"
		}
		of := strings.Join(used[name], ", ")
		if slices.Contains(used[name], "usher") {
			of = "all commands"
		}
		fmt.Fprintf(&b, "| `%s` | `--%s` | %s | %s | %s |\n", name, f.Name, value, of, f.Help)
	}
	return b.String()
}

// commands is the synopsis of every command, with the flags that are no settings.
func commands(root *kong.Node) string {
	var b strings.Builder
	walk(root, func(n *kong.Node) {
		if n.Type != kong.CommandNode || !n.Leaf() {
			return
		}
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", n.FullPath(), n.Help)
		rows := 0
		row := func(what, meaning, value string) {
			if rows++; rows == 1 {
				b.WriteString("| | |\n|---|---|\n")
			}
			if value != "" {
				meaning += " Default: `" + value + "`."
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", what, meaning)
		}
		for _, p := range n.Positional {
			row(p.Summary(), p.Help, "")
		}
		for _, f := range n.Flags {
			if variable(f.Value) != "" || f.Name == "help" {
				continue
			}
			meaning := f.Help
			if f.Required {
				meaning += " Required."
			}
			row("--"+f.Name, meaning, f.Default)
		}
		if rows > 0 {
			b.WriteString("\n")
		}
	})
	return b.String()
}

func walk(n *kong.Node, fn func(*kong.Node)) {
	fn(n)
	for _, child := range n.Children {
		walk(child, fn)
	}
}
