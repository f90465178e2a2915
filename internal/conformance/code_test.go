package conformance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/check"
)

// code is what proves rows: by place and name, the rows that each test and each check names.
type code struct {
	tests    map[proof]map[int]bool // by package and by file
	checks   map[string]map[int]bool
	mentions []mention
}

// mention is a row that a test file or a check names.
type mention struct {
	place  string
	number int
}

// checker is the place of proofs that are checks.
const checker = "usher check"

// named is the rows that a proof names, and whether there is such a proof.
func (c *code) named(p proof) (rows map[int]bool, found bool) {
	if p.place == checker {
		rows, found = c.checks[p.name]
		return rows, found
	}
	rows, found = c.tests[p]
	return rows, found
}

// mentioned matches a row, or several from one to another, in a comment or a name.
var mentioned = regexp.MustCompile(`\bR-(\d{3})\b(?: to R-(\d{3})\b)?`)

// rowsIn are the rows that a text names.
func rowsIn(text string) map[int]bool {
	rows := map[int]bool{}
	for _, found := range mentioned.FindAllStringSubmatch(text, -1) {
		first, _ := strconv.Atoi(found[1])
		last := first
		if found[2] != "" {
			last, _ = strconv.Atoi(found[2])
		}
		for n := first; n <= last; n++ {
			rows[n] = true
		}
	}
	return rows
}

// add reads one test file of the package in folder. A function names the rows that stand in it or
// in the comment above it.
func (c *code) add(t *testing.T, folder, name, text string) {
	t.Helper()
	path := folder + "/" + name
	for n := range rowsIn(text) {
		c.mentions = append(c.mentions, mention{path, n})
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		f, is := d.(*ast.FuncDecl)
		if !is || f.Recv != nil || !isTest(f) {
			continue
		}
		from := f.Pos()
		if f.Doc != nil {
			from = f.Doc.Pos()
		}
		rows := rowsIn(text[files.Position(from).Offset:files.Position(f.End()).Offset])
		c.tests[proof{folder, f.Name.Name}] = rows
		c.tests[proof{path, f.Name.Name}] = rows
	}
}

// isTest reports whether go test runs f.
func isTest(f *ast.FuncDecl) bool {
	for prefix, parameter := range map[string]string{"Test": "T", "Fuzz": "F"} {
		rest, is := strings.CutPrefix(f.Name.Name, prefix)
		if !is || rest == "" || rest[0] >= 'a' && rest[0] <= 'z' || f.Name.Name == "TestMain" || len(f.Type.Params.List) != 1 {
			continue
		}
		star, is := f.Type.Params.List[0].Type.(*ast.StarExpr)
		if !is {
			continue
		}
		if of, is := star.X.(*ast.SelectorExpr); is && of.Sel.Name == parameter {
			return true
		}
	}
	return false
}

// readCode reads all tests below root, and asks package check for its checks.
func readCode(t *testing.T, root string) *code {
	t.Helper()
	c := &code{tests: map[proof]map[int]bool{}, checks: map[string]map[int]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != root && slices.Contains([]string{".", "_"}, d.Name()[:1]) || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		c.add(t, filepath.ToSlash(filepath.Dir(inside)), d.Name(), string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ru := range check.Rules() {
		c.checks[ru.ID] = rowsIn(strings.Join(ru.Rows, " "))
		for n := range c.checks[ru.ID] {
			c.mentions = append(c.mentions, mention{checker + ": " + ru.ID, n})
		}
	}
	return c
}
