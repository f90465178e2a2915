package directory

import (
	"encoding/json"
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

// Resettling is whose licenses a JobRelicense settles again, and how far it is: its payload. Another process goes
// on where it was.
type Resettling struct {
	Group string `json:"group,omitempty"` // id: only its direct members
	// id of the pool on whose account an administrator asked: everybody may be concerned
	Pool    string `json:"pool,omitempty"`
	Actor   string `json:"actor,omitempty"`   // who asked; "" for nobody
	Channel string `json:"channel,omitempty"` // by what

	After   string `json:"after,omitempty"` // the last person or member that is done
	Done    int    `json:"done,omitempty"`
	Of      int    `json:"of,omitempty"` // about how many there are
	Changed int    `json:"changed,omitempty"`
}

// ParseResettling reads the payload of a job; what can't be read is for everybody, from the beginning.
func ParseResettling(payload string) (r Resettling) {
	if json.Unmarshal([]byte(payload), &r) != nil {
		return Resettling{}
	}
	return r
}

// Payload is what ParseResettling reads.
func (r Resettling) Payload() string {
	text, err := json.Marshal(r)
	if err != nil {
		panic("directory: texts and numbers are always JSON: " + err.Error())
	}
	return string(text)
}

// Key is what the job is about.
func (r Resettling) Key() string {
	switch {
	case r.Group != "":
		return "group " + r.Group
	case r.Pool != "":
		return "pool " + r.Pool
	}
	return "all"
}

// Job is the job that does it.
func (r Resettling) Job(caseID string) Job {
	return Job{ID: licensing.Derived(caseID, JobRelicense), Kind: JobRelicense, Key: r.Key(), Payload: r.Payload()}
}

// RelicenseJob settles the licenses of everybody of the account again.
func RelicenseJob(caseID string) Job { return Resettling{}.Job(caseID) }

// ValidityJobs settle everybody's licenses again when a pool begins and when it ends (rule L1): two days that may
// be far.
func ValidityJobs(caseID string, p *licensing.Pool, now time.Time) (list []Job) {
	for key, at := range map[string]time.Time{ // with the day, so that one that is put off is not taken for the one before
		"begins " + p.ID + " " + p.From: p.Begins(), "ends " + p.ID + " " + p.To: p.Ends(),
	} {
		if at.After(now) {
			list = append(list, Job{ID: licensing.Derived(caseID, key), Kind: JobRelicense, Key: key, Payload: "{}",
				Wait: at.Sub(now)})
		}
	}
	return list
}

// JobLicenseMail is the kind of job that sends a license's key to its person (rule L9). Its key is the license's
// id: of one license at most one waits.
const JobLicenseMail = "license-mail"

// LicenseMailJob is the job that sends a license's key, to be kept with the change that gives the license. caseID
// is the change's case: decided twice, it makes the same job. wait is how long others leave it to whoever made it.
func LicenseMailJob(caseID, licenseID string, wait time.Duration) Job {
	return Job{ID: licensing.Derived(caseID, JobLicenseMail, licenseID), Kind: JobLicenseMail, Key: licenseID,
		Payload: "{}", Wait: wait}
}

// PromoteJob promotes the rest of those who wait for a pool with free seats.
func PromoteJob(caseID, poolID string) Job {
	return Job{ID: licensing.Derived(caseID, JobPromote, poolID), Kind: JobPromote, Key: poolID, Payload: "{}"}
}
