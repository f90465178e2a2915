package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/usher-id/usher/internal/text"
)

// pageSize is how many people are asked for at once, in setup. Measured lists ask for 100.
const pageSize = 500

// person is somebody who exists on the server before anything is measured.
type person struct {
	userName string
	path     string      // /Users/ and the id
	ref      string      // the id as a JSON string
	active   atomic.Bool // as last set
}

func newPerson(userName, id string, active bool) *person {
	p := &person{userName: userName, path: "/Users/" + url.PathEscape(id), ref: quote(id)}
	p.active.Store(active)
	return p
}

// populationName names the n-th person that runs share. Only the load tool has such names, so a run may change the
// people who carry them.
func (s *Session) populationName(n int) string {
	return fmt.Sprintf("usher-bench-%07d@%s", n, s.options.Domain)
}

// ensurePeople finds the people of earlier runs and creates those who are missing.
func (s *Session) ensurePeople(ctx context.Context) error {
	people := make([]*person, s.options.People)
	if err := s.findPeople(ctx, people); err != nil {
		return err
	}
	var missing []int
	for n, p := range people {
		if p == nil {
			missing = append(missing, n)
		}
	}
	s.people = people
	if len(missing) == 0 {
		return nil
	}
	_, err := s.prepare(ctx, plan{
		kinds:  []string{"people"},
		rounds: len(missing),
		round: func(ctx context.Context, w *worker, n int) error {
			p, err := s.createPerson(ctx, w, s.populationName(missing[n]))
			people[missing[n]] = p
			return err
		},
	})
	return err
}

// findPeople fills in the people who exist. It walks the list only where the first of them is there, so that a server
// which never saw the load tool is not read through.
func (s *Session) findPeople(ctx context.Context, people []*person) error {
	first, err := s.findPerson(ctx, s.populationName(0))
	if err != nil || first == nil {
		return err
	}
	wanted := make(map[string]int, len(people))
	for n := range people {
		wanted[s.populationName(n)] = n
	}
	for start := 1; len(wanted) > 0; {
		page, err := s.list(ctx, fmt.Sprintf("/Users?startIndex=%d&count=%d", start, pageSize))
		if err != nil {
			return err
		}
		for _, found := range page.Resources {
			if n, ok := wanted[found.UserName]; ok {
				people[n] = newPerson(found.UserName, found.ID, found.Active)
				delete(wanted, found.UserName)
			}
		}
		start += len(page.Resources)
		if len(page.Resources) == 0 || start > page.TotalResults {
			return nil
		}
	}
	return nil
}

// createPerson makes one of the shared people. One who is there already, made by a run going on at the same time,
// is looked up.
func (s *Session) createPerson(ctx context.Context, w *worker, userName string) (*person, error) {
	for {
		w.buf = appendPerson(w.buf[:0], userName, 0, true)
		a := w.call(ctx, 0, http.MethodPost, "/Users", w.buf, true)
		switch {
		case a.ok():
			id, err := identity(a.body)
			if err != nil {
				return nil, err
			}
			p := newPerson(userName, id, true)
			s.remember(s.client, p.path)
			return p, nil
		case a.status == http.StatusConflict:
			p, err := s.findPerson(ctx, userName)
			if err == nil && p == nil {
				err = text.Errorf(nil, "bench.taken", "name", userName)
			}
			return p, err
		case a.status == http.StatusTooManyRequests && pause(ctx, a.retryAfter):
			// Setup may take its time; only a measurement counts a refusal.
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case a.status == 0:
			return nil, text.Errorf(nil, "bench.silent")
		default:
			return nil, text.Errorf(nil, "bench.create", "answer", refusal(a))
		}
	}
}

// findPerson looks a person up by userName; nil if there is none.
func (s *Session) findPerson(ctx context.Context, userName string) (*person, error) {
	page, err := s.list(ctx, byUserName(userName))
	if err != nil || len(page.Resources) == 0 {
		return nil, err
	}
	found := page.Resources[0]
	return newPerson(userName, found.ID, found.Active), nil
}

// page is what setup reads of a list of people.
type page struct {
	TotalResults int `json:"totalResults"`
	Resources    []struct {
		ID       string `json:"id"`
		UserName string `json:"userName"`
		Active   bool   `json:"active"`
	} `json:"Resources"`
}

func (s *Session) list(ctx context.Context, path string) (page, error) {
	a, err := s.client.send(ctx, http.MethodGet, path, nil, true)
	if err != nil {
		return page{}, err
	}
	if a.status == http.StatusNotFound { // how some servers say that nobody matches
		return page{}, nil
	}
	if !a.ok() {
		return page{}, text.Errorf(nil, "bench.look", "path", path, "answer", refusal(a))
	}
	var p page
	if err := json.Unmarshal(a.body, &p); err != nil {
		return page{}, text.Errorf(err, "bench.noList", "path", path)
	}
	return p, nil
}

// byUserName asks for the person of that name, percent-encoded as identity providers do it. The names of the load
// tool need no more.
func byUserName(userName string) string {
	return "/Users?filter=userName%20eq%20%22" + userName + "%22"
}
