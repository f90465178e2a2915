package admin

import (
	"context"
	"iter"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Groups is what administrators can see of groups. It is safe for concurrent use.
type Groups struct {
	Reader   directory.Reader
	Finder   directory.Finder
	Sources  SourceBook
	Registry func(ctx context.Context, accountID string) (*schema.Registry, error)
}

// GroupsRequest asks for a page of the account's groups.
type GroupsRequest struct {
	After string // GroupsPage.Next of the page before; "" for the first page
	Limit int    // at most so many; 0 for MaxPage
}

// Group is a group of a source.
type Group struct {
	ID          string
	DisplayName string
	SourceID    string
	View        *directory.View
}

// GroupsPage is a page of groups in the order of their ids.
type GroupsPage struct {
	Groups  []Group
	Sources map[string]string // names by id
	Total   int               // of the account
	Next    string            // "" when this page is the last
}

// List lists the account's groups, of all sources.
func (s *Groups) List(ctx context.Context, _ Actor, account *directory.Account, r GroupsRequest) (*GroupsPage, error) {
	found, names, err := s.search(ctx, account, &directory.Query{Cursor: true, After: r.After, Count: page(r.Limit)})
	if err != nil {
		return nil, err
	}
	p := &GroupsPage{Sources: names, Total: found.Total, Next: found.Next}
	for _, v := range found.Records {
		p.Groups = append(p.Groups, groupOf(v))
	}
	return p, nil
}

// search looks for groups in the directory view.
func (s *Groups) search(
	ctx context.Context, account *directory.Account, q *directory.Query,
) (*directory.Found, map[string]string, error) {
	registry, err := s.Registry(ctx, account.ID)
	if err != nil {
		return nil, nil, err
	}
	q.Types = []*schema.ResourceType{registry.Type(directory.TypeGroup)}
	found, err := s.Reader.Search(ctx, account.ID, account.ID, q)
	if err != nil {
		return nil, nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	return found, names, err
}

func groupOf(v *directory.View) Group {
	u := directory.Utterance{Body: v.Body}
	return Group{ID: v.ID, DisplayName: directory.Text(u.Said(), "displayName"), SourceID: v.SourceID, View: v}
}

// WholeGroup is a group with its members.
type WholeGroup struct {
	Group
	Source string // name
	// Members are read while they are ranged over, once: users, as they are merged, and groups.
	Members iter.Seq2[GroupMember, error]
}

// GroupMember is somebody in a group, or a group in it.
type GroupMember struct {
	ID   string
	Type string // directory.TypeUser or directory.TypeGroup
	Name string // the userName, or the name that the source gave
}

// Show shows a group by its id or its name; NotFound when there is none, and Conflict when several have the name.
func (s *Groups) Show(ctx context.Context, _ Actor, account *directory.Account, ref string) (*WholeGroup, error) {
	ref, err := s.Finder.WholeGroup(ctx, account.ID, ref)
	if err != nil {
		return nil, err
	}
	attribute := "displayName"
	if directory.IsID(ref) {
		attribute = "id"
	}
	found, names, err := s.search(ctx, account, &directory.Query{
		Start: 1, Count: 2, Want: directory.Want{Members: true},
		Filter: &filter.AttributeExpression{
			AttributePath: filter.AttributePath{AttributeName: attribute}, Operator: filter.EQ, CompareValue: ref,
		},
	})
	if err != nil {
		return nil, err
	}
	switch {
	case len(found.Records) == 0:
		return nil, directory.Refuse(directory.NotFound, "group.none", "ref", ref)
	case len(found.Records) > 1:
		ids := make([]string, len(found.Records))
		for i, v := range found.Records {
			ids[i] = v.ID
		}
		return nil, directory.Refuse(directory.Conflict, "group.several", "ref", ref, "ids", ids)
	}
	g := &WholeGroup{Group: groupOf(found.Records[0])}
	g.Source, g.Members = names[g.SourceID], s.members(ctx, account, g.View.Members)
	return g, nil
}

// members are a group's, with the names by which people know them, found for many at once.
func (s *Groups) members(
	ctx context.Context, account *directory.Account, of iter.Seq2[directory.Member, error],
) iter.Seq2[GroupMember, error] {
	return func(yield func(GroupMember, error) bool) {
		var some []directory.Member
		give := func() bool {
			named, err := s.named(ctx, account, some)
			some = some[:0]
			if err != nil {
				return yield(GroupMember{}, err) && false
			}
			for _, m := range named {
				if !yield(m, nil) {
					return false
				}
			}
			return true
		}
		for m, err := range of {
			if err != nil {
				yield(GroupMember{}, err)
				return
			}
			if some = append(some, m); len(some) == MaxPage && !give() {
				return
			}
		}
		give()
	}
}

func (s *Groups) named(
	ctx context.Context, account *directory.Account, members []directory.Member,
) ([]GroupMember, error) {
	var ids []string
	for _, m := range members {
		if m.Type == directory.TypeUser {
			ids = append(ids, m.ID)
		}
	}
	names := map[string]string{}
	if len(ids) > 0 {
		people, err := s.Finder.Among(ctx, account.ID, ids)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			names[Ident(p)] = p.UserName
		}
	}
	list := make([]GroupMember, len(members))
	for i, m := range members {
		list[i] = GroupMember{ID: m.ID, Type: m.Type, Name: names[m.ID]}
		if list[i].Name == "" {
			list[i].Name = m.Display
		}
	}
	return list, nil
}
