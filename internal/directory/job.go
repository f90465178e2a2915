package directory

import (
	"time"

	"github.com/usher-id/usher/licensing"
)

// Job is work that a change makes necessary and that is done after it, by whichever node comes first.
// It is kept in the transaction of the change. Of a kind and key at most one waits: a further one
// takes its place, with the earlier of their times.
type Job struct {
	ID      string        // UUIDv7
	Kind    string        // what is to be done
	Key     string        // about what, at most MaxJobKey bytes
	Payload string        // JSON: what doing it needs to know, at most MaxJobPayload bytes and no secret
	Wait    time.Duration // from the change until somebody may begin
}

// Bounds on what a job holds.
const (
	MaxJobKey     = 512
	MaxJobPayload = 4 << 10
)

// Kinds of jobs that the directory's changes make.
const (
	JobLetIn     = "let-in"          // judge again who waits for the domain that is the key (rule D7)
	JobRelicense = "license-settle"  // settle the licenses of all people again, in slices (rules L5 and L6)
	JobPromote   = "license-promote" // promote who waits for the pool that is the key (rule L5)
)

// RelicenseJob settles the licenses of everybody of the account again.
func RelicenseJob(caseID string) Job {
	return Job{ID: licensing.Derived(caseID, JobRelicense), Kind: JobRelicense, Key: "all", Payload: "{}"}
}

// ValidityJobs settle everybody's licenses again when a pool begins and when it ends (rule L1): two days that may be far.
func ValidityJobs(caseID string, p *licensing.Pool, now time.Time) (list []Job) {
	for key, at := range map[string]time.Time{ // with the day, so that one that is put off is not taken for the one before
		"begins " + p.ID + " " + p.From: p.Begins(), "ends " + p.ID + " " + p.To: p.Ends(),
	} {
		if at.After(now) {
			list = append(list, Job{ID: licensing.Derived(caseID, key), Kind: JobRelicense, Key: key, Payload: "{}", Wait: at.Sub(now)})
		}
	}
	return list
}

// JobLicenseMail is the kind of job that sends a license's key to its person (rule L9). Its key is the license's id: of one
// license at most one waits.
const JobLicenseMail = "license-mail"

// LicenseMailJob is the job that sends a license's key, to be kept with the change that gives the license. caseID is the
// change's case: decided twice, it makes the same job. wait is how long others leave it to whoever made it.
func LicenseMailJob(caseID, licenseID string, wait time.Duration) Job {
	return Job{ID: licensing.Derived(caseID, JobLicenseMail, licenseID), Kind: JobLicenseMail, Key: licenseID, Payload: "{}", Wait: wait}
}

// PromoteJob promotes the rest of those who wait for a pool with free seats.
func PromoteJob(caseID, poolID string) Job {
	return Job{ID: licensing.Derived(caseID, JobPromote, poolID), Kind: JobPromote, Key: poolID, Payload: "{}"}
}
