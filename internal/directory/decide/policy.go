package decide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// policy is what an account has decided about its sources; all decisions of a batch share it.
type policy struct {
	sources map[string]directory.Source // by id
}

// authority reports whether a source is authoritative for a domain.
func (p policy) authority(sourceID, domain string) bool {
	return domain != "" && slices.Contains(p.sources[sourceID].Settings.AuthoritativeFor, domain)
}

// rules reports whether a record is an authority's word about the person: its source is
// authoritative for the domain of an address that it brings. What others say of the person has no
// part in that, so nobody can take a person away from the authority, nor make a source one.
func (p policy) rules(r *directory.Record) bool {
	if len(p.sources[r.SourceID].Settings.AuthoritativeFor) == 0 {
		return false
	}
	return slices.ContainsFunc(r.Counted(), func(a directory.Address) bool { return p.authority(r.SourceID, a.Domain) })
}

// trusted reports whether an address of the domain is true because the source says so. What an
// administrator types is a claim, whatever was set (rule M5).
func (p policy) trusted(sourceID, domain string) bool {
	s := p.sources[sourceID]
	return s.Kind != directory.KindEmail && (p.authority(sourceID, domain) || domain != "" && slices.Contains(s.Settings.TrustedFor, domain))
}

// rank is how much a record counts for its person: the lower, the more.
func (p policy) rank(r *directory.Record) int {
	rank := p.sources[r.SourceID].Rank
	if p.rules(r) {
		return rank - directory.AuthorityRank
	}
	return rank
}

// sorted puts a person's records in the order in which they count: by rank, then as the sources
// and the records were made. It does not depend on the order of arrival.
func (p policy) sorted(records []*directory.Record) []*directory.Record {
	list := slices.Clone(records)
	slices.SortFunc(list, func(a, b *directory.Record) int {
		return cmp.Or(
			cmp.Compare(p.rank(a), p.rank(b)),
			strings.Compare(a.SourceID, b.SourceID),
			strings.Compare(a.ID, b.ID),
		)
	})
	return list
}

// firstFor puts the records of the sources that count most for one attribute in front.
func (p policy) firstFor(sorted []*directory.Record, attribute string) []*directory.Record {
	first := func(r *directory.Record) int {
		for _, name := range p.sources[r.SourceID].Settings.FirstFor {
			if strings.EqualFold(name, attribute) {
				return 0
			}
		}
		return 1
	}
	if !slices.ContainsFunc(sorted, func(r *directory.Record) bool { return first(r) == 0 }) {
		return sorted
	}
	list := slices.Clone(sorted)
	slices.SortStableFunc(list, func(a, b *directory.Record) int { return cmp.Compare(first(a), first(b)) })
	return list
}
