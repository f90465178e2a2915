// Package filter reads SCIM filters and PATCH paths (RFC 7644, sections 3.4.2.2 and 3.5.2), writes them back, and
// evaluates them in memory.
//
// It promises that no input, however long or nested, costs more than its limits allow or panics; that every refusal
// says where the text is wrong and what would be right; and that a text which was accepted means the same thing after
// it has been written out by [String] and read again.
//
// The tree is that of github.com/scim2/filter-parser/v2, under aliases. The String methods of that package's types do
// not escape strings and leave parentheses out; use [String] instead.
//
// Beyond the grammar of the RFC, [Parse] accepts what identity providers send:
//
//   - emails[type eq "work"].value eq "x" (Microsoft Entra ID) becomes emails[type eq "work" and value eq "x"]: one and
//     the same element has to satisfy both. Every operator may follow the bracket, pr included.
//
// - Any number of blanks and tabs between tokens and around the whole; none are needed beside a parenthesis or
// bracket.   - A word without quotes behind eq, if it holds an @: userName eq jane@example.com (authentik).
//   - not with or without a blank before its parenthesis; operators, keywords, true, false and null in any case.
//   - Three and more terms, groups and not within a value path.
package filter

import ast "github.com/scim2/filter-parser/v2"

// The limits of a filter or path. More is refused with an [*Error].
const (
	MaxLength = 8 << 10 // bytes
	MaxDepth  = 32      // parentheses, not() and brackets that are open at once
)

// The syntax tree. Expression is one of *AttributeExpression, *LogicalExpression, *NotExpression and *ValuePath.
type (
	Expression          = ast.Expression
	AttributeExpression = ast.AttributeExpression
	LogicalExpression   = ast.LogicalExpression
	NotExpression       = ast.NotExpression
	ValuePath           = ast.ValuePath
	AttributePath       = ast.AttributePath
	Path                = ast.Path
	CompareOperator     = ast.CompareOperator
	LogicalOperator     = ast.LogicalOperator
)

// The operators, in the lower case that the tree always has.
const (
	EQ = ast.EQ // equal
	NE = ast.NE // not equal
	CO = ast.CO // contains
	SW = ast.SW // starts with
	EW = ast.EW // ends with
	PR = ast.PR // present
	GT = ast.GT // greater than
	GE = ast.GE // greater than or equal to
	LT = ast.LT // less than
	LE = ast.LE // less than or equal to

	AND = ast.AND
	OR  = ast.OR
)

// Parse reads a filter. Every error is an [*Error].
//
// In the tree that it returns, attribute names and schema URIs stand as they were written and are to be compared
// without regard to case. A CompareValue is a string without its escapes, a bool, an int, a float64 (a
// number with fraction or exponent, or too large for int), or nil for null and for [PR].
func Parse(s string) (Expression, error) {
	p := parser{in: s}
	if err := p.begin("filter.what.filter", `userName eq "bjensen@example.com"`); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if err := p.finish("filter.wanted.filterEnd"); err != nil {
		return nil, err
	}
	return e, nil
}

// ParsePath reads the path of a PATCH operation: attribute, attribute.sub, attribute[filter] or attribute[filter].sub,
// each with or without a schema URI before it. Every error is an [*Error].
//
// A path that is only a schema URN has the same form as an attribute of a schema, and is returned as such: of
// urn:ietf:params:scim:schemas:core:2.0:User the attribute is User. Only who knows the schemas can tell.
func ParsePath(s string) (Path, error) {
	p := parser{in: s}
	if err := p.begin("filter.what.path", `emails[type eq "work"].value`); err != nil {
		return Path{}, err
	}
	path, err := p.path()
	if err != nil {
		return Path{}, err
	}
	if err := p.finish("filter.wanted.pathEnd"); err != nil {
		return Path{}, err
	}
	return path, nil
}

// ParseAttribute reads the name of one attribute, as sortBy, attributes and excludedAttributes hold it. Every error
// is an [*Error].
func ParseAttribute(s string) (AttributePath, error) {
	p := parser{in: s}
	if err := p.begin("filter.what.name", "name.familyName"); err != nil {
		return AttributePath{}, err
	}
	a, err := p.attribute()
	if err != nil {
		return AttributePath{}, err
	}
	if err := p.finish("filter.wanted.nameEnd"); err != nil {
		return AttributePath{}, err
	}
	return a, nil
}
