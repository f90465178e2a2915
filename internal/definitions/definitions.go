// Package definitions is what accounts define beside the built-in schemas and resource types (RFC 7643 sections 6 and
// 7), and the registry of each account that comes of it. A definition is only kept when it fits all others, and is
// never changed or taken away, since records rely on it.
package definitions

import (
	"context"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Kind says what a definition defines.
type Kind string

// What an account can define.
const (
	Schema       Kind = "schema"
	ResourceType Kind = "resourceType"
)

// MaxDocument bounds a definition's document, in bytes.
const MaxDocument = 1 << 20

// Definition is a schema or a resource type that an account has added.
type Definition struct {
	Kind     Kind
	Name     string // a schema's URN or a type's name, in lower case: neither has a case
	Document []byte // JSON
	Created  time.Time
}

// Store keeps definitions.
type Store interface {
	// Definitions are what an account has added, in the order in which it did.
	Definitions(ctx context.Context, accountID string) ([]Definition, error)
	// DefinitionsVersion changes whenever an account adds a definition; 0 while it has none. pools tells whether the
	// account has a pool of seats, which is offered as a resource.
	DefinitionsVersion(ctx context.Context, accountID string) (version int64, pools bool, err error)
	// AddDefinition keeps a definition that was found valid. The error is Conflict when the account has one of that
	// kind and name.
	AddDefinition(ctx context.Context, accountID string, kind Kind, name string, document []byte) error
}

// Registries gives the registry of each account.
type Registries struct {
	Store
	Base *schema.Registry // what every account has
}

// Registry is an account's: the base, and what the account has added.
func (r Registries) Registry(ctx context.Context, accountID string) (*schema.Registry, error) {
	have, err := r.Definitions(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return compile(r.Base, have)
}

// User is an account's resource type User.
func (r Registries) User(ctx context.Context, accountID string) (*schema.ResourceType, error) {
	registry, err := r.Registry(ctx, accountID)
	if err != nil {
		return nil, err
	}
	return registry.Type(directory.TypeUser), nil
}

// Add keeps a schema or resource type, after it was found to fit what the account has. The error is Invalid, or
// Conflict when there is one of that name.
func (r Registries) Add(
	ctx context.Context, account *directory.Account, kind Kind, document []byte,
) (name string, err error) {
	if name, err = named(kind, document); err != nil {
		return "", directory.Refuse(directory.Invalid, "define.unread", "cause", err)
	}
	have, err := r.Definitions(ctx, account.ID)
	if err != nil {
		return "", err
	}
	for _, d := range have {
		if d.Kind == kind && strings.EqualFold(d.Name, name) {
			return "", directory.Refuse(directory.Conflict, "define.twice", "name", name)
		}
	}
	if _, err := compile(r.Base, append(have, Definition{Kind: kind, Name: name, Document: document})); err != nil {
		return "", directory.Refuse(directory.Invalid, "define.unfit", "cause", err)
	}
	return name, r.AddDefinition(ctx, account.ID, kind, name, document)
}

// named is the name that a document gives.
func named(kind Kind, document []byte) (string, error) {
	if kind == Schema {
		s, err := schema.ParseSchema(document)
		if err != nil {
			return "", err
		}
		return s.ID, nil
	}
	t, err := schema.ParseResourceType(document)
	if err != nil {
		return "", err
	}
	return t.Name, nil
}
