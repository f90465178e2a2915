package schema

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/usher-id/usher/scim/message"
)

// MaxDepth is how deep objects and lists may be nested in a body.
const MaxDepth = 64

// MaxBodyValues bounds the values of a body, objects and lists included: in memory each takes up to fifty times
// the room that it has in the text. Members of a group are two values each.
const MaxBodyValues = 1 << 20

// ErrTooManyValues is the error of a body with more of them.
var ErrTooManyValues error = message.Errorf("body.values", "most", MaxBodyValues)

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
		return d.wrong("body.deep", "most", MaxDepth)
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
		return "", d.wrong("body.nul")
	}
	return string(b), nil
}

func (d *decoder) number(text string) (any, error) {
	if len(text) > maxNumber {
		return nil, d.wrong("body.number.long", "n", len(text), "most", maxNumber)
	}
	if !representable(text) {
		return nil, d.wrong("body.number.large", "number", quote(text))
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
	return d.wrong("body.more")
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
