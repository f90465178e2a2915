package admin

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
)

// Settler settles people's licenses again: of a whole account after its pools or rules have changed, and of those
// whose grace is over (rules L5 to L7). It goes in slices, between which others have their turn (rule P10).
type Settler struct {
	Store    LicenseStore
	Desk     Desk
	Accounts func(ctx context.Context, id string) (*directory.Account, error) // nil for one that has gone
	Now      func() time.Time
}

// settleSlice is how many people one batch settles.
const settleSlice = 200

// Run settles people's licenses again, in slices, from where r says that it was, and returns of how many they have
// changed. note is told after each slice how far it is; nil for nobody.
func (s *Settler) Run(
	ctx context.Context, account *directory.Account, r directory.Resettling, note func(directory.Resettling) error,
) (changed int, err error) {
	if note != nil && r.Of == 0 {
		if r.Of, err = s.Store.CountPeople(ctx, account.ID, r.Group); err != nil {
			return 0, err
		}
	}
	request := directory.Request{Channel: directory.ChannelLicense, Operation: "SETTLE", Actor: r.Actor, Brief: true}
	if r.Actor != "" {
		request.Channel, request.Operation = r.Channel, reprocessing
	}
	for {
		people, last, n, err := s.slice(ctx, account, &r)
		if err != nil || n == 0 {
			return r.Changed, err
		}
		results, err := s.Desk.settle(ctx, account, people, request)
		for _, result := range results {
			if result.Err == nil && result.Outcome != directory.Unchanged {
				r.Changed++
			}
		}
		if err != nil {
			return r.Changed, err
		}
		r.After, r.Done = last, r.Done+n
		if note != nil {
			if err := note(r); err != nil {
				return r.Changed, err
			}
		}
	}
}

// slice is the next people: of all, in the order in which they came, or of a group's members.
func (s *Settler) slice(
	ctx context.Context, account *directory.Account, r *directory.Resettling,
) (people []*directory.Profile, last string, n int, err error) {
	if r.Group == "" {
		if people, err = s.Desk.Directory.Profiles(ctx, account.ID, r.After, settleSlice); len(people) > 0 {
			last = people[len(people)-1].ID
		}
		return people, last, len(people), err
	}
	members, err := s.Store.GroupPeople(ctx, account.ID, r.Group, r.After, settleSlice)
	for _, m := range members {
		last = m.Record
		p, err := s.Desk.Directory.Profile(ctx, account.ID, m.User)
		if err != nil && directory.KindOf(err) != directory.NotFound {
			return nil, "", 0, err
		}
		if err == nil {
			people = append(people, p)
		}
	}
	return people, last, len(members), err
}

// settle settles the licenses of people again, in one batch, and returns what came of each who is somebody.
func (d *Desk) settle(
	ctx context.Context, account *directory.Account, people []*directory.Profile, request directory.Request,
) ([]directory.Result, error) {
	rt, err := d.UserType(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	var decisions []directory.Decision
	for _, p := range people {
		if len(p.Records) > 0 {
			decisions = append(decisions, directory.Decision{
				Record: root(p).RecordKey, Type: rt, Action: directory.License, Request: request,
			})
		}
	}
	return d.Intake.Decide(ctx, *account, decisions)
}

// dueSlice is how many licenses that end one look takes.
const dueSlice = 500

// Due settles those whose grace, or whose time to confirm the mailbox, is over: their seats go to who waits.
// What can't be settled keeps nobody behind it waiting.
func (s *Settler) Due(ctx context.Context) error {
	var failed []error
	var after Due
	for now := s.Now(); ; {
		due, err := s.Store.DueLicenses(ctx, now, after, dueSlice)
		if err != nil {
			return err
		}
		byAccount := map[string][]*directory.Profile{}
		for _, d := range due {
			after = d
			p, err := s.Desk.Directory.Profile(ctx, d.AccountID, d.UserID)
			if directory.KindOf(err) == directory.NotFound {
				continue
			}
			if err != nil {
				failed = append(failed, err)
				continue
			}
			byAccount[d.AccountID] = append(byAccount[d.AccountID], p)
		}
		for id, people := range byAccount {
			account, err := s.Accounts(ctx, id)
			if err == nil && account != nil {
				_, err = s.Desk.settle(ctx, account, people, directory.Request{
					Channel: directory.ChannelLicense, Operation: "SETTLE", Brief: true,
				})
			}
			failed = append(failed, err)
		}
		if len(due) < dueSlice {
			return errors.Join(failed...)
		}
	}
}

// Noting notes in a job how far it is, so that it is seen in the list of jobs, and another process goes on there.
func (s *Settler) Noting(ctx context.Context, j *jobs.Job) func(directory.Resettling) error {
	return func(r directory.Resettling) error { return s.Store.NoteJob(ctx, j, r.Payload()) }
}

// Kinds are the jobs of licensing: see docs/jobs.md.
func (s *Settler) Kinds() []jobs.Kind {
	all := func(ctx context.Context, j *jobs.Job) error {
		account, err := s.Accounts(ctx, j.AccountID)
		if err != nil || account == nil {
			return err
		}
		_, err = s.Run(ctx, account, directory.ParseResettling(j.Payload), s.Noting(ctx, j))
		return err
	}
	return []jobs.Kind{
		{Name: directory.JobRelicense, Limit: settleLimit, Do: all},
		{Name: directory.JobPromote, Limit: settleLimit, Do: all},
		{Name: "end-licenses", Every: dueEvery, Limit: settleLimit,
			Do: func(ctx context.Context, _ *jobs.Job) error { return s.Due(ctx) }},
	}
}

// How often licenses that end are looked for, and how long one run of settling may take.
const (
	dueEvery    = time.Minute
	settleLimit = time.Hour
)
