package text

import (
	"strconv"
	"strings"
)

// Accepted is the language that an Accept-Language header asks for: whichever of Usher's has the greater weight
// (RFC 9110 section 12.5.4), of equals the first; otherwise where it asks for none of them.
func Accepted(header string, otherwise Language) Language {
	const most = 200 // more than any client sends
	if len(header) > most {
		return otherwise
	}
	best, chosen := 0.0, otherwise
	for one := range strings.SplitSeq(header, ",") {
		tag, parameter, _ := strings.Cut(one, ";")
		l, known := parse(tag)
		if !known {
			continue
		}
		weight := 1.0
		if q, is := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameter)), "q="); is {
			weight, _ = strconv.ParseFloat(q, 64)
		}
		if weight > best {
			best, chosen = weight, l
		}
	}
	return chosen
}

// Environment is the language that a process is to speak: that of the first of LC_ALL, LC_MESSAGES and LANG that is
// set (POSIX.1-2024 section 8.2), or else English.
func Environment(get func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := get(name); value != "" {
			if l, known := parse(value); known {
				return l
			}
			return English
		}
	}
	return English
}

// parse reads a language tag such as fr, fr-CA or fr_CA.UTF-8.
func parse(tag string) (Language, bool) {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if end := strings.IndexAny(tag, "-_.@"); end >= 0 {
		tag = tag[:end]
	}
	for _, l := range Languages {
		if tag == string(l) {
			return l, true
		}
	}
	return "", false
}
