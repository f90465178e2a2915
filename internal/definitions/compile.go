package definitions

import (
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// compile puts definitions on top of the base. A resource type that has the name of a built-in one extends it.
func compile(base *schema.Registry, definitions []Definition) (*schema.Registry, error) {
	if len(definitions) == 0 {
		return base, nil
	}
	var schemas []*schema.Schema
	var types []*schema.ResourceTypeDef
	extend := map[string][]schema.Extension{}
	for _, d := range definitions {
		switch d.Kind {
		case Schema:
			s, err := schema.ParseSchema(d.Document)
			if err != nil {
				return nil, err
			}
			schemas = append(schemas, s)
		case ResourceType:
			t, err := schema.ParseResourceType(d.Document)
			if err != nil {
				return nil, err
			}
			builtIn := base.Type(t.Name)
			if builtIn == nil {
				types = append(types, t)
				continue
			}
			if extend[builtIn.Name], err = extensions(builtIn, t); err != nil {
				return nil, err
			}
		}
	}
	return base.With(schemas, types, extend)
}

// extensions are those that the document adds to a built-in type, which it can't change otherwise.
func extensions(builtIn *schema.ResourceType, t *schema.ResourceTypeDef) ([]schema.Extension, error) {
	if t.Schema != builtIn.Schema || t.Endpoint != builtIn.Endpoint {
		return nil, text.Errorf(nil, "define.builtIn", "type", builtIn.Name, "schema", builtIn.Schema, "endpoint",
			builtIn.Endpoint)
	}
	var added []schema.Extension
next:
	for _, e := range t.SchemaExtensions {
		for _, have := range builtIn.SchemaExtensions {
			if have.Schema == e.Schema {
				continue next
			}
		}
		added = append(added, e)
	}
	if len(added) == 0 {
		return nil, text.Errorf(nil, "define.noExtension", "type", builtIn.Name)
	}
	return added, nil
}
