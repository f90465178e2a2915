package text

import (
	"cmp"
	"strconv"
	"strings"
)

// Asked is the language in which whoever sent a request reads the answer: the one that its Accept-Language headers ask
// for, else the account's, which is "" where none was chosen or there is none, else English.
func Asked(accept []string, account Language) Language {
	if len(accept) == 1 {
		return Accepted(accept[0], cmp.Or(account, English))
	}
	return Accepted(strings.Join(accept, ","), cmp.Or(account, English))
}

// Accepted is the language that an Accept-Language header asks for: whichever of Usher's has the greater weight
// (RFC 9110 section 12.5.4), of equals the first; otherwise where it asks for none of them. A weight of 0 asks for any
// other.
func Accepted(header string, otherwise Language) Language {
	const most = 200 // more than any client sends
	if len(header) > most {
		return otherwise
	}
	best, chosen, unwanted := 0.0, otherwise, Language("")
	for one := range strings.SplitSeq(header, ",") {
		tag, parameter, _ := strings.Cut(one, ";")
		l, known := parse(tag)
		if !known {
			continue
		}
		weight := 1.0
		if q, is := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameter)), "q="); is {
			var err error
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		switch {
		case weight > best:
			best, chosen = weight, l
		case weight == 0 && strings.EqualFold(strings.TrimSpace(tag), string(l)):
			unwanted = l
		}
	}
	if best == 0 && chosen == unwanted {
		for _, l := range Languages {
			if l != unwanted {
				return l
			}
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
