package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

// jobCommands are the commands about jobs.
type jobCommands struct {
	List   jobList   `cmd:"" help:"List what is done between requests: what waits, runs, has failed, or was done lately."`
	Retry  jobRetry  `cmd:"" help:"Have a job that failed tried again."`
	Cancel jobCancel `cmd:"" help:"Take away a job that waits or has failed."`
}

type jobList struct {
	inAnyAccount
	State string `help:"Only those in a state: waiting, running, failed or done." placeholder:"STATE"`
	Kind  string `help:"Only those of a kind, such as ask-mailbox." placeholder:"KIND"`
	Limit int    `default:"500" help:"At most so many of an account, up to 500."`
	After string `help:"Id of the last job that was listed before; needs --account." placeholder:"ID"`
	asJSON
}

// Run lists the jobs of an account, or those of all accounts and then what recurs.
func (c *jobList) Run(ctx context.Context, a *app) error {
	heads := "JOB ACCOUNT KIND ABOUT STATE ATTEMPTS DUE WHY"
	return c.eachJobs(ctx, a, errand{}, func(on *administration) (bool, error) {
		page, err := on.jobs.List(ctx, on.actor, on.account, admin.JobsRequest{
			State: admin.JobState(c.State), Kind: c.Kind, After: c.After, Limit: c.Limit,
		})
		if err != nil {
			return false, err
		}
		views := make([]jobView, len(page.Jobs))
		for i := range page.Jobs {
			views[i] = viewJob(a, &page.Jobs[i], on.account)
		}
		if len(views) == 0 {
			return false, nil
		}
		err = write(a, c.JSON, heads, views, func(v jobView) []string {
			return []string{v.ID, v.Account, v.Kind, v.About, string(v.State), fmt.Sprint(v.Attempts), stampOf(v.Due),
				v.Why}
		})
		heads = ""
		if page.Next != "" {
			fmt.Fprintln(a.err, a.says("list.more", "command", a.repeat("--after="+page.Next)))
		}
		return false, err
	})
}

// jobView is a job; due is, of one that runs, when its lease ends.
type jobView struct {
	ID       string         `json:"id"`
	Account  string         `json:"account,omitempty"`
	Kind     string         `json:"kind"`
	About    string         `json:"about,omitempty"`
	State    admin.JobState `json:"state"`
	Attempts int            `json:"attempts"`
	Due      *time.Time     `json:"due,omitempty"`
	Holder   string         `json:"holder,omitempty"`
	Why      string         `json:"why,omitempty"`
	Created  time.Time      `json:"created"`
	Finished *time.Time     `json:"finished,omitempty"`
}

func viewJob(a *app, j *admin.Job, account *admin.Account) jobView {
	v := jobView{
		ID: j.ID, Kind: j.Kind, About: j.About, State: j.State, Attempts: j.Attempts, Due: optional(j.Due),
		Holder: j.Holder,
		Why:    a.reader.Say(j.Why), Created: j.Created, Finished: optional(j.Finished),
	}
	if account != nil {
		v.Account = account.Name
	}
	return v
}

type jobRetry struct{ onJob }

// Run has a job that failed tried again.
func (c *jobRetry) Run(ctx context.Context, a *app) error {
	return c.change(ctx, a, (*admin.Jobs).Retry, "done.jobRetried")
}

type jobCancel struct{ onJob }

// Run takes a job away.
func (c *jobCancel) Run(ctx context.Context, a *app) error {
	return c.change(ctx, a, (*admin.Jobs).Cancel, "done.jobCancelled")
}

// onJob is what commands share that change a job.
type onJob struct {
	ID string `arg:"" help:"Id of the job (usher job list)."`
	inAnyAccount
	acting
}

func (c *onJob) change(
	ctx context.Context, a *app,
	change func(*admin.Jobs, context.Context, admin.Actor, *admin.Account, string) (*admin.Job, error), says string,
) error {
	missing, found := admin.NoJob(c.ID), false
	err := c.eachJobs(ctx, a, errand{as: c.As}, func(on *administration) (bool, error) {
		j, err := change(on.jobs, ctx, on.actor, on.account, c.ID)
		if admin.IsMissing(err) {
			return false, nil
		}
		if found = true; err != nil {
			return true, err
		}
		_, err = fmt.Fprintln(a.out, a.says(says, "job", j.ID, "kind", j.Kind, "about", visible(j.About)))
		return true, err
	})
	if err == nil && !found {
		err = missing
	}
	return err
}

// eachJobs runs fn on the account that was named, or on all and then on none, whose jobs are what recurs, until it has
// found what it looks for.
func (c inAnyAccount) eachJobs(
	ctx context.Context, a *app, e errand, fn func(*administration) (done bool, err error),
) error {
	found := false
	err := c.administerEach(ctx, a, e, func(on *administration) (bool, error) {
		done, err := fn(on)
		found = found || done
		return done, err
	})
	if err != nil || found || c.Account != "" {
		return err
	}
	return a.serving(ctx, e, func(s *services) error {
		_, err := fn(&administration{s, a.actor(e.as), nil})
		return err
	})
}
