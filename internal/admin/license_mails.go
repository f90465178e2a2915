package admin

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// LicenseMailStore keeps license mails and finds licenses.
type LicenseMailStore interface {
	licensemail.Store
	// QueueLicenseMail keeps the job that sends a license's key, with the log entry; Conflict when the person has had
	// enough mails.
	QueueLicenseMail(ctx context.Context, accountID string, l *licensemail.License, job directory.Job,
		e directory.LogEntry) error
	// LicenseMails are an account's mails with their licenses, the newest first: those before the given id, at most limit.
	LicenseMails(ctx context.Context, accountID, before string, limit int) ([]LicenseMail, error)
}

// LicenseMails is what administrators can do about the mails that bring license keys (rule L9). It is safe for
// concurrent use.
type LicenseMails struct {
	acts
	Store LicenseMailStore
	Queue Queue
	// Sender gives what sends mails, or an error that says what is missing for it.
	Sender func() (*licensemail.Sender, error)
	People licensemail.People
	Clock  clock.Clock
}

// NewLicenseMails puts the service together; the clock is nil for the machine's.
func NewLicenseMails(
	store LicenseMailStore, queue Queue, people licensemail.People, journal Journal,
	sender func() (*licensemail.Sender, error),
) *LicenseMails {
	return &LicenseMails{acts: acts{journal}, Store: store, Queue: queue, People: people, Sender: sender}
}

// LicenseMail is a mail as administrators see it.
type LicenseMail struct {
	licensemail.Mail
	Product string // "" where the license is gone
	Status  licensemail.State
}

// LicenseMailRequest names a license whose key is to be sent.
type LicenseMailRequest struct {
	License string // id of the license, or whose it is: see People
	Pool    string // name of the pool, where the person has several; "" for any
}

// SentLicense is what came of a mail.
type SentLicense struct {
	License licensemail.License
	Address string
	Mail    string // id of the mail and its job
	Sent    bool   // the mail server has it
	Queued  bool   // a server is about to send it, or has just done so
	Unsent  error  // why it is not sent, and what becomes of it
}

// Send sends a license's key to its person, once more where that was done before: the former link works no more as
// soon as the new one is sent. The error is NotFound for nobody, and Conflict where the person has several licenses
// or has had enough mails, or the license has no key to give now.
func (s *LicenseMails) Send(
	ctx context.Context, actor Actor, account *directory.Account, r LicenseMailRequest,
) (sent *SentLicense, err error) {
	err = s.do(ctx, actor, account, "LICENSE SEND "+r.License, func(ctx context.Context) (err error) {
		sent, err = s.send(ctx, actor, account, r)
		return err
	})
	return sent, err
}

func (s *LicenseMails) send(
	ctx context.Context, actor Actor, account *directory.Account, r LicenseMailRequest,
) (*SentLicense, error) {
	license, err := s.find(ctx, account, r)
	if err != nil {
		return nil, err
	}
	sender, missing := s.Sender()
	if missing != nil {
		sender = &licensemail.Sender{Store: s.Store, People: s.People, Clock: s.Clock}
	}
	to, err := sender.Sendable(ctx, account, license)
	var refused *licensemail.Error
	if errors.As(err, &refused) {
		return nil, &directory.Error{Kind: directory.Conflict, Message: refused.Message,
			Verdict: directory.Verdict{Rule: "L9"}}
	}
	if err != nil {
		return nil, err
	}
	wait := time.Duration(0) // whoever can send mails is to do so
	if missing == nil {
		wait = jobs.Grace
	}
	job, err := licensemail.NewJob(license.ID, wait)
	if err != nil {
		return nil, err
	}
	err = s.Store.QueueLicenseMail(ctx, account.ID, license, job, directory.LogEntry{
		Operation: "LICENSE SEND", Type: directory.TypeUser, UserID: license.UserID, Subject: to.Address, Rule: "L9",
		Detail: text.Messages{text.New("licensemail.asked", "product", license.Product, "address", to.Address)},
	})
	if err != nil {
		return nil, err
	}
	sent := &SentLicense{License: *license, Address: to.Address, Mail: job.ID}
	s.sendNow(ctx, account, sent, sender, missing)
	return sent, nil
}

// Deliver sends the mail that was kept along with the license of somebody who was added, if this process can send
// mails; nil where no mail is due now.
func (s *LicenseMails) Deliver(ctx context.Context, account *directory.Account, added *Added) *SentLicense {
	if !added.Mailed() || added.License.State == licensing.Waiting {
		return nil
	}
	sender, missing := s.Sender()
	sent := &SentLicense{License: licensemail.License{License: *added.License}, Address: added.Address}
	s.sendNow(ctx, account, sent, sender, missing)
	return sent
}

// sendNow does the job, if this process can send mails, and notes what came of it.
func (s *LicenseMails) sendNow(
	ctx context.Context, account *directory.Account, sent *SentLicense, sender *licensemail.Sender, missing error,
) {
	if missing != nil {
		sent.Queued, sent.Unsent = true, text.Errorf(missing, "licensemail.noMailer", "address", sent.Address)
		return
	}
	kind := sender.Mailing()
	kind.Finish = false // whoever asked need not wait for it; a server repeats it
	worker := jobs.Worker{Queue: s.Queue, Kinds: []jobs.Kind{kind}, Logger: slog.New(slog.DiscardHandler)}
	err := worker.Now(ctx, account.ID, licensemail.JobKind, sent.License.ID)
	switch {
	case err == nil:
		sent.Sent = true
	case errors.Is(err, jobs.ErrNone):
		sent.Queued = true
	case jobs.IsFinal(err):
		sent.Unsent = text.Errorf(err, "licensemail.unsent", "address", sent.Address)
	default:
		sent.Queued, sent.Unsent = true, text.Errorf(err, "licensemail.unsent.yet", "address", sent.Address)
	}
}

// find finds the license that is meant.
func (s *LicenseMails) find(
	ctx context.Context, account *directory.Account, r LicenseMailRequest,
) (*licensemail.License, error) {
	if directory.IsID(r.License) {
		if license, err := s.Store.License(ctx, account.ID, r.License); err != nil || license != nil {
			return license, err
		}
	}
	p, err := s.People.Profile(ctx, account.ID, r.License)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.LicensesOf(ctx, account.ID, p.ID)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(l licensemail.License) bool {
		return r.Pool != "" &&
			!strings.EqualFold(l.Pool.Name, r.Pool)
	})
	switch {
	case len(list) == 0 && r.Pool != "":
		return nil, directory.Refuse(directory.NotFound, "licensemail.noneOf", "name", r.License, "user", Ident(p), "pool",
			r.Pool)
	case len(list) == 0:
		return nil, directory.Refuse(directory.NotFound, "licensemail.none", "name", r.License, "user", Ident(p))
	case len(list) == 1:
		return &list[0], nil
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = l.Product + " (" + l.Pool.Name + ", " + l.ID + ")"
	}
	return nil, directory.Refuse(directory.Conflict, "licensemail.several", "name", r.License, "count", len(list),
		"licenses", strings.Join(names, ", "))
}

// LicenseMailsRequest asks for a page of mails.
type LicenseMailsRequest struct {
	After string // id of the last mail of the page before; "" for the first page
	Limit int    // at most so many; 0 for MaxPage
}

// LicenseMailsPage is a page of mails, the newest first.
type LicenseMailsPage struct {
	Mails []LicenseMail
	Next  string // After of the next page; "" when this one is the last
}

// List lists the mails of an account: those that wait, that were sent, and that were refused.
func (s *LicenseMails) List(
	ctx context.Context, _ Actor, account *directory.Account, r LicenseMailsRequest,
) (*LicenseMailsPage, error) {
	if r.Limit < 0 || r.Limit > MaxPage {
		return nil, directory.Refuse(directory.Invalid, "list.limit", "limit", r.Limit, "most", MaxPage)
	}
	if r.After != "" && !directory.IsID(r.After) {
		return nil, directory.Refuse(directory.Invalid, "list.after", "id", r.After)
	}
	limit := page(r.Limit)
	list, err := s.Store.LicenseMails(ctx, account.ID, r.After, limit+1)
	if err != nil {
		return nil, err
	}
	p := &LicenseMailsPage{Mails: list}
	if len(list) > limit {
		p.Mails = list[:limit]
		p.Next = list[limit-1].ID
	}
	now := s.Clock.OrSystem()()
	for i := range p.Mails {
		if m := &p.Mails[i]; m.Status == "" {
			m.Status = m.State(now)
		}
	}
	return p, nil
}
