package admin

import (
	"context"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Intake carries out decisions; a *directory.Intake is one.
type Intake interface {
	Apply(ctx context.Context, account directory.Account, changes []directory.Change) ([]directory.Result, error)
	DryRun(ctx context.Context, account directory.Account, changes []directory.Change) ([]directory.Result, error)
	Decide(ctx context.Context, account directory.Account, decisions []directory.Decision) ([]directory.Result, error)
	DryDecide(ctx context.Context, account directory.Account, decisions []directory.Decision) ([]directory.Result,
		error)
}

// SourceBook knows an account's sources.
type SourceBook interface {
	// Sources are all of them.
	Sources(ctx context.Context, accountID string) ([]directory.Source, error)
	// Source finds one by its name; NotFound when there is none.
	Source(ctx context.Context, accountID, name string) (*directory.Source, error)
	// SourceNames are their names by id, that of the account's readers included.
	SourceNames(ctx context.Context, accountID string) (map[string]string, error)
	// CreateSource makes a source of s.AccountID; Conflict when the account has one of that name.
	CreateSource(ctx context.Context, s directory.Source) (*directory.Source, error)
}

// Typed finds what a source has said before.
type Typed interface {
	// RecordByUserName finds a person's record in a source; NotFound when there is none.
	RecordByUserName(ctx context.Context, accountID, sourceID, userName string) (*directory.Utterance, error)
}

// Gate knows what the decisions about people were made from.
type Gate interface {
	// Managers are the ids of the managers of some people, and of theirs, as their sources name them.
	Managers(ctx context.Context, accountID string, people []directory.MemberKey) (map[directory.MemberKey]string,
		error)
	// Levels are those of the domains of the addresses of a person's records.
	Levels(ctx context.Context, accountID string, p *directory.Profile) (map[string]directory.Level, error)
}

// ParseFilter reads a SCIM filter over resource types, whose error says what is wrong and where.
type ParseFilter func(expression string, types []*schema.ResourceType) (filter.Expression, error)

// Patch reads the body of a PATCH, whose error says what is wrong and where; edit carries it out, as
// directory.Change.Edit does, in so many steps.
type Patch func(rt *schema.ResourceType, body any) (edit PatchEdit, steps int, err error)

// PatchEdit computes attributes from those that there are.
type PatchEdit = func(schema.Object) (next schema.Object, changed bool, err error)

// UserType gives an account's definition of the resource type User.
type UserType func(ctx context.Context, accountID string) (*schema.ResourceType, error)

// Asker asks a mailbox whether its owner agrees (rule M5); a *confirm.Loop is one.
type Asker interface {
	Ask(ctx context.Context, account *directory.Account, q confirm.Question) error
}

// Queue keeps jobs, and takes those that are made alone.
type Queue interface {
	jobs.Queue
	EnqueueJobs(ctx context.Context, accountID string, list ...directory.Job) error
}
