// Package flawed has a small service, and a connector of it that is right, or wrong in one respect: so that the checks
// of connectortest are known to find what they are there for.
package flawed

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest"
)

// Secret is what the service wants to be shown.
const Secret = "sesame-8d1f"

// service is a vendor's service, without the network between.
type service struct {
	fault connectortest.Fault
	size  int

	mu       sync.Mutex
	world    connectortest.World
	striking bool
	waiting  chan struct{}
	mended   chan struct{}
	hang     sync.Once
}

// row is what it says of somebody.
type row struct {
	id, login, name, email, manager string
	active                          bool
	members                         []string
	changed                         time.Time
	notes                           string
}

// answer is a page of it.
type answer struct {
	rows    []row
	next    string
	total   int
	cropped bool // it stops in the middle
	garbage bool // it is something else
}

// refusal is its error.
type refusal struct {
	code string
	wait time.Duration
}

func (r *refusal) Error() string { return r.code + " for " + Secret }

// down is the refusal of the fault that has begun.
func (s *service) down(ctx context.Context, heedless bool) error {
	s.mu.Lock()
	striking := s.striking
	s.mu.Unlock()
	if !striking {
		return nil
	}
	switch s.fault {
	case connectortest.Throttles:
		return &refusal{code: "slower", wait: connectortest.ThrottledFor}
	case connectortest.Hangs:
		s.hang.Do(func() { close(s.waiting) })
		done := ctx.Done()
		if heedless {
			done = nil
		}
		select {
		case <-done:
			return ctx.Err()
		case <-s.mended:
			return nil
		}
	case connectortest.Forgets:
		return nil
	}
	return &refusal{code: string(s.fault)}
}

// list is a page of users or of groups, behind the entry that a token names, or behind so many when offsets are asked
// for.
func (s *service) list(kind, token string, count int, offsets bool) (*answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if kind == connectors.Group && s.fault == connectortest.NoGroups {
		return nil, &refusal{code: string(connectortest.Forbids)}
	}
	all := s.rows(kind)
	a := &answer{total: len(all), garbage: s.fault == connectortest.Garbage, cropped: s.fault == connectortest.Cropped}
	from, page, after := 0, 0, ""
	if token != "" {
		if s.fault == connectortest.Forgets && s.striking {
			return nil, &refusal{code: "token"}
		}
		if n, _ := fmt.Sscanf(token, "%d-%d-%s", &from, &page, &after); n < 2 {
			return nil, &refusal{code: "token"}
		}
	}
	if !offsets {
		for i, r := range all {
			if r.id == after && after != "" {
				from = i + 1
				break
			}
		}
	}
	if s.fault == connectortest.Short {
		count = max(1, count/3)
	}
	switch {
	case s.fault == connectortest.Repeats && page > 0:
		from = count
	case s.fault == connectortest.Circles && page > 0 && page%2 == 0:
		from = 0
	case s.fault == connectortest.Fewer:
		all = all[:min(len(all), 13)]
	case s.fault == connectortest.Endless && kind == connectors.User:
		a.next = fmt.Sprintf("%d-%d-", from+count, page+1)
		for i := from; i < from+count; i++ {
			if i < len(all) {
				a.rows = append(a.rows, all[i])
			} else {
				a.rows = append(a.rows, row{id: fmt.Sprint("endless-", i), login: "x", active: true})
			}
		}
		return a, nil
	}
	if s.fault == connectortest.Empty && page%2 == 1 {
		count = 0
	}
	from = min(from, len(all))
	a.rows = all[from:min(len(all), from+count)]
	if next := from + len(a.rows); next < len(all) {
		last := after
		if len(a.rows) > 0 {
			last = a.rows[len(a.rows)-1].id
		}
		a.next = fmt.Sprintf("%d-%d-%s", next, page+1, last)
	}
	if a.cropped {
		a.rows, a.next = a.rows[:len(a.rows)/2], ""
	}
	return a, nil
}

// rows are all that there are of a kind.
func (s *service) rows(kind string) (all []row) {
	if kind == connectors.User {
		for i, p := range s.world.People {
			r := row{id: p.ID, login: p.Login, name: p.Name, email: p.Email, manager: p.Manager, active: p.Active, changed: p.Changed}
			if s.fault == connectortest.Withdrawn {
				r.email = ""
			}
			if all = append(all, r); s.fault == connectortest.Twice && i == s.size-1 {
				all = append(all, r)
			}
		}
		switch s.fault {
		case connectortest.Nameless:
			all = append(all, row{login: "nobody"})
		case connectortest.HugeID:
			all = append(all, row{id: "huge-" + strings.Repeat("x", connectors.MaxID), login: "huge"})
		case connectortest.HugeEntry:
			all = append(all, row{id: "huge", login: "huge", notes: strings.Repeat("x", connectors.MaxEntry+1)})
		}
		return all
	}
	for _, g := range s.world.Groups {
		r := row{id: g.ID, name: g.Name, members: append([]string{}, g.Members...), changed: g.Changed}
		if s.fault == connectortest.Unlisted {
			r.members = nil
		}
		all = append(all, r)
	}
	if s.fault == connectortest.Crowd {
		r := row{id: "crowd", name: "Crowd"}
		for i := range connectors.MaxMembers + 1 {
			r.members = append(r.members, fmt.Sprint("m", i))
		}
		all = append(all, r)
	}
	return all
}
