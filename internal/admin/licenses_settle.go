package admin

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
)

// Settler settles people's licenses again: of a whole account after its pools or rules have changed, and of those whose grace
// is over (rules L5 to L7). It goes in slices, between which others have their turn (rule P10).
type Settler struct {
	Store    LicenseStore
	Desk     Desk
	Accounts func(ctx context.Context, id string) (*directory.Account, error) // nil for one that has gone
	Now      func() time.Time
}

// settleSlice is how many people one batch settles.
const settleSlice = 200

// All settles all people of an account, in the order in which they came, and returns of how many the licenses have changed.
func (s *Settler) All(ctx context.Context, account *directory.Account) (changed int, err error) {
	for after := ""; ; {
		people, err := s.Desk.Directory.Profiles(ctx, account.ID, after, settleSlice)
		if err != nil || len(people) == 0 {
			return changed, err
		}
		after = people[len(people)-1].ID
		n, err := s.some(ctx, account, people)
		changed += n
		if err != nil {
			return changed, err
		}
	}
}

func (s *Settler) some(ctx context.Context, account *directory.Account, people []*directory.Profile) (changed int, err error) {
	rt, err := s.Desk.UserType(ctx, account.ID)
	if err != nil {
		return 0, err
	}
	var decisions []directory.Decision
	for _, p := range people {
		if len(p.Records) > 0 {
			decisions = append(decisions, directory.Decision{
				Record: root(p).RecordKey, Type: rt, Action: directory.License,
				Request: directory.Request{Channel: directory.ChannelLicense, Operation: "SETTLE", Brief: true},
			})
		}
	}
	results, err := s.Desk.Intake.Decide(ctx, *account, decisions)
	for _, r := range results {
		if r.Err == nil && r.Outcome != directory.Unchanged {
			changed++
		}
	}
	return changed, err
}

// dueSlice is how many licenses that end one look takes.
const dueSlice = 500

// Due settles those whose grace, or whose time to confirm the mailbox, is over: their seats go to who waits.
func (s *Settler) Due(ctx context.Context) error {
	for {
		due, err := s.Store.DueLicenses(ctx, s.Now(), dueSlice)
		if err != nil || len(due) == 0 {
			return err
		}
		byAccount := map[string][]*directory.Profile{}
		var failed []error
		for _, d := range due {
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
		settled := 0
		for id, people := range byAccount {
			account, err := s.Accounts(ctx, id)
			if err == nil && account != nil {
				var n int
				n, err = s.some(ctx, account, people)
				settled += n
			}
			failed = append(failed, err)
		}
		if err := errors.Join(failed...); err != nil || settled == 0 || len(due) < dueSlice {
			return err
		}
	}
}

// Kinds are the jobs of licensing: see docs/jobs.md.
func (s *Settler) Kinds() []jobs.Kind {
	all := func(ctx context.Context, j *jobs.Job) error {
		account, err := s.Accounts(ctx, j.AccountID)
		if err != nil || account == nil {
			return err
		}
		_, err = s.All(ctx, account)
		return err
	}
	return []jobs.Kind{
		{Name: directory.JobRelicense, Limit: settleLimit, Do: all},
		{Name: directory.JobPromote, Limit: settleLimit, Do: all},
		{Name: "end-licenses", Every: dueEvery, Limit: settleLimit, Do: func(ctx context.Context, _ *jobs.Job) error { return s.Due(ctx) }},
	}
}

// How often licenses that end are looked for, and how long one run of settling may take.
const (
	dueEvery    = time.Minute
	settleLimit = time.Hour
)
