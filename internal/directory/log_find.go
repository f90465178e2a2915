package directory

import (
	"context"
	"slices"
	"time"
)

// LogQuery asks for entries of an account's provisioning log. All that is set has to be true of an entry.
type LogQuery struct {
	SourceID string
	Records  []string // ids of records that it is about; nil for any
	Actor    string   // administrator who acted
	Outcome  Outcome
	Changes  bool // only what changed something
	Reads    bool // those of reads, too
	Since    time.Time
	Until    time.Time // exclusive
	Before   string    // id of an entry: only older ones
	Limit    int       // the newest so many
}

// Fits reports whether an entry is one that is asked for.
func (q *LogQuery) Fits(e *LogEntry) bool {
	switch {
	case q.SourceID != "" && e.SourceID != q.SourceID, q.Records != nil && !slices.Contains(q.Records, e.RecordID):
		return false
	case q.Actor != "" && e.Actor != q.Actor, q.Outcome != "" && e.Outcome != q.Outcome:
		return false
	case !q.Since.IsZero() && e.At.Before(q.Since), !q.Until.IsZero() && !e.At.Before(q.Until):
		return false
	case q.Before != "" && e.ID >= q.Before:
		return false
	case q.Changes:
		return e.Outcome != Unchanged && e.Outcome != Declined && e.Outcome != Failed && e.Outcome != Tried &&
			e.Outcome != Read
	}
	return q.Reads || q.Outcome != "" || e.Outcome != Read
}

// LogReader reads an account's provisioning log.
type LogReader interface {
	// FindLog gives the newest entries, the oldest of them first.
	FindLog(ctx context.Context, accountID string, q LogQuery) ([]LogEntry, error)
	// LogEntries are the entries that have the ids, oldest first.
	LogEntries(ctx context.Context, accountID string, ids []string) ([]LogEntry, error)
	// WholeCase is the case id that begins with what was given, wherever cases are kept: in the log, in recent
	// traffic or in the review queue, of an account or, for "", of none. It is what was given, where none does; the
	// error is Conflict when several do.
	WholeCase(ctx context.Context, accountID, ref string) (string, error)
	// RecordsOf are the ids of the records that somebody has and had, who is named as for People.Profile, or for Lost.
	// The error is NotFound for nobody, and Conflict when several people answer to it. It takes two questions.
	RecordsOf(ctx context.Context, account *Account, ref string) ([]string, error)
	// Lost are the ids of records that are gone, of a person who is named by the id of the user or record, or by an
	// address or externalId that the last of them had (rule M7); none where nobody is.
	Lost(ctx context.Context, account *Account, ref string) ([]string, error)
}
