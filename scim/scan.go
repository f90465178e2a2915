package scim

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// scanner walks over JSON without decoding it, for the raw text of its parts. What is not JSON it
// passes over in some way; decoding is what refuses that.
type scanner struct {
	src []byte
	at  int
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.src) && s.src[s.at] <= ' ' {
		s.at++
	}
	if s.at >= len(s.src) {
		return 0
	}
	return s.src[s.at]
}

// take consumes the next byte if it is c.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// scalar consumes a string, number or word.
func (s *scanner) scalar() []byte {
	c := s.peek()
	start := s.at
	if c == '"' {
		s.at++
		for {
			end := bytes.IndexByte(s.src[s.at:], '"')
			if end < 0 {
				s.at = len(s.src)
				return s.src[start:]
			}
			s.at += end + 1
			if !escaped(s.src[start+1 : s.at-1]) {
				return s.src[start:s.at]
			}
		}
	}
	for s.at < len(s.src) && strings.IndexByte(" \t\r\n,:[]{}\"", s.src[s.at]) < 0 {
		s.at++
	}
	return s.src[start:s.at]
}

// escaped reports whether the character behind the text is escaped: an odd number of backslashes ends
// it.
func escaped(text []byte) bool {
	n := len(text)
	for n > 0 && text[n-1] == '\\' {
		n--
	}
	return (len(text)-n)%2 == 1
}

// value consumes any value. It counts brackets instead of calling itself: this may be a stranger's
// text that nobody has checked.
func (s *scanner) value() []byte {
	s.peek()
	start := s.at
	depth := 0
	for {
		switch s.peek() {
		case 0:
			return s.src[start:]
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			depth--
			s.at++
		case ',', ':':
			if depth == 0 {
				return s.src[start:s.at]
			}
			s.at++
		default:
			s.scalar()
		}
		if depth <= 0 {
			return s.src[start:s.at]
		}
	}
}

// members consumes an object and calls f behind each key, still in its quotes; f has to consume the
// value.
func (s *scanner) members(f func(key []byte)) {
	if !s.take('{') {
		return
	}
	for s.peek() == '"' {
		key := s.scalar()
		if !s.take(':') {
			return
		}
		f(key)
		if !s.take(',') {
			break
		}
	}
	s.take('}')
}

// elements consumes an array and calls f before each element, which has to consume it. It stops when f
// returns false.
func (s *scanner) elements(f func() bool) {
	if !s.take('[') {
		return
	}
	for s.peek() != 0 && s.peek() != ']' {
		before := s.at
		if !f() || s.at == before {
			return
		}
		if !s.take(',') {
			break
		}
	}
	s.take(']')
}

// unquote reads a JSON string. What is none is empty.
func unquote(quoted []byte) []byte {
	if len(quoted) < 2 || quoted[0] != '"' {
		return nil
	}
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return nil
	}
	return []byte(s)
}

// named reports whether text is the name, in any case that somebody might take for the same. Most
// texts differ in the first letter and cost nothing.
func named(text []byte, name string) bool {
	if len(text) == 0 || text[0] < utf8.RuneSelf && text[0]|0x20 != name[0]|0x20 {
		return false
	}
	return bytes.EqualFold(text, []byte(name))
}

// byteOrderMark may begin a body (RFC 8259 section 8.1); decoding ignores it.
var byteOrderMark = []byte("\xef\xbb\xbf")
