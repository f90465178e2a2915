package csvfile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is text with what can't be seen made visible, such as <U+00A0>, and at most MaxShown characters of it.
func Visible(text string) string {
	var b strings.Builder
	n := 0
	for i := 0; i < len(text); {
		if n == MaxShown {
			b.WriteString("…")
			break
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "<%02X>", text[i])
		case r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unseen(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
		i += size
		n++
	}
	return b.String()
}

// unseen reports whether a character shows nothing: one of control or format, a blank that is no plain one, or what
// marks bytes.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) || r == 0x115F || r == 0x1160 ||
		r == 0x3164 || r == 0x2800
}

// trim takes the blanks around a value away, also those that are not seen as one: no-break, of no width, byte order
// marks.
func trim(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == 0x200B || r == 0xFEFF ||
			r == 0x2060
	})
}
