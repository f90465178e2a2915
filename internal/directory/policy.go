package directory

import (
	"cmp"
	"slices"
	"strings"
)

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

// policy is what an account has decided about its sources; all decisions of a batch share it.
type policy struct {
	sources map[string]Source // by id
}

// authority reports whether a source is authoritative for a domain.
func (p policy) authority(sourceID, domain string) bool {
	return domain != "" && slices.Contains(p.sources[sourceID].Settings.AuthoritativeFor, domain)
}

// rules reports whether a record is an authority's word about the person: its source is
// authoritative for the domain of an address that it brings. What others say of the person has no
// part in that, so nobody can take a person away from the authority, nor make a source one.
func (p policy) rules(r *Record) bool {
	if len(p.sources[r.SourceID].Settings.AuthoritativeFor) == 0 {
		return false
	}
	return slices.ContainsFunc(r.counted(), func(a Address) bool { return p.authority(r.SourceID, a.Domain) })
}

// trusted reports whether an address of the domain is true because the source says so. What an
// administrator types is a claim, whatever was set (rule M5).
func (p policy) trusted(sourceID, domain string) bool {
	s := p.sources[sourceID]
	return s.Kind != KindEmail && (p.authority(sourceID, domain) || domain != "" && slices.Contains(s.Settings.TrustedFor, domain))
}

// keyed is the attribute by which the source's people are known elsewhere, "" for none. Only the
// word of an authoritative source counts (rule M2b).
func (s Source) keyed() string {
	if len(s.Settings.AuthoritativeFor) == 0 {
		return ""
	}
	return s.Settings.Key
}

// rank is how much a record counts for its person: the lower, the more.
func (p policy) rank(r *Record) int {
	rank := p.sources[r.SourceID].Rank
	if p.rules(r) {
		return rank - AuthorityRank
	}
	return rank
}

// sorted puts a person's records in the order in which they count: by rank, then as the sources
// and the records were made. It does not depend on the order of arrival.
func (p policy) sorted(records []*Record) []*Record {
	list := slices.Clone(records)
	slices.SortFunc(list, func(a, b *Record) int {
		return cmp.Or(
			cmp.Compare(p.rank(a), p.rank(b)),
			strings.Compare(a.SourceID, b.SourceID),
			strings.Compare(a.ID, b.ID),
		)
	})
	return list
}

// firstFor puts the records of the sources that count most for one attribute in front.
func (p policy) firstFor(sorted []*Record, attribute string) []*Record {
	first := func(r *Record) int {
		for _, name := range p.sources[r.SourceID].Settings.FirstFor {
			if strings.EqualFold(name, attribute) {
				return 0
			}
		}
		return 1
	}
	if !slices.ContainsFunc(sorted, func(r *Record) bool { return first(r) == 0 }) {
		return sorted
	}
	list := slices.Clone(sorted)
	slices.SortStableFunc(list, func(a, b *Record) int { return cmp.Compare(first(a), first(b)) })
	return list
}
