package schema

import (
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// CheckRequired reports the first required attribute without a value, in the order of the schema,
// as *Error invalidValue: of the core schema, of extensions that are present or required,
// and of complex values that are present.
func (rt *ResourceType) CheckRequired(o Object) error {
	if f := missing(o, rt.Core.Attributes, owner{"value.whose.type", rt.Name}); f != nil {
		return f.public()
	}
	for _, x := range rt.Extensions {
		inner, ok := o[x.ID].(Object)
		if !ok && x.Required {
			return rt.lacks(x).under(x.ID).public()
		}
		if !ok {
			continue
		}
		if f := missing(inner, x.Attributes, owner{key: "value.whose.extension"}); f != nil {
			return f.underURN(x.ID).public()
		}
	}
	return nil
}

// lacks is what is wrong with a resource without a required extension.
func (rt *ResourceType) lacks(x *ResolvedExtension) *fault {
	var names []string
	for _, a := range x.Attributes {
		if a.Required {
			names = append(names, a.Name)
		}
	}
	if names == nil {
		return faultf(invalidValue, "value.extension.absent", "type", rt.Name)
	}
	return faultf(invalidValue, "value.extension.needed", "type", rt.Name, "names", names)
}

// owner is what attributes belong to: a key and a name, or a name alone.
type owner struct{ key, name string }

func (w owner) message() message.Message {
	if w.key == "" {
		return message.Plain(w.name)
	}
	return message.New(w.key, "name", w.name)
}

// missing looks through the attributes of one object; whose says to what they belong.
func missing(o Object, attributes []*Attribute, whose owner) *fault {
	for _, a := range attributes {
		v := o[a.Name]
		if a.Required && blank(v) {
			return faultf(invalidValue, "value.required", "whose", whose.message(), "attribute", a.Name).under(a.Name)
		}
		if len(a.SubAttributes) == 0 || v == nil {
			continue
		}
		if l, ok := v.([]any); ok {
			for i, e := range l {
				if e, ok := e.(Object); ok {
					if f := missing(e, a.SubAttributes, owner{"value.whose.element", a.Name}); f != nil {
						return f.at(i).under(a.Name)
					}
				}
			}
		} else if e, ok := v.(Object); ok {
			if f := missing(e, a.SubAttributes, owner{name: a.Name}); f != nil {
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
