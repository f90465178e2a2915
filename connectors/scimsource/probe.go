package scimsource

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

// Probe implements connectors.Prober: it reads a page of users and one of groups, and judges them by what they show. A
// Source that has found that no groups can be read reads without them from then on; whoever asked knows it from the
// findings.
func (s *Source) Probe(ctx context.Context) (*connectors.Findings, error) {
	f := &connectors.Findings{Service: strings.TrimPrefix(strings.TrimPrefix(s.base, "https://"), "http://")}
	way, err := s.probeUsers(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := s.probeGroups(ctx, f); err != nil {
		return nil, err
	}
	proved, err := s.filters(ctx)
	if err != nil {
		return nil, err
	}
	if s.history = &proved; !proved {
		f.Notes = append(f.Notes, "it can't be asked for what has changed (by meta.lastModified): everything is read every time")
	}
	return f, s.probeConfig(ctx, f, way)
}

func (s *Source) probeUsers(ctx context.Context, f *connectors.Findings) (way string, err error) {
	p := s.start("")
	b, err := s.fetch(ctx, &p)
	if err != nil {
		return "", err
	}
	f.Users = max(b.total, len(b.resources))
	way = p.Way
	if done, _ := p.advance(b, s.maxEntries); !done { // the next page shows how they come, and more people
		next, err := s.fetch(ctx, &p)
		if err != nil {
			return "", err
		}
		way = p.Way
		b.resources = append(b.resources, next.resources...)
		if _, cut := p.advance(next, s.maxEntries); cut != "" {
			f.Notes = append(f.Notes, cut)
		}
	}
	s.found(f, b)
	if len(b.resources) == 0 {
		f.Notes = append(f.Notes, "it shows no user, so that nothing is known of what may be read of users")
	}
	for _, what := range []string{"active", "emails"} {
		if n := b.without(what); n > 0 && n < len(b.resources) {
			f.Notes = append(f.Notes, fmt.Sprintf("%d of the first %d users have no %s", n, len(b.resources), what))
		}
	}
	return way, nil
}

// without counts the users that do not show an attribute.
func (b *batch) without(what string) int {
	n := 0
	for _, r := range b.resources {
		if r.Fault == "" && !r.has(what) {
			n++
		}
	}
	return n
}

func (s *Source) probeGroups(ctx context.Context, f *connectors.Findings) error {
	if s.noGroups {
		f.Lacks = append(f.Lacks, connectors.Lack{What: "groups"})
		return nil
	}
	p := s.start("")
	p.Group = true
	b, err := s.fetch(ctx, &p)
	if noGroups(err) {
		lack := connectors.Lack{What: "groups"}
		if isKind(err, connectors.Permission) {
			lack.Right = s.preset.Right
		}
		s.noGroups = true
		f.Lacks, f.Notes = append(f.Lacks, lack), append(f.Notes, detail(err))
		return nil
	}
	if err != nil {
		return err
	}
	f.Groups = max(b.total, len(b.resources))
	hidden, err := s.listsHideMembers(ctx, b)
	if err != nil {
		return err
	}
	if hidden {
		f.Notes = append(f.Notes, "lists show no members: groups are read one by one")
		return nil
	}
	s.found(f, b)
	return nil
}

// found adds what a page does not show of anybody.
func (s *Source) found(f *connectors.Findings, b *batch) {
	lacks := b.lacks()
	readable := func(r resource) bool { return !slices.Contains(r.Unread, "members") }
	if b.at.Group && len(lacks) == 0 && len(b.resources) > 0 && !slices.ContainsFunc(b.resources, readable) {
		lacks = []string{"members"} // they are there and say nobody's id
	}
	for _, what := range lacks {
		f.Lacks = append(f.Lacks, connectors.Lack{What: what, Right: s.preset.Right})
	}
}

// probeConfig compares what the server says of itself (RFC 7643 section 5, RFC 9865 section 5) with what it does.
func (s *Source) probeConfig(ctx context.Context, f *connectors.Findings, way string) error {
	var config struct {
		Pagination struct{ Cursor any }
	}
	err := s.get(ctx, "/ServiceProviderConfig", nil, func(r io.Reader, _ http.Header) error {
		return json.NewDecoder(r).Decode(&config)
	})
	says, does := false, way == byCursor
	if err == nil {
		says, _ = config.Pagination.Cursor.(bool)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		f.Notes = append(f.Notes, "it does not say what it can (/ServiceProviderConfig)")
	case says && !does && f.Users > s.size:
		f.Notes = append(f.Notes, "it says that it pages by cursor, and does not: it is read by startIndex")
	}
	if f.Users > s.size {
		f.Notes = append(f.Notes, map[bool]string{true: "pages come by cursor", false: "pages come by startIndex"}[does])
	}
	return nil
}
