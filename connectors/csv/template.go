package csvfile

import "io"

// Template writes a file to fill in: the headers of all fields in a language, and one row as an example.
func Template(w io.Writer, language string) error {
	out := NewWriter(w, language)
	var headers, example []string
	for _, f := range Fields() {
		headers = append(headers, f.Header(language))
		example = append(example, examples(language)[f])
	}
	if err := out.Write(headers); err != nil {
		return err
	}
	if err := out.Write(example); err != nil {
		return err
	}
	return out.Flush()
}

// examples are the row of a template. Its addresses are of a domain that nobody has (RFC 2606).
func examples(language string) map[Field]string {
	if language == French {
		return map[Field]string{
			Email: "chloe.tremblay@example.com", ExternalID: "00123", GivenName: "Chloé", FamilyName: "Tremblay",
			DisplayName: "Chloé Tremblay", EmployeeNumber: "00123", Title: "Comptable", Department: "Finances",
			Manager: "luc.roy@example.com", Phone: "+33 1 23 45 67 89", Language: "fr", Timezone: "Europe/Paris",
			Active: "oui",
			Groups: "Finances|Paris", Licenses: "1", StartDate: "01/09/2026",
		}
	}
	return map[Field]string{
		Email: "ana.silva@example.com", ExternalID: "00123", GivenName: "Ana", FamilyName: "Silva",
		DisplayName:    "Ana Silva",
		EmployeeNumber: "00123", Title: "Accountant", Department: "Finance", Manager: "luke.king@example.com",
		Phone: "+1 212 555 0123", Language: "en", Timezone: "America/New_York", Active: "yes",
		Groups:   "Finance|New York",
		Licenses: "1", StartDate: "2026-09-01",
	}
}
