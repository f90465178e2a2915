package filter

import "unicode/utf8"

// blanks skips blanks and tabs.
func (p *parser) blanks() {
	for p.pos < len(p.in) && isBlank(p.in[p.pos]) {
		p.pos++
	}
}

// separated skips blanks and reports whether there were any.
func (p *parser) separated() bool {
	start := p.pos
	p.blanks()
	return p.pos > start
}

// at reports whether c is next.
func (p *parser) at(c byte) bool {
	return p.pos < len(p.in) && p.in[p.pos] == c
}

// atAfterBlanks goes to the next token if that is c, and else stays.
func (p *parser) atAfterBlanks(c byte) bool {
	start := p.pos
	p.blanks()
	if p.at(c) {
		return true
	}
	p.pos = start
	return false
}

// word consumes everything up to the next delimiter.
func (p *parser) word() string {
	start := p.pos
	for p.pos < len(p.in) && !isDelimiter(p.in[p.pos]) {
		p.pos++
	}
	return p.in[start:p.pos]
}

// keyword consumes "and" or "or" if it is next and stands alone: between blanks, or beside parentheses and brackets.
func (p *parser) keyword(lower string) bool {
	start := p.pos
	p.blanks()
	alone := p.pos > start || start > 0 && (p.in[start-1] == ')' || p.in[start-1] == ']')
	if alone && equalFold(p.word(), lower) && (p.pos == len(p.in) || isBlank(p.in[p.pos]) || p.in[p.pos] == '(') {
		return true
	}
	p.pos = start
	return false
}

// characters converts a byte offset to a place counted in characters from one.
func (p *parser) characters(offset int) int {
	return utf8.RuneCountInString(p.in[:offset]) + 1
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isDelimiter(c byte) bool {
	switch c {
	case ' ', '\t', '(', ')', '[', ']', '"':
		return true
	}
	return false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// equalFold compares s with a lower-case ASCII word. strings.EqualFold would take the long s of "ſw" for an s.
func equalFold(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
