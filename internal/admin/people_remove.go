package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// RemoveRequest names a person whom an administrator has typed.
type RemoveRequest struct {
	User string
	Options
}

// Remove takes back an address that an administrator has typed: the typed record goes, and with it the person, unless
// other sources know them, too. What other sources say is theirs: the error is Conflict for somebody who was not typed.
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
	typed := func(u *directory.Utterance) bool {
		return slices.ContainsFunc(sources, func(source directory.Source) bool {
			return source.ID == u.SourceID && source.Claims()
		})
	}
	at := slices.IndexFunc(p.Records, typed)
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
