package main

import (
	"strings"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	scimfilter "github.com/elimity-com/scim/filter"
	"github.com/elimity-com/scim/schema"
	"github.com/scim2/filter-parser/v2"
)

// patcher applies PATCH operations, which the library has validated, to a document.
type patcher struct {
	core      schema.Schema
	extension schema.Schema
}

func (p patcher) apply(doc map[string]any, operations []scim.PatchOperation) error {
	for _, operation := range operations {
		if operation.Path != nil {
			if err := p.one(doc, operation.Op, *operation.Path, operation.Value); err != nil {
				return err
			}
			continue
		}
		values, _ := operation.Value.(map[string]any)
		for key, value := range values {
			path, err := filter.ParsePath([]byte(key))
			if err != nil {
				return scimerrors.ScimErrorInvalidPath
			}
			if err := p.one(doc, operation.Op, path, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// one applies an operation at a path.
func (p patcher) one(doc map[string]any, op string, path filter.Path, value any) error {
	within, in := doc, p.core
	if uri := path.AttributePath.URI(); uri != "" && uri == p.extension.ID {
		inner, ok := doc[uri].(map[string]any)
		if !ok {
			inner = map[string]any{}
			doc[uri] = inner
		}
		within, in = inner, p.extension
	}
	attribute, ok := in.Attributes.ContainsAttribute(path.AttributePath.AttributeName)
	if !ok {
		return scimerrors.ScimErrorInvalidPath
	}
	switch sub := path.AttributePath.SubAttributeName(); {
	case path.ValueExpression != nil:
		within[attribute.Name()] = elements(listOf(within[attribute.Name()]), op, path, attribute, value)
	case sub != "":
		inner, ok := within[attribute.Name()].(map[string]any)
		if !ok {
			inner = map[string]any{}
			within[attribute.Name()] = inner
		}
		set(inner, op, sub, value)
	case attribute.MultiValued():
		many(within, op, attribute.Name(), value)
	default:
		set(within, op, attribute.Name(), value)
	}
	return nil
}

// set changes a single value; a complex one is merged.
func set(within map[string]any, op, name string, value any) {
	if op == scim.PatchOperationRemove {
		delete(within, name)
		return
	}
	before, had := within[name].(map[string]any)
	after, has := value.(map[string]any)
	if !had || !has {
		within[name] = value
		return
	}
	for key, part := range after {
		before[key] = part
	}
}

// many changes a list as a whole: add what is not there yet, remove what is named, or replace all.
func many(within map[string]any, op, name string, value any) {
	values := listOf(value)
	named := make(map[any]bool, len(values))
	for _, element := range values {
		named[keyOf(element)] = true
	}
	switch {
	case op == scim.PatchOperationReplace:
		within[name] = values
	case op == scim.PatchOperationRemove && len(values) == 0:
		delete(within, name)
	default:
		kept := []any{}
		for _, element := range listOf(within[name]) {
			if !named[keyOf(element)] {
				kept = append(kept, element)
			}
		}
		if op == scim.PatchOperationAdd {
			kept = append(kept, values...)
		}
		within[name] = kept
	}
}

// elements changes those elements of a list that a filter picks; a value for an element that is not there yet makes it.
func elements(list []any, op string, path filter.Path, attribute schema.CoreAttribute, value any) []any {
	matches := matcher(path.ValueExpression, attribute)
	sub := path.SubAttributeName()
	kept, found := []any{}, false
	for _, element := range list {
		fields, ok := element.(map[string]any)
		if !ok || !matches(fields) {
			kept = append(kept, element)
			continue
		}
		found = true
		switch {
		case sub != "":
			set(fields, op, sub, value)
		case op == scim.PatchOperationRemove:
			continue
		default:
			merge(fields, value)
		}
		kept = append(kept, fields)
	}
	if equal, ok := path.ValueExpression.(*filter.AttributeExpression); ok && !found &&
		op != scim.PatchOperationRemove {
		fields := map[string]any{equal.AttributePath.AttributeName: equal.CompareValue}
		if sub != "" {
			fields[sub] = value
		} else {
			merge(fields, value)
		}
		kept = append(kept, fields)
	}
	return kept
}

// merge sets the parts of a complex value, which the library wraps in a list.
func merge(fields map[string]any, value any) {
	for _, element := range listOf(value) {
		parts, _ := element.(map[string]any)
		for key, part := range parts {
			fields[key] = part
		}
	}
}

// matcher tests elements against a filter: equality of text here, since large groups need it, all else by the library.
func matcher(expression filter.Expression, attribute schema.CoreAttribute) func(map[string]any) bool {
	if equal, ok := expression.(*filter.AttributeExpression); ok && equal.Operator == filter.EQ {
		if want, ok := equal.CompareValue.(string); ok {
			return func(fields map[string]any) bool {
				have, ok := fields[equal.AttributePath.AttributeName].(string)
				return ok && strings.EqualFold(have, want)
			}
		}
	}
	validator := scimfilter.NewFilterValidator(expression,
		schema.Schema{Attributes: scimfilter.MultiValuedFilterAttributes(attribute)})
	return func(fields map[string]any) bool { return validator.PassesFilter(fields) == nil }
}

// keyOf is what makes two elements of a list the same: their value.
func keyOf(element any) any {
	if fields, ok := element.(map[string]any); ok {
		key, _ := fields["value"].(string)
		return key
	}
	text, _ := element.(string)
	return text
}

func listOf(value any) []any {
	switch value := value.(type) {
	case []any:
		return value
	case nil:
		return nil
	}
	return []any{value}
}
