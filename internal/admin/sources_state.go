package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// SourceMove takes a source from a state to another.
type SourceMove struct {
	From   []directory.SourceState // the error is Conflict when it is in another
	To     directory.SourceState
	Revoke bool // its tokens, for good
	Retire bool // it gets another name, so that its own is free, and loses its domains if it is gone
	Entry  directory.LogEntry
	Jobs   []directory.Job
}

// Disable refuses what a source sends from now on, within a second on all nodes. Nothing about its people changes.
func (s *Sources) Disable(
	ctx context.Context, actor Actor, account *directory.Account, name string,
) (*directory.Source, error) {
	return s.turn(ctx, actor, account, name, SourceMove{
		From: []directory.SourceState{directory.SourceActive, directory.SourceDisabled}, To: directory.SourceDisabled,
		Entry: directory.LogEntry{Operation: "SOURCE DISABLE"},
	})
}

// Enable undoes Disable.
func (s *Sources) Enable(
	ctx context.Context, actor Actor, account *directory.Account, name string,
) (*directory.Source, error) {
	return s.turn(ctx, actor, account, name, SourceMove{
		From: []directory.SourceState{directory.SourceActive, directory.SourceDisabled}, To: directory.SourceActive,
		Entry: directory.LogEntry{Operation: "SOURCE ENABLE"},
	})
}

func (s *Sources) turn(
	ctx context.Context, actor Actor, account *directory.Account, name string, m SourceMove,
) (source *directory.Source, err error) {
	err = s.do(ctx, actor, account, m.Entry.Operation+" "+name, func(ctx context.Context) error {
		found, err := s.pushed(ctx, account, name)
		if err != nil {
			return err
		}
		m.Entry.Detail = text.Messages{text.New("act.source.enable", "source", found.Name)}
		if m.To == directory.SourceDisabled {
			m.Entry.Detail = text.Messages{text.New("act.source.disable", "source", found.Name)}
		}
		source, err = s.Store.MoveSource(ctx, found, m)
		return err
	})
	return source, err
}

// pushed finds a source that sends by itself: what administrators have typed or said has no tokens, and is taken back
// person by person.
func (s *Sources) pushed(ctx context.Context, account *directory.Account, name string) (*directory.Source, error) {
	source, err := s.Store.Source(ctx, account.ID, name)
	if err == nil && source.Claims() {
		err = directory.Refuse(directory.Conflict, "source.typedStays", "source", source.Name)
	}
	return source, err
}
