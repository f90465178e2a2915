package decide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// word is whose word decides whether a person is active (rule M6).
type word struct {
	state  directory.Code
	source string // the authority that decides; "" where there is none
	ended  bool   // the authority has deleted the person
	admin  bool   // an administrator has suspended the person, whatever sources say
}

// word finds out whether a person is active, and who says so: the authority, of several the one
// that ranks best, then the one made first; or else whether any source says that the person is
// active. of is the person whose records they are, as far as it is not computed from them: the authority
// that ended it, and whether an administrator has suspended it. The order of the records doesn't matter.
func (p policy) word(records []*directory.Record, of directory.User) word {
	w := p.sourcesWord(records, of.SuspendedBy)
	if of.Stopped && w.state != directory.Deleted {
		w.state, w.admin = directory.Suspended, true
	}
	return w
}

// sourcesWord is word as far as sources have it.
func (p policy) sourcesWord(records []*directory.Record, suspendedBy string) word {
	if len(records) == 0 {
		return word{state: directory.Deleted}
	}
	w := word{}
	if suspendedBy != "" && len(p.sources[suspendedBy].Settings.AuthoritativeFor) > 0 {
		w = word{state: directory.Suspended, source: suspendedBy, ended: true}
	}
	present := directory.Suspended
	authorities := p.authorities(records)
	for _, r := range records {
		state := directory.Suspended
		if r.Present() {
			state, present = directory.Active, directory.Active
		}
		if !authorities[r] {
			continue
		}
		switch better := p.before(r.SourceID, w.source); {
		case w.source == "" || better < 0 || better == 0 && w.ended: // it has come back
			w = word{state: state, source: r.SourceID}
		case better == 0 && state == directory.Suspended:
			w.state = state
		}
	}
	if w.source == "" {
		w.state = present
	}
	return w
}

// before compares two sources by whose word counts first among authorities: by rank, then by which
// was made first, as their ids tell.
func (p policy) before(sourceID, other string) int {
	return cmp.Or(cmp.Compare(p.sources[sourceID].Rank, p.sources[other].Rank), strings.Compare(sourceID, other))
}

// authorities are the records that are an authority's word about a person (rule M6): the source is
// authoritative for the domain by which the record was let in or linked. What else a record comes to
// bring gives its source no authority.
func (p policy) authorities(records []*directory.Record) map[*directory.Record]bool {
	var authorities map[*directory.Record]bool
	for _, r := range records {
		if len(p.sources[r.SourceID].Settings.AuthoritativeFor) == 0 {
			continue
		}
		for _, domain := range standings(r, records) {
			if p.authority(r.SourceID, domain) {
				if authorities == nil {
					authorities = map[*directory.Record]bool{}
				}
				authorities[r] = true
			}
		}
	}
	return authorities
}

// standings are the domains by which a record is part of its person: those by which it was linked,
// and those by which others were linked to it. The first of a person, to whom others are linked, is
// there by what it has in common with them.
func standings(r *directory.Record, records []*directory.Record) []string {
	var list []string
	for _, other := range records {
		if other == r || other.ParentID == "" {
			continue
		}
		for _, domain := range other.Standings() {
			in := func(a directory.Address) bool { return a.Domain == domain && slices.Contains(r.Counted(), a) }
			if !slices.Contains(list, domain) && slices.ContainsFunc(other.Counted(), in) {
				list = append(list, domain)
			}
		}
	}
	if r.ParentID == "" && len(list) > 0 {
		return list
	}
	return append(list, r.Standings()...)
}
