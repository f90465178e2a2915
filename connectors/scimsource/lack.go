package scimsource

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

// sampled is how many groups are asked for one at a time, to see whether they show members that lists do not.
const sampled = 3

// has reports whether a resource shows one of the attributes by which people are judged.
func (r resource) has(what string) bool {
	switch what {
	case "active":
		return r.active
	case "emails":
		return r.emails || r.login
	}
	return r.shown
}

// lacks are the attributes that not one of the page shows: a missing right looks no different from that.
func (b *batch) lacks() []string {
	whats := []string{"active", "emails"}
	if b.at.Group {
		whats = []string{"members"}
	}
	var lacks []string
	for _, what := range whats {
		n := 0
		shown := slices.ContainsFunc(b.resources, func(r resource) bool {
			if r.Fault == "" {
				n++
			}
			return r.Fault == "" && r.has(what)
		})
		if !shown && n > 0 {
			lacks = append(lacks, what)
		}
	}
	return lacks
}

// listsHideMembers reports whether groups show members one at a time and lists show none.
func (s *Source) listsHideMembers(ctx context.Context, b *batch) (bool, error) {
	tried, shown := 0, false
	for _, r := range b.resources {
		if len(r.Members) > 0 || slices.Contains(r.Unread, "members") {
			return false, nil
		}
		shown = shown || r.shown
	}
	for _, r := range b.resources {
		if r.Fault != "" || tried == sampled {
			continue
		}
		tried++
		one, there, err := s.resource(ctx, connectors.Group, r.ID, nil)
		if err != nil && !noGroups(err) {
			return false, err
		}
		if there && (len(one.Members) > 0 || one.shown && !shown) {
			return true, nil
		}
	}
	return false, nil
}

// complete asks one by one for the members that lists do not show.
func (s *Source) complete(ctx context.Context, p position, b *batch) error {
	if !p.ByGroup {
		return nil
	}
	for i := range b.resources {
		r := &b.resources[i]
		if r.Fault != "" || len(r.Members) > 0 {
			continue
		}
		one, there, err := s.resource(ctx, connectors.Group, r.ID, nil)
		if err != nil {
			return err
		}
		if !there || one.Fault != "" { // deleted since, or not what was asked for
			r.Unread = append(r.Unread, "members")
			continue
		}
		r.Members, r.shown = one.Members, one.shown
		r.Unread = one.Unread
	}
	return nil
}

// countGroups asks how many groups there are, for who wants to know how far a reading is. Not to be told is no error.
func (s *Source) countGroups(ctx context.Context) (int, error) {
	query := url.Values{"startIndex": {"1"}, "count": {"1"}, "attributes": {"displayName"}}
	l, err := s.list(ctx, "/Groups", query, pass)
	if err == nil && l.said {
		return l.total, nil
	}
	return 0, ctx.Err()
}

// resource asks for one resource (RFC 7644 section 3.4.1). It is not there when the server says 404 or 410.
func (s *Source) resource(ctx context.Context, kind, id string, query url.Values) (r resource, there bool, err error) {
	path := "/" + kind + "s/" + strings.ReplaceAll(url.PathEscape(id), ".", "%2E") // "." and ".." mean something in a path
	err = s.get(ctx, path, query, func(body io.Reader, _ http.Header) (err error) {
		dec := json.NewDecoder(body)
		dec.UseNumber()
		r, err = decodeResource(dec, kind)
		return whole(err)
	})
	switch status := statusOf(err); {
	case status == http.StatusNotFound || status == http.StatusGone:
		return r, false, nil
	case errors.Is(err, errTooLarge):
		r.Fault = "it is too large"
		return r, true, nil
	case err != nil:
		return r, false, err
	case r.ID != "" && r.ID != id:
		return r, false, &connectors.Error{
			Kind: connectors.Malformed, Detail: s.excerpt(path+": another entry was answered, "+r.ID, maxDetail),
		}
	}
	return r, true, nil
}
