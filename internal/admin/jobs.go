package admin

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/text"
)

// JobStore keeps the jobs that Jobs shows and changes.
type JobStore interface {
	// Jobs lists jobs of an account in the order of their ids: those after the given id, in a state
	// and of a kind, where these are not "", at most limit.
	Jobs(ctx context.Context, accountID string, state jobs.State, kind, after string, limit int) ([]jobs.Job, error)
	// Job finds a job; NotFound when there is none.
	Job(ctx context.Context, accountID, id string) (*jobs.Job, error)
	// RetryJob has a job that failed tried again, and logs e; Conflict when it can't be.
	RetryJob(ctx context.Context, accountID, id string, e directory.LogEntry) error
	// CancelJob takes away a job that waits or has failed, and logs e; Conflict when it can't be.
	CancelJob(ctx context.Context, accountID, id string, e directory.LogEntry) error
}

// Jobs is what administrators can do about work that is done between requests. It is safe for
// concurrent use. No account (nil) stands for the recurring jobs, which belong to none.
type Jobs struct {
	Store JobStore
	Clock clock.Clock
}

// JobsRequest asks for a page of jobs.
type JobsRequest struct {
	State jobs.State // "" for all
	Kind  string     // "" for all
	After string     // id of the last job of the page before; "" for the first page
	Limit int        // at most so many; 0 for MaxPage
}

// JobsPage is a page of jobs, the oldest first.
type JobsPage struct {
	Jobs []Job
	Next string // After of the next page; "" when this one is the last
}

// Job is a job as administrators see it.
type Job struct {
	jobs.Job
	About string // what it is about: a domain, an address; "" for what recurs
	// Why says why it is not done: the last error, what it lacks, or how far it is; nothing when nothing is wrong.
	Why text.Message
}

// List lists jobs: those that wait, run or have failed, and those that were done lately.
func (s *Jobs) List(ctx context.Context, _ Actor, account *directory.Account, r JobsRequest) (*JobsPage, error) {
	if r.State != "" && !slices.Contains(jobs.States, r.State) {
		return nil, directory.Refuse(directory.Invalid, "job.stateUnknown", "state", string(r.State))
	}
	if r.Limit < 0 || r.Limit > MaxPage {
		return nil, directory.Refuse(directory.Invalid, "list.limit", "limit", r.Limit, "most", MaxPage)
	}
	if r.After != "" && account == nil {
		return nil, directory.Refuse(directory.Invalid, "job.afterAccount")
	}
	limit := page(r.Limit)
	list, err := s.Store.Jobs(ctx, holderOf(account), r.State, r.Kind, directory.AfterID(r.After), limit+1)
	if err != nil {
		return nil, err
	}
	p := &JobsPage{Jobs: make([]Job, 0, len(list))}
	if len(list) > limit {
		list = list[:limit]
		p.Next = list[limit-1].ID
	}
	for _, j := range list {
		p.Jobs = append(p.Jobs, s.view(j))
	}
	return p, nil
}

// Retry has a job that failed tried again at once, with all its attempts. The error is NotFound when
// there is no such job, and Conflict when it has not failed or another waits in its place.
func (s *Jobs) Retry(ctx context.Context, actor Actor, account *directory.Account, id string) (*Job, error) {
	return s.change(ctx, actor, account, id, "RETRY", s.Store.RetryJob)
}

// Cancel takes away a job that waits or has failed. The error is NotFound when there is no such job, and
// Conflict when it runs, is done, or recurs.
func (s *Jobs) Cancel(ctx context.Context, actor Actor, account *directory.Account, id string) (*Job, error) {
	return s.change(ctx, actor, account, id, "CANCEL", s.Store.CancelJob)
}

func (s *Jobs) change(
	ctx context.Context, actor Actor, account *directory.Account, id, operation string,
	change func(context.Context, string, string, directory.LogEntry) error,
) (*Job, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	j, err := s.Store.Job(ctx, holderOf(account), id)
	if err != nil {
		return nil, err
	}
	if account == nil {
		return nil, directory.Refuse(directory.Conflict, "job.recurs", "job", id)
	}
	view := s.view(*j)
	operation += " " + j.Kind
	if view.About != "" {
		operation += " " + view.About
	}
	entry := directory.LogEntry{Channel: actor.Channel, Actor: actor.Name, Operation: operation}
	return &view, change(ctx, account.ID, j.ID, entry)
}

func holderOf(account *directory.Account) string {
	if account == nil {
		return jobs.Nobody
	}
	return account.ID
}

// overdue is how long a job may be due before it is said that nobody takes it.
const overdue = 15 * time.Second

func (s *Jobs) view(j jobs.Job) Job {
	v := Job{Job: j, About: j.Key}
	if says := text.Kept(j.LastError); len(says) > 0 {
		v.Why = says[0]
	}
	switch {
	case j.AccountID == jobs.Nobody:
		v.About = ""
	case j.Kind == JobAsk:
		var what asking
		if json.Unmarshal([]byte(j.Payload), &what) == nil {
			v.About = what.Address
		}
	}
	if j.Kind == JobLeave {
		var what leaving
		if json.Unmarshal([]byte(j.Payload), &what) == nil {
			v.About = what.Source
		}
	}
	if j.Kind == JobWarn {
		var what warning
		if json.Unmarshal([]byte(j.Payload), &what) == nil {
			v.About = what.Address
		}
	}
	if j.Kind == directory.JobRelicense && j.State == jobs.Running {
		if r := directory.ParseResettling(j.Payload); r.Of > 0 {
			v.Why = text.New("job.progress", "done", min(r.Done, r.Of), "of", r.Of)
		}
	}
	switch {
	case j.State == jobs.Done:
		v.Why = text.Message{}
	case j.State != jobs.Waiting || j.LastError != "" || s.Clock().Sub(j.Due) < overdue:
	case j.Kind == JobAsk:
		v.Why = text.New("job.noMailer")
	case j.Kind == JobWarn, j.Kind == JobSeats, j.Kind == licensemail.JobKind:
		v.Why = text.New("job.noMailServer")
	default:
		v.Why = text.New("job.noServer")
	}
	return v
}
