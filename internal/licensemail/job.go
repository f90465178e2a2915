package licensemail

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
)

// JobKind is the kind of job that sends a license mail. Its key is the license's id: of one license at most one waits.
const JobKind = directory.JobLicenseMail

// Job is the job that sends a license's key to its person, to be kept with the change that gives the license. caseID is
// the change's case: decided twice, it makes the same job. wait is how long others leave it to whoever made it.
func Job(caseID, licenseID string, wait time.Duration) directory.Job {
	return directory.LicenseMailJob(caseID, licenseID, wait)
}

// NewJob is such a job beside any change.
func NewJob(licenseID string, wait time.Duration) (directory.Job, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return directory.Job{}, err
	}
	return Job(id.String(), licenseID, wait), nil
}

// Mailing is how a worker sends such mails. A mail is let finish when the worker stops: whether it went out would be
// unknown otherwise.
func (s *Sender) Mailing() jobs.Kind {
	return jobs.Kind{Name: JobKind, AtOnce: 4, Limit: 2 * mail.Timeout, Finish: true, Do: s.do}
}

// do sends the mail of a job. What trying again can't help is a final error.
func (s *Sender) do(ctx context.Context, j *jobs.Job) error {
	account, err := s.Store.ConfirmingAccount(ctx, j.AccountID)
	if err != nil || account == nil || !account.Ending.IsZero() {
		return err
	}
	err = s.send(ctx, account, j.ID, j.Key)
	var refused *Error
	var failure *mail.Error
	if errors.As(err, &refused) || errors.As(err, &failure) && failure.Final() {
		return jobs.Final(err)
	}
	return err
}
