package admin

import (
	"context"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
)

// People is what administrators can do about people. It is safe for concurrent use. A person is named
// by the id of a user or record, an address, or a userName; the error is NotFound for nobody, and
// Conflict when several people answer to it.
type People struct {
	Licenses LicenseStore // nil where nobody asks about licenses
	Desk
	Finder        directory.Finder
	Search        directory.Reader
	ParseFilter   ParseFilter
	Patch         Patch
	Typed         Typed
	Gate          Gate
	Confirmations confirm.Store
	Queue         Queue
	Erasures      Erasures
	// Asker gives what sends the mails of rule M5, or an error that says what is missing for it; nil
	// where nothing sends mails.
	Asker func() (Asker, error)
}

// Person is somebody with all records and values, and where each comes from.
type Person struct {
	*directory.Profile
	Sources map[string]string // names by id
}

// SourceName is the name of the source that a value comes from.
func (p *Person) SourceName(id string) string { return directory.SourceName(id, p.Sources) }

// Show shows a person, be it somebody who only waits.
func (s *People) Show(ctx context.Context, _ Actor, account *directory.Account, ref string) (*Person, error) {
	p, err := s.Directory.Profile(ctx, account.ID, ref)
	if err != nil {
		return nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return &Person{Profile: p, Sources: names}, nil
}
