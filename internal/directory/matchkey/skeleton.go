package matchkey

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Confusable reports whether two strings look alike, or are one string in two cases.
func Confusable(a, b string) bool { return a == b || Skeleton(a) == Skeleton(b) }

// Skeleton is equal for strings that look alike: the skeleton of UTS 39 section 4, folded to one
// case and compatibility form until nothing changes any more, without what cannot be seen, and
// with no more than 16 marks on a character.
//
// What looks alike goes before case: I stands for l, and i for itself. So a string whose case
// means nothing should be in lower case.
func Skeleton(s string) string {
	var room [256]byte
	return string(appendSkeleton(room[:0], s))
}

func appendSkeleton(key []byte, s string) []byte {
	at := len(key)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return append(key[:at], unicodeSkeleton(s)...)
		}
		if single := asciiSingles[c]; single != 0 {
			key = append(key, single)
			continue
		}
		switch c {
		case 'm', 'M':
			key = append(key, "rn"...)
		case '"':
			key = append(key, "''"...)
		case '%':
			key = append(key, "o/o"...)
		}
	}
	return key
}

// asciiSingles are the skeletons of the ASCII characters that have one of one byte, so that the
// usual address needs no table. It is zero for the others and for what cannot be seen.
var asciiSingles = func() (singles [utf8.RuneSelf]byte) {
	for c := byte(' '); c < 0x7f; c++ {
		singles[c] = c
	}
	for c := byte('A'); c <= 'Z'; c++ {
		singles[c] = c + 'a' - 'A'
	}
	singles['0'], singles['1'], singles['I'], singles['|'], singles['`'] = 'o', 'l', 'l', 'l', '\''
	singles['m'], singles['M'], singles['"'], singles['%'] = 0, 0, 0, 0
	return singles
}()

func unicodeSkeleton(s string) string {
	skeletons := table()
	var b strings.Builder
	b.Grow(len(s))
	// Package norm takes a broken character for the beginning of the next one.
	s = strings.ToValidUTF8(s, "\ufffd")
	for _, r := range seen(norm.NFD.String(s)) {
		if skeleton, ok := skeletons[r]; ok {
			b.WriteString(skeleton)
		} else {
			b.WriteRune(r)
		}
	}
	return ordered(b.String())
}

// maxMarks is far more than any language needs, and few enough that a normalisation never splits
// them (UAX 15 section 13, the Stream-Safe Text Format).
const maxMarks = 16

// ordered is the normalisation form D of s without the marks that are too many.
func ordered(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s {
		if r >= utf8.RuneSelf && norm.NFD.PropertiesString(string(r)).CCC() != 0 {
			marks++
		} else {
			marks = 0
		}
		if marks <= maxMarks {
			b.WriteRune(r)
		}
	}
	return norm.NFD.String(b.String())
}

// seen is s without the unseen.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, s)
}

// unseen reports whether a character shows nothing: a control, or one that has the property
// Default_Ignorable_Code_Point (Unicode Standard, section 5.21).
func unseen(r rune) bool {
	if r <= unicode.MaxLatin1 {
		return r < ' ' || 0x7f <= r && r < 0xa0 || r == 0xad
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func ascii[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
