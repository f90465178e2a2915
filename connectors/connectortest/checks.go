package connectortest

import (
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

// Checks are all there are. Rules S1 to S8 say what for.
func Checks() []Check {
	return []Check{
		{"everything is read", everything},
		{"an empty service is read", emptyService},
		{"a small service is read", smallService},
		{"more people than a page may hold", manyPeople},
		{"another process goes on", anotherProcess},
		{"a position can be used again", positionAgain},
		{"an unknown position is expired", unknownPosition},
		{"short pages are followed", func(c *check) { followed(c, Short) }},
		{"empty pages are followed", func(c *check) { followed(c, Empty) }},
		{"objects that come twice are one", func(c *check) { followed(c, Twice) }},
		{"a repeated cursor ends the reading", func(c *check) { ends(c, Repeats) }},
		{"a circle of cursors ends the reading", func(c *check) { ends(c, Circles) }},
		{"a list without end is ended", func(c *check) { ends(c, Endless) }},
		{"fewer entries than said are not all", func(c *check) { ends(c, Fewer) }},
		{"people who come and go meanwhile", changing},
		{"people who go at the front meanwhile", leaving},
		{"throttling", throttling},
		{"an expired token", func(c *check) { interrupted(c, Expires, connectors.Credential) }},
		{"a right that is taken away", func(c *check) { interrupted(c, Forbids, connectors.Permission) }},
		{"a service that fails", func(c *check) { interrupted(c, Fails, connectors.Unavailable) }},
		{"a connection that ends", func(c *check) { interrupted(c, Drops, connectors.Unavailable) }},
		{"a forgotten position is expired", forgotten},
		{"a page that is none", func(c *check) { malformed(c, Garbage) }},
		{"an answer that stops in the middle", func(c *check) { malformed(c, Cropped) }},
		{"an entry without an id", nameless},
		{"an id that is too long", hugeID},
		{"an entry that is too large", hugeEntry},
		{"a group that is too large", crowd},
		{"cancelled before", cancelledBefore},
		{"cancelled in the middle", cancelled},
		{"a probe of what can be read", probeGood},
		{"a probe without addresses", probeAddresses},
		{"a probe without members", probeMembers},
		{"a probe without groups", probeGroups},
		{"a probe that is refused", probeRefused},
		{"who is there is confirmed", confirms},
		{"nobody is confirmed by a failing service", confirmsNothing},
		{"changes are read", changes},
	}
}

func everything(c *check) {
	w := c.world()
	s := c.start(w, None)
	connector := s.New()
	r := newReading()
	if err := c.all(c.Context(), func() connectors.Connector { return connector }, r, maxPages); err != nil {
		c.Fatal(err)
	}
	c.whole(r, w)
	if r.pages < 3 {
		c.Errorf("%d entries came in %d pages: the service's pages are to be smaller here", len(w.People)+len(w.Groups), r.pages)
	}
}

func emptyService(c *check) {
	s := c.start(World{}, None)
	r := newReading()
	if err := c.all(c.Context(), s.New, r, maxPages); err != nil {
		c.Fatal(err)
	}
	c.whole(r, World{})
}

// smallService has what fills pages exactly, and less.
func smallService(c *check) {
	for _, n := range []int{1, c.page - 1, c.page, c.page + 1, 2 * c.page} {
		w := worldOf(n, 2)
		r := newReading()
		if err := c.all(c.Context(), c.start(w, None).New, r, maxPages); err != nil {
			c.Fatal(err)
		}
		c.whole(r, w)
	}
}

// manyPeople are more than a page may hold, however they come.
func manyPeople(c *check) {
	w := worldOf(connectors.MaxPage+c.page+1, 0)
	r := newReading()
	if err := c.all(c.Context(), c.start(w, None).New, r, len(w.People)); err != nil {
		c.Fatal(err)
	}
	c.whole(r, w)
}

func anotherProcess(c *check) {
	w := c.world()
	r := newReading()
	if err := c.all(c.Context(), c.start(w, None).New, r, maxPages); err != nil {
		c.Fatal(err)
	}
	c.whole(r, w)
}

// positionAgain reads every page twice.
func positionAgain(c *check) {
	w := c.world()
	connector := c.start(w, None).New()
	r := newReading()
	for !r.done && r.pages < maxPages {
		again := &reading{entries: map[string]connectors.Entry{}, position: r.position, groups: r.groups}
		before := len(r.entries)
		if err := c.one(c.Context(), connector, again); err != nil {
			c.Fatal(err)
		}
		if err := c.one(c.Context(), connector, r); err != nil {
			c.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(again.entries)) {
			if _, there := r.entries[key]; !there {
				c.Errorf("page %d had %s the first time and not the second", r.pages, key)
			}
		}
		if len(again.entries) < len(r.entries)-before {
			c.Errorf("page %d had %d entries the first time and more the second", r.pages, len(again.entries))
		}
	}
	c.whole(r, w)
}

func unknownPosition(c *check) {
	s := c.start(c.world(), None)
	for _, position := range []string{"never heard of", "{}", "\x00\xff", "1", strings.Repeat("x", 10<<10)} {
		_, err := s.New().Read(c.Context(), position)
		c.kind(err, connectors.Expired)
	}
}

// followed reads all in spite of a fault.
func followed(c *check, f Fault) {
	w := c.world()
	r := newReading()
	if err := c.all(c.Context(), c.start(w, f).New, r, 10*maxPages); err != nil {
		c.Fatal(err)
	}
	c.whole(r, w)
}

// ends reads what can't be all: the reading ends all the same, and nobody can take it for all (rule S2).
func ends(c *check, f Fault) {
	r := newReading()
	err := c.all(c.Context(), c.start(c.world(), f).New, r, 2000)
	if err == nil && r.cut == "" {
		c.Errorf("the reading ended as if it were all, with %d entries", len(r.entries))
	}
}

// changing has somebody join and somebody else leave between the pages.
func changing(c *check) {
	w := c.world()
	s := c.start(w, None)
	if s.Serve == nil {
		c.Skip("the service can't change")
	}
	stay, now := w, w
	stay.People, now.People = slices.Clone(w.People), slices.Clone(w.People)
	r := newReading()
	for n := 0; !r.done && n < 10*maxPages; n++ {
		if err := c.one(c.Context(), s.New(), r); err != nil {
			c.Fatal(err)
		}
		if n < 3 {
			now.People = append(slices.Clone(now.People), person(1000+n)) // at the end
			if n > 0 {
				gone := len(now.People) / 2
				stay.People = slices.DeleteFunc(stay.People, func(p Person) bool { return p.ID == now.People[gone].ID })
				now.People = slices.Delete(now.People, gone, gone+1)
			}
			s.Serve(now)
		}
	}
	c.stayed(r, stay)
}

// leaving has the first to be read leave as another one comes, which no total shows.
func leaving(c *check) {
	w := c.world()
	s := c.start(w, None)
	if s.Serve == nil {
		c.Skip("the service can't change")
	}
	r := newReading()
	if err := c.one(c.Context(), s.New(), r); err != nil {
		c.Fatal(err)
	}
	now := w
	now.People = append(slices.Clone(w.People[1:]), person(1000))
	for i := range now.People {
		now.People[i].Manager = ""
	}
	s.Serve(now)
	if err := c.all(c.Context(), s.New, r, 10*maxPages); err != nil {
		c.Fatal(err)
	}
	now.People = w.People[1:]
	c.stayed(r, now)
}

// stayed checks that who was there all the time was read, unless the reading says that it isn't all. What they have may
// have changed.
func (c *check) stayed(r *reading, w World) {
	c.Helper()
	if !r.done {
		c.Fatal("the reading does not end")
	}
	for key := range w.ids() {
		if _, there := r.entries[key]; !there && r.cut == "" {
			c.Errorf("%s was there all the time and is not read, and the reading is said to be all", key)
		}
	}
}
