package admin_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/text"
)

// jobsAt are the jobs as they are seen so much later.
func (o *office) jobsAt(later time.Duration) *admin.Jobs {
	return &admin.Jobs{Store: o.db, Clock: func() time.Time { return time.Now().Add(later) }}
}

func (o *office) mailJob(later time.Duration) admin.Job {
	o.t.Helper()
	p, err := o.jobsAt(later).List(o.t.Context(), ann, o.account, admin.JobsRequest{Kind: admin.JobAsk})
	if err != nil || len(p.Jobs) != 1 || p.Next != "" {
		o.t.Fatalf("%+v, %v", p, err)
	}
	return p.Jobs[0]
}

// What waits for a mail server says so; what the mail server refuses for good has failed, with its answer,
// and is tried again or cancelled by somebody who stands in the log.
func TestJobs(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		o.push(o.okta, "ana@example.com")
		o.people.Asker = nil
		add := admin.AddRequest{Email: "ana@example.com"}
		if _, err := o.people.Add(ctx, ann, o.account, add); err != nil {
			t.Fatal(err)
		}
		says := func(j admin.Job) string { return text.In(text.English, j.Why) }
		if j := o.mailJob(0); j.State != jobs.Waiting || j.About != "ana@example.com" || says(j) != "" {
			t.Errorf("%+v", j)
		}
		if j := o.mailJob(time.Minute); !strings.Contains(says(j), "usher serve --smtp") ||
			!strings.Contains(text.In(text.French, j.Why), "aucun serveur") {
			t.Errorf("overdue: %+v", j)
		}

		unknown := &smtp.SMTPError{Code: 550, Message: "no such user"}
		o.mails = mailtest.Start(t, &mailtest.Server{Refuse: map[string]error{"RCPT": unknown}})
		o.people.Asker = o.asker
		added, err := o.people.Add(ctx, ann, o.account, add)
		if err != nil || added.Asked || !contains(added.Unasked, "no such user") ||
			!contains(added.Unasked, "then repeat the command") {
			t.Errorf("refused for good: %+v, %v", added, err)
		}
		j := o.mailJob(0)
		if j.State != jobs.Failed || !strings.Contains(says(j), "no such user") || j.Attempts != 1 ||
			!strings.Contains(text.In(text.French, j.Why), "a répondu «\u00A0550 5.0.0 no such user\u00A0»") {
			t.Errorf("refused for good: %+v", j)
		}
		service := o.jobsAt(0)
		if _, err := service.Retry(ctx, admin.Actor{}, o.account, j.ID); directory.KindOf(err) != directory.Invalid {
			t.Errorf("nobody retries: %v", err)
		}
		if again, err := service.Retry(ctx, ann, o.account, j.ID); err != nil || again.About != "ana@example.com" {
			t.Errorf("retry: %+v, %v", again, err)
		}
		if e := o.newest(); e.Actor != "ann" || e.Operation != "RETRY ask-mailbox ana@example.com" {
			t.Errorf("the log says %+v", e)
		}
		_, err = service.Retry(ctx, ann, o.account, j.ID)
		wantKind(t, "retry of what waits", err, directory.Conflict, "is waiting")
		_, err = service.Cancel(ctx, ann, nil, j.ID)
		wantKind(t, "another's", err, directory.NotFound, "usher job list")
		if _, err := service.Cancel(ctx, ann, o.account, j.ID); err != nil {
			t.Error(err)
		}
		_, err = service.List(ctx, ann, o.account, admin.JobsRequest{State: "asleep"})
		wantKind(t, "no state", err, directory.Invalid, "give waiting, running")
	})
}

// A mail server that can't be reached has the mail wait for another attempt; who was asked otherwise by then,
// or is gone, is not asked.
func TestAskLater(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		user := o.push(o.okta, "ana@example.com")
		o.people.Asker = func() (admin.Asker, error) { return unreachable{}, nil }
		added, err := o.people.Add(ctx, ann, o.account, admin.AddRequest{Email: "ana@example.com"})
		if err != nil || !contains(added.Unasked, "not asked yet") || !contains(added.Unasked, "usher job list") {
			t.Fatalf("%+v, %v", added, err)
		}
		if j := o.mailJob(0); j.State != jobs.Waiting || j.Attempts != 1 ||
			!strings.Contains(text.In(text.English, j.Why), "out of reach") {
			t.Errorf("%+v", j)
		}
		pair := admin.PairRequest{Record: added.Record.ID, User: user, Options: admin.Options{AcceptRisk: true}}
		if _, err := o.people.Link(ctx, ann, o.account, pair); err != nil {
			t.Fatal(err)
		}
		asker, err := o.asker()
		if err != nil {
			t.Fatal(err)
		}
		w := jobs.Worker{Queue: o.db, Kinds: []jobs.Kind{o.people.Asking(asker)}}
		if err := w.Now(ctx, o.account.ID, admin.JobAsk, added.Record.ID); err != nil {
			t.Fatal(err)
		}
		if j := o.mailJob(0); j.State != jobs.Done || len(o.mails.Mails()) != 0 {
			t.Errorf("%d mails, %+v", len(o.mails.Mails()), j)
		}
	})
}

// unreachable is a mail server that nobody reaches.
type unreachable struct{}

func (unreachable) Ask(context.Context, *directory.Account, confirm.Question) error {
	return errors.New("out of reach")
}
