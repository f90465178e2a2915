package schema

// The attributes that every resource has and no schema lists (RFC 7643 section 3.1).
var (
	schemasAttribute = &Attribute{
		Name: "schemas", Type: String, MultiValued: true, Mutability: ReadOnly, Returned: Always,
		Description: "URNs of the schemas that the resource makes use of.",
	}
	idAttribute = &Attribute{
		Name: "id", Type: String, CaseExact: true, Mutability: ReadOnly, Returned: Always, Uniqueness: Server,
		Description: "The resource's id, given by the service provider; it never changes.",
	}
	externalIDAttribute = &Attribute{
		Name: "externalId", Type: String, CaseExact: true, Mutability: ReadWrite, Returned: Default,
		Description: "The client's own id of the resource.",
	}
	metaAttribute = &Attribute{
		Name: "meta", Type: Complex, Mutability: ReadOnly, Returned: Default,
		Description: "What the service provider knows of the resource.",
		SubAttributes: []*Attribute{
			{Name: "resourceType", Type: String, CaseExact: true, Mutability: ReadOnly, Returned: Default},
			{Name: "created", Type: DateTime, Mutability: ReadOnly, Returned: Default},
			{Name: "lastModified", Type: DateTime, Mutability: ReadOnly, Returned: Default},
			{Name: "location", Type: Reference, CaseExact: true, Mutability: ReadOnly, Returned: Default},
			{Name: "version", Type: String, CaseExact: true, Mutability: ReadOnly, Returned: Default},
		},
	}
	commonAttributes = []*Attribute{schemasAttribute, idAttribute, externalIDAttribute, metaAttribute}
)

func init() {
	for i, a := range commonAttributes {
		a.compile(i)
		a.common = true
	}
}
