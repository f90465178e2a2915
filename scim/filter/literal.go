package filter

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

// values says what can be a value.
func values() message.Message { return message.New("filter.values") }

// value reads a JSON literal, to which something is compared by op. Keywords may be in any
// case.
func (p *parser) value(op CompareOperator) (any, error) {
	if p.at('"') {
		return p.quoted()
	}
	start := p.pos
	word := p.word()
	switch {
	case word == "" && start == len(p.in):
		return nil, p.fail(start, "filter.value.end", "advice", values())
	case word == "":
		return nil, p.fail(start, "filter.value.unknown", "found", excerpt(p.in[start:start+1]), "advice", values())
	case op == EQ && isAddress(word):
		return word, nil
	case equalFold(word, "true"):
		return true, nil
	case equalFold(word, "false"):
		return false, nil
	case equalFold(word, "null"):
		return nil, nil
	case isDigit(word[0]) || word[0] == '-':
		return p.number(start, word)
	}
	return nil, p.fail(start, "filter.value.unknown", "found", excerpt(word), "advice", values())
}

// isAddress reports whether a word without quotes is an address, or anything else with an @ that needs
// no escapes. authentik looks people up so, and takes a refusal for "there is nobody".
func isAddress(word string) bool {
	if strings.IndexByte(word, '@') < 0 || !utf8.ValidString(word) {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(word); first == '\'' || first == '`' ||
		unicode.In(first, unicode.Pi, unicode.Pf) {
		return false // quotation marks of another kind, which are no part of the address
	}
	return !strings.ContainsFunc(word, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

// number converts by the grammar of JSON, which is narrower than strconv's: no leading zeros or plus sign, no
// hexadecimal digits, no underscores, no point without digits on both sides.
func (p *parser) number(at int, word string) (any, error) {
	rest := strings.TrimPrefix(word, "-")
	whole := digits(rest)
	ok := whole == 1 || whole > 1 && rest[0] != '0'
	rest = rest[whole:]
	integer := rest == ""
	if strings.HasPrefix(rest, ".") {
		n := digits(rest[1:])
		ok = ok && n > 0
		rest = rest[1+n:]
	}
	if rest != "" && rest[0]|0x20 == 'e' {
		rest = rest[1:]
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		n := digits(rest)
		ok = ok && n > 0
		rest = rest[n:]
	}
	if !ok || rest != "" {
		return nil, p.fail(at, "filter.number.form", "found", excerpt(word))
	}
	if integer {
		if n, err := strconv.Atoi(word); err == nil {
			return n, nil
		}
	}
	f, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return nil, p.fail(at, "filter.number.large", "found", excerpt(word))
	}
	return f, nil
}

// digits counts the digits that s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// quoted reads a string literal. Most have no escapes and are returned as a part of the input.
func (p *parser) quoted() (string, error) {
	opened := p.pos
	p.pos++
	start := p.pos
	var decoded []byte // what came before start, once an escape was seen
	for p.pos < len(p.in) {
		switch c := p.in[p.pos]; {
		case c == '"':
			s := p.in[start:p.pos]
			p.pos++
			if decoded != nil {
				s = string(append(decoded, s...))
			}
			return s, nil
		case c == '\\':
			decoded = append(decoded, p.in[start:p.pos]...)
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			decoded = utf8.AppendRune(decoded, r)
			start = p.pos
		case c < ' ':
			return "", p.fail(p.pos, "filter.text.control", "escape", fmt.Sprintf(`\u%04x`, c))
		case c < utf8.RuneSelf:
			p.pos++
		default:
			r, size := utf8.DecodeRuneInString(p.in[p.pos:])
			if r == utf8.RuneError && size == 1 {
				return "", p.fail(p.pos, "filter.text.utf8")
			}
			p.pos += size
		}
	}
	return "", p.fail(opened, "filter.text.open")
}

// escape reads a backslash and what it stands for.
func (p *parser) escape() (rune, error) {
	start := p.pos
	p.pos += 2
	if p.pos <= len(p.in) {
		switch c := p.in[start+1]; c {
		case '"', '\\', '/':
			return rune(c), nil
		case 'b':
			return '\b', nil
		case 'f':
			return '\f', nil
		case 'n':
			return '\n', nil
		case 'r':
			return '\r', nil
		case 't':
			return '\t', nil
		case 'u':
			return p.codePoint(start)
		}
	}
	return 0, p.fail(start, "filter.text.backslash")
}

// codePoint reads the digits of the \u at start, and the second half if they are the first of a surrogate pair.
func (p *parser) codePoint(start int) (rune, error) {
	r, ok := p.hex4()
	if !ok {
		return 0, p.fail(start, "filter.text.hexadecimal")
	}
	if r == 0 {
		return 0, p.fail(start, "filter.text.nul")
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if strings.HasPrefix(p.in[p.pos:], `\u`) {
		p.pos += 2
		if low, ok := p.hex4(); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, nil
			}
		}
	}
	return 0, p.fail(start, "filter.text.surrogate")
}

// hex4 consumes four hexadecimal digits.
func (p *parser) hex4() (rune, bool) {
	if len(p.in)-p.pos < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(p.in[p.pos:p.pos+4], 16, 16)
	if err != nil {
		return 0, false
	}
	p.pos += 4
	return rune(n), true
}
