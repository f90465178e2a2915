package main

import (
	"fmt"

	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim/schema"
)

// registryOf is the registry of an account: the built-in schemas and resource types, and what
// the account has added. A resource type that has the name of a built-in one extends it.
func registryOf(definitions []store.Definition) (*schema.Registry, error) {
	if len(definitions) == 0 {
		return inbound.Base(), nil
	}
	var schemas []*schema.Schema
	var types []*schema.ResourceTypeDef
	extend := map[string][]schema.Extension{}
	for _, d := range definitions {
		switch d.Kind {
		case store.SchemaDefinition:
			s, err := schema.ParseSchema(d.Document)
			if err != nil {
				return nil, err
			}
			schemas = append(schemas, s)
		case store.ResourceTypeDefinition:
			t, err := schema.ParseResourceType(d.Document)
			if err != nil {
				return nil, err
			}
			builtIn := inbound.Base().Type(t.Name)
			if builtIn == nil {
				types = append(types, t)
				continue
			}
			if extend[builtIn.Name], err = extensions(builtIn, t); err != nil {
				return nil, err
			}
		}
	}
	return inbound.Base().With(schemas, types, extend)
}

// extensions are those that the document adds to a built-in type, which it can't change otherwise.
func extensions(builtIn *schema.ResourceType, t *schema.ResourceTypeDef) ([]schema.Extension, error) {
	if t.Schema != builtIn.Schema || t.Endpoint != builtIn.Endpoint {
		return nil, fmt.Errorf("resource type %s is built in, so its schema stays %s and its endpoint %s: give these, and the extensions to add, or choose another name",
			builtIn.Name, builtIn.Schema, builtIn.Endpoint)
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
		return nil, fmt.Errorf("resource type %s is built in and the document adds no extension to it: list one in schemaExtensions, or choose another name", builtIn.Name)
	}
	return added, nil
}
