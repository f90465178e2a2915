package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// Reviews is what administrators can do about the review queue: records that may be somebody who is
// known (rule M2). It is safe for concurrent use.
type Reviews struct{ Desk }

// CasesRequest asks for a page of the review queue.
type CasesRequest struct {
	All   bool   // those that are decided, too
	After string // id of the last case of the page before; "" for the first page
	Limit int    // at most so many; 0 for MaxPage
}

// CasesPage is a page of cases, the oldest first.
type CasesPage struct {
	Cases   []*directory.Case
	Sources map[string]string // names by id
	Next    string            // After of the next page; "" when this one is the last
}

// List lists the review queue, with both sides of each case.
func (s *Reviews) List(ctx context.Context, _ Actor, account *directory.Account, r CasesRequest) (*CasesPage, error) {
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	limit := page(r.Limit)
	list, err := s.Directory.Cases(ctx, account.ID, r.After, r.All, limit)
	if err != nil {
		return nil, err
	}
	p := &CasesPage{Cases: list, Sources: names}
	if len(list) == limit {
		p.Next = list[limit-1].ID
	}
	return p, nil
}

// Case is one case with both sides.
type Case struct {
	*directory.Case
	Sources map[string]string // names by id
}

// Show shows a case, open or not; NotFound when there is none.
func (s *Reviews) Show(ctx context.Context, _ Actor, account *directory.Account, id string) (*Case, error) {
	one, err := s.Directory.Case(ctx, account.ID, id)
	if err != nil {
		return nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return &Case{Case: one, Sources: names}, nil
}
