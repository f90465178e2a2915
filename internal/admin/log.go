package admin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
)

// Log is what can be asked of an account's provisioning log (rule O1). It is safe for concurrent use.
type Log struct {
	Reader    directory.LogReader
	Traffic   directory.TrafficReader
	Follower  LogFollower
	Directory directory.People
	Sources   SourceBook
	Replayer  Replayer
}

// LogFollower tells what has come since.
type LogFollower interface {
	// LogIDs are the ids of the entries since a moment, oldest first, of a source or of all.
	LogIDs(ctx context.Context, accountID, sourceID string, since time.Time) ([]string, error)
}

// LogRequest asks for entries. All that is set has to be true of them.
type LogRequest struct {
	User    string // id of a user or record, address or userName; somebody who is gone is found, too
	Source  string // name
	Outcome string // one of Outcomes
	By      string // the administrator who acted
	Changes bool   // only what changed something
	Reads   bool   // reads, too
	Since   time.Time
	Until   time.Time
	Last    int // the newest so many
}

// Outcomes are those by which entries are asked for.
var Outcomes = []directory.Outcome{
	directory.Created, directory.Updated, directory.Suspending, directory.Removed, directory.Held, directory.InReview,
	directory.Linked,
	directory.Declined, directory.Changed, directory.Unchanged, directory.Failed, directory.Tried, directory.Read,
}

// LogPage is entries, the oldest first.
type LogPage struct {
	Entries []directory.LogEntry
	Sources map[string]string // names by id
}

// List lists the newest entries.
func (s *Log) List(ctx context.Context, _ Actor, account *directory.Account, r LogRequest) (*LogPage, error) {
	page := &LogPage{}
	q, err := s.query(ctx, account, r)
	if err != nil {
		return nil, err
	}
	if page.Sources, err = s.Sources.SourceNames(ctx, account.ID); err != nil {
		return nil, err
	}
	page.Entries, err = s.Reader.FindLog(ctx, account.ID, q)
	return page, err
}

// query checks what is asked for.
func (s *Log) query(ctx context.Context, account *directory.Account, r LogRequest) (q directory.LogQuery, err error) {
	q = directory.LogQuery{
		Actor: r.By, Outcome: directory.Outcome(r.Outcome), Changes: r.Changes, Reads: r.Reads, Since: r.Since,
		Until: r.Until, Limit: r.Last,
	}
	if r.Outcome != "" && !slices.Contains(Outcomes, q.Outcome) {
		names := make([]string, len(Outcomes))
		for i, o := range Outcomes {
			names[i] = string(o)
		}
		return q, directory.Refuse(directory.Invalid, "log.noOutcome", "outcome", r.Outcome, "outcomes", names)
	}
	if r.Last < 0 {
		return q, directory.Refuse(directory.Invalid, "log.last", "last", r.Last)
	}
	if !r.Since.IsZero() && !r.Until.IsZero() && !r.Since.Before(r.Until) {
		return q, directory.Refuse(directory.Invalid, "log.order")
	}
	if r.Source != "" {
		source, err := s.Sources.Source(ctx, account.ID, r.Source)
		if err != nil {
			return q, err
		}
		q.SourceID = source.ID
	}
	if r.User != "" {
		q.Records, err = s.Reader.RecordsOf(ctx, account, r.User)
	}
	return q, err
}

// Entry is one log entry.
type Entry struct {
	directory.LogEntry
	Sources map[string]string // names by id
}

// Show shows an entry by its case id; NotFound when the log has none.
func (s *Log) Show(ctx context.Context, _ Actor, account *directory.Account, caseID string) (*Entry, error) {
	whole, err := s.Reader.WholeCase(ctx, account.ID, strings.TrimSpace(caseID))
	if err != nil {
		return nil, err
	}
	if id, err := uuid.Parse(whole); err == nil {
		entries, err := s.Reader.LogEntries(ctx, account.ID, []string{id.String()})
		if err != nil {
			return nil, err
		}
		if len(entries) == 1 {
			names, err := s.Sources.SourceNames(ctx, account.ID)
			return &Entry{entries[0], names}, err
		}
	}
	return nil, directory.Refuse(directory.NotFound, "log.noCase", "case", caseID)
}

// ReplayRequest names an entry whose request is to be decided again.
type ReplayRequest struct {
	Case   string
	DryRun bool // nothing is kept but the log's entry of the attempt (rule I4)
}

// Replayed is one request, decided twice.
type Replayed struct {
	Then   directory.LogEntry // that of a dry run says what would have become of it
	Now    directory.LogEntry
	Source directory.Source
}

// Replayer decides requests of the log again, as the source that sent them.
type Replayer func(
	ctx context.Context, account *directory.Account, source directory.Source, entry directory.LogEntry, dry bool,
) (*Replayed, error)

// Replay decides the request of an entry again, against today's rules. It succeeds whatever was decided.
func (s *Log) Replay(
	ctx context.Context, actor Actor, account *directory.Account, r ReplayRequest,
) (*Replayed, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	found, err := s.Find(ctx, actor, account, r.Case)
	if err != nil {
		return nil, err
	}
	if found.Entry == nil {
		return nil, directory.Refuse(directory.Invalid, "log.noRequest")
	}
	entry := found.Entry
	sources, err := s.Sources.Sources(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(sources, func(source directory.Source) bool { return source.ID == entry.SourceID })
	if at < 0 {
		return nil, directory.Refuse(directory.Conflict, "log.sourceGone")
	}
	if source := &sources[at]; source.State == directory.SourceDisabled { // nothing that it says is taken (rule S8)
		return nil, directory.Refuse(directory.Conflict, "log.sourceDisabled", "name", source.Name)
	} else if !source.Served() {
		return nil, directory.Refuse(directory.Conflict, "log.sourceGone")
	}
	ctx = directory.WithAct(ctx, directory.Act{Actor: actor.Name, Channel: actor.Channel})
	return s.Replayer(ctx, account, sources[at], entry.LogEntry, r.DryRun)
}
