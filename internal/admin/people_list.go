package admin

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// States are those that a person can be listed by, in the order in which they are shown.
var States = []directory.Code{
	directory.Active, directory.PendingDomain, directory.PendingMerge, directory.WaitingLicense, directory.Suspended,
	directory.Rejected,
}

// PeopleRequest asks for a page of the account's people: users, and those who wait and are nobody's yet. All that is
// set has to be true of a person.
type PeopleRequest struct {
	State  string // one of States; "" for any
	Source string // name of a source that knows them; "" for any
	Search string // beginnings of words of a name, of an address or of a userName; "" for anybody
	// Filter is a SCIM filter (RFC 7644 section 3.4.2.2): over what Source says of its people, or else over the
	// users as they are merged from all sources, which leaves out those who wait. It can't be combined with Search.
	Filter string
	After  string // id of the last person of the page before; "" for the first page
	Limit  int    // at most so many; 0 for MaxPage
}

// PeoplePage is a page of people in the order of their ids.
type PeoplePage struct {
	People  []*directory.Profile
	Sources map[string]string // names by id
	Next    string            // After of the next page; "" when this one is the last
}

// List lists people, each with the records that make them up.
func (s *People) List(ctx context.Context, _ Actor, account *directory.Account, r PeopleRequest) (*PeoplePage, error) {
	f, err := s.finding(ctx, account, r)
	if err != nil {
		return nil, err
	}
	page := &PeoplePage{}
	if page.Sources, err = s.Sources.SourceNames(ctx, account.ID); err != nil {
		return nil, err
	}
	if r.Filter != "" {
		page.People, err = s.filtered(ctx, account, r.Filter, f)
	} else {
		page.People, err = s.Finder.Find(ctx, account.ID, f)
	}
	if err != nil {
		return nil, err
	}
	if len(page.People) == f.Limit {
		page.Next = Ident(page.People[f.Limit-1])
	}
	return page, nil
}

// Ident is the id of a person: of the user, or of the record of somebody who is nobody's yet.
func Ident(p *directory.Profile) string {
	if p.ID == "" {
		return p.Records[0].ID
	}
	return p.ID
}

// finding checks what is asked for.
func (s *People) finding(ctx context.Context, account *directory.Account, r PeopleRequest) (directory.Finding, error) {
	f := directory.Finding{State: directory.Code(r.State), After: directory.AfterID(r.After), Limit: page(r.Limit),
		Words: strings.Fields(r.Search)}
	switch {
	case r.State != "" && !slices.Contains(States, f.State):
		return f, directory.Refuse(directory.Invalid, "list.noState", "state", r.State, "states", stateNames())
	case r.After != "" && !directory.IsID(f.After):
		return f, directory.Refuse(directory.Invalid, "list.after", "id", r.After)
	case r.Limit < 0:
		return f, directory.Refuse(directory.Invalid, "list.limit", "limit", r.Limit, "most", MaxPage)
	case len(f.Words) > directory.MostWords:
		return f, directory.Refuse(directory.Invalid, "list.manyWords", "words", len(f.Words), "limit",
			directory.MostWords)
	case !utf8.ValidString(r.Search) || strings.ContainsRune(r.Search, 0):
		return f, directory.Refuse(directory.Invalid, "list.notText")
	case r.Search != "" && r.Filter != "":
		return f, directory.Refuse(directory.Invalid, "list.searchAndFilter")
	}
	if r.Source == "" {
		return f, nil
	}
	source, err := s.Sources.Source(ctx, account.ID, r.Source)
	if err != nil {
		return f, err
	}
	f.SourceID = source.ID
	return f, nil
}

func stateNames() []string {
	names := make([]string, len(States))
	for i, code := range States {
		names[i] = string(code)
	}
	return names
}

// filtered lists those of whom a SCIM filter is true, in the order of the ids that the filter's surface has: of users,
// or of a source's records.
func (s *People) filtered(
	ctx context.Context, account *directory.Account, expression string, f directory.Finding,
) ([]*directory.Profile, error) {
	user, err := s.UserType(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	q := &directory.Query{Types: []*schema.ResourceType{user}, Cursor: true, Count: f.Limit}
	if q.Filter, err = s.ParseFilter(expression, q.Types); err != nil {
		return nil, directory.Refuse(directory.Invalid, "list.filter", "cause", err)
	}
	if q.After, err = s.Finder.Cursor(ctx, account.ID, f); err != nil {
		return nil, err
	}
	surface := cmp.Or(f.SourceID, account.ID) // with the account's id, the directory view
	var people []*directory.Profile
	for {
		found, err := s.Search.Search(ctx, account.ID, surface, q)
		if err != nil {
			return nil, err
		}
		list, err := s.Finder.Among(ctx, account.ID, peopleOf(found.Records))
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if (f.State == "" || stateOf(p) == f.State) && stands(p, f.SourceID, found.Records) {
				people = append(people, p)
			}
		}
		if q.After = found.Next; q.After == "" || len(people) >= f.Limit {
			return people[:min(len(people), f.Limit)], nil
		}
	}
}

// peopleOf are the ids of the people of views: users, or records that are nobody's yet.
func peopleOf(views []*directory.View) []string {
	ids := make([]string, len(views))
	for i, v := range views {
		ids[i] = cmp.Or(v.UserID, v.ID)
	}
	return slices.Compact(ids)
}

// stands reports whether a person's place in a list is among these views: where its first record of the source is.
func stands(p *directory.Profile, sourceID string, views []*directory.View) bool {
	if sourceID == "" {
		return true
	}
	first := slices.IndexFunc(p.Records, func(u *directory.Utterance) bool { return u.SourceID == sourceID })
	return first >= 0 && slices.ContainsFunc(views, func(v *directory.View) bool { return v.ID == p.Records[first].ID })
}

// stateOf is that of the user, or of the record of somebody who is nobody's yet.
func stateOf(p *directory.Profile) directory.Code {
	if p.ID == "" {
		return p.Records[0].Verdict.Code
	}
	return p.State
}
