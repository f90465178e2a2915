package directory

import (
	"time"

	"github.com/usher-id/usher/internal/text"
)

// Outcome is what became of a request or item, in a word.
type Outcome string

// The outcomes of rule O1.
const (
	Created    Outcome = "created"
	Updated    Outcome = "updated"
	Suspending Outcome = "suspended" // somebody who was active is not any more
	Changed    Outcome = "changed"   // by an administrator: settings, links
	Unchanged  Outcome = "unchanged"
	Removed    Outcome = "deleted"
	Held       Outcome = "held"
	InReview   Outcome = "inReview" // waits for the decision whether it is somebody known (rule M2)
	Linked     Outcome = "linked"   // to somebody known
	Declined   Outcome = "refused"
	Read       Outcome = "read"
	Failed     Outcome = "failed" // Usher's own fault
	Tried      Outcome = "dryRun" // decided and rolled back (rule I4)
)

// LogEntry is one entry of the provisioning log (rule O1): what was asked, what was decided,
// why, and what changed. Secrets have been removed before it is made.
type LogEntry struct {
	ID        string // UUIDv7; the case id of the verdict that it records
	At        time.Time
	SourceID  string
	Channel   string // "scim", "cli", ChannelJob
	Operation string // "POST /Users"
	Type      string
	RecordID  string
	UserID    string
	Subject   string // whom or what it is about, as people call it
	Status    int    // HTTP status, where the channel has one
	Outcome   Outcome
	Code      Code
	Rule      string
	Detail    text.Messages // why, and what is to be said of it
	Asked     []byte        // JSON as asked
	Changes   []byte        // JSON list of {path, before, after}; empty for a creation, whose after is what was asked
	RequestID string
	Actor     string // the administrator who decided (rule O4); "" for what a source said
}

// ChannelJob is the channel of what Usher does by itself when its time has come.
const ChannelJob = "job"

// ChannelLicense is the channel of what happens to people's licenses by what happens to other people.
const ChannelLicense = "license"

// Remark adds to an entry's detail. What is empty is left out.
func (e *LogEntry) Remark(remarks ...text.Message) {
	for _, m := range remarks {
		if !m.IsZero() {
			e.Detail = append(e.Detail, m)
		}
	}
}
