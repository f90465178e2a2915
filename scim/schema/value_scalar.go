package schema

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

func (c *canon) boolean(a *Attribute, v any) (any, *fault) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	if text, ok := v.(string); ok && !c.strict {
		if b, ok := booleanText(text); ok {
			return b, nil
		}
	}
	if n, ok := c.number(v); ok && !c.strict && (n == "1" || n == "0") {
		return n == "1", nil
	}
	return nil, faultf(invalidValue, "value.boolean", "value", show(a, v))
}

// booleanText reads Entra's "True" and "False".
func booleanText(s string) (value, ok bool) {
	s = strings.TrimSpace(s)
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	}
	return false, false
}

// number is the text of a number, which may stand in a string unless strict.
func (c *canon) number(v any) (string, bool) {
	if s, ok := v.(string); ok && !c.strict {
		s = strings.TrimSpace(s)
		return s, isNumber(s)
	}
	s, ok := numberText(v)
	return s, ok && isNumber(s)
}

func (c *canon) integer(a *Attribute, v any) (any, *fault) {
	s, ok := c.number(v)
	if !ok {
		return nil, faultf(invalidValue, "value.integer.form", "value", show(a, v))
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err == nil:
		return n, nil
	case strings.ContainsAny(s, ".eE"):
		return nil, faultf(invalidValue, "value.integer.fraction", "value", show(a, v))
	}
	return nil, faultf(invalidValue, "value.integer.large",
		"value", show(a, v), "least", math.MinInt64, "most", math.MaxInt64)
}

func (c *canon) decimal(a *Attribute, v any) (any, *fault) {
	s, ok := c.number(v)
	if !ok || len(s) > maxNumber || !representable(s) {
		return nil, faultf(invalidValue, "value.decimal", "value", show(a, v))
	}
	return json.Number(s), nil
}

// isNumber checks the grammar of JSON numbers.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	if s = s[whole:]; s != "" && s[0] == '.' {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && s[0]|0x20 == 'e' {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := digits(s)
		return n > 0 && n == len(s)
	}
	return s == ""
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// isBase64 takes, unless strict, also text without padding, with the alphabet for URLs and with
// line breaks, as certificates are often copied.
func isBase64(s string, strict bool) bool {
	if strict {
		_, err := base64.StdEncoding.Strict().DecodeString(s)
		return err == nil && !strings.ContainsAny(s, "\r\n")
	}
	if strings.HasPrefix(s, "-----BEGIN ") {
		return false // PEM (RFC 7468), whose frame would pass for letters of the alphabet for URLs
	}
	body := strings.TrimRight(s, "= \t\r\n")
	if strings.ContainsAny(body, "+/") && strings.ContainsAny(body, "-_") {
		return false // of two alphabets: it can't be decoded
	}
	padding := strings.Count(s[len(body):], "=")
	n := 0
	for i := range len(body) {
		switch c := body[i]; {
		case isLetter(c), c >= '0' && c <= '9', c == '+', c == '/', c == '-', c == '_':
			n++
		case c != '\r' && c != '\n' && c != ' ' && c != '\t':
			return false
		}
	}
	return n > 0 && n%4 != 1 && padding <= 2
}
