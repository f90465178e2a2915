package conformance

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestList(t *testing.T) {
	text, err := os.ReadFile("../../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	rows, complaints := parse(string(text))
	for _, complaint := range append(complaints, compare(rows, readCode(t, "../.."))...) {
		t.Error(complaint)
	}
}

// The comparison itself can fail: each kind of mistake gets its sentence.
func TestMistakes(t *testing.T) {
	c := &code{tests: map[proof]map[int]bool{}, checks: map[string]map[int]bool{"user.create": {1: true}}}
	one, beyond := rowID(1), rowID(lastRow+1)
	c.add(t, "scim", "create_test.go", `package scim

// `+one+` to `+rowID(3)+`: creation.
func TestCreate(t *testing.T) {}

func TestOther(t *testing.T) { _ = "`+rowID(7)+`" }

// `+one+`
func TestMain(m *testing.M) {}

// `+one+`
func helper(t *testing.T) {}

// `+one+`
func Testify(t *testing.T) {}

func FuzzNothing(f *testing.F) {} // `+beyond+`
`)
	complete := make([]string, lastRow)
	for i := range complete {
		where := "RFC 7643 2.1"
		if i >= lastRequirement {
			where = "draft x 4"
		}
		complete[i] = fmt.Sprintf("| %s | %s | MUST | Something | Chosen: nothing. |", rowID(i+1), where)
	}
	unknown := "scim/create_test.go names " + beyond + ", which is not on the list" // in every case
	for _, test := range []struct {
		name, first string // the first row
		want        []string
	}{
		{"test of a package", "Said | `scim: TestCreate`", nil},
		{"test of a file", "Said | `scim/create_test.go: TestCreate`", nil},
		{"check", "Said | `usher check: user.create`", nil},
		{"several and a reason", "Said | `scim: TestCreate`, `usher check: user.create`. Chosen: so.", nil},
		{"test that is not there", "Said | `scim: TestGone`", []string{one + ": there is no scim: TestGone"}},
		{"test of another package", "Said | `scim/schema: TestCreate`", []string{one + ": there is no scim/schema: TestCreate"}},
		{"no test", "Said | `scim: helper`, `scim: Testify`, `scim: TestMain`", []string{one + ": there is no scim: helper", one + ": there is no scim: Testify", one + ": there is no scim: TestMain"}},
		{"check that is not there", "Said | `usher check: user.destroy`", []string{one + ": there is no usher check: user.destroy"}},
		{"row not named", "Said | `scim: TestOther`", []string{one + ": scim: TestOther does not name the row"}},
		{"row not named in a comment outside", "Said | `scim: FuzzNothing`", []string{one + ": scim: FuzzNothing does not name the row"}},
		{"nothing", "Said | ", []string{one + ": cell 5 is empty", one + " has neither a proof nor a reason"}},
		{"another word", "Said | Later: perhaps.", []string{one + `: "Later: perhaps." is neither a proof nor a sentence that begins with Not offered:, Deployment: or Chosen:`}},
		{"no sentence", "Said | Chosen: ", []string{one + `: "Chosen:" is neither a proof nor a sentence that begins with Not offered:, Deployment: or Chosen:`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			lines := append([]string{"| " + one + " | RFC 7643 2.1 | MUST | " + test.first + " |"}, complete[1:]...)
			rows, got := parse(strings.Join(lines, "\n"))
			for _, complaint := range compare(rows, c) {
				if complaint != unknown {
					got = append(got, complaint)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"twice":               {append([]string{complete[0]}, complete...), one + " stands where " + rowID(2) + " belongs"},
		"out of order":        {append([]string{complete[1], complete[0]}, complete[2:]...), rowID(2) + " stands where " + one + " belongs"},
		"missing":             {complete[:lastRow-1], "237 rows instead of 238"},
		"a draft as an RFC":   {append(complete[:lastRow-1:lastRow-1], strings.Replace(complete[lastRow-1], "draft x", "RFC 1", 1)), rowID(lastRow) + ` is about "RFC 1 4"; rows up to R-221 are about an RFC, those behind about a draft`},
		"not on the list":     {complete, unknown},
		"cells":               {append([]string{complete[0] + " more |"}, complete[1:]...), one + " has 6 cells instead of 5"},
		"something like rows": {append([]string{"| R-1 | RFC | MUST | x | Chosen: y. |"}, complete...), "not a row: | R-1 | RFC | MUST | x | Chosen: y. |"},
	} {
		rows, complaints := parse(strings.Join(test.lines, "\n"))
		complaints = append(complaints, compare(rows, c)...)
		if !strings.Contains("\n"+strings.Join(complaints, "\n")+"\n", "\n"+test.want+"\n") {
			t.Errorf("%s: nobody says %q but\n%s", name, test.want, strings.Join(complaints, "\n"))
		}
	}
}
