package inbound

import "github.com/usher-id/usher/scim/schema"

// kept is a resource without what is never returned, such as a password: nothing in Usher could
// use it, so it is not kept. The argument is left as it is.
func kept(rt *schema.ResourceType, o schema.Object) schema.Object {
	next := without(rt.Core.Attributes, o)
	for _, x := range rt.Extensions {
		if inner, ok := o[x.ID].(schema.Object); ok {
			if inner = without(x.Attributes, inner); len(inner) > 0 {
				next[x.ID] = inner
			} else {
				delete(next, x.ID)
			}
		}
	}
	return next
}

func without(attributes []*schema.Attribute, o schema.Object) schema.Object {
	next := make(schema.Object, len(o))
	for k, v := range o {
		next[k] = v
	}
	for _, a := range attributes {
		v, ok := o[a.Name]
		if !ok {
			continue
		}
		if a.Returned == schema.Never {
			delete(next, a.Name)
			continue
		}
		if !hides(a.SubAttributes) {
			continue
		}
		switch v := v.(type) {
		case schema.Object:
			next[a.Name] = without(a.SubAttributes, v)
		case []any:
			list := make([]any, len(v))
			for i, e := range v {
				if list[i] = e; e != nil {
					if e, ok := e.(schema.Object); ok {
						list[i] = without(a.SubAttributes, e)
					}
				}
			}
			next[a.Name] = list
		}
	}
	return next
}

func hides(attributes []*schema.Attribute) bool {
	for _, a := range attributes {
		if a.Returned == schema.Never {
			return true
		}
	}
	return false
}
