package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// The bounds of definitions: an administrator who pastes a file is not to bring a server down.
const (
	MaxSchemas       = 200
	MaxResourceTypes = 100
	MaxAttributes    = 250 // of one schema, and sub-attributes of one attribute
	MaxExtensions    = 20  // of one resource type

	maxName    = 100  // bytes of an attribute's name
	maxURN     = 255  // bytes
	maxText    = 4000 // bytes of a description
	maxValues  = 500  // canonicalValues or referenceTypes of one attribute
	maxNesting = 2    // attributes within attributes, as far as the schema of schemas goes
)

// checker gathers what is wrong with definitions, so that an administrator is told all at once.
type checker struct{ problems []message.Message }

// failf notes a problem by a key and pairs of an argument's name and value.
func (c *checker) failf(key string, pairs ...any) {
	c.problems = append(c.problems, message.New(key, pairs...))
}

// err is all problems, one a line.
func (c *checker) err() error {
	const most = 20
	if more := len(c.problems) - most; more > 0 {
		c.problems = append(c.problems[:most:most], message.New("definition.more", "n", more))
	}
	if len(c.problems) == 0 {
		return nil
	}
	last := len(c.problems) - 1
	lines := c.problems[last]
	for _, problem := range slices.Backward(c.problems[:last]) {
		lines = message.New("definition.lines", "first", problem, "rest", lines)
	}
	return &message.Error{Message: lines}
}

// spot is what a problem is about: a schema, or an attribute of it.
type spot struct{ schema, attribute string }

func (s spot) message() message.Message {
	if s.attribute == "" {
		return message.New("definition.at.schema", "schema", quote(s.schema))
	}
	return message.New("definition.at.attribute", "schema", quote(s.schema), "attribute", quote(s.attribute))
}

// schema checks one schema by itself and reports whether it is sound.
func (c *checker) schema(s *Schema) bool {
	before := len(c.problems)
	at := spot{schema: s.ID}
	if problem := urnProblem(s.ID); !problem.IsZero() {
		c.failf("definition.schema.id", "at", at.message(), "problem", problem)
	}
	if s.Name == "" || len(s.Name) > maxName || hasControl(s.Name) {
		c.failf("definition.schema.name", "at", at.message(), "most", maxName)
	}
	if len(s.Description) > maxText || strings.IndexByte(s.Description, 0) >= 0 {
		c.failf("definition.description", "at", at.message(), "most", maxText)
	}
	if len(s.Attributes) == 0 {
		c.failf("definition.schema.empty", "at", at.message())
	}
	c.attributes(at, "", s.Attributes, nil)
	return len(c.problems) == before
}

func urnProblem(urn string) message.Message {
	switch {
	case len(urn) > maxURN:
		return message.New("definition.urn.long", "most", maxURN)
	case len(urn) < 4 || !strings.EqualFold(urn[:4], "urn:") || strings.Count(urn, ":") < 2 ||
		strings.HasSuffix(urn, ":"):
		return message.New("definition.urn.form")
	case strings.HasPrefix(lower(urn), "urn:ietf:params:scim:api:"):
		return message.New("definition.urn.protocol")
	case rfcSchema(urn):
		return message.New("definition.urn.rfc")
	}
	for _, r := range urn {
		if r >= 0x80 || !isWordByte(byte(r)) && !strings.ContainsRune(":.~%+@/", r) {
			return message.New("definition.urn.character", "character", strconv.QuoteRune(r), "signs",
				": . - _ ~ % + @ /")
		}
	}
	return message.Message{}
}

func rfcSchema(urn string) bool {
	same := func(s *Schema) bool { return sameName(s.ID, urn) }
	d := rfc7643()
	return slices.ContainsFunc(d.schemas, same) || slices.ContainsFunc(d.discovery, same)
}

// nameProblem holds a name to the grammar of RFC 7643 section 2.1.
func nameProblem(name string, sub bool) message.Message {
	switch {
	case name == "":
		return message.New("definition.name.missing")
	case len(name) > maxName:
		return message.New("definition.name.long", "most", maxName)
	case sameName(name, "bulkId"):
		return message.New("definition.name.reserved")
	case name == "$ref" && sub:
		return message.Message{}
	case !isLetter(name[0]):
		return message.New("definition.name.letter")
	}
	for _, r := range name {
		if r >= 0x80 || !isWordByte(byte(r)) {
			return message.New("definition.name.character", "character", strconv.QuoteRune(r))
		}
	}
	return message.Message{}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isWordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '_' }

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

var reservedEndpoints = []string{"/Schemas", "/ResourceTypes", "/ServiceProviderConfig", "/ServiceProviderConfigs",
	"/Bulk", "/Me"}

// aboutType is a resource type as a problem names it.
func aboutType(name string) message.Message { return message.New("definition.at.type", "type", name) }

// resourceType checks one resource type by itself.
func (c *checker) resourceType(t *ResourceType) bool {
	before := len(c.problems)
	at := func() message.Message { return aboutType(quote(t.Name)) }
	if problem := nameProblem(t.Name, false); !problem.IsZero() {
		c.failf("definition.problem", "at", at(), "problem", problem)
	}
	if t.ID != t.Name {
		c.failf("definition.type.id", "at", at(), "id", quote(t.ID))
	}
	segment, ok := strings.CutPrefix(t.Endpoint, "/")
	if !ok || !nameProblem(segment, false).IsZero() {
		c.failf("definition.endpoint.form", "at", at(), "endpoint", quote(t.Endpoint))
	}
	if slices.ContainsFunc(reservedEndpoints, func(e string) bool { return sameName(e, t.Endpoint) }) {
		c.failf("definition.endpoint.reserved", "at", at(), "endpoint", quote(t.Endpoint))
	}
	if len(t.Description) > maxText || strings.IndexByte(t.Description, 0) >= 0 {
		c.failf("definition.description", "at", at(), "most", maxText)
	}
	if len(t.SchemaExtensions) > MaxExtensions {
		c.failf("definition.type.extensions", "at", at(), "n", len(t.SchemaExtensions), "most", MaxExtensions)
	}
	return len(c.problems) == before
}

// apart makes sure that no path can mean two things: a schema and an attribute of another one.
func (c *checker) apart(t *ResourceType) bool {
	all := []*Schema{t.Core}
	for _, x := range t.Extensions {
		all = append(all, x.Schema)
	}
	ok := true
	for _, outer := range all {
		for _, inner := range all {
			if outer == inner || !hasURN(inner.ID, outer.ID) {
				continue
			}
			name, _, _ := strings.Cut(inner.ID[len(outer.ID)+1:], ":")
			name, _, _ = strings.Cut(name, ".")
			if outer.names.find(name) != nil {
				c.failf("definition.type.apart", "at", aboutType(t.Name),
					"schema", quote(inner.ID), "name", quote(name), "outer", outer.ID)
				ok = false
			}
		}
	}
	return ok
}
