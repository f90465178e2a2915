package rules

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const page = "docs/rules.md"

// The rules of docs/rules.md are what the repository says they are.
func TestRules(t *testing.T) {
	files := readRepository(t)
	if len(files) < 500 || files[page] == "" {
		t.Fatalf("%d files were read, %s of %d bytes among them", len(files), page, len(files[page]))
	}
	for _, complaint := range check(files) {
		t.Error(complaint)
	}
}

// The check can fail: each kind of trespass gets its sentence.
func TestCheck(t *testing.T) {
	const rules = "- **P1** One.\n- **M2** Two, see P1.\n- **M2a** Three.\n- **D1** Four.\n- **D2** Five.\n- **D3** Six.\n" +
		"- **L1** *To come.* Seven.\n"
	const proofs = "// Rules P1, M2 and M2a\n// Rules D1 to D3\n"
	for _, tt := range []struct {
		name, rules, file, text string
		want                    []string
	}{
		{"all is well", rules, "a.go", "// As rule P1 says.\nreturn Verdict{Rule: \"M2a\"}", nil},
		{"twice", rules + "- **P1** Again.\n", "a.go", "", []string{"docs/rules.md: P1 is defined twice"}},
		{"refers to none", strings.Replace(rules, "see P1", "see P2", 1), "a.go", "",
			[]string{"docs/rules.md:2: there is no rule P2 in docs/rules.md"}},
		{"no proof", rules + "- **P3** New.\n", "a.go", "// rule P3",
			[]string{"docs/rules.md: no test names P3, which is not marked as to come"}},
		{"marked although proved", rules, "b_test.go", "// Rule L1",
			[]string{"docs/rules.md: L1 is marked as to come, and a test names it"}},
		{"a comment", rules, "a.go", "x\n// as rule X9 says", []string{"a.go:2: there is no rule X9 in docs/rules.md"}},
		{"a comment that is wrapped", rules, "a.go", "\t// as (rule\n\t// P9) says", []string{"a.go:2: there is no rule P9 in docs/rules.md"}},
		{"a list", rules, "a.md", "rules P1, P8 and M2b", []string{
			"a.md:1: there is no rule P8 in docs/rules.md", "a.md:1: there is no rule M2b in docs/rules.md"}},
		{"a range", rules, "a.md", "(rules D1 to D4)", []string{"a.md:1: there is no rule D4 in docs/rules.md"}},
		{"what lies in a range", strings.Replace(rules, "- **D2** Five.\n", "", 1), "a.md", "rules D1 to D3",
			[]string{"a.md:1: there is no rule D2 in docs/rules.md", "b_test.go:2: there is no rule D2 in docs/rules.md"}},
		{"what code names", rules, "a.go", `return "M7"`, []string{"a.go:1: there is no rule M7 in docs/rules.md"}},
		{"a field, in a test", rules, "a_test.go", `if v.Rule != "M7" || f.Rule == "M8" {`,
			[]string{"a_test.go:1: there is no rule M7 in docs/rules.md", "a_test.go:1: there is no rule M8 in docs/rules.md"}},
		{"data of a test", rules, "a_test.go", `serial: "S1"`, nil},
		{"output", rules, "a.txtar", "okta created ann (D9)", []string{"a.txtar:1: there is no rule D9 in docs/rules.md"}},
		{"output in French", rules, "a.go", `Fr: "en attente (règle D8, dossier "`, []string{"a.go:1: there is no rule D8 in docs/rules.md"}},
		{"a pattern", rules, "a.txtar", `stdout '- rule +D7\n\+ rule +D1\n'`, []string{"a.txtar:1: there is no rule D7 in docs/rules.md"}},
	} {
		files := map[string]string{page: tt.rules, "b_test.go": proofs}
		files[tt.file] += tt.text
		if diff := cmp.Diff(tt.want, check(files)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

const id = `[A-Z][0-9]{1,2}[a-z]?`

var (
	definition = regexp.MustCompile(`(?m)^- \*\*(` + id + `)\*\* (\*To come\.\*)?`)

	// named are the ways in which a rule is named. What stands between words may be a line's end and the
	// next comment's beginning.
	named = []*regexp.Regexp{
		regexp.MustCompile(`\b(?:[Rr]ule|[Rr]ègle)s?` + gap + `(` + id + `(?:(?:,` + gap + `|` + gap + `(?:and|or|et|ou|to|à)` + gap + `)` + id + `)*)\b`),
		regexp.MustCompile(`\(((?:` + family + `)(?:, (?:` + family + `))*)\)`),
		regexp.MustCompile(`\b[Rr]ule\)?(?::| ==| !=| =) ?"(` + id + `)"`),
	}
	literal = regexp.MustCompile(`"(` + family + `)"`)
	mention = regexp.MustCompile(`\b(` + family + `)\b`)

	ids   = regexp.MustCompile(id)
	spans = regexp.MustCompile(`\b([A-Z])([0-9]{1,2}) (?:to|à) ([A-Z])([0-9]{1,2})\b`)
)

const (
	gap    = `(?:[\s+*#]|//|--)+`
	family = `[IPMDLSAO][0-9]{1,2}[a-z]?`
)

// check returns one sentence for each rule that is named and not defined, defined twice, or neither proved nor marked.
func check(files map[string]string) []string {
	var complaints []string
	complain := func(format string, args ...any) {
		if c := fmt.Sprintf(format, args...); !slices.Contains(complaints, c) {
			complaints = append(complaints, c)
		}
	}
	toCome, proved := map[string]bool{}, map[string]bool{}
	var order []string
	for _, m := range definition.FindAllStringSubmatch(files[page], -1) {
		if _, twice := toCome[m[1]]; twice {
			complain("%s: %s is defined twice", page, m[1])
		}
		toCome[m[1]] = m[2] != ""
		order = append(order, m[1])
	}
	var paths []string
	for path := range files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		for _, n := range names(path, files[path]) {
			if _, ok := toCome[n.id]; !ok {
				complain("%s:%d: there is no rule %s in %s", path, n.line, n.id, page)
			}
			if strings.HasSuffix(path, "_test.go") {
				proved[n.id] = true
			}
		}
	}
	for _, rule := range order {
		switch {
		case toCome[rule] && proved[rule]:
			complain("%s: %s is marked as to come, and a test names it", page, rule)
		case !toCome[rule] && !proved[rule]:
			complain("%s: no test names %s, which is not marked as to come", page, rule)
		}
	}
	return complaints
}

// name is a place where a rule is named.
type name struct {
	id   string
	line int
}

// names are the rules that a file names, in the order of the ways in which it does.
func names(path, text string) []name {
	ways := named
	switch {
	case path == page:
		ways = []*regexp.Regexp{mention}
	case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
		ways = append(slices.Clone(named), literal)
	}
	var all []name
	for _, way := range ways {
		for _, m := range way.FindAllStringSubmatchIndex(text, -1) {
			line := 1 + strings.Count(text[:m[2]], "\n")
			for _, id := range within(text[m[2]:m[3]]) {
				all = append(all, name{id, line})
			}
		}
	}
	return all
}

// within are the ids of a list, those that lie in its ranges included.
func within(list string) []string {
	all := ids.FindAllString(list, -1)
	for _, m := range spans.FindAllStringSubmatch(list, -1) {
		var from, to int
		if _, err := fmt.Sscan(m[2], &from); err != nil || m[1] != m[3] {
			continue
		}
		if _, err := fmt.Sscan(m[4], &to); err != nil {
			continue
		}
		for i := from + 1; i < to; i++ {
			all = append(all, fmt.Sprint(m[1], i))
		}
	}
	return all
}

// readRepository reads all files in which a rule can be named, by their paths from the root.
func readRepository(t *testing.T) map[string]string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "rapid" || path == filepath.Join(root, "internal", "rules")):
			return filepath.SkipDir
		case !slices.Contains([]string{".go", ".md", ".sql", ".txtar", ".html"}, filepath.Ext(path)):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		path, err = filepath.Rel(root, path)
		files[filepath.ToSlash(path)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
