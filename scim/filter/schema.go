package filter

import "github.com/usher-id/usher/scim/message"

// Kind says how the values of an attribute compare.
type Kind uint8

// The kinds, and the types of RFC 7643, section 2.3, that they stand for.
const (
	Text      Kind = iota // string with caseExact false: compared by [Fold]
	ExactText             // string with caseExact true, and reference
	Boolean               // boolean: eq, ne and pr only
	Number                // integer and decimal
	Time                  // dateTime: compared as an instant; co, sw and ew look at its text
	Binary                // binary, in the base64 form that JSON has: eq, ne and pr only
	Complex               // complex: pr, or compared with null; else its sub-attribute value is meant
)

// Attribute is what a schema tells about an attribute for the sake of a comparison.
type Attribute struct {
	Kind Kind
	// Object is the key of the object that holds the attribute, for attributes of an extension: its schema URI. Empty
	// for attributes of the resource itself.
	Object string
}

// Schema tells about the attribute that a filter names. Names and URIs are to be compared without regard to case. Its
// error, for an attribute that does not exist or may not be searched, is what [Compile] returns. To
// treat an unknown attribute as one without a value instead, it returns an Attribute and no error.
type Schema func(AttributePath) (Attribute, error)

// Within is the schema of the elements of the complex attribute parent, whose attributes are the sub-attributes of
// parent. With it the filter of a PATCH path is compiled, to be asked about one element at a time.
func (s Schema) Within(parent AttributePath) Schema {
	return func(p AttributePath) (Attribute, error) {
		if parent.SubAttribute != nil || p.SubAttribute != nil || p.URIPrefix != nil {
			return Attribute{}, compareError(p, "", message.New("filter.within", "attribute", parent.AttributeName))
		}
		a, err := s(AttributePath{URIPrefix: parent.URIPrefix, AttributeName: parent.AttributeName,
			SubAttribute: &p.AttributeName})
		a.Object = ""
		return a, err
	}
}
