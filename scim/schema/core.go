package schema

import (
	"embed"
	"fmt"
	"sync"
)

//go:embed schemas/*.json types/*.json
var files embed.FS

// definitions are the schemas and resource types of RFC 7643, in the order in which they are
// published.
type definitions struct {
	schemas   []*Schema // what resource types are made of
	discovery []*Schema // what /Schemas and its like are made of
	types     []*ResourceTypeDef
}

var rfc7643 = sync.OnceValue(func() definitions {
	var d definitions
	for _, name := range []string{"User", "Group", "EnterpriseUser"} {
		d.schemas = append(d.schemas, mustSchema(name))
	}
	for _, name := range []string{"ServiceProviderConfig", "ResourceType", "Schema"} {
		s := mustSchema(name)
		s.discovery = true
		d.discovery = append(d.discovery, s)
	}
	for _, name := range []string{"User", "Group"} {
		t, err := ParseResourceType(mustRead("types/" + name + ".json"))
		if err != nil {
			panic(fmt.Sprintf("types/%s.json: %v", name, err)) // embedded: a test reads every one of them
		}
		d.types = append(d.types, t)
	}
	return d
})

func mustSchema(name string) *Schema {
	s, err := ParseSchema(mustRead("schemas/" + name + ".json"))
	if err != nil {
		panic(fmt.Sprintf("schemas/%s.json: %v", name, err))
	}
	s.compile()
	return s
}

func mustRead(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return data
}

// Core is the registry of RFC 7643: User with the enterprise extension, and Group, as section
// 8.7.1 defines them, with a display for members and a primary for addresses. It is built once.
func Core() *Registry { return coreRegistry() }

var coreRegistry = sync.OnceValue(func() *Registry {
	d := rfc7643()
	r, err := NewRegistry(d.schemas, d.types)
	if err != nil {
		panic(err)
	}
	return r
})
