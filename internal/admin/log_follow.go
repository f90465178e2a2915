package admin

import (
	"context"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// How entries are followed.
const (
	// pollInterval is how often new entries are looked for.
	pollInterval = 500 * time.Millisecond
	// lookBack is how far before the newest entry is looked for others: entries that were written at the same time may
	// become visible out of order.
	lookBack = 10 * time.Second
	// chunk is how many entries are read at once.
	chunk = 500
)

// Follow gives the newest entries, and then, until the context ends, those that come, each once.
func (s *Log) Follow(
	ctx context.Context, actor Actor, account *directory.Account, r LogRequest, each func(*LogPage) error,
) error {
	if !r.Until.IsZero() {
		return directory.Refuse(directory.Invalid, "log.followUntil")
	}
	page, err := s.List(ctx, actor, account, r)
	if err != nil {
		return err
	}
	q, err := s.query(ctx, account, r)
	if err != nil {
		return err
	}
	f := &follower{log: s, account: account, query: q, names: page.Sources, each: each, seen: map[string]bool{}}
	if err := f.begin(ctx, page.Entries); err != nil {
		return err
	}
	if err := each(page); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pollInterval):
		}
		if err := f.poll(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// follower gives entries of one account, each once.
type follower struct {
	log     *Log
	account *directory.Account
	query   directory.LogQuery
	names   map[string]string
	each    func(*LogPage) error
	since   time.Time       // nothing older than this is looked for
	seen    map[string]bool // ids since then that were given, or left out for good
}

// begin leaves out all that is there now.
func (f *follower) begin(ctx context.Context, entries []directory.LogEntry) error {
	f.since = f.query.Since
	if len(entries) > 0 {
		f.since = entries[len(entries)-1].At.Add(-lookBack)
	}
	ids, err := f.log.Follower.LogIDs(ctx, f.account.ID, f.query.SourceID, f.since)
	for _, id := range ids {
		f.seen[id] = len(entries) == 0 || id <= entries[len(entries)-1].ID
	}
	return err
}

// poll gives what has come since the last time.
func (f *follower) poll(ctx context.Context) error {
	ids, err := f.log.Follower.LogIDs(ctx, f.account.ID, f.query.SourceID, f.since)
	if err != nil {
		return err
	}
	var fresh []string
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[id] = true
		if !f.seen[id] {
			fresh = append(fresh, id)
		}
	}
	f.seen = known
	for some := range slices.Chunk(fresh, chunk) {
		entries, err := f.log.Reader.LogEntries(ctx, f.account.ID, some)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if since := e.At.Add(-lookBack); since.After(f.since) {
				f.since = since
			}
		}
		fits := slices.DeleteFunc(slices.Clone(entries), func(e directory.LogEntry) bool { return !f.query.Fits(&e) })
		if len(fits) == 0 {
			continue
		}
		if err := f.each(&LogPage{Entries: fits, Sources: f.names}); err != nil {
			return err
		}
	}
	return nil
}
