package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const ours = "github.com/usher-id/usher/"

// Commands read flags, call internal/admin and print: they reach no database, and refuse nothing themselves but what is
// no flag, so that every surface has the same guards (rule I1). Which files that concerns the commands say themselves; a
// new one is looked at by itself. Those that run or examine a server, or a file, administer nothing.
func TestCommandsHoldNoGuards(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files, ran := map[string]*ast.File{}, map[string]string{} // by name; and the file of each type's Run
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0); err != nil {
			t.Fatal(err)
		}
		for _, d := range files[name].Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Name.Name == "Run" && f.Recv != nil {
				if star, is := f.Recv.List[0].Type.(*ast.StarExpr); is {
					ran[fmt.Sprint(star.X)] = name
				}
			}
		}
	}
	k, err := newParser(&commandLine{}, noEnvironment, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	looked := []string{"people.go"} // what they share
	walk(k.Model.Node, func(n *kong.Node) {
		path := strings.TrimPrefix(n.FullPath(), "usher ")
		if first, _, _ := strings.Cut(path, " "); n.Leaf() && !slices.Contains([]string{"license verify", "device activate", "device code", "device heartbeat", "device status"}, path) &&
			!slices.Contains([]string{"serve", "demo", "migrate", "bench", "check", "version"}, first) {
			name := ran[n.Target.Type().Name()]
			if name == "" {
				t.Errorf("usher %s: the file of its Run is not found", path)
				return
			}
			looked = append(looked, name)
		}
	})
	if slices.Sort(looked); len(slices.Compact(slices.Clone(looked))) < 20 {
		t.Errorf("only these files were looked at: %v", looked)
	}
	for _, name := range slices.Compact(looked) {
		for _, complaint := range guardsIn(files[name]) {
			t.Errorf("%s %s: it belongs to internal/admin", name, complaint)
		}
	}
}

// foreignIn are the rooms of Usher that a file imports and a surface has no business with.
func foreignIn(f *ast.File, allowed ...string) []string {
	var complaints []string
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		room, is := strings.CutPrefix(path, ours)
		if allowed := append(allowed, "internal/admin", "internal/text", "scim/schema"); err != nil || is && !slices.Contains(allowed, room) {
			complaints = append(complaints, "imports "+room)
		}
	}
	return complaints
}

// guardsIn are the places where a command does more than reading flags and printing: whatever checks
// something makes an error of its own, or asks the database.
func guardsIn(f *ast.File) []string {
	complaints := foreignIn(f)
	ast.Inspect(f, func(n ast.Node) bool {
		s, is := n.(*ast.SelectorExpr)
		if !is {
			return true
		}
		switch name := fmt.Sprint(s.X) + "." + s.Sel.Name; {
		case slices.Contains([]string{"fmt.Errorf", "errors.New", "directory.Refuse", "directory.Error", "text.Errorf"}, name):
			complaints = append(complaints, "makes an error with "+name)
		case slices.Contains([]string{"withStore", "withAccount", "each"}, s.Sel.Name):
			complaints = append(complaints, "opens the database with "+s.Sel.Name)
		}
		return true
	})
	return complaints
}

// What is looked for would be found.
func TestGuardsAreFound(t *testing.T) {
	for source, want := range map[string]string{
		`import "github.com/usher-id/usher/internal/store"; var _ store.DB`:                                     "imports internal/store",
		`import "github.com/usher-id/usher/internal/directory/decide"; var _ = decide.Explain`:                  "imports internal/directory/decide",
		`import "fmt"; func f(n int) error { if n < 0 { return fmt.Errorf("no") }; return nil }`:                "makes an error with fmt.Errorf",
		`import "errors"; var err = errors.New("no")`:                                                           "makes an error with errors.New",
		`import "github.com/usher-id/usher/internal/directory"; var err = &directory.Error{}`:                   "imports internal/directory; makes an error with directory.Error",
		`import "github.com/usher-id/usher/internal/directory"; var err = directory.Refuse(directory.Conflict)`: "imports internal/directory; makes an error with directory.Refuse",
		`func f(a *app) error { return a.withAccount(nil, "", nil) }`:                                           "opens the database with withAccount",
		`import "fmt"; import "github.com/usher-id/usher/internal/admin"; var _ = fmt.Sprint(admin.People{})`:   "",
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package main; "+source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(guardsIn(f), "; "); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
