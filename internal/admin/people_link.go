package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// MergeRequest names two users of whom one is to be part of the other.
type MergeRequest struct {
	User string // becomes part of Into
	Into string
	Options
}

// PairRequest names a record and a user of whom is decided whether they are one person.
type PairRequest struct {
	Record string // id, or anything that names a person who has only one
	User   string
	Options
}

// UnmergeRequest names a record that is to be taken out of its user.
type UnmergeRequest struct {
	Record string // id, or anything that names a person who has only one
	Options
}

// Merge merges two users. Each link can be undone by Unmerge (rule M8).
func (s *People) Merge(ctx context.Context, actor Actor, account *directory.Account, r MergeRequest) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	from, err := s.user(ctx, account, r.User)
	if err != nil {
		return nil, err
	}
	into, err := s.user(ctx, account, r.Into)
	if err != nil {
		return nil, err
	}
	return s.about(ctx, actor, account, root(from), r.Options, directory.Decision{
		Action: directory.Link, Into: into.ID, Seen: &directory.Seen{UserID: from.ID},
		Request: directory.Request{Operation: "MERGE"},
	})
}

// Link makes a record, with all that is linked to it, part of a user.
func (s *People) Link(ctx context.Context, actor Actor, account *directory.Account, r PairRequest) (*Decided, error) {
	return s.pair(ctx, actor, account, r, directory.Link, "LINK")
}

// NeverLink remembers that a record and a user are two people (rule M8).
func (s *People) NeverLink(
	ctx context.Context, actor Actor, account *directory.Account, r PairRequest,
) (*Decided, error) {
	return s.pair(ctx, actor, account, r, directory.NeverLink, "NEVER-LINK")
}

func (s *People) pair(
	ctx context.Context, actor Actor, account *directory.Account, r PairRequest, action directory.Action,
	operation string,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	record, err := s.record(ctx, account, r.Record)
	if err != nil {
		return nil, err
	}
	other, err := s.user(ctx, account, r.User)
	if err != nil {
		return nil, err
	}
	return s.about(ctx, actor, account, record, r.Options, directory.Decision{
		Action: action, Into: other.ID, Seen: &directory.Seen{UserID: record.UserID},
		Request: directory.Request{Operation: operation},
	})
}

// Unmerge takes a record, with all that was linked to it, out of its user, and remembers that it is
// another person (rule M8).
func (s *People) Unmerge(
	ctx context.Context, actor Actor, account *directory.Account, r UnmergeRequest,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	record, err := s.record(ctx, account, r.Record)
	if err != nil {
		return nil, err
	}
	return s.about(ctx, actor, account, record, r.Options, directory.Decision{
		Action: directory.Unmerge, Seen: &directory.Seen{UserID: record.UserID},
		Request: directory.Request{Operation: "UNMERGE"},
	})
}
