package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// RemoveRequest names a person whom an administrator has typed.
type RemoveRequest struct {
	User string // or the id of the record that is to go
	Options
}

// Remove takes back an address that an administrator has typed: the typed record goes, and with it the person, unless
// other sources know them, too. Of somebody who was not typed, what a device has brought goes. What other sources say is
// theirs: the error is Conflict for somebody who came by neither.
func (s *People) Remove(
	ctx context.Context, actor Actor, account *directory.Account, r RemoveRequest,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	p, err := s.Directory.Profile(ctx, account.ID, r.User)
	if err != nil {
		return nil, err
	}
	sources, err := s.Sources.Sources(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	at := claim(p, sources, r.User)
	if at < 0 {
		names := make([]string, 0, len(p.Records))
		for _, u := range p.Records {
			for _, source := range sources {
				if source.ID == u.SourceID && !slices.Contains(names, source.Name) {
					names = append(names, source.Name)
				}
			}
		}
		return nil, directory.Refuse(directory.Conflict, "people.notTyped", "name", p.UserName, "sources", names,
			"user", p.ID)
	}
	return s.about(ctx, actor, account, p.Records[at], r.Options, directory.Decision{
		Action: directory.Delete, Request: directory.Request{Operation: "REMOVE", Success: 204},
	})
}

// claim is the index of the record of a person that can be taken back: the one that is named by its id, or what was
// typed, or else what a device has brought; negative for none.
func claim(p *directory.Profile, sources []directory.Source, ref string) int {
	of := func(fits func(u *directory.Utterance, source *directory.Source) bool) int {
		return slices.IndexFunc(p.Records, func(u *directory.Utterance) bool {
			at := slices.IndexFunc(sources, func(source directory.Source) bool { return source.ID == u.SourceID })
			return at >= 0 && sources[at].Claims() && fits(u, &sources[at])
		})
	}
	named := of(func(u *directory.Utterance, _ *directory.Source) bool { return u.ID == ref && ref != p.ID })
	if named >= 0 {
		return named
	}
	typed := of(func(_ *directory.Utterance, source *directory.Source) bool { return source.Kind == directory.KindEmail })
	if typed >= 0 {
		return typed
	}
	return of(func(*directory.Utterance, *directory.Source) bool { return true })
}
