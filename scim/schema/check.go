package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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
type checker struct{ problems []error }

func (c *checker) failf(format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf(format, args...))
}

func (c *checker) err() error {
	const most = 20
	if len(c.problems) > most {
		more := len(c.problems) - most
		return errors.Join(append(c.problems[:most:most], fmt.Errorf("and %d more", more))...)
	}
	return errors.Join(c.problems...)
}

// schema checks one schema by itself and reports whether it is sound.
func (c *checker) schema(s *Schema) bool {
	before := len(c.problems)
	if problem := urnProblem(s.ID); problem != "" {
		c.failf("schema %s: id %s", quote(s.ID), problem)
	}
	if s.Name == "" || len(s.Name) > maxName || hasControl(s.Name) {
		c.failf("schema %s: name needs 1 to %d characters without control characters", quote(s.ID), maxName)
	}
	if len(s.Description) > maxText || strings.IndexByte(s.Description, 0) >= 0 {
		c.failf("schema %s: description is longer than %d bytes or holds U+0000; shorten it", quote(s.ID), maxText)
	}
	if len(s.Attributes) == 0 {
		c.failf("schema %s: attributes is empty; define at least one", quote(s.ID))
	}
	c.attributes("schema "+quote(s.ID)+": ", "", s.Attributes, nil)
	return len(c.problems) == before
}

func urnProblem(urn string) string {
	switch {
	case len(urn) > maxURN:
		return fmt.Sprintf("is longer than %d bytes; shorten it", maxURN)
	case len(urn) < 4 || !strings.EqualFold(urn[:4], "urn:") || strings.Count(urn, ":") < 2 || strings.HasSuffix(urn, ":"):
		return "is not a URN; write for example urn:example:params:scim:schemas:extension:badge:1.0:User"
	case strings.HasPrefix(lower(urn), "urn:ietf:params:scim:api:"):
		return "belongs to the messages of the protocol; choose a URN of your own"
	case rfcSchema(urn):
		return "is that of a schema of RFC 7643, which can't be redefined; define an extension under a URN of your own"
	}
	for _, r := range urn {
		if r >= 0x80 || !isWordByte(byte(r)) && !strings.ContainsRune(":.~%+@/", r) {
			return fmt.Sprintf("holds %q; use letters, digits and : . - _ ~ %% + @ /", r)
		}
	}
	return ""
}

func rfcSchema(urn string) bool {
	same := func(s *Schema) bool { return sameName(s.ID, urn) }
	d := rfc7643()
	return slices.ContainsFunc(d.schemas, same) || slices.ContainsFunc(d.discovery, same)
}

// nameProblem holds a name to the grammar of RFC 7643 section 2.1.
func nameProblem(name string, sub bool) string {
	switch {
	case name == "":
		return "has no name; give it one that begins with a letter"
	case len(name) > maxName:
		return fmt.Sprintf("has a name longer than %d bytes; shorten it", maxName)
	case sameName(name, "bulkId"):
		return "has the name that RFC 7644 reserves for Bulk; choose another"
	case name == "$ref" && sub:
		return ""
	case !isLetter(name[0]):
		return "has a name that does not begin with a letter; begin it with one"
	}
	for _, r := range name {
		if r >= 0x80 || !isWordByte(byte(r)) {
			return fmt.Sprintf("has a name with %q in it; use letters, digits, - and _", r)
		}
	}
	return ""
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isWordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '_' }

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

var reservedEndpoints = []string{"/Schemas", "/ResourceTypes", "/ServiceProviderConfig", "/ServiceProviderConfigs", "/Bulk", "/Me"}

// resourceType checks one resource type by itself.
func (c *checker) resourceType(t *ResourceType) bool {
	before := len(c.problems)
	where := "resource type " + quote(t.Name)
	if problem := nameProblem(t.Name, false); problem != "" {
		c.failf("%s %s", where, problem)
	}
	if t.ID != t.Name {
		c.failf("%s: id %s differs from its name; make them equal or leave id out", where, quote(t.ID))
	}
	segment, ok := strings.CutPrefix(t.Endpoint, "/")
	if !ok || nameProblem(segment, false) != "" {
		c.failf("%s: endpoint %s is not a slash and one word; write for example /Gadgets", where, quote(t.Endpoint))
	}
	if slices.ContainsFunc(reservedEndpoints, func(e string) bool { return sameName(e, t.Endpoint) }) {
		c.failf("%s: endpoint %s belongs to the protocol; choose another", where, quote(t.Endpoint))
	}
	if len(t.Description) > maxText || strings.IndexByte(t.Description, 0) >= 0 {
		c.failf("%s: description is longer than %d bytes or holds U+0000; shorten it", where, maxText)
	}
	if len(t.SchemaExtensions) > MaxExtensions {
		c.failf("%s: %d extensions are too many; at most %d", where, len(t.SchemaExtensions), MaxExtensions)
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
				c.failf("resource type %s: %s is a schema and also reads as attribute %s of %s; rename one", t.Name, quote(inner.ID), quote(name), outer.ID)
				ok = false
			}
		}
	}
	return ok
}
