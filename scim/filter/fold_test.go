package filter_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/filter"
)

//
func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"bjensen@example.com": "bjensen@example.com",
		"BJensen":             "bjensen",
		"STRASSE":             "strasse",
		"Straße":              "strasse",
		"ＪＥＮＳＥＮ":              "jensen",
		"ÉCOLE":               "école",
		"E\u0301cole":         "école",
		"ΣΊΣΥΦΟΣ":             "σίσυφοσ",
		"ﬁne":                 "fine",
	} {
		if got := filter.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldIsIdempotent(t *testing.T) {
	step := rune(1)
	if testing.Short() {
		step = 11
	}
	for r := rune(0); r <= unicode.MaxRune; r += step {
		once := filter.Fold(string(r))
		if twice := filter.Fold(once); twice != once {
			t.Errorf("%U: folded once %+q, twice %+q", r, once, twice)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := filter.Fold(s)
		if twice := filter.Fold(once); twice != once {
			t.Fatalf("folded once %+q, twice %+q", once, twice)
		}
		if ascii := strings.ToLower(s); isASCII(s) && once != ascii {
			t.Fatalf("Fold(%q) = %q", s, once)
		}
	})
}

func TestFoldOfFoldedASCIIAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { filter.Fold("bjensen@example.com") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
