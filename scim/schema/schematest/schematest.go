// Package schematest provides definitions that use all that a schema can say, so that whatever
// depends on schemas can be tested with more than users and groups.
package schematest

import (
	"embed"
	"fmt"
	"sync"

	"github.com/usher-id/usher/scim/schema"
)

// The schemas of a Gadget.
const (
	Gadget   = "urn:example:params:scim:schemas:Gadget"
	Warranty = "urn:example:params:scim:schemas:extension:warranty:1.0:Gadget" // required
	Location = "urn:example:params:scim:schemas:extension:location:1.0:Gadget" // optional
)

//go:embed testdata/*.json
var files embed.FS

// Everything is the core registry with the resource type Gadget at /Gadgets, which has attributes
// of every type, single and multi-valued, of every mutability, returned and uniqueness, a
// definition that leaves all to the defaults, a required extension and an optional one.
func Everything() *schema.Registry { return everything() }

var everything = sync.OnceValue(func() *schema.Registry {
	var schemas []*schema.Schema
	for _, name := range []string{"gadget", "warranty", "location"} {
		s, err := schema.ParseSchema(File(name + ".json"))
		if err != nil {
			panic(fmt.Sprintf("%s.json: %v", name, err))
		}
		schemas = append(schemas, s)
	}
	t, err := schema.ParseResourceType(File("gadget-type.json"))
	if err != nil {
		panic(fmt.Sprintf("gadget-type.json: %v", err))
	}
	r, err := schema.Core().With(schemas, []*schema.ResourceTypeDef{t}, nil)
	if err != nil {
		panic(err)
	}
	return r
})

// File is one of the documents that Everything is made of: gadget.json, warranty.json,
// location.json and gadget-type.json. It panics for any other name.
func File(name string) []byte {
	data, err := files.ReadFile("testdata/" + name)
	if err != nil {
		panic(err)
	}
	return data
}
