package csvfile

import (
	"strings"
	"unicode/utf8"
)

// Escape makes a value one that no spreadsheet computes: an apostrophe stands before what begins like a formula, at the
// value's beginning and where a cell could seem to begin to whoever takes another sign for the separator: behind
// separators, quotation marks and ends of lines (OWASP, CSV injection). Unescape undoes it. What already has
// apostrophes there gets one more, so that Unescape(Escape(v)) is v whatever v is.
func Escape(value string) string { return apostrophes(value, true) }

// Unescape is the value that Escape made a cell of. What another program wrote stays as it is, unless it looks the
// same.
func Unescape(cell string) string {
	if strings.IndexByte(cell, '\'') < 0 {
		return cell
	}
	return apostrophes(cell, false)
}

// apostrophes adds an apostrophe, or takes one away, wherever a formula seems to begin.
func apostrophes(text string, add bool) string {
	var b strings.Builder
	done := 0
	for i := 0; ; {
		n := leading(text[i:])
		if formula(text[i+n:], i == 0) && (add || n > 0) {
			b.WriteString(text[done:i])
			if done = i; add {
				b.WriteByte('\'')
			} else {
				done++
			}
		}
		next := strings.IndexAny(text[i+n:], ",;|\"\t\r\n")
		if next < 0 {
			break
		}
		i += n + next + 1
	}
	if b.Len() == 0 && done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// leading is how many apostrophes a text begins with.
func leading(text string) int { return len(text) - len(strings.TrimLeft(text, "'")) }

// formula reports whether a text begins like a formula, also in the wide signs of East Asian keyboards; whole, that it
// is all of a cell, at whose beginning blanks of some kinds are passed over.
func formula(text string, whole bool) bool {
	if text == "" {
		return false
	}
	switch text[0] {
	case '=', '+', '-', '@':
		return true
	case '\t', '\r', '\n':
		return whole
	}
	if text[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text)
	return r == '＝' || r == '＋' || r == '－' || r == '＠'
}
