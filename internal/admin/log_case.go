package admin

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
)

// CaseFound is what a case id leads to: one of the fields is set.
type CaseFound struct {
	Entry   *Entry
	Traffic *directory.Traffic
	Review  *directory.Case
	Sources map[string]string // names by id
}

// Find finds a case wherever it is kept: in the log, in recent traffic, or in the review queue (rules I3 and P9).
// NotFound when the account has none.
func (s *Log) Find(ctx context.Context, actor Actor, account *directory.Account, caseID string) (*CaseFound, error) {
	caseID, err := s.Reader.WholeCase(ctx, account.ID, strings.TrimSpace(caseID))
	if err != nil {
		return nil, err
	}
	entry, err := s.Show(ctx, actor, account, caseID)
	if err == nil {
		return &CaseFound{Entry: entry, Sources: entry.Sources}, nil
	}
	id, failed := uuid.Parse(caseID)
	if failed != nil || directory.KindOf(err) != directory.NotFound {
		return nil, err
	}
	found := &CaseFound{}
	if found.Sources, failed = s.Sources.SourceNames(ctx, account.ID); failed != nil {
		return nil, failed
	}
	if found.Traffic, failed = s.Traffic.TrafficOf(ctx, account.ID, id.String()); failed != nil ||
		found.Traffic != nil {
		return found, failed
	}
	if found.Review, failed = s.Directory.Case(ctx, account.ID,
		id.String()); directory.KindOf(failed) == directory.NotFound {
		return nil, err
	}
	return found, failed
}

// FindUnattributed finds the case of what belongs to no account, a request or the receipt of one that was deleted;
// NotFound when there is none.
func (s *Log) FindUnattributed(ctx context.Context, _ Actor, caseID string) (*CaseFound, error) {
	caseID, err := s.Reader.WholeCase(ctx, "", strings.TrimSpace(caseID))
	if err != nil {
		return nil, err
	}
	if id, err := uuid.Parse(caseID); err == nil {
		kind, err := s.Traffic.TrafficOf(ctx, "", id.String())
		if err != nil || kind != nil {
			return &CaseFound{Traffic: kind}, err
		}
		entries, err := s.Reader.LogEntries(ctx, jobs.Nobody, []string{id.String()})
		if err != nil {
			return nil, err
		}
		if len(entries) == 1 { // the receipt of an account that was deleted
			return &CaseFound{Entry: &Entry{LogEntry: entries[0]}}, nil
		}
	}
	return nil, directory.Refuse(directory.NotFound, "log.noCase", "case", caseID)
}
