package scim

import (
	"errors"
	"net/http"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// filter parses a filter and checks it against the types that are searched, so that a mistake is a
// 400 and not an empty answer: a client that probes for a person under a misspelt attribute would
// take the empty answer for "not there" and create the person again.
func (c *call) filter(text string, types []*schema.ResourceType) (filter.Expression, error) {
	e, err := ParseFilter(text, types)
	c.event.Query = text
	if err != nil && tellsSecret(text, types) || schema.TellsSecret(text) {
		c.event.Query = removed
	}
	return e, err
}

// criteria checks filters against all types that are searched. An attribute that one of them lacks
// does not match there; one that all of them lack is refused.
type criteria []*schema.ResourceType

// check checks every comparison. Within brackets, parent is the attribute before them.
func (types criteria) check(e filter.Expression, parent *filter.AttributePath) error {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		if err := types.check(e.Left, parent); err != nil {
			return err
		}
		return types.check(e.Right, parent)
	case *filter.NotExpression:
		return types.check(e.Expression, parent)
	case *filter.ValuePath:
		if err := types.each(e.AttributePath, checkBrackets); err != nil {
			return err
		}
		return types.check(e.ValueFilter, &e.AttributePath)
	case *filter.AttributeExpression:
		path := e.AttributePath
		if parent != nil {
			if path.SubAttribute != nil || path.URIPrefix != nil {
				says := message.New("filter.within", "attribute", parent.AttributeName)
				return wrong(InvalidFilter, "place.path", "path", clip(path.String()), "says", says)
			}
			sub := path.AttributeName
			path = filter.AttributePath{URIPrefix: parent.URIPrefix, AttributeName: parent.AttributeName,
				SubAttribute: &sub}
		}
		return types.each(path, func(a schema.Attr) error { return checkComparison(a, e.Operator, e.CompareValue) })
	}
	return nil
}

// each resolves the path in every type that has it, and checks what it found.
func (types criteria) each(path filter.AttributePath, check func(schema.Attr) error) error {
	var unknown error
	found := false
	for _, rt := range types {
		a, err := rt.Resolve(path)
		if err != nil || a.Parent == nil {
			if unknown == nil {
				unknown = told(http.StatusBadRequest, InvalidFilter, unresolved(a, err))
			}
			continue
		}
		found = true
		if hidden(a) {
			return sensitiveError("filter", a)
		}
		if err := check(a); err != nil {
			return err
		}
	}
	if !found {
		return unknown
	}
	return nil
}

func checkBrackets(a schema.Attr) error {
	if a.Sub != nil || !a.Parent.MultiValued || a.Parent.Type != schema.Complex {
		return wrong(InvalidFilter, "query.filter.brackets", "path", a)
	}
	return nil
}

func checkComparison(a schema.Attr, op filter.CompareOperator, value any) error {
	if op == filter.PR || value == nil {
		if op != filter.PR && op != filter.EQ && op != filter.NE {
			return wrong(InvalidFilter, "query.filter.null", "path", a, "operator", op)
		}
		return nil
	}
	leaf := a.Leaf()
	if leaf.Type == schema.Complex {
		if leaf = subAttribute(leaf, "value"); leaf == nil || a.Sub != nil {
			return wrong(InvalidFilter, "query.filter.complex", "path", a)
		}
		if a.Sub = leaf; hidden(a) {
			return sensitiveError("filter", a)
		}
	}
	_, err := schema.Operand(leaf, op, value)
	var refused *schema.Error
	if errors.As(err, &refused) && refused.Path == leaf.Name { // it knows only the leaf
		return refused.Under(a.String())
	}
	return err
}

// unresolved is the sentence about a path that names no attribute.
func unresolved(a schema.Attr, err error) message.Message {
	var unknown *schema.UnknownAttribute
	if errors.As(err, &unknown) {
		return unknown.ForSearching()
	}
	if err != nil {
		return message.Of(err)
	}
	return message.New("query.schema", "path", a)
}

// hidden reports whether an attribute must not be found out by searching.
func hidden(a schema.Attr) bool {
	return a.Parent != nil && secretive(a.Parent) || a.Sub != nil && secretive(a.Sub)
}

// secretive reports whether an attribute's value is never shown to anybody.
func secretive(a *schema.Attribute) bool {
	return a.Mutability == schema.WriteOnly || a.Returned == schema.Never || strings.EqualFold(a.Name, "password")
}

func sensitiveError(parameter string, a schema.Attr) error {
	return refuse(http.StatusForbidden, Sensitive, "query.hidden", "parameter", parameter, "path", a)
}

func subAttribute(a *schema.Attribute, name string) *schema.Attribute {
	for _, sub := range a.SubAttributes {
		if strings.EqualFold(sub.Name, name) {
			return sub
		}
	}
	return nil
}
