package csvfile

// Field is what a column says of a person.
type Field int

// The fields. Email is the only one that every file must have.
const (
	NoField    Field = iota - 1
	Email            // the address by which a person is found
	UserName         // the login, where it is not the address
	ExternalID       // the key by which the list's origin knows a person
	GivenName
	FamilyName
	DisplayName
	EmployeeNumber
	Title
	Department
	Division
	Organization
	CostCenter
	Manager // address or external ID of the manager
	Phone   // at work
	Mobile
	OtherEmails // several
	Street
	Locality
	Region
	PostalCode
	Country
	Language // preferred, such as fr-CA
	Locale
	Timezone // such as Europe/Paris
	UserType
	Active    // true or false
	Groups    // several names
	Licenses  // how many are wanted, a number
	StartDate // 2026-12-31
	EndDate   // 2026-12-31
	fieldCount
)

// Fields are all of them in the order of the template.
func Fields() []Field {
	all := make([]Field, fieldCount)
	for i := range all {
		all[i] = Field(i)
	}
	return all
}

// String is the field's name, which is an accepted header, too.
func (f Field) String() string {
	if f < 0 || f >= fieldCount {
		return ""
	}
	return names[f].Name
}

// Header is the header that a template in a language has for the field.
func (f Field) Header(language string) string {
	if f < 0 || f >= fieldCount {
		return ""
	}
	if language == French {
		return names[f].French[0]
	}
	return names[f].English[0]
}
