package csvfile

import "strings"

// Lost is an id that has lost the zeros in front of it, as a spreadsheet takes them away: whoever imports a file warns of it.
type Lost struct{ Now, Before string }

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
