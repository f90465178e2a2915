package matchkey

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// The file is what the generator writes: a notice, then sorted lines in which no character stands
// twice, and each skeleton is a skeleton.
func TestTable(t *testing.T) {
	if len(tableText) > 200<<10 {
		t.Errorf("the table takes %d bytes of the binary", len(tableText))
	}
	if !strings.Contains(tableText, "UNICODE, INC. LICENSE AGREEMENT") {
		t.Error("the table comes without the licence of its data")
	}
	skeletons, last, data := table(), "", 0
	listed := map[rune]bool{}
	for line := range strings.Lines(tableText) {
		if line[0] == '#' && data == 0 {
			continue
		}
		data++
		to, from, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " < ")
		skeleton, sources := string(characters(to)), characters(from)
		if !ok || hex(skeleton)+" < "+hex(string(sources)) != to+" < "+from {
			t.Fatalf("not as the generator writes it: %q", line)
		}
		if skeleton <= last {
			t.Errorf("%q stands after %+q", line, last)
		}
		last = skeleton
		if !slices.IsSorted(sources) {
			t.Errorf("%q is not sorted", line)
		}
		for _, r := range sources {
			if listed[r] || !norm.NFD.IsNormalString(string(r)) {
				t.Errorf("%U stands there twice, or is never looked up", r)
			}
			listed[r] = true
			if s := skeletons[r]; !norm.NFD.IsNormalString(s) || Skeleton(s) != s {
				t.Errorf("%+q, the skeleton of %U, is not its own skeleton", s, r)
			}
		}
	}
	if len(listed) != len(skeletons) || len(listed) < 7000 {
		t.Errorf("%d characters in the file, %d in the table", len(listed), len(skeletons))
	}
}

func hex(s string) string {
	return strings.Trim(fmt.Sprintf("%X", []rune(s)), "[]")
}

func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		read(tableText)
	}
}
