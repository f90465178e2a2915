package directory

// Settings are what an administrator says of a source, beside its rank.
type Settings struct {
	// AuthoritativeFor are domains for whose people the source decides who is active (rule M6),
	// counts before others (rule M1) and is trusted.
	AuthoritativeFor []string `json:"authoritativeFor,omitempty"`
	// TrustedFor are domains of which the source's addresses are taken for true (rule M2c).
	TrustedFor []string `json:"trustedFor,omitempty"`
	// FirstFor are attributes for which the source counts before all others (rule M1).
	FirstFor []string `json:"firstFor,omitempty"`
	// Key is an attribute that never changes and names a person in several sources, such as
	// employeeNumber (rule M2b).
	Key string `json:"key,omitempty"`
	// OmissionDeactivates is for clients that leave active out where it is false: a PUT without it
	// deactivates (rule P4).
	OmissionDeactivates bool `json:"omissionDeactivates,omitempty"`
	// UniqueGroupNames makes a second group of one displayName a conflict (rule P1).
	UniqueGroupNames bool `json:"uniqueGroupNames,omitempty"`
}

// KeyAttribute is the attribute by which the source's people are known elsewhere, "" for none. Only the
// word of an authoritative source counts (rule M2b).
func (s Source) KeyAttribute() string {
	if len(s.Settings.AuthoritativeFor) == 0 {
		return ""
	}
	return s.Settings.Key
}
