package schema

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// value reads what stands for an attribute as a whole. nil is unassigned.
func (c *canon) value(a *Attribute, v any) (any, *fault) {
	l, isList := v.([]any)
	if !a.MultiValued {
		if !isList {
			return c.single(a, v)
		}
		switch {
		case c.strict:
			return nil, faultf(invalidValue, "value.list.single")
		case len(l) == 0:
			return nil, nil
		case len(l) > 1:
			return nil, faultf(invalidValue, "value.list.many", "n", len(l))
		}
		if inner, wrapped := unwrapped(a, l[0]); wrapped {
			return c.single(a, inner)
		}
		return c.element(a, l[0])
	}
	if v == nil {
		return nil, nil
	}
	if !isList {
		if c.strict {
			return nil, faultf(invalidValue, "value.list.wanted", "kind", kindOf(v))
		}
		e, f := c.element(a, v)
		if f != nil || e == nil {
			return nil, f
		}
		return []any{e}, nil
	}
	kept := make([]any, 0, len(l))
	for i, v := range l {
		e, f := c.element(a, v)
		if f != nil {
			return nil, f.at(i)
		}
		if e != nil {
			kept = append(kept, e)
		}
	}
	return c.tidy(a, kept)
}

// element reads one value of a list, or the one that a single-valued attribute has.
func (c *canon) element(a *Attribute, v any) (any, *fault) {
	if _, ok := v.([]any); ok {
		return nil, faultf(invalidValue, "value.list.nested")
	}
	return c.single(a, v)
}

func (c *canon) single(a *Attribute, v any) (any, *fault) {
	if v == nil || v == "" {
		return nil, nil
	}
	if a.Type == Complex {
		return c.complex(a, v)
	}
	switch a.Type {
	case Boolean:
		return c.boolean(a, v)
	case Integer:
		return c.integer(a, v)
	case Decimal:
		return c.decimal(a, v)
	}
	s, ok := v.(string)
	if n, isNumber := v.(json.Number); isNumber && a.Type == String && !c.strict && a.Name != "userName" {
		s, ok, v = string(n), true, string(n)
	}
	if !ok {
		return nil, faultf(invalidValue, "value.string", "value", show(a, v), "example", example(a))
	}
	if strings.IndexByte(s, 0) >= 0 {
		return nil, faultf(invalidValue, "value.nul")
	}
	switch a.Type {
	case DateTime:
		if _, zoned, err := parseDateTime(s); err != nil {
			return nil, faultf(invalidValue, "value.time.form", "value", show(a, v), "cause", err, "example",
				example(a))
		} else if !zoned && c.strict {
			return nil, faultf(invalidValue, "value.time.noZone", "value", show(a, v), "example", example(a))
		}
	case Binary:
		if !isBase64(s, c.strict) {
			return nil, faultf(invalidValue, "value.binary", "value", show(a, v), "example", example(a))
		}
	case Reference:
		if c.strict {
			if _, err := url.Parse(s); err != nil {
				return nil, faultf(invalidValue, "value.uri", "value", show(a, v), "example", example(a))
			}
		}
	}
	return v, nil // not s, which would be boxed anew
}

// example is a value that the attribute could have.
func example(a *Attribute) string {
	switch a.Type {
	case DateTime:
		return "2026-01-31T08:00:00Z"
	case Binary:
		return "aGVsbG8="
	case Reference:
		return "https://example.com/a"
	}
	if len(a.CanonicalValues) > 0 {
		return a.CanonicalValues[0]
	}
	return "text"
}

func (c *canon) complex(a *Attribute, v any) (any, *fault) {
	object, ok := v.(Object)
	if !ok {
		if c.strict || a.value == nil {
			return nil, faultf(invalidValue, "value.object", "value", show(a, v), "names", namesOf(a.SubAttributes))
		}
		cv, f := c.value(a.value, v)
		if f != nil || cv == nil {
			return nil, f
		}
		return Object{a.value.Name: cv}, nil
	}
	out := make(Object, len(object))
	var seen bits
	var first firstFault
	for name, v := range object {
		sub := a.subs.find(name)
		switch {
		case sub == nil && c.strict:
			first.note(name, faultf(invalidSyntax, "value.sub",
				"attribute", a.Name, "name", quoteName(name), "names", namesOf(a.SubAttributes)))
		case sub == nil && !a.hasOldName(name):
			c.notes.PassOver(a.Name + "." + name)
		case sub == nil || c.ignores(sub):
		case seen.set(sub.pos):
			first.note(name, again().under(sub.Name))
		default:
			cv, f := c.value(sub, v)
			if f != nil {
				first.note(name, f.under(sub.Name))
			} else if cv != nil {
				out[sub.Name] = cv
			}
		}
	}
	if first.fault == nil && !c.strict && a.value != nil && !a.MultiValued && out[a.value.Name] == nil {
		first.fault = c.valueByOldName(a, object, out)
	}
	if first.fault != nil {
		return nil, first.fault
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// valueByOldName takes manager.managerId, as SCIM 1.1 called it and OneLogin's templates still do,
// for manager.value.
func (c *canon) valueByOldName(a *Attribute, object, out Object) *fault {
	for name, v := range object {
		if !a.hasOldName(name) || a.subs.find(name) != nil {
			continue
		}
		cv, f := c.value(a.value, v)
		if f != nil {
			return f.under(a.value.Name)
		}
		if cv != nil {
			out[a.value.Name] = cv
		}
	}
	return nil
}

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

// show is a value as an error tells of it, a string or a message: never that of a secret.
func show(a *Attribute, v any) any {
	if a.Returned == Never || a.Mutability == WriteOnly {
		return message.New("value.hidden")
	}
	switch v := v.(type) {
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	}
	if s, ok := numberText(v); ok {
		return s
	}
	return kindOf(v)
}

// kindOf names the JSON type of a value.
func kindOf(v any) message.Message {
	switch v.(type) {
	case nil:
		return message.New("kind.null")
	case string:
		return message.New("kind.string")
	case bool:
		return message.New("kind.boolean")
	case Object:
		return message.New("kind.object")
	case []any:
		return message.New("kind.list")
	}
	return message.New("kind.number")
}
