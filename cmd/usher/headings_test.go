package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/text"
)

// alike are headings that are words of French, too, or of the protocol.
var alike = strings.Fields("CONTACTS EXTENSIONS ID MODE ROUTE SECRETS SOURCE STRICT TYPE UNICODE USERNAME VERSION")

// heading matches the headings of a table.
var heading = regexp.MustCompile(`^[A-Z][A-Z-]+( [A-Z][A-Z-]+)*$`)

// headings are all literals that head a table, or a line of what is shown of one thing.
func headings(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	set := token.NewFileSet()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	note := func(e ast.Expr, shown func(string) string) {
		l, is := e.(*ast.BasicLit)
		if !is || l.Kind != token.STRING {
			return
		}
		if s, err := strconv.Unquote(l.Value); err == nil && heading.MatchString(shown(s)) {
			for _, one := range strings.Fields(shown(s)) {
				found[one] = set.Position(l.Pos()).String()
			}
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				f, _ := n.Fun.(*ast.Ident)
				m, _ := n.Fun.(*ast.SelectorExpr)
				as := strings.Clone
				if m != nil && m.Sel.Name == "field" {
					as = strings.ToUpper
				}
				if f != nil && f.Name == "write" || m != nil && (m.Sel.Name == "column" || m.Sel.Name == "field") {
					for _, a := range n.Args {
						note(a, as)
					}
				}
			case *ast.CompositeLit:
				if len(n.Elts) == 2 {
					note(n.Elts[0], strings.Clone)
				}
			case *ast.AssignStmt:
				for _, e := range n.Rhs {
					note(e, strings.Clone)
				}
			case *ast.ReturnStmt:
				for _, e := range n.Results {
					note(e, strings.Clone)
				}
			}
			return true
		})
	}
	return found
}

// Tables have French headings for who reads French.
func TestHeadingsAreFrench(t *testing.T) {
	t.Parallel()
	found := headings(t)
	for _, name := range alike {
		if text.Column(text.French, name) != name {
			t.Errorf("%s is another word in French", name)
		}
		delete(found, name)
	}
	for name, at := range found {
		if text.Column(text.French, name) == name {
			t.Errorf("%s: the heading %s has no French", at, name)
		}
	}
	if len(found) < 50 {
		t.Errorf("only %d headings found", len(found))
	}
}
