package admin

import (
	"context"

	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Definitions is what can be done about an account's schemas and resource types. It is safe for concurrent use.
type Definitions struct {
	acts
	Registries definitions.Registries
}

// NewDefinitions returns the service; refusals go to the journal.
func NewDefinitions(registries definitions.Registries, journal Journal) *Definitions {
	return &Definitions{acts: acts{journal}, Registries: registries}
}

// Add adds a schema or a resource type, or extensions to a built-in one, by its document. It returns the name.
func (s *Definitions) Add(
	ctx context.Context, actor Actor, account *directory.Account, kind definitions.Kind, document []byte,
) (name string, err error) {
	err = s.do(ctx, actor, account, "DEFINE "+string(kind), func(ctx context.Context) error {
		if len(document) > definitions.MaxDocument {
			return directory.Refuse(directory.TooLarge, "define.tooLong", "limit", definitions.MaxDocument)
		}
		name, err = s.Registries.Add(ctx, account, kind, document)
		return err
	})
	return name, err
}

// Registry is all that the account's resources can have, the built-in included.
func (s *Definitions) Registry(ctx context.Context, _ Actor, account *directory.Account) (*schema.Registry, error) {
	return s.Registries.Registry(ctx, account.ID)
}

// BuiltIn reports whether every account has a schema or resource type of that name.
func (s *Definitions) BuiltIn(name string) bool {
	return s.Registries.Base.Schema(name) != nil || s.Registries.Base.Type(name) != nil
}
