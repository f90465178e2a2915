package admin

import (
	"context"
	"errors"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/message"
)

// Desk is what People and Reviews decide with. All fields are required.
type Desk struct {
	Directory directory.People
	Sources   SourceBook
	Intake    Intake
	UserType  UserType
}

// Decided is what came of a decision about people.
type Decided struct {
	directory.Result
	Subject string // id of the record that was decided about
	From    string // id of the user that it was part of; "" for nobody's
	Into    string // id of the other user, where the decision has one
}

// Risky is a decision that was refused because it has risks, which its text names, and that would be
// carried out with Options.AcceptRisk.
type Risky struct{ Err error }

// Error is the sentence of the refusal.
func (r *Risky) Error() string { return r.Err.Error() }

// Tell is the message of the refusal.
func (r *Risky) Tell() text.Message { return message.Of(r.Err) }

// Unwrap gives the *directory.Error that names the risks.
func (r *Risky) Unwrap() error { return r.Err }

// about brings an actor's decision about a record to the intake.
func (d *Desk) about(
	ctx context.Context, actor Actor, account *directory.Account,
	record *directory.Utterance, how Options, decision directory.Decision,
) (*Decided, error) {
	var err error
	if decision.Type, err = d.UserType(ctx, account.ID); err != nil {
		return nil, err
	}
	decision.Record, decision.AcceptRisk = record.RecordKey, how.AcceptRisk
	decision.Request.Channel, decision.Request.Actor = actor.Channel, actor.Name
	decide := d.Intake.Decide
	if how.DryRun {
		decide = d.Intake.DryDecide
	}
	result, err := one(decide(ctx, *account, []directory.Decision{decision}))
	if err != nil {
		return nil, asRisky(err)
	}
	return &Decided{Result: result, Subject: record.ID, From: record.UserID, Into: decision.Into}, nil
}

// asRisky is a refusal as a *Risky, where it is for risks.
func asRisky(err error) error {
	var refused *directory.Error
	if errors.As(err, &refused) && len(refused.Risks) > 0 {
		return &Risky{err}
	}
	return err
}

// one is what came of the only change.
func one(results []directory.Result, err error) (directory.Result, error) {
	if err != nil {
		return directory.Result{}, err
	}
	return results[0], results[0].Err
}

// record finds a record by its id, or that of a person who has only one.
func (d *Desk) record(ctx context.Context, account *directory.Account, ref string) (*directory.Utterance, error) {
	p, err := d.Directory.Profile(ctx, account.ID, ref)
	if err != nil {
		return nil, err
	}
	for _, r := range p.Records {
		if directory.Begins(r.ID, ref) {
			return r, nil
		}
	}
	if len(p.Records) == 1 {
		return p.Records[0], nil
	}
	return nil, directory.Refuse(directory.Conflict, "admin.severalRecords", "user", p.ID)
}

// user finds a user, not somebody who only waits.
func (d *Desk) user(ctx context.Context, account *directory.Account, ref string) (*directory.Profile, error) {
	p, err := d.Directory.Profile(ctx, account.ID, ref)
	if err == nil && p.ID == "" {
		r := p.Records[0]
		err = directory.Refuse(directory.Conflict, "admin.noUserYet", "user", r.ID, "name", r.UserName, "state",
			string(r.Verdict.Code))
	}
	return p, err
}

// root is the record that the others of a user were linked to.
func root(p *directory.Profile) *directory.Utterance {
	for _, r := range p.Records {
		if r.ParentID == "" {
			return r
		}
	}
	return p.Records[0]
}
