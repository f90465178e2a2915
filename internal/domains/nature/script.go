package nature

import (
	"strings"
	"unicode"
)

// together are scripts that one writing system uses side by side (UTS 39 section 5.1).
var together = []map[string]bool{
	{"Han": true, "Hiragana": true, "Katakana": true, "Latin": true}, // Japanese
	{"Han": true, "Bopomofo": true, "Latin": true},
	{"Han": true, "Hangul": true, "Latin": true}, // Korean
}

// MixedLabel finds a label of a domain in Unicode form whose characters are of several scripts
// (UTS 39 section 5.2, "highly restrictive"); "" when there is none.
func MixedLabel(domain string) string {
	for label := range strings.SplitSeq(domain, ".") {
		if !singleScript(scriptsOf(label)) {
			return label
		}
	}
	return ""
}

func singleScript(scripts map[string]bool) bool {
	if len(scripts) <= 1 {
		return true
	}
next:
	for _, system := range together {
		for s := range scripts {
			if !system[s] {
				continue next
			}
		}
		return true
	}
	return false
}

// scriptsOf are the scripts of a label's characters. Digits, hyphens and marks belong to all.
func scriptsOf(label string) map[string]bool {
	scripts := map[string]bool{}
	for _, r := range label {
		if r < unicode.MaxASCII {
			if unicode.IsLetter(r) {
				scripts["Latin"] = true
			}
			continue
		}
		if unicode.In(r, unicode.Common, unicode.Inherited) {
			continue
		}
		scripts[scriptOf(r)] = true
	}
	return scripts
}

// scriptOf names a character's script; "unknown" for one that is newer than Go's tables.
func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return "unknown"
}
