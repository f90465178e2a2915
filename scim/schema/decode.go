package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth is how deep objects and lists may be nested in a body.
const MaxDepth = 64

// MaxBodyValues bounds the values of a body, objects and lists included: in memory each takes up to fifty times
// the room that it has in the text. Members of a group are two values each.
const MaxBodyValues = 1 << 20

// ErrTooManyValues is the error of a body with more of them.
var ErrTooManyValues = fmt.Errorf("the body holds more than %d values, objects and lists included; send less in one request", MaxBodyValues)

// maxNumber is the longest number, in bytes, that a body may hold.
const maxNumber = 128

// Decode reads the one JSON value of a body into nil, bool, string, json.Number, map[string]any
// and []any. It refuses, with an *Error of keyword invalidSyntax that gives the place: what is
// not JSON or not UTF-8, more than one value, nesting beyond MaxDepth, a member name that occurs
// twice in one object, U+0000 in a string (PostgreSQL can't store it), and a number beyond
// float64. Its cost is in proportion to the part of the body that it had to read.
//
// A body of more than MaxBodyValues is ErrTooManyValues.
func Decode(body []byte) (any, error) {
	return decode(body, false)
}

// Check refuses what Decode would refuse, however many values it has, and keeps none of them.
func Check(body []byte) error {
	_, err := decode(body, true)
	return err
}

func decode(body []byte, drop bool) (any, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) // RFC 8259 section 8.1 lets a reader ignore a byte order mark
	d := decoders.Get().(*decoder)
	defer d.release()
	d.buf = *bytes.NewBuffer(body)
	d.json.Reset(&d.buf)
	d.drop, d.values = drop, 0
	v, err := d.value()
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return nil, d.refusal(err)
	}
	return v, nil
}

type decoder struct {
	json   *jsontext.Decoder
	buf    bytes.Buffer
	drop   bool // nothing is kept
	values int  // met so far
}

var decoders = sync.Pool{New: func() any { return &decoder{json: new(jsontext.Decoder)} }}

func (d *decoder) release() {
	d.buf = bytes.Buffer{}
	d.json.Reset(&d.buf) // lets go of the body
	decoders.Put(d)
}

func (d *decoder) value() (any, error) {
	if d.values++; d.values > MaxBodyValues && !d.drop {
		return nil, ErrTooManyValues
	}
	switch d.json.PeekKind() {
	case '{':
		return d.object()
	case '[':
		return d.list()
	}
	raw, err := d.json.ReadValue()
	if err != nil {
		return nil, err
	}
	switch raw.Kind() {
	case 'n':
		return nil, nil
	case 't':
		return true, nil
	case 'f':
		return false, nil
	case '0':
		return d.number(string(raw))
	}
	if word := knownWords[string(raw[1:len(raw)-1])]; word.value != nil {
		return word.value, nil
	}
	if d.drop && bytes.IndexByte(raw, '\\') < 0 {
		return nil, nil
	}
	return d.text(raw)
}

func (d *decoder) object() (any, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	size := 0
	if d.json.StackDepth() == 1 {
		size = 16 // a resource has about so many members
	}
	var object map[string]any
	if !d.drop {
		object = make(map[string]any, size)
	}
	for d.json.PeekKind() == '"' {
		raw, err := d.json.ReadValue()
		if err != nil {
			return nil, err
		}
		name := knownWords[string(raw[1:len(raw)-1])].text
		if name == "" && (!d.drop || bytes.IndexByte(raw, '\\') >= 0) {
			if name, err = d.text(raw); err != nil {
				return nil, err
			}
		}
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		if !d.drop {
			object[name] = v
		}
	}
	_, err := d.json.ReadToken() // the closing brace, or what stands there instead
	return object, err
}

func (d *decoder) list() (any, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	list := []any{}
	for {
		switch d.json.PeekKind() {
		case ']':
			_, err := d.json.ReadToken()
			return list, err
		}
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		if !d.drop {
			list = append(list, v)
		}
	}
}

func (d *decoder) open() error {
	if _, err := d.json.ReadToken(); err != nil {
		return err
	}
	if d.json.StackDepth() > MaxDepth {
		return d.wrong("objects and lists are nested more than %d deep; nothing in SCIM needs more than 8", MaxDepth)
	}
	return nil
}

func (d *decoder) text(raw jsontext.Value) (string, error) {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), nil // a raw U+0000 is no JSON
	}
	b, err := jsontext.AppendUnquote(nil, []byte(raw))
	if err != nil {
		return "", err
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", d.wrong(`the text holds U+0000 (\u0000), which can't be stored; leave it out`)
	}
	return string(b), nil
}

func (d *decoder) number(text string) (any, error) {
	if len(text) > maxNumber {
		return nil, d.wrong("the number has %d characters; at most %d", len(text), maxNumber)
	}
	if !representable(text) {
		return nil, d.wrong("the number %s is beyond what a double can hold; send one between 1e-300 and 1e300, or a string", quote(text))
	}
	return json.Number(text), nil
}

// representable reports whether a JSON number is within float64: neither too large, nor so small
// that nothing is left of it. What passes has an exponent of moderate size.
func representable(number string) bool {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	mantissa, _, _ := strings.Cut(strings.ToLower(number), "e")
	return f != 0 || !strings.ContainsAny(mantissa, "123456789")
}

func (d *decoder) end() error {
	if d.json.PeekKind() == 0 {
		_, err := d.json.ReadToken()
		if err == io.EOF {
			return nil
		}
		return err
	}
	return d.wrong("something follows the JSON value; send one object and nothing after it")
}

// bodyError is a refusal of our own, as against one of the JSON decoder.
type bodyError struct{ text string }

func (e *bodyError) Error() string { return e.text }

func (d *decoder) wrong(format string, args ...any) error {
	return &bodyError{text: fmt.Sprintf(format, args...)}
}

func (d *decoder) refusal(err error) error {
	if err == ErrTooManyValues {
		return err
	}
	var own *bodyError
	if errors.As(err, &own) {
		pointer := clipPath(string(d.json.StackPointer()))
		return &Error{ScimType: invalidSyntax, Path: pointer, Detail: at(pointer, d.json.InputOffset()) + own.text}
	}
	var syntax *jsontext.SyntacticError
	offset, pointer := d.json.InputOffset(), ""
	if errors.As(err, &syntax) {
		offset, pointer = syntax.ByteOffset, clipPath(string(syntax.JSONPointer))
	}
	text := "the body is not JSON here; send an object in UTF-8 (RFC 8259)"
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		text = "the member occurs twice in one object; send it once"
	case err == io.EOF:
		return &Error{ScimType: invalidSyntax, Detail: "the body is empty; send a JSON object"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		text = "the body ends in the middle of the JSON; send it whole"
	case syntax != nil && syntax.Err != nil:
		text = "the body is not JSON: " + strings.ToValidUTF8(syntax.Err.Error(), "?") + "; send an object in UTF-8 (RFC 8259)"
	}
	return &Error{ScimType: invalidSyntax, Path: pointer, Detail: at(pointer, offset) + text}
}

// at says where in the body something stands.
func at(pointer string, offset int64) string {
	if pointer == "" {
		return fmt.Sprintf("at byte %d: ", offset)
	}
	return fmt.Sprintf("at byte %d (%s): ", offset, pointer)
}

// clipPath keeps a pointer readable: a client may use a megabyte, or U+0000, as a name.
func clipPath(pointer string) string {
	const most = 120
	more := ""
	if len(pointer) > most {
		pointer, more = strings.ToValidUTF8(pointer[:most], ""), "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, pointer) + more
}

// knownWords are the names and values that bodies mostly hold; they are not allocated anew.
var knownWords = func() map[string]knownWord {
	known := make(map[string]knownWord)
	for text := range strings.FieldsSeq(commonWords) {
		known[text] = knownWord{text: text, value: text}
	}
	return known
}()

type knownWord struct {
	text  string
	value any
}

const commonWords = `schemas id externalId meta resourceType created lastModified location version
	userName name formatted familyName givenName middleName honorificPrefix honorificSuffix displayName nickName
	profileUrl title userType preferredLanguage locale timezone active password emails phoneNumbers ims photos
	addresses groups entitlements roles x509Certificates members value display type primary $ref streetAddress
	locality region postalCode country employeeNumber costCenter organization division department manager
	urn:ietf:params:scim:schemas:core:2.0:User urn:ietf:params:scim:schemas:core:2.0:Group
	urn:ietf:params:scim:schemas:extension:enterprise:2.0:User urn:ietf:params:scim:api:messages:2.0:PatchOp
	Operations op path method bulkId data failOnErrors add replace remove Add Replace Remove
	work home other mobile User Group True False en-US`
