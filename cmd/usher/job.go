package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
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

// Validate refuses what can't be listed.
func (c *jobList) Validate() error {
	if c.Limit < 1 || c.Limit > admin.MaxPage {
		return fmt.Errorf("--limit=%d: give a number from 1 to %d", c.Limit, admin.MaxPage)
	}
	if c.After != "" && c.Account == "" {
		return errors.New("--after needs --account, since the jobs of each account are a list of their own")
	}
	return nil
}

// Run lists the jobs of an account, or those of all accounts and then what recurs.
func (c *jobList) Run(ctx context.Context, a *app) error {
	heads := "JOB ACCOUNT KIND ABOUT STATE ATTEMPTS DUE WHY"
	return a.eachJobs(ctx, c.Account, func(service *admin.Jobs, account *directory.Account) (bool, error) {
		page, err := service.List(ctx, a.actor(""), account, admin.JobsRequest{
			State: jobs.State(c.State), Kind: c.Kind, After: c.After, Limit: c.Limit,
		})
		if err != nil {
			return false, err
		}
		views := make([]jobView, len(page.Jobs))
		for i := range page.Jobs {
			views[i] = viewJob(&page.Jobs[i], account)
		}
		if len(views) == 0 {
			return false, nil
		}
		err = write(a.out, c.JSON, heads, views, func(v jobView) []string {
			return []string{v.ID, v.Account, v.Kind, v.About, string(v.State), fmt.Sprint(v.Attempts), dueOf(v), v.Why}
		})
		heads = ""
		if page.Next != "" {
			fmt.Fprintf(a.err, "there are more: usher job list --account %s --after %s\n", quoted(account.Name), page.Next)
		}
		return false, err
	})
}

// jobView is a job; due is, of one that runs, when its lease ends.
type jobView struct {
	ID       string     `json:"id"`
	Account  string     `json:"account,omitempty"`
	Kind     string     `json:"kind"`
	About    string     `json:"about,omitempty"`
	State    jobs.State `json:"state"`
	Attempts int        `json:"attempts"`
	Due      *time.Time `json:"due,omitempty"`
	Holder   string     `json:"holder,omitempty"`
	Why      string     `json:"why,omitempty"`
	Created  time.Time  `json:"created"`
	Finished *time.Time `json:"finished,omitempty"`
}

func viewJob(j *admin.Job, account *directory.Account) jobView {
	v := jobView{
		ID: j.ID, Kind: j.Kind, About: j.About, State: j.State, Attempts: j.Attempts, Due: optional(j.Due), Holder: j.Holder,
		Why: text.In(text.English, j.Why), Created: j.Created, Finished: optional(j.Finished),
	}
	if account != nil {
		v.Account = account.Name
	}
	return v
}

func dueOf(v jobView) string {
	if v.Due == nil {
		return ""
	}
	return stamp(*v.Due)
}

type jobRetry struct{ onJob }

// Run has a job that failed tried again.
func (c *jobRetry) Run(ctx context.Context, a *app) error {
	return c.change(ctx, a, (*admin.Jobs).Retry, "is tried again as soon as a server comes to it")
}

type jobCancel struct{ onJob }

// Run takes a job away.
func (c *jobCancel) Run(ctx context.Context, a *app) error {
	return c.change(ctx, a, (*admin.Jobs).Cancel, "is cancelled")
}

// onJob is what commands share that change a job.
type onJob struct {
	ID string `arg:"" help:"Id of the job (usher job list)."`
	inAnyAccount
	acting
}

func (c *onJob) change(
	ctx context.Context, a *app,
	change func(*admin.Jobs, context.Context, admin.Actor, *directory.Account, string) (*admin.Job, error), says string,
) error {
	found := false
	err := a.eachJobs(ctx, c.Account, func(service *admin.Jobs, account *directory.Account) (bool, error) {
		j, err := change(service, ctx, a.actor(c.As), account, c.ID)
		if directory.KindOf(err) == directory.NotFound {
			return false, nil
		}
		if found = true; err != nil {
			return true, err
		}
		_, err = fmt.Fprintf(a.out, "job %s (%s %s) %s\n", j.ID, j.Kind, visible(j.About), says)
		return true, err
	})
	if err == nil && !found {
		err = directory.Refuse(directory.NotFound, "job.absent", "job", c.ID)
	}
	return err
}

// eachJobs runs fn on the jobs of the account that was named, or on those of all accounts and then on
// what recurs, until it has found what it looks for.
func (a *app) eachJobs(
	ctx context.Context, account string, fn func(*admin.Jobs, *directory.Account) (done bool, err error),
) error {
	found := false
	on := func(db *store.DB, account *directory.Account) (bool, error) {
		done, err := fn(&admin.Jobs{Store: db, Now: time.Now}, account)
		found = found || done
		return done, err
	}
	if err := (inAnyAccount{Account: account}).each(ctx, a, on); err != nil || found || account != "" {
		return err
	}
	return a.withStore(ctx, func(db *store.DB) error {
		_, err := on(db, nil)
		return err
	})
}
