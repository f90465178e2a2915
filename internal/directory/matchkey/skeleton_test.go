package matchkey

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// Rule M3: look-alikes have one skeleton, others have two.
func TestConfusable(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"mike", "mıke", true},
		{"mike", "rnike", true},
		{"paypal", "раураl", true}, // all but the l Cyrillic
		{"paypal", "paypa1", true},
		{"paypal", "PAYPAl", true},
		{"Ian", "lan", true},
		{"l1I|", "llll", true},
		{"b0b", "bob", true},
		{"B0B", "BOB", true},
		{"omega", "οmega", true}, // Greek omicron
		{"scope", "ѕсоре", true},
		{"straße", "STRASSE", true},
		{"ana", "ａｎａ", true}, // full width
		{"ana", "𝐚𝓷𝖆", true},
		{"fine", "ﬁne", true},
		{"zoë", "zoe\u0308", true},
		{"ana", "a\u200dn\u00ada\ufe0f", true},
		{"\u13a3", "\uab73", true}, // the two cases of a Cherokee letter
		{"", "\u200b", true},
		{"\xf7Ǩ", "\ufffdK\u030c", true},
		{"ana", "anna", false},
		{"zoë", "zoe", false},
		{"ian", "lan", false},
		{"kim", "kin", false},
		{"李", "王", false},
		{"", "a", false},
	} {
		if got := Confusable(tt.a, tt.b); got != tt.want {
			t.Errorf("Confusable(%+q, %+q) = %t: skeletons %+q and %+q", tt.a, tt.b, got, Skeleton(tt.a), Skeleton(tt.b))
		}
	}
}

// Without the table or with it, ASCII has the same skeletons.
func TestASCIIShortcut(t *testing.T) {
	for r := range rune(utf8.RuneSelf) {
		if short, long := Skeleton(string(r)), unicodeSkeleton(string(r)); short != long {
			t.Errorf("%+q: %+q without the table, %+q with it", r, short, long)
		}
	}
}

// Rule M3: idempotent; and neither normalisation nor, once it is in lower case, case counts.
func TestSkeletonIsItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tricky().Draw(t, "text")
		key := Skeleton(s)
		if again := Skeleton(key); again != key || !utf8.ValidString(key) {
			t.Fatalf("%+q, again %+q", key, again)
		}
		if a, b := Skeleton("x"+s), "x"+key; a != Skeleton(b) {
			t.Fatalf("%+q of the text, %+q of its skeleton", a, b)
		}
	})
}

// Canonically equivalent texts look the same by definition.
func TestSkeletonOfEquivalents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringN(0, 40, -1).Draw(t, "text")
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if !Confusable(s, form.String(s)) {
				t.Fatalf("%+q: %+q, but %+q of %+q", s, Skeleton(s), Skeleton(form.String(s)), form.String(s))
			}
		}
	})
}

// A thousand marks on a letter cost no more than their own length.
func TestSkeletonOfManyMarks(t *testing.T) {
	for _, mark := range []string{"\u0301", "\u0323\u0301", "\u034f\u0301"} {
		key := Skeleton("a" + strings.Repeat(mark, 1000))
		if again := Skeleton(key); again != key || utf8.RuneCountInString(key) != 1+maxMarks {
			t.Errorf("%+q, again %+q", key, again)
		}
	}
}

func BenchmarkSkeleton(b *testing.B) {
	b.ReportAllocs()
	Skeleton("é")
	for b.Loop() {
		Skeleton("anna.schmidt-mıller")
	}
}
