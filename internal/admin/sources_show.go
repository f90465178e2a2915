package admin

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/directory"
)

// SourceViews is what can be seen of a source. It is safe for concurrent use.
type SourceViews struct {
	Sources    SourceStore
	Tokens     TokenStore
	Pulse      Pulse
	Insight    SourceInsight
	Registries definitions.Registries
}

// SourceInsight knows what a source has brought.
type SourceInsight interface {
	directory.AsideReader
	// PeopleByState are how many people of a source are in each state.
	PeopleByState(ctx context.Context, accountID, sourceID string) (map[directory.Code]int, error)
}

// SourceShown is one source, seen whole.
type SourceShown struct {
	directory.Source
	SourcePulse
	Tokens   []Token // those of the source, the newest first
	People   map[directory.Code]int
	Aside    []directory.Aside // those first that came most often
	Register []Registration    // what can be done about it
	Extend   []json.RawMessage // the documents that add what is registered to people and groups, when all of it is
}

// Show shows a source; NotFound when the account has none of that name.
func (s *SourceViews) Show(
	ctx context.Context, _ Actor, account *directory.Account, name string,
) (*SourceShown, error) {
	source, err := s.Sources.Source(ctx, account.ID, name)
	if err != nil {
		return nil, err
	}
	v := &SourceShown{Source: *source}
	pulses, _, err := s.Pulse.SourcePulses(ctx, account.ID, clock.System())
	if err != nil {
		return nil, err
	}
	for _, p := range pulses {
		if p.ID == source.ID {
			v.SourcePulse = p
		}
	}
	tokens, err := s.Tokens.Tokens(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range slices.Backward(tokens) {
		if t.SourceID == source.ID {
			v.Tokens = append(v.Tokens, t)
		}
	}
	if v.People, err = s.Insight.PeopleByState(ctx, account.ID, source.ID); err != nil {
		return nil, err
	}
	if v.Aside, err = s.Insight.Aside(ctx, account.ID, source.ID); err != nil {
		return nil, err
	}
	registry, err := s.Registries.Registry(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	v.Aside = slices.DeleteFunc(v.Aside, func(a directory.Aside) bool { return hasName(registry, a.Name) })
	defined, err := s.Registries.Definitions(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	v.Register, v.Extend = registrations(registry, extended(defined), v.Aside)
	return v, nil
}
