package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// The decisions of a case.
const (
	DecideLink  = "link"  // the same person
	DecideApart = "apart" // two people
	DecideNever = "never" // two people, and never to be asked again
)

// DecideRequest decides a case of the review queue.
type DecideRequest struct {
	Case     string // id
	Decision string // DecideLink, DecideApart or DecideNever
	Options
}

// Decide decides a case. Of a person who is known already the whole person is linked. The error is
// NotFound when there is no such case, Conflict when it is decided or its record is gone, and a *Risky
// when it shows a risk.
func (s *Reviews) Decide(
	ctx context.Context, actor Actor, account *directory.Account, r DecideRequest,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	decision := directory.Decision{Request: directory.Request{Operation: "REVIEW " + r.Decision}}
	switch r.Decision {
	case DecideLink:
		decision.Action = directory.Link
	case DecideApart:
		decision.Action = directory.KeepApart
	case DecideNever:
		decision.Action = directory.NeverLink
	default:
		return nil, directory.Refuse(directory.Invalid, "review.noDecision", "decision", r.Decision)
	}
	one, err := s.Directory.Case(ctx, account.ID, r.Case)
	if err != nil {
		return nil, err
	}
	decision.Into, decision.Case = one.UserID, one.ID
	record, err := s.subject(ctx, account, one, r)
	if err != nil {
		return nil, err
	}
	return s.about(ctx, actor, account, record, r.Options, decision)
}

// subject is the record that the decision of a case is about. Whether somebody has decided the case is asked where
// it is decided, so that nobody can come in between.
func (s *Reviews) subject(
	ctx context.Context, account *directory.Account, one *directory.Case, r DecideRequest,
) (*directory.Utterance, error) {
	links := r.Decision == DecideLink
	switch {
	case one.Record == nil && one.Status != directory.StatusOpen:
		return nil, directory.Refuse(directory.Conflict, "review.decided", "case", one.ID, "status", one.Status)
	case one.Record == nil:
		return nil, directory.Refuse(directory.Conflict, "review.gone", "case", one.ID)
	case !links || one.Record.ParentID == "":
		return one.Record, nil
	}
	user, err := s.user(ctx, account, one.Record.UserID)
	if err != nil {
		return nil, err
	}
	return root(user), nil
}
