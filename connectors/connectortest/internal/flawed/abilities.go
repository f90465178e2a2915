package flawed

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest"
)

// Subject is the connector with a flaw, or None.
func Subject(flaw Flaw) connectortest.Subject {
	const size = 10
	return connectortest.Subject{Page: size, Start: func(_ testing.TB, w connectortest.World, f connectortest.Fault) connectortest.Service {
		s := &service{fault: f, size: size, world: w, waiting: make(chan struct{}), mended: make(chan struct{})}
		return connectortest.Service{
			Secret: Secret, Waiting: s.waiting,
			New: func() connectors.Connector { return &Connector{service: s, flaw: flaw} },
			Strike: func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.striking = true
			},
			Mend: func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				if s.striking = false; s.mended != nil {
					close(s.mended)
				}
			},
			Serve: func(w connectortest.World) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.world = w
			},
		}
	}}
}

// Probe implements connectors.Prober.
func (c *Connector) Probe(ctx context.Context) (*connectors.Findings, error) {
	f := &connectors.Findings{Service: "flawed 1.0"}
	if c.flaw == ProbesNothing {
		return f, nil
	}
	users, err := c.ask(ctx, &place{Kind: connectors.User})
	if err != nil {
		return nil, c.typed(err)
	}
	f.Users = users.total
	groups, err := c.ask(ctx, &place{Kind: connectors.Group})
	if isCode(err, connectortest.Forbids) {
		groups, err = &answer{}, nil
		c.at.NoGroups = true
		f.Lacks = append(f.Lacks, connectors.Lack{What: "groups"})
	}
	if err != nil {
		return nil, c.typed(err)
	}
	f.Groups = groups.total
	if len(users.rows) > 0 && !slices.ContainsFunc(users.rows, func(r row) bool { return r.email != "" }) {
		f.Lacks = append(f.Lacks, connectors.Lack{What: "emails"})
	}
	if len(groups.rows) > 0 && !slices.ContainsFunc(groups.rows, func(r row) bool { return r.members != nil }) {
		f.Lacks = append(f.Lacks, connectors.Lack{What: "members"})
	}
	if c.flaw == SeesNoLack {
		f.Lacks = nil
	}
	return f, nil
}

// Confirm implements connectors.Confirmer.
func (c *Connector) Confirm(ctx context.Context, entryType, id string) (bool, error) {
	if err := c.service.down(ctx, false); err != nil {
		if c.flaw == ConfirmsFailures {
			return false, nil
		}
		return false, c.typed(err)
	}
	c.service.mu.Lock()
	defer c.service.mu.Unlock()
	there := slices.ContainsFunc(c.service.rows(entryType), func(r row) bool { return r.id == id })
	return there || c.flaw == ConfirmsAll, nil
}

// Mark implements connectors.Delta.
func (c *Connector) Mark(context.Context) (string, error) {
	return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339), nil
}

// Changes implements connectors.Delta, in one page.
func (c *Connector) Changes(_ context.Context, mark, _ string) (*connectors.Page, error) {
	since, err := time.Parse(time.RFC3339, mark)
	if err != nil {
		return nil, &connectors.Error{Kind: connectors.Expired, Detail: "the mark is not known"}
	}
	page := &connectors.Page{Mark: mark}
	if c.flaw == NoMark {
		page.Mark = ""
	}
	c.service.mu.Lock()
	defer c.service.mu.Unlock()
	for _, kind := range []string{connectors.User, connectors.Group} {
		for _, r := range c.service.rows(kind) {
			if r.changed.After(since) && c.flaw != LosesChanges {
				page.Entries = append(page.Entries, c.entry(kind, r, false))
			}
		}
	}
	return page, nil
}

// Sees implements connectors.Delta.
func (c *Connector) Sees() (deletions, memberships bool) { return false, true }
