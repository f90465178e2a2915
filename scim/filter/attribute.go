package filter

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

// attribute reads [URI ":"] name ["." name].
//
// The URI ends at the last colon, because versions hold dots (…:enterprise:2.0:User:manager.value) and names hold no
// colons.
func (p *parser) attribute() (AttributePath, error) {
	start := p.pos
	text := p.word()
	if text == "" {
		if start == len(p.in) {
			return AttributePath{}, p.fail(start, "filter.name.end")
		}
		return AttributePath{}, p.fail(start, "filter.unexpected",
			"found", excerpt(p.in[start:start+1]), "wanted", message.New("filter.wanted.attribute"))
	}
	var a AttributePath
	if colon := strings.LastIndexByte(text, ':'); colon >= 0 {
		uri := text[:colon]
		if err := p.checkURI(start, uri); err != nil {
			return AttributePath{}, err
		}
		a.URIPrefix = &uri
		text = text[colon+1:]
		start += colon + 1
	}
	name, sub, dotted := strings.Cut(text, ".")
	if err := p.checkName(start, name, p.bracket); err != nil {
		return AttributePath{}, err
	}
	a.AttributeName = name
	if dotted {
		if err := p.checkName(start+len(name)+1, sub, true); err != nil {
			return AttributePath{}, err
		}
		a.SubAttribute = &sub
	}
	return a, nil
}

// subAttribute reads the dot at hand and the name after it.
func (p *parser) subAttribute() (string, error) {
	p.pos++
	start := p.pos
	name := p.word()
	return name, p.checkName(start, name, true)
}

// checkName refuses what is not a name by RFC 7643, section 2.1. $ref, which that rule forgets, is the name of a
// sub-attribute only.
func (p *parser) checkName(at int, name string, sub bool) error {
	switch {
	case name == "":
		return p.fail(at, "filter.name.missing")
	case equalFold(name, "$ref"):
		if !sub {
			return p.fail(at, "filter.name.ref", "name", excerptName(name))
		}
		return nil
	case !isLetter(name[0]):
		return p.fail(at, "filter.name.letter", "name", excerptName(name))
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case isLetter(c), isDigit(c), c == '-', c == '_':
		case c == '.':
			return p.fail(at+i, "filter.name.dots")
		default:
			r, _ := utf8.DecodeRuneInString(name[i:])
			return p.fail(at+i, "filter.name.character", "character", strconv.QuoteRune(r))
		}
	}
	return nil
}

// checkURI refuses what can't be the URI of a schema: a letter, then characters of RFC 3986 but the parentheses and
// brackets, which delimit here.
func (p *parser) checkURI(at int, uri string) error {
	if uri == "" || !isLetter(uri[0]) {
		return p.fail(at, "filter.uri.letter")
	}
	for i := range len(uri) {
		c := uri[i]
		if !isLetter(c) && !isDigit(c) && strings.IndexByte(":.-_~%/@!$&'*+,;=?#", c) < 0 {
			r, _ := utf8.DecodeRuneInString(uri[i:])
			return p.fail(at+i, "filter.uri.character", "character", strconv.QuoteRune(r))
		}
	}
	return nil
}
