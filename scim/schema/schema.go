// Package schema holds SCIM's data definitions as data (RFC 7643): schemas, attributes and
// resource types are read from JSON, never coded, and everything that depends on them follows
// from these definitions: what a body may contain, how values compare, what an answer shows.
package schema

// Type is the data type of an attribute (RFC 7643 section 2.3).
type Type string

// The data types of RFC 7643 section 2.3.
const (
	String    Type = "string"
	Boolean   Type = "boolean"
	Decimal   Type = "decimal"
	Integer   Type = "integer"
	DateTime  Type = "dateTime"
	Binary    Type = "binary"
	Reference Type = "reference"
	Complex   Type = "complex"
)

// Mutability says who may set an attribute, and when (RFC 7643 section 7).
type Mutability string

// The mutability values of RFC 7643 section 7.
const (
	ReadWrite Mutability = "readWrite"
	ReadOnly  Mutability = "readOnly"
	Immutable Mutability = "immutable"
	WriteOnly Mutability = "writeOnly"
)

// Returned says when an attribute appears in an answer (RFC 7643 section 7).
type Returned string

// The returned values of RFC 7643 section 7.
const (
	Default Returned = "default"
	Always  Returned = "always"
	Never   Returned = "never"
	Request Returned = "request"
)

// Uniqueness says how far a value must be unique (RFC 7643 section 7).
type Uniqueness string

// The uniqueness values of RFC 7643 section 7.
const (
	None   Uniqueness = "none"
	Server Uniqueness = "server"
	Global Uniqueness = "global"
)

// Attribute defines one attribute or sub-attribute (RFC 7643 section 7). A characteristic
// that JSON leaves out has its default.
type Attribute struct {
	Name            string       `json:"name"`
	Type            Type         `json:"type"`
	SubAttributes   []*Attribute `json:"subAttributes,omitempty"`
	MultiValued     bool         `json:"multiValued"`
	Description     string       `json:"description,omitempty"`
	Required        bool         `json:"required"`
	CanonicalValues []string     `json:"canonicalValues,omitempty"`
	CaseExact       bool         `json:"caseExact"`
	Mutability      Mutability   `json:"mutability"`
	Returned        Returned     `json:"returned"`
	Uniqueness      Uniqueness   `json:"uniqueness"`
	ReferenceTypes  []string     `json:"referenceTypes,omitempty"`

	pos     int    // index in the list that it was defined in
	key     string // its name as a JSON member name: quoted, with the colon
	subs    names  // its sub-attributes
	value   *Attribute
	primary *Attribute
	common  bool // id, schemas, meta, externalId: part of every resource type
}

// Schema is one schema document (RFC 7643 section 7).
type Schema struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Description string       `json:"description,omitempty"`
	Attributes  []*Attribute `json:"attributes"`

	names     names
	key       string // its URN as a JSON member name: quoted, with the colon
	compiled  bool
	discovery bool // describes /Schemas and its like; published, but no resource type has it
}

// Extension names a schema that extends a resource type (RFC 7643 section 6).
type Extension struct {
	Schema   string `json:"schema"`
	Required bool   `json:"required"`
}

// ResourceTypeDef is a resource type document (RFC 7643 section 6).
type ResourceTypeDef struct {
	ID               string      `json:"id"`
	Name             string      `json:"name"`
	Endpoint         string      `json:"endpoint"`
	Description      string      `json:"description,omitempty"`
	Schema           string      `json:"schema"`
	SchemaExtensions []Extension `json:"schemaExtensions,omitempty"`
}

// Object is a decoded resource or complex value whose keys are the attribute names exactly as
// the schema spells them. Extension attributes stand in an Object of their own under the
// extension's URN. Values are string, bool, int64 (integer), json.Number (decimal), Object
// (complex) and []any (multi-valued). Unassigned attributes are absent: null, "" for a complex
// value and [] never occur in a canonical Object (RFC 7643 section 2.5).
type Object = map[string]any

// ResourceType is a resource type with its schemas resolved. It is immutable and safe for
// concurrent use.
type ResourceType struct {
	ResourceTypeDef
	Core       *Schema
	Extensions []*ResolvedExtension
	names      names                         // attributes of Core and the common ones
	short      map[string]Attr               // lower-case name that only one extension defines
	extensions map[string]*ResolvedExtension // by URN, as spelled and in lower case
	byDefault  *view                         // what an answer shows when nothing is asked for
	all        *view
	traits     traits
}

// ResolvedExtension is an extension of a resource type together with its schema.
type ResolvedExtension struct {
	*Schema
	Required bool
	pos      int // index in ResourceType.Extensions
}
