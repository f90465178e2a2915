package decide

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// step is an item of a batch as tests write it down and draw it: what Source says, or, by Action, a decision about one of
// the records of Source.
type step struct {
	Source directory.Source
	Action directory.Action
	Type   *schema.ResourceType
	ID     string

	Attributes schema.Object
	Edit       func(schema.Object) (next schema.Object, changed bool, err error)
	Members    *directory.MemberChange
	IfVersion  []int64
	Requires   []int
	Request    directory.Request
	Draft      *directory.Record

	Into, Case, Address string
	Role                directory.Role
	Say, Unsay          []string
	AcceptRisk          bool
}

func (s step) item() directory.Item {
	if s.Action > directory.Reconsider {
		return directory.Item{Decided: &directory.Decision{
			Record: directory.RecordKey{SourceID: s.Source.ID, Type: s.Type.Name, ID: s.ID},
			Type:   s.Type, Action: s.Action, Into: s.Into, Case: s.Case, Address: s.Address, Role: s.Role,
			Edit: s.Edit, Say: s.Say, Unsay: s.Unsay, AcceptRisk: s.AcceptRisk, Request: s.Request,
		}}
	}
	c := s.said()
	return directory.Item{Said: &c}
}

func (s step) said() directory.Change {
	return directory.Change{
		Source: s.Source, Action: s.Action, Type: s.Type, ID: s.ID, Attributes: s.Attributes, Edit: s.Edit,
		Members: s.Members, IfVersion: s.IfVersion, Requires: s.Requires, Request: s.Request, Draft: s.Draft,
	}
}

func items(steps []step) []directory.Item {
	list := make([]directory.Item, len(steps))
	for i, s := range steps {
		list[i] = s.item()
	}
	return list
}

// testIntake is an intake to which sources say steps.
type testIntake struct{ *directory.Intake }

func (in testIntake) Apply(ctx context.Context, account directory.Account, steps []step) ([]directory.Result, error) {
	return in.Intake.Apply(ctx, account, said(steps))
}

func (in testIntake) DryRun(ctx context.Context, account directory.Account, steps []step) ([]directory.Result, error) {
	return in.Intake.DryRun(ctx, account, said(steps))
}

func said(steps []step) []directory.Change {
	list := make([]directory.Change, len(steps))
	for i, s := range steps {
		list[i] = s.said()
	}
	return list
}
