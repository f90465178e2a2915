package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// AddRequest is an address that an administrator types.
type AddRequest struct {
	Email      string
	GivenName  string // "" for none
	FamilyName string
	Language   string           // of the person, in which mails are: a BCP 47 tag; "" for the account's
	Give       *licensing.Order // the license that the person gets (rule L4); nil for none
	Options
}

// Added is what came of a typed address.
type Added struct {
	directory.Result
	Address string            // as it is kept (rule M3)
	Known   bool              // it was added before
	Cases   []*directory.Case // open ones: who it may be
	Asked   bool              // a mail has asked the mailbox
	Queued  bool              // a server is about to send it, or has just done so
	Unasked error             // why the mailbox was not asked, and what to do; the person is added all the same
}

// Add adds a person by an address, a channel of its own. What is typed is a claim: it makes a new
// person, but joins one who is known only when the mailbox has answered a mail (rule M5). Repeated
// for somebody who has not answered, it sends the mail again. A license that is given comes with one mail, which
// asks the mailbox, too, where that has not answered.
func (s *People) Add(ctx context.Context, actor Actor, account *directory.Account, r AddRequest) (*Added, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	address, ok := directory.ParseAddress(r.Email)
	if !ok {
		return nil, directory.Refuse(directory.Invalid, "address.none", "address", r.Email)
	}
	source, err := directory.TypedSource(ctx, s.Sources, account.ID)
	if err != nil {
		return nil, err
	}
	attributes := typed(address, r)
	asked, err := json.Marshal(attributes)
	if err != nil {
		return nil, err
	}
	asker, missing := s.asker()
	wait := time.Duration(0) // whoever can send mails is to do so
	if missing == nil {
		wait = jobs.Grace
	}
	if r.Give != nil {
		order := *r.Give
		order.MailWait, r.Give = wait, &order
	}
	r.Language = cmp.Or(r.Language, string(account.Language))
	key := directory.RecordKey{SourceID: source.ID, Type: directory.TypeUser, ID: uuid.Must(uuid.NewV7()).String()}
	job, err := s.askJob(key, address, r.Language, wait)
	if err != nil {
		return nil, err
	}
	added := &Added{Address: address.String()}
	added.Result, err = s.say(ctx, account, r.Options, directory.Change{
		Source: *source, Action: directory.Create, ID: key.ID, Attributes: attributes,
		Request: directory.Request{
			Channel: actor.Channel, Actor: actor.Name, Operation: "ADD", Asked: asked, Success: 201,
		},
		Give: r.Give,
		Jobs: func(made directory.Result) []directory.Job {
			if !waitsForMailbox(made.Record, address) || made.License != nil && made.License.Mail {
				return nil
			}
			return []directory.Job{job}
		},
	})
	if kept := (*directory.Error)(nil); errors.As(err, &kept) && kept.Kind == directory.Conflict &&
		kept.Verdict.Rule != "L4" {
		added.Known = true
		if added.Result, err = s.typedBefore(ctx, account, source, address); err == nil {
			err = s.give(ctx, actor, account, r, added)
		}
	}
	if err != nil {
		return nil, err
	}
	if added.Cases, err = s.Directory.CasesOf(ctx, account.ID, added.Record.ID); err != nil {
		return nil, err
	}
	if r.DryRun || !waitsForMailbox(added.Record, address) || added.Mailed() {
		return added, nil
	}
	if added.Known {
		if job, err = s.askJob(added.Record.RecordKey, address, r.Language, wait); err == nil {
			err = s.Queue.EnqueueJobs(ctx, account.ID, job)
		}
		if err != nil {
			return nil, err
		}
	}
	s.askNow(ctx, account, added, asker, missing)
	return added, nil
}

// say brings what an administrator types to the intake, as the word of the source of typed addresses.
func (s *People) say(
	ctx context.Context, account *directory.Account, how Options, change directory.Change,
) (result directory.Result, err error) {
	if change.Type, err = s.UserType(ctx, account.ID); err != nil {
		return result, err
	}
	apply := s.Intake.Apply
	if how.DryRun {
		apply = s.Intake.DryRun
	}
	return one(apply(ctx, *account, []directory.Change{change}))
}

// waitsForMailbox reports whether a record waits until the mailbox of its address answers.
func waitsForMailbox(r *directory.Record, address directory.Address) bool {
	return r != nil && r.Verdict.Code == directory.PendingMerge && r.Confirmed != address.String()
}

// typed is what an address says of a person.
func typed(address directory.Address, r AddRequest) schema.Object {
	o := schema.Object{
		"userName": address.String(),
		"emails":   []any{schema.Object{"value": address.String(), "primary": true}},
	}
	if r.Language != "" {
		o["preferredLanguage"] = r.Language
	}
	if r.GivenName != "" || r.FamilyName != "" {
		name := schema.Object{}
		for key, v := range map[string]string{"givenName": r.GivenName, "familyName": r.FamilyName} {
			if v != "" {
				name[key] = v
			}
		}
		o["name"] = name
	}
	return o
}

// typedBefore is what became of an address that was typed before.
func (s *People) typedBefore(
	ctx context.Context, account *directory.Account, source *directory.Source, address directory.Address,
) (directory.Result, error) {
	u, err := s.Typed.RecordByUserName(ctx, account.ID, source.ID, address.String())
	if err != nil {
		return directory.Result{}, err
	}
	return directory.Result{
		Outcome: directory.Unchanged, Case: u.Verdict.Case,
		Record: &directory.Record{RecordKey: u.RecordKey, UserID: u.UserID, Verdict: u.Verdict, Admitted: u.Admitted,
			Confirmed: u.Confirmed},
	}, nil
}
