package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/licensemail"
)

// Answered notes that whoever owns a mailbox has opened what was sent there for a user: what was typed for the
// address is confirmed by that (rule M5). It is a licensemail.Answered. What is confirmed already, and what can't
// be by now, stays as it is.
func (s *People) Answered(ctx context.Context, accountID, userID, address string) error {
	p, err := s.Directory.Profile(ctx, accountID, userID)
	if directory.KindOf(err) == directory.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	sources, err := s.Sources.Sources(ctx, accountID)
	if err != nil {
		return err
	}
	typed := map[string]bool{}
	for _, source := range sources {
		typed[source.ID] = source.Kind == directory.KindEmail
	}
	for _, r := range p.Records {
		if p.ID != userID && r.ID != userID || !typed[r.SourceID] || r.UserName != address || r.Confirmed == address {
			continue
		}
		err := s.Confirmed(ctx, accountID, r.RecordKey, address)
		if kind := directory.KindOf(err); err != nil && kind != directory.NotFound && kind != directory.Conflict {
			return err
		}
	}
	return nil
}

var _ licensemail.Answered = (*People)(nil).Answered
