package scim

import (
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
)

// The parameters of RFC 7644 sections 3.4.2 and 3.9 and of RFC 9865, as members of a search request
// spell them.
const (
	paramAttributes = "attributes"
	paramExcluded   = "excludedAttributes"
	paramFilter     = "filter"
	paramSortBy     = "sortBy"
	paramSortOrder  = "sortOrder"
	paramStartIndex = "startIndex"
	paramCount      = "count"
	paramCursor     = "cursor"
)

// parameters are those of one request, whether they came in the URL or in a body.
type parameters struct {
	attributes, excluded []string
	filter               string
	filtered             bool // a filter was given, if only an empty one
	sortBy, sortOrder    string
	start                int // at least 1
	count                int // at least 0
	counted, started     bool
	cursor               string
	paged                bool // a cursor was given; an empty one asks for the first page
}

// projected reports whether the client chose what to see.
func (p *parameters) projected() bool { return len(p.attributes)+len(p.excluded) > 0 }

// parseQuery reads the URL's parameters, those of a search or only those that choose attributes. Their
// names are understood in any case; others are ignored.
func parseQuery(raw string, search bool) (*parameters, error) {
	p := &parameters{start: 1}
	var given [len(parameterNames)]string // values seen, to tell a repetition from a contradiction
	for pair := range strings.SplitSeq(raw, "&") {
		key, value, _ := strings.Cut(pair, "=")
		index := parameterIndex(key)
		if index < 0 || !search && index >= searchParameters {
			continue
		}
		name := parameterNames[index]
		text, err := unescape(name, value)
		if err != nil {
			return nil, wrong(keywordOf(name), "query.encoding", "parameter", name, "value", clip(value))
		}
		if given[index] != "" && given[index] != text && name != paramAttributes && name != paramExcluded {
			return nil, wrong(keywordOf(name), "query.twice", "parameter", name)
		}
		given[index] = text
		if err := p.set(name, text); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// unescape decodes a parameter's value. A filter that is too long however it is encoded stays as it is,
// since [parameters.set] refuses it without looking at it.
func unescape(name, value string) (string, error) {
	if name == paramFilter && len(value) > len("%28")*filter.MaxLength {
		return value, nil
	}
	return url.QueryUnescape(value)
}

var parameterNames = [...]string{
	paramAttributes, paramExcluded,
	paramFilter, paramSortBy, paramSortOrder, paramStartIndex, paramCount, paramCursor,
}

// searchParameters is the index of the first name that means nothing outside of searches.
const searchParameters = 2

func parameterIndex(key string) int {
	for i, name := range parameterNames {
		if strings.EqualFold(key, name) {
			return i
		}
	}
	return -1
}

// keywordOf is the error keyword that fits a parameter.
func keywordOf(name string) string {
	switch name {
	case paramFilter:
		return InvalidFilter
	case paramCursor:
		return InvalidCursor
	}
	return InvalidValue
}

func (p *parameters) set(name, text string) (err error) {
	if name == paramFilter && len(text) > filter.MaxLength { // before it costs anything
		_, err := filter.Parse(text)
		return err
	}
	if err := checkText(name, text); err != nil {
		return err
	}
	switch name {
	case paramAttributes:
		p.attributes = appendNames(p.attributes, text)
	case paramExcluded:
		p.excluded = appendNames(p.excluded, text)
	case paramFilter:
		p.filter, p.filtered = text, true
	case paramSortBy:
		p.sortBy = strings.TrimSpace(text)
	case paramSortOrder:
		p.sortOrder = strings.TrimSpace(text)
	case paramStartIndex:
		p.started = true
		p.start, err = parseNumber(name, text, 1)
	case paramCount:
		p.counted = true
		p.count, err = parseNumber(name, text, 0)
	case paramCursor:
		p.cursor, p.paged = text, true
	}
	return err
}

// checkText refuses what no database takes and no attribute holds.
func checkText(name, text string) error {
	if strings.IndexByte(text, 0) >= 0 {
		return wrong(keywordOf(name), "query.nul", "parameter", name)
	}
	if i := strings.Index(strings.ToValidUTF8(text, "\xff"), "\xff"); i >= 0 {
		return wrong(keywordOf(name), "query.utf8", "parameter", name, "n", i+1)
	}
	return nil
}

// appendNames splits a list of attribute names at its commas.
func appendNames(dst []string, list string) []string {
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			dst = append(dst, name)
		}
	}
	return dst
}

// parseNumber reads startIndex and count: less than least acts as least, and what is
// too large to be meant stays within 32 bits, so that sums with it can't overflow.
func parseNumber(name, text string, least int) (int, error) {
	text = strings.TrimSpace(text)
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, wrong(InvalidValue, "query.number", "parameter", name, "value", clip(text))
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil { // out of range: digits is all it holds
		n = math.MaxInt32
		if text[0] == '-' {
			n = int64(least)
		}
	}
	return max(int(n), least), nil
}

// searchSchema is the URN of a SearchRequest (RFC 7644 section 3.4.3).
const searchSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

// parseSearch reads the body of a search request.
func parseSearch(body any, strict bool) (*parameters, error) {
	message, err := parseMessage(body, searchSchema, strict)
	if err != nil {
		return nil, err
	}
	p := &parameters{start: 1}
	for key, value := range message {
		index := parameterIndex(key)
		if index < 0 || value == nil {
			continue
		}
		if err := p.setMember(parameterNames[index], value); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// setMember sets a parameter from JSON. Numbers as strings and name lists as one string are taken too.
func (p *parameters) setMember(name string, value any) error {
	switch value := value.(type) {
	case string:
		return p.set(name, value)
	case json.Number:
		if name == paramStartIndex || name == paramCount {
			return p.set(name, value.String())
		}
	case []any:
		if name != paramAttributes && name != paramExcluded {
			break
		}
		for i, element := range value {
			text, ok := element.(string)
			if !ok {
				return wrong(InvalidSyntax, "query.element", "parameter", name, "n", i, "kind", kindOf(element))
			}
			if err := p.set(name, text); err != nil {
				return err
			}
		}
		return nil
	}
	want := "kind.string"
	switch name {
	case paramStartIndex, paramCount:
		want = "query.wanted.integer"
	case paramAttributes, paramExcluded:
		want = "query.wanted.names"
	}
	return wrong(InvalidSyntax, "query.kind", "parameter", name, "kind", kindOf(value), "wanted", message.New(want))
}

// parseMessage checks what all messages have in common: an object that names its schema. Liberal mode
// does without the name, but does not take one message for another.
func parseMessage(body any, urn string, strict bool) (map[string]any, error) {
	message, ok := body.(map[string]any)
	if !ok {
		return nil, wrong(InvalidSyntax, "request.message.kind", "kind", kindOf(body), "urn", urn)
	}
	var named any
	for key, value := range message {
		if strings.EqualFold(key, "schemas") {
			named = value
		}
	}
	switch named := named.(type) {
	case nil:
		if strict {
			return nil, wrong(InvalidSyntax, "request.message.missing", "urn", urn)
		}
		return message, nil
	case string:
		if strings.EqualFold(named, urn) && !strict {
			return message, nil
		}
	case []any:
		for _, element := range named {
			if text, ok := element.(string); ok && strings.EqualFold(text, urn) {
				return message, nil
			}
		}
		if len(named) == 0 && !strict {
			return message, nil
		}
	}
	return nil, wrong(InvalidSyntax, "request.message.other", "urn", urn)
}

// kindOf names the JSON type of a decoded value.
func kindOf(v any) message.Message {
	switch v.(type) {
	case nil:
		return message.New("kind.null")
	case bool:
		return message.New("kind.boolean")
	case string:
		return message.New("kind.string")
	case json.Number:
		return message.New("kind.number")
	case []any:
		return message.New("kind.array")
	}
	return message.New("kind.object")
}
