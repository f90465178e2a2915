package csvfile

import "strings"

// Escape makes a value one that no spreadsheet computes: an apostrophe stands before what begins like a formula. Unescape undoes it.
// A value that begins with apostrophes and goes on like a formula gets one more, so that Unescape(Escape(v)) is v whatever v is.
func Escape(value string) string {
	if computed(value) {
		return "'" + value
	}
	return value
}

// Unescape is the value that Escape made a cell of. What another program wrote stays as it is, unless it looks the same.
func Unescape(cell string) string {
	if strings.HasPrefix(cell, "'") && computed(cell) {
		return cell[1:]
	}
	return cell
}

// computed reports whether a spreadsheet may take a value for a formula, apostrophes before it aside: by its first character, also in
// the wide form of East Asian keyboards, as OWASP names them.
func computed(value string) bool {
	value = strings.TrimLeft(value, "'")
	for _, first := range [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(value, first) {
			return true
		}
	}
	return false
}
