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

// trusted reports whether an address of the domain is true because the source says so. What an
// administrator types, or a device, is a claim, whatever was set (rule M5).
func (p policy) trusted(sourceID, domain string) bool {
	s := p.sources[sourceID]
	return !s.Claims() && (p.authority(sourceID, domain) || domain != "" &&
		slices.Contains(s.Settings.TrustedFor, domain))
}

// sorted puts a person's records in the order in which they count: by rank, where being an authority
// gains AuthorityRank, then as the sources and the records were made. It does not depend on the order
// of arrival.
func (p policy) sorted(records []*directory.Record) []*directory.Record {
	list := slices.Clone(records)
	if len(list) < 2 {
		return list
	}
	authorities := p.authorities(records)
	rank := func(r *directory.Record) int {
		if authorities[r] {
			return p.sources[r.SourceID].Rank - directory.AuthorityRank
		}
		return p.sources[r.SourceID].Rank
	}
	slices.SortFunc(list, func(a, b *directory.Record) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
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
