package key

import (
	"strings"
	"unicode"
)

// Longest is how many bytes of what was entered are looked at; more is no key.
const Longest = 4096

// Parse reads a key as people and mail programs bring it: in either case, with or without the dashes, with spaces, line
// breaks, marks of quotation, full stops and invisible characters anywhere (trap TA16). Only letters and digits count;
// the letters I and L are read as 1, and O as 0. Whether the key exists is for a server to say; the errors say what can
// be known without one, and are all of type *Error.
func Parse(entered string) (Key, error) {
	if len(entered) > Longest {
		return Key{}, &Error{Reason: TooLong, Found: len(entered)}
	}
	var read []byte
	strange := 0 // position of the first character that no key has
	for _, r := range entered {
		c, counts := character(r)
		if !counts {
			continue
		}
		read = append(read, c)
		if c == 0 && strange == 0 {
			strange = len(read)
		}
	}
	characters := string(read)
	switch {
	case len(read) == 0:
		return Key{}, &Error{Reason: Empty}
	case len(read) < Length:
		return Key{}, &Error{Reason: Incomplete, Found: len(read)}
	case len(read) > Length:
		return Key{}, &Error{Reason: TooLong, Found: len(read)}
	case strange > 0:
		return Key{}, &Error{Reason: Mistyped, Found: Length, Position: strange}
	case !fits(characters):
		return Key{}, &Error{Reason: Mistyped, Found: Length, Position: suspect(characters)}
	}
	return keyOf(characters), nil
}

// character is what a rune stands for in a key: 0 for a letter or digit that no key has. All else does not count.
func character(r rune) (c byte, counts bool) {
	if r >= '！' && r <= '～' { // the wide forms that East Asian keyboards give
		r -= '！' - '!'
	}
	switch {
	case !unicode.IsLetter(r) && !unicode.IsNumber(r), isFiller(r):
		return 0, false
	case r > unicode.MaxASCII:
		return 0, true
	}
	c = byte(unicode.ToUpper(r))
	switch c {
	case 'I', 'L':
		c = '1'
	case 'O':
		c = '0'
	}
	if strings.IndexByte(alphabet, c) < 0 {
		return 0, true
	}
	return c, true
}

// isFiller reports whether a letter is one that can't be seen.
func isFiller(r rune) bool {
	switch r {
	case '\u115F', '\u1160', '\u3164', '\uFFA0': // Hangul fillers
		return true
	}
	return false
}

// fits reports whether the check part is that of the others.
func fits(characters string) bool { return checkOf(characters[:random]) == characters[random:] }

// suspect is the position of the one character, or of the first of two neighbours, with which somebody who made one
// mistake got these characters; 0 where there were more mistakes. By chance it is wrong in one of 30,000 cases.
func suspect(characters string) int {
	try := []byte(characters)
	for i := range try {
		was := try[i]
		for _, c := range []byte(alphabet) {
			if try[i] = c; fits(string(try)) {
				return i + 1
			}
		}
		try[i] = was
	}
	for i := range len(try) - 1 {
		try[i], try[i+1] = try[i+1], try[i]
		if fits(string(try)) {
			return i + 1
		}
		try[i], try[i+1] = try[i+1], try[i]
	}
	return 0
}
