package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/check"
	"github.com/usher-id/usher/scim/message"
)

// keyed matches what a key looks like.
var keyed = regexp.MustCompile(`^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$`)

// makers are the functions that make messages of a key and pairs, by name; others take a key alone.
var makers = []string{
	"New", "Errorf", "Refuse", "refuse", "refused", "invalid", "note", "say", "says", "fail", "wrong", "faultf",
	"failf", "unplayable", "patchRefusal", "patchProblem", "skip", "undecided", "failed", "found",
}

// use is one place that makes a message.
type use struct {
	at    string
	key   string
	names []string
	whole bool // all names are known
}

// What the code says is in the catalogue, with the arguments that it gives, and nothing else is.
func TestCatalogueIsWhatIsSaid(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, u := range uses(t, "../..") {
		if strings.HasSuffix(u.key, ".") { // the rest is computed: it is tested where that is
			said[strings.TrimSuffix(u.key, ".")] = true
			continue
		}
		template, known := templateOf(u.key)
		if !known {
			if u.whole {
				t.Errorf("%s: the catalogue has no %s", u.at, u.key)
			}
			continue
		}
		said[u.key] = true
		for _, name := range u.names {
			if !slices.Contains(arguments(template), name) {
				t.Errorf("%s: %s has no argument %s", u.at, u.key, name)
			}
		}
		for _, name := range message.Names(template) {
			if u.whole && !strings.Contains(name, ":") && !slices.Contains(u.names, name) && name != "cause" {
				t.Errorf("%s: %s is made without its argument %s", u.at, u.key, name)
			}
		}
	}
	for key := range checkTemplates {
		if ofRule := slices.ContainsFunc(checkComputed, func(family string) bool { return strings.HasPrefix(key, family) }); ofRule {
			continue // TestBothLanguagesSayTheSame compares them with the rules
		}
		if family, _, _ := cutLast(key); !said[key] && !said[family] {
			t.Errorf("package check doesn't say %s", key)
		}
	}
	for _, key := range slices.Concat(slices.Collect(maps.Keys(catalogue)), slices.Collect(maps.Keys(message.Templates()))) {
		family, _, _ := cutLast(key)
		if !said[key] && !said[family] {
			t.Errorf("nobody says %s", key)
		}
	}
}

// cutLast cuts a key before its last part.
func cutLast(key string) (before, after string, found bool) {
	at := strings.LastIndexByte(key, '.')
	if at < 0 {
		return key, "", false
	}
	return key[:at], key[at+1:], true
}

func templateOf(key string) (string, bool) {
	if template, known := checkTemplates[key]; known {
		return template, true
	}
	return Reader{Language: English}.template(key)
}

// checkTemplates are what package check says.
var checkTemplates = check.Templates()

// checkComputed are what stands before the id of a rule, a section or a case in keys of package check.
var checkComputed = []string{"check.title.", "check.right.", "check.section.", "check.purpose.", "check.source."}

// arguments are those of a template and of the actions in it.
func arguments(template string) []string {
	var all []string
	for _, name := range message.Names(template) {
		if _, key, is := strings.Cut(name, ":"); is {
			a := actions[key]
			all = append(all, message.Names(a.En)...)
			all = append(all, message.Names(a.command)...)
			continue
		}
		all = append(all, name)
	}
	return all
}

// uses are all places of the module's code, tests aside, that name a key.
func uses(t *testing.T, root string) []use {
	t.Helper()
	var all []use
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.Contains(path, "internal/text/") && d.Name() != "told.go" || strings.Contains(path, "scim/message/") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				all = append(all, called(set, n)...)
			case *ast.BasicLit:
				if key, is := literal(n); is && keyed.MatchString(key) {
					all = append(all, use{at: set.Position(n.Pos()).String(), key: key})
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// called is what a call says, if it makes a message.
func called(set *token.FileSet, call *ast.CallExpr) []use {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if !slices.Contains(makers, name) {
		return nil
	}
	for i, a := range call.Args {
		if sum, is := a.(*ast.BinaryExpr); is {
			if family, is := literal(sum.X); is && strings.HasSuffix(family, ".") {
				return []use{{at: set.Position(call.Pos()).String(), key: family}}
			}
		}
		key, is := literal(a)
		if !is || !keyed.MatchString(key) {
			continue
		}
		u := use{at: set.Position(call.Pos()).String(), key: key, whole: !call.Ellipsis.IsValid()}
		for j := i + 1; j < len(call.Args); j += 2 {
			argument, is := literal(call.Args[j])
			if !is {
				u.whole = false
				break
			}
			u.names = append(u.names, argument)
		}
		return []use{u}
	}
	return nil
}

func literal(n ast.Expr) (string, bool) {
	l, is := n.(*ast.BasicLit)
	if !is || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
