package scimsource

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/usher-id/usher/connectors"
)

// Read implements connectors.Connector: the users, then the groups.
func (s *Source) Read(ctx context.Context, text string) (*connectors.Page, error) {
	p, err := s.parse(text, "")
	if err != nil {
		return nil, err
	}
	return s.page(ctx, p)
}

// page reads the page at p and says what comes after it.
func (s *Source) page(ctx context.Context, p position) (*connectors.Page, error) {
	b, err := s.fetch(ctx, &p)
	if err != nil {
		if p.Group && p.Pages == 0 && noGroups(err) {
			// There might have been groups, so that nobody may take this for all. Who has probed knows, and reads
			// without them.
			return &connectors.Page{Total: p.Users, Cut: "the groups can't be read: " + detail(err), Mark: p.Answered}, nil
		}
		return nil, err
	}
	if p.Pages == 0 {
		if err := s.begin(ctx, &p, b); err != nil {
			return nil, err
		}
	}
	if err := s.complete(ctx, p, b); err != nil {
		return nil, err
	}
	done, cut := p.advance(b, s.maxEntries)
	out := &connectors.Page{Entries: b.entries(p.Lacks), Total: p.Users + p.Groups}
	switch {
	case cut != "":
		out.Cut = cut
	case !done:
		out.Next, err = p.text()
	case !p.Group && !p.NoGroups:
		out.Next, err = s.groups(p).text()
	case p.Nameless > 0:
		out.Cut = fmt.Sprintf("%d entries came without an id", p.Nameless)
	}
	if err != nil {
		return nil, err
	}
	if out.Next == "" && p.Since != "" {
		out.Mark = p.Answered
	}
	return out, nil
}

// groups is the first position of the groups after users.
func (s *Source) groups(p position) position {
	g := s.start(p.Since)
	g.Group, g.Users, g.Groups, g.Nameless, g.Answered = true, p.Users, p.Groups, p.Nameless, p.Answered
	return g
}

// begin is what is asked and judged once for users and once for groups, by the first page.
func (s *Source) begin(ctx context.Context, p *position, b *batch) (err error) {
	if p.Since != "" && p.Answered == "" {
		p.Answered = markOf(b.date)
	}
	p.Lacks = b.lacks()
	if p.Group {
		p.ByGroup, err = s.listsHideMembers(ctx, b)
		if p.ByGroup {
			p.Lacks = nil
		}
		return err
	}
	if p.Since == "" && !p.NoGroups {
		p.Groups, err = s.countGroups(ctx)
	}
	return err
}

// fetch reads a page, and finds out how pages come when that is not known: a server that knows cursors (RFC 9865) gives
// one to who asks for the first page by cursor, whatever it says of itself. What others make of the parameter is tried
// against startIndex.
func (s *Source) fetch(ctx context.Context, p *position) (*batch, error) {
	switch p.Way {
	case byIndex:
		return s.indexed(ctx, p)
	case byCursor:
		b, err := s.fit(ctx, p)
		if err != nil {
			return nil, forgotten(*p, err)
		}
		if p.Pages != 1 || !b.again {
			return b, nil
		}
		p.Way, p.Cursor = byIndex, "" // it gives cursors and does not honour them
		return s.indexed(ctx, p)
	}
	p.Way = byCursor
	b, err := s.fit(ctx, p)
	switch {
	case err == nil && b.next != "" && b.surplus == 0:
		return b, nil
	case err == nil && b.items > 0:
		p.Way = byIndex
		return b, nil
	case err != nil && !refusesCursor(err):
		return nil, err
	}
	p.Way = byIndex
	return s.fit(ctx, p)
}

// refusesCursor reports whether an error may come of a parameter that the server does not know.
func refusesCursor(err error) bool {
	switch statusOf(err) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity,
		http.StatusInternalServerError, http.StatusNotImplemented:
		return true
	}
	return false
}

// forgotten calls the refusal of a cursor Expired (RFC 9865 section 4).
func forgotten(p position, err error) error {
	switch statusOf(err) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusGone:
		if p.Cursor != "" {
			return &connectors.Error{Kind: connectors.Expired, Detail: detail(err), Err: errors.Unwrap(err)}
		}
	}
	return err
}

// noGroups reports whether a refusal means that there are no groups, or that the token may not read any.
func noGroups(err error) bool {
	return slices.Contains([]int{
		http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented,
	}, statusOf(err)) && !isKind(err, connectors.Throttled)
}

func isKind(err error, kind connectors.Kind) bool {
	known := (*connectors.Error)(nil)
	return errors.As(err, &known) && known.Kind == kind
}

func detail(err error) string {
	if known := (*connectors.Error)(nil); errors.As(err, &known) {
		return known.Detail
	}
	return err.Error()
}
