package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// group is a line of the table: the characters that have one skeleton.
type group struct {
	skeleton string
	from     []rune
}

// overrides are characters for which Unicode's choice would miss a look-alike of today's faces.
var overrides = map[rune]string{
	// The small palochka is a stroke without a dot, and so has passed for the l of well-known names.
	0x4cf: "l",
}

// groups closes the mapping over case and compatibility and sorts it by skeleton. A character
// that a normalisation form D can't contain has no need of a line, and neither has one that is
// its own skeleton.
func (c *confusables) groups() ([]group, error) {
	c.settle()
	bySkeleton := map[string][]rune{}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if s := string(r); !unicode.In(r, unicode.Cs, unicode.Co) && norm.NFD.IsNormalString(s) {
			closed, err := c.closed(s)
			if err != nil {
				return nil, err
			}
			if closed != s {
				bySkeleton[closed] = append(bySkeleton[closed], r)
			}
		}
	}
	var all []group
	for skeleton, from := range bySkeleton {
		all = append(all, group{skeleton, from})
	}
	slices.SortFunc(all, func(a, b group) int { return cmp.Compare(a.skeleton, b.skeleton) })
	return all, nil
}

// settle applies the overrides, and drops what folding would turn back: where the prototype of a small letter is
// its own capital, or the other way round, the folded one stands for both.
func (c *confusables) settle() {
	maps.Copy(c.prototypes, overrides)
	for r, prototype := range c.prototypes {
		if fold(prototype) == string(r) {
			delete(c.prototypes, r)
		}
	}
}

// closed maps and folds until nothing changes any more. What looks alike comes first: a capital I
// is taken for an l, not for an i.
func (c *confusables) closed(s string) (string, error) {
	seen := map[string]bool{}
	for {
		next := fold(c.mapped(s))
		if next == s {
			return s, nil
		}
		if seen[next] {
			return "", fmt.Errorf("the skeletons of %+q go round in a circle: %+q", s, slices.Sorted(maps.Keys(seen)))
		}
		seen[next] = true
		s = next
	}
}

// mapped is the skeleton of UTS 39 section 4.
func (c *confusables) mapped(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if prototype, ok := c.prototypes[r]; ok {
			b.WriteString(prototype)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFD.String(b.String())
}

// fold is the compatibility caseless form. Package cases swaps the two cases of Cherokee; there
// the capital stands for both, as in Unicode's CaseFolding.txt.
func fold(s string) string {
	folder := cases.Fold()
	var b strings.Builder
	for _, r := range s {
		folded := folder.String(string(r))
		if folder.String(folded) == string(r) {
			folded = min(folded, string(r))
		}
		b.WriteString(folded)
	}
	return norm.NFKD.String(b.String())
}

func (c *confusables) writeHeader(w io.Writer) {
	fmt.Fprintf(w, "# Made by gen from confusables.txt of Unicode %s: a skeleton, and the characters that it stands\n",
		c.version)
	fmt.Fprintf(w, "# for. The data was changed: closed over case folding and compatibility decomposition (of Unicode\n")
	fmt.Fprintf(w, "# %s), with the overrides of gen. The original is under this licence:\n#\n", norm.Version)
	for line := range strings.Lines(notice) {
		fmt.Fprintln(w, strings.TrimRight("# "+line, " \r\n"))
	}
}
