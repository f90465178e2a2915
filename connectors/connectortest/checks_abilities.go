package connectortest

import (
	"slices"

	"github.com/usher-id/usher/connectors"
)

// prober is the connector as one that probes.
func (c *check) prober(s Service) connectors.Prober {
	c.Helper()
	p, is := s.New().(connectors.Prober)
	if !is {
		c.Skip("the connector does not probe")
	}
	return p
}

// lacks probes, and says what can't be read.
func (c *check) lacks(p connectors.Prober) []string {
	c.Helper()
	f, err := p.Probe(c.Context())
	if err != nil {
		c.proper(err)
		c.Fatal(err)
	}
	var lacks []string
	for _, l := range f.Lacks {
		lacks = append(lacks, l.What)
	}
	return lacks
}

func probeGood(c *check) {
	w := c.world()
	p := c.prober(c.start(w, None))
	f, err := p.Probe(c.Context())
	if err != nil {
		c.proper(err)
		c.Fatal(err)
	}
	if len(f.Lacks) > 0 {
		c.Errorf("a service that shows everything lacks %v", f.Lacks)
	}
	if f.Users != 0 && f.Users != len(w.People) || f.Groups != 0 && f.Groups != len(w.Groups) {
		c.Errorf("a probe finds %d users and %d groups; there are %d and %d", f.Users, f.Groups, len(w.People), len(w.Groups))
	}
	if f.Service == "" {
		c.Errorf("a probe does not say what it has found")
	}
}

func probeAddresses(c *check) {
	w := c.world()
	s := c.start(w, Withdrawn)
	if lacks := c.lacks(c.prober(s)); !slices.Contains(lacks, "emails") {
		c.Errorf("a service that shows no address lacks %v", lacks)
	}
	// What can't be read is not said to be empty.
	r := newReading()
	if err := c.all(c.Context(), s.New, r, maxPages); err != nil {
		c.Fatal(err)
	}
	for _, p := range w.People {
		if e := r.entries["User "+p.ID]; !slices.Contains(e.Unread, "emails") {
			c.Errorf("%s comes without an address, unread %v", say(e), e.Unread)
		}
	}
}

func probeMembers(c *check) {
	w := c.world()
	s := c.start(w, Unlisted)
	if lacks := c.lacks(c.prober(s)); !slices.Contains(lacks, "members") {
		c.Errorf("a service that shows no members lacks %v", lacks)
	}
	r := newReading()
	if err := c.all(c.Context(), s.New, r, maxPages); err != nil {
		c.Fatal(err)
	}
	for _, g := range w.Groups {
		if e := r.entries["Group "+g.ID]; !slices.Contains(e.Unread, "members") {
			c.Errorf("%s comes without members, unread %v", say(e), e.Unread)
		}
	}
}

// probeGroups finds that groups can't be read. Who has not probed must not take people alone for all; who has reads
// people.
func probeGroups(c *check) {
	w := c.world()
	s := c.start(w, NoGroups)
	r := newReading()
	if err := c.all(c.Context(), s.New, r, maxPages); err == nil && r.cut == "" {
		c.Errorf("a reading without any groups is said to be all")
	}
	p := c.prober(s)
	if lacks := c.lacks(p); !slices.Contains(lacks, "groups") {
		c.Errorf("a service that shows no groups lacks %v", lacks)
	}
	probed, is := p.(connectors.Connector)
	if !is {
		c.Fatal("what probes does not read")
	}
	r = newReading()
	if err := c.one(c.Context(), probed, r); err != nil {
		c.Fatal(err)
	}
	if err := c.all(c.Context(), s.New, r, maxPages); err != nil { // the position knows it, too
		c.Fatal(err)
	}
	w.Groups = nil
	c.whole(r, w)
}

func probeRefused(c *check) {
	s := c.start(c.world(), Expires)
	s.Strike()
	_, err := c.prober(s).Probe(c.Context())
	c.kind(err, connectors.Credential)
}

func (c *check) confirmer(s Service) connectors.Confirmer {
	c.Helper()
	one, is := s.New().(connectors.Confirmer)
	if !is {
		c.Skip("the connector does not confirm")
	}
	return one
}

func confirms(c *check) {
	w := c.world()
	one := c.confirmer(c.start(w, None))
	for _, tt := range []struct {
		kind, id string
		there    bool
	}{
		{connectors.User, w.People[0].ID, true},
		{connectors.User, w.People[len(w.People)-1].ID, true},
		{connectors.User, "nobody-knows-me", false},
		{connectors.Group, w.Groups[0].ID, true},
		{connectors.Group, "no group/?&of=that..name", false},
	} {
		there, err := one.Confirm(c.Context(), tt.kind, tt.id)
		if err != nil {
			c.proper(err)
			c.Fatal(err)
		}
		if there != tt.there {
			c.Errorf("that %s %s is there is said to be %v", tt.kind, tt.id, there)
		}
	}
}

// confirmsNothing asks a service that can't know: nobody is gone for that (rule S4).
func confirmsNothing(c *check) {
	w := c.world()
	for _, f := range []Fault{Fails, Expires, Forbids, Throttles, Drops, Away} {
		if _, cannot := c.subject.Cannot[f]; cannot {
			continue
		}
		s := c.start(w, f)
		one := c.confirmer(s)
		s.Strike()
		there, err := one.Confirm(c.Context(), connectors.User, w.People[0].ID)
		if err == nil {
			c.Errorf("%s: somebody is confirmed (there: %v)", f, there)
			continue
		}
		c.proper(err)
	}
}

func changes(c *check) {
	w := c.world()
	s := c.start(w, None)
	connector := s.New()
	delta, is := connector.(connectors.Delta)
	if !is || s.Serve == nil {
		c.Skip("the connector reads no changes, or the service makes none")
	}
	mark, err := delta.Mark(c.Context())
	if err != nil {
		c.proper(err)
		c.Fatal(err)
	}
	if mark == "" {
		c.Skip("the service keeps no history")
	}
	w.People = slices.Clone(w.People)
	changed := &w.People[2*c.page]
	changed.Email = "another@example.com"
	changed.Changed = changed.Changed.AddDate(100, 0, 0) // after the mark by any clock
	s.Serve(w)
	found, position := false, ""
	for pages := 0; ; pages++ {
		if pages > maxPages {
			c.Fatal("the changes do not end")
		}
		another, _ := s.New().(connectors.Delta)
		page, err := another.Changes(c.Context(), mark, position)
		if err != nil {
			c.proper(err)
			c.Fatal(err)
		}
		c.bounds(page)
		for _, e := range page.Entries {
			c.entry(e)
			if e.ID == changed.ID {
				found = true
				c.person(e, *changed)
			}
		}
		if position = page.Next; position == "" {
			if page.Mark == "" {
				c.Errorf("the last page of changes has no mark")
			}
			break
		}
	}
	if !found {
		c.Errorf("User %s has changed and is not among the changes", changed.ID)
	}
	_, err = delta.Changes(c.Context(), "not a mark of this service", "")
	c.kind(err, connectors.Expired)
}
