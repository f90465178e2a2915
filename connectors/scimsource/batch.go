package scimsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-id/usher/connectors"
)

// What position.Leave says of an attribute that need not be sent (RFC 7644 section 3.9). The groups of users are known
// from the groups; where users show them, the second page is asked for without, and if it comes as it should, all
// others are.
const (
	leaveTry     = "?"
	leaveGroups  = "groups"
	leaveMembers = "members" // of one page, that of a group which is too large to be read with them
	leaveNever   = "-"
)

// batch is one answer of a list.
type batch struct {
	listing
	at        position
	logins    bool // no userName is an address, whatever it looks like
	resources []resource
	first     uint64 // impression of the first id
	again     bool   // it begins as the page before did
	joined    bool   // it begins with the last entry of the page before, as it was asked to; that one is not kept
	seen      int    // resources, kept or not
	refused   bool   // it is no answer: the server refuses to be asked beyond the end
	surplus   int    // resources beyond what a page may hold; they are not kept
}

// take decodes one resource of the list.
func (b *batch) take(dec *json.Decoder) error {
	r, err := decodeResource(dec, b.at.kind())
	if err != nil {
		return err
	}
	r.login = r.login && !b.logins
	b.seen++
	if b.seen == 1 {
		if r.ID != "" {
			b.first = impression(r.ID)
		}
		if b.at.overlaps() && b.first == b.at.last() {
			b.joined = true
			return nil
		}
		b.again = b.first != 0 && b.first == b.at.First && b.at.Overlap != overlapYes
	}
	switch {
	case b.again && b.at.Way == byIndex && b.seen < b.at.Start: // of a server that gives everything, whatever is asked for
	case len(b.resources) == connectors.MaxPage:
		b.surplus++
	default:
		b.resources = append(b.resources, r)
	}
	return nil
}

// fit reads the page at p in an answer of a size that can be read, and changes p by what it found out.
func (s *Source) fit(ctx context.Context, p *position) (*batch, error) {
	for {
		b, err := s.once(ctx, *p)
		trying := p.Leave == leaveTry
		switch {
		case tooLarge(err) && p.Size > 1:
			p.Size = max(1, p.Size/4)
		case errors.Is(err, errTooLarge) && p.Group && p.Leave == "":
			p.Leave = leaveMembers
		case errors.Is(err, errTooLarge):
			return nil, &connectors.Error{Kind: connectors.Malformed, Detail: fmt.Sprintf(
				"%s: one entry, the %dth, is larger than %d bytes", p.path(), p.Start, s.maxBody)}
		case trying && (err != nil && statusOf(err) != 0 || err == nil && !b.named()):
			p.Leave = leaveNever
		case err != nil:
			return nil, err
		default:
			p.settle(b, s.size)
			return b, nil
		}
	}
}

// tooLarge reports whether fewer resources should be asked for.
func tooLarge(err error) bool {
	r := (*refusal)(nil)
	return errors.Is(err, errTooLarge) || errors.As(err, &r) && r.scimType == "invalidCount" // RFC 9865 section 4
}

// settle keeps what the page has shown for the next one.
func (p *position) settle(b *batch, size int) {
	p.Size = min(size, 2*p.Size) // again, after what was too large
	switch {
	case p.Leave == leaveTry:
		p.Leave = leaveGroups
	case p.Leave == leaveMembers:
		p.Leave = ""
	case !p.Group && p.Leave == "" && b.named() && b.more():
		p.Leave = leaveTry
	}
}

// more reports whether something is shown that need not be.
func (b *batch) more() bool {
	return slices.ContainsFunc(b.resources, func(r resource) bool { return r.groups })
}

// named reports whether everybody has a name, as when all attributes came that were to come.
func (b *batch) named() bool {
	return !slices.ContainsFunc(b.resources, func(r resource) bool { return !r.named })
}

// once asks for the page at p.
func (s *Source) once(ctx context.Context, p position) (*batch, error) {
	query := url.Values{"count": {strconv.Itoa(p.Size)}}
	if p.Way == byCursor {
		query.Set("cursor", p.Cursor)
	} else {
		query.Set("startIndex", strconv.Itoa(p.from()))
	}
	if p.Since != "" {
		query.Set("filter", changedSince(p.Since))
	}
	switch p.Leave {
	case leaveTry, leaveGroups:
		query.Set("excludedAttributes", strings.TrimSuffix("groups,"+s.preset.Leave, ","))
	case leaveMembers:
		query.Set("excludedAttributes", "members")
	}
	b := &batch{at: p, logins: s.preset.Logins}
	l, err := s.list(ctx, p.path(), query, b.take)
	if err != nil {
		if p.Way == byIndex && p.Pages > 0 && (p.Total == 0 || p.Start > p.Total) && refusesIndex(err) {
			b.refused = true // to be asked beyond the end
			return b, nil
		}
		return nil, err
	}
	b.listing = l
	if p.Leave == leaveMembers {
		for i := range b.resources {
			b.resources[i].Attributes = nil
			b.resources[i].Fault = fmt.Sprintf("it is larger than %d bytes with its members", s.maxBody)
		}
	}
	return b, nil
}

func refusesIndex(err error) bool {
	switch statusOf(err) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusRequestedRangeNotSatisfiable,
		http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// entries are what the page gives. What nobody of the first page could be seen to have, or nobody of a page of many, is
// not said to be empty.
func (b *batch) entries(lacks []string) []connectors.Entry {
	if len(b.resources) >= 10 {
		lacks = append(slices.Clone(lacks), b.lacks()...)
	}
	out := make([]connectors.Entry, 0, len(b.resources))
	for _, r := range b.resources {
		e := r.Entry
		for _, what := range []string{"active", "emails", "members"} {
			if e.Fault == "" && slices.Contains(lacks, what) && !r.has(what) && !slices.Contains(e.Unread, what) {
				e.Unread = append(e.Unread, what)
			}
		}
		out = append(out, e)
	}
	return out
}
