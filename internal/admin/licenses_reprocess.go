package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// ReprocessAtOnce is how many people Reprocess settles itself, and says of each what came of it; more are settled
// by a job.
const ReprocessAtOnce = 500

// reprocessing is the operation in the log entries of Reprocess.
const reprocessing = "LICENSE REPROCESS"

// ReprocessRequest says whom to settle again: one of the three.
type ReprocessRequest struct {
	User  string
	Group string // id, or SOURCE/NAME: its direct members
	Pool  string // everybody whom its rules may give a license, or take it from
}

// Reprocessed is what came of settling people again.
type Reprocessed struct {
	People  []ReprocessedPerson // nobody where a job settled them
	Settled int                 // how many were looked at
	Changed int                 // of how many of them the licenses have changed
	Job     bool                // a job did it
}

// ReprocessedPerson is what came of settling one person again.
type ReprocessedPerson struct {
	UserID, Login string
	Changed       bool
	Says          text.Messages // what has changed; then, of each product, what the person has and why
}

// Reprocess settles people's licenses again by the rules as they are, as if they had come now. It takes from nobody
// what a rule or an administrator still gives (rules L6 and L7).
func (s *Licensing) Reprocess(
	ctx context.Context, actor Actor, account *directory.Account, r ReprocessRequest,
) (done *Reprocessed, err error) {
	err = s.do(ctx, actor, account, reprocessing, func(ctx context.Context) error {
		done, err = s.reprocess(ctx, actor, account, r)
		return err
	})
	return done, err
}

func (s *Licensing) reprocess(
	ctx context.Context, actor Actor, account *directory.Account, r ReprocessRequest,
) (*Reprocessed, error) {
	given := 0
	for _, ref := range []string{r.User, r.Group, r.Pool} {
		if ref != "" {
			given++
		}
	}
	if given != 1 {
		return nil, directory.Refuse(directory.Invalid, "license.reprocess.which")
	}
	whose, operation := directory.Resettling{Actor: actor.Name, Channel: actor.Channel}, reprocessing
	switch {
	case r.User != "":
		user, err := s.user(ctx, account, r.User)
		if err != nil {
			return nil, err
		}
		request := directory.Request{Channel: actor.Channel, Actor: actor.Name, Operation: reprocessing}
		return s.settled(ctx, account, []*directory.Profile{user}, request)
	case r.Group != "":
		id, err := s.group(ctx, account, r.Group)
		if err != nil {
			return nil, err
		}
		whose.Group, operation = id, operation+" "+r.Group
	default:
		f, err := s.Store.Licensing(ctx, account.ID)
		if err != nil {
			return nil, err
		}
		p, err := pool(f, r.Pool)
		if err != nil {
			return nil, err
		}
		whose.Pool, operation = p.ID, operation+" "+p.Name
	}
	n, err := s.Store.CountPeople(ctx, account.ID, whose.Group)
	if err != nil {
		return nil, err
	}
	byJob := n > ReprocessAtOnce
	err = s.Arrange(ctx, *account, 0, func(_ *licensing.Facts, now time.Time) (*directory.Changes, error) {
		c := &directory.Changes{Log: actEntry(ctx, now, operation, text.New("act.license.reprocess", "people", n), nil)}
		if byJob {
			c.Jobs = []directory.Job{whose.Job(entryID(c.Log))}
		}
		return c, nil
	})
	if err != nil {
		return nil, err
	}
	if byJob {
		changed, err := s.Settle(ctx, account, whose)
		return &Reprocessed{Settled: n, Changed: changed, Job: true}, err
	}
	done := &Reprocessed{}
	settler := Settler{Store: s.Store, Desk: s.Desk}
	request := directory.Request{Channel: actor.Channel, Actor: actor.Name, Operation: reprocessing, Brief: true}
	for {
		people, last, n, err := settler.slice(ctx, account, &whose)
		if err != nil || n == 0 {
			return done, err
		}
		some, err := s.settled(ctx, account, people, request)
		if err != nil {
			return done, err
		}
		whose.After = last
		done.People, done.Settled, done.Changed = append(done.People, some.People...), done.Settled+some.Settled,
			done.Changed+some.Changed
	}
}

// settled settles people again and says of each what came of it.
func (s *Licensing) settled(
	ctx context.Context, account *directory.Account, people []*directory.Profile, request directory.Request,
) (*Reprocessed, error) {
	results, err := s.Desk.settle(ctx, account, people, request)
	if err != nil {
		return nil, err
	}
	done := &Reprocessed{}
	for _, p := range people {
		if p.ID == "" || len(p.Records) == 0 {
			continue
		}
		r := results[done.Settled]
		done.Settled++
		if r.Err != nil {
			return nil, r.Err
		}
		x := ReprocessedPerson{UserID: p.ID, Login: p.Login, Changed: r.Outcome != directory.Unchanged}
		if x.Changed {
			done.Changed++
			x.Says = append(x.Says, r.Entry.Detail...)
		}
		findings, err := explainLicenses(ctx, s.Store, account, p, s.Now())
		if err != nil {
			return nil, err
		}
		for _, f := range findings {
			x.Says = append(append(x.Says, f.Says), f.Inputs...)
		}
		done.People = append(done.People, x)
	}
	return done, nil
}
