package scimsource

import (
	"context"
	"net/url"
	"time"

	"github.com/usher-id/usher/connectors"
)

// markOf is a time as a mark.
func markOf(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// changedSince is a filter (RFC 7644 section 3.4.2.2). That of the very second is in: times in marks have no fractions.
func changedSince(mark string) string { return `meta.lastModified ge "` + mark + `"` }

// Mark implements connectors.Delta: the server's time, or "" when the server's filter by meta.lastModified does not do
// what it says.
func (s *Source) Mark(ctx context.Context) (string, error) {
	if s.history == nil {
		proved, err := s.filters(ctx)
		if err != nil {
			return "", err
		}
		s.history = &proved
	}
	if !*s.history {
		return "", nil
	}
	l, err := s.list(ctx, "/Users", url.Values{"startIndex": {"1"}, "count": {"1"}}, pass)
	if err != nil {
		return "", err
	}
	return markOf(l.date), nil
}

// filters proves the filter by time: since long ago everybody has changed, and nobody since tomorrow.
func (s *Source) filters(ctx context.Context) (proved bool, err error) {
	all, err := s.list(ctx, "/Users", url.Values{"startIndex": {"1"}, "count": {"1"}}, pass)
	if err != nil {
		return false, err
	}
	for _, since := range []struct {
		mark string
		want int
	}{{markOf(time.Unix(0, 0)), all.total}, {markOf(all.date.AddDate(0, 0, 2)), 0}} {
		query := url.Values{"startIndex": {"1"}, "count": {"1"}, "filter": {changedSince(since.mark)}}
		l, err := s.list(ctx, "/Users", query, pass)
		if err != nil {
			if statusOf(err) != 0 && !isKind(err, connectors.Throttled) && !isKind(err, connectors.Credential) {
				return false, nil
			}
			return false, err
		}
		// Somebody may come in between.
		if since.want == 0 && (l.items > 0 || l.total > 0) || since.want > 0 && (l.items == 0 || l.total < since.want) {
			return false, nil
		}
	}
	return all.total > 0, nil
}

// Changes implements connectors.Delta.
func (s *Source) Changes(ctx context.Context, mark, text string) (*connectors.Page, error) {
	if _, err := time.Parse(time.RFC3339, mark); err != nil {
		return nil, &connectors.Error{Kind: connectors.Expired, Detail: "the mark is none of this connector"}
	}
	p, err := s.parse(text, mark)
	if err != nil {
		return nil, err
	}
	return s.page(ctx, p)
}

// Sees implements connectors.Delta. Who is deleted has no meta.lastModified any more, and RFC 7643 does not say that a
// membership changes the group's.
func (s *Source) Sees() (deletions, memberships bool) { return false, false }
