package schema

import "strings"

// CheckRequired reports the first required attribute without a value, in the order of the schema,
// as *Error invalidValue: of the core schema, of extensions that are present or required,
// and of complex values that are present.
func (rt *ResourceType) CheckRequired(o Object) error {
	if f := rt.missing(o, rt.Core.Attributes, "every "+rt.Name); f != nil {
		return f.public()
	}
	for _, x := range rt.Extensions {
		inner, ok := o[x.ID].(Object)
		if !ok && x.Required {
			return faultf(invalidValue, "is missing; every %s needs this extension with its required attributes%s", rt.Name, requiredNames(x)).under(x.ID).public()
		}
		if !ok {
			continue
		}
		if f := rt.missing(inner, x.Attributes, "the extension"); f != nil {
			return f.underURN(x.ID).public()
		}
	}
	return nil
}

func requiredNames(x *ResolvedExtension) string {
	var names []string
	for _, a := range x.Attributes {
		if a.Required {
			names = append(names, a.Name)
		}
	}
	if names == nil {
		return ""
	}
	return " (" + listed(names) + ")"
}

// missing looks through the attributes of one object; whose says to what they belong.
func (rt *ResourceType) missing(o Object, attributes []*Attribute, whose string) *fault {
	for _, a := range attributes {
		v := o[a.Name]
		if a.Required && blank(v) {
			return faultf(invalidValue, "is missing; %s needs a non-empty %s", whose, a.Name).under(a.Name)
		}
		if len(a.SubAttributes) == 0 || v == nil {
			continue
		}
		if l, ok := v.([]any); ok {
			for i, e := range l {
				if e, ok := e.(Object); ok {
					if f := rt.missing(e, a.SubAttributes, "every value of "+a.Name); f != nil {
						return f.at(i).under(a.Name)
					}
				}
			}
		} else if e, ok := v.(Object); ok {
			if f := rt.missing(e, a.SubAttributes, a.Name); f != nil {
				return f.under(a.Name)
			}
		}
	}
	return nil
}

// blank reports whether there is nothing to see in a value.
func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case Object:
		return len(v) == 0
	}
	return false
}
