package bench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// Session is one run against one server: its people are there, and any operation can be measured, as often as wanted.
// A Session measures one thing at a time.
type Session struct {
	options Options
	client  *client
	second  *client // of the second source, or nil
	run     string  // distinguishes what this run makes from what any other run makes
	people  []*person
	groups  map[int]string // by size, the path of the group that group-add works on
	report  func(Result)   // is told of setup work as it is done
	turns   map[string]*atomic.Int64

	mu   sync.Mutex
	made []resource // in the order of creation; kept only if the run cleans up
}

// Open reaches the server and makes sure that its people exist. Its errors are sentences for the person at the
// terminal. report is told of the work done, as results marked Setup; nil is fine.
func Open(ctx context.Context, options Options, report func(Result)) (*Session, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	if report == nil {
		report = func(Result) {}
	}
	s := &Session{
		options: options,
		client:  newClient(options.URL, options.Token, options.AcceptLanguage),
		run:     strings.ToLower(rand.Text()[:10]),
		groups:  map[int]string{},
		turns:   map[string]*atomic.Int64{},
		report:  report,
	}
	if options.SecondToken != "" {
		s.second = newClient(options.URL, options.SecondToken, options.AcceptLanguage)
	}
	if err := s.reach(ctx); err != nil {
		return nil, err
	}
	if err := s.ensurePeople(ctx); err != nil {
		// What was made so far still goes, if the run cleans up.
		return s, err
	}
	return s, nil
}

// reach asks for one person, and says plainly what is wrong if that does not work.
func (s *Session) reach(ctx context.Context) error {
	a, err := s.client.send(ctx, http.MethodGet, "/Users?startIndex=1&count=1", nil, true)
	switch {
	case err != nil:
		return text.Errorf(err, "bench.reach", "url", s.options.URL, "failure", text.New(labels[failure(err)]))
	case a.status == http.StatusUnauthorized:
		return text.Errorf(nil, "bench.unauthorized", "url", s.options.URL, "answer", refusal(a))
	case a.status == http.StatusNotFound:
		return text.Errorf(nil, "bench.noUsers", "url", s.options.URL)
	case !a.ok():
		return text.Errorf(nil, "bench.refused", "url", s.options.URL, "answer", refusal(a))
	}
	var list struct {
		Schemas []string `json:"schemas"`
	}
	if json.Unmarshal(a.body, &list) != nil || len(list.Schemas) == 0 {
		return text.Errorf(nil, "bench.noSCIM", "url", s.options.URL)
	}
	return nil
}

// Limit ends a measurement at whichever of its two comes first. At least one is set.
type Limit struct {
	// Duration is a time; 0 sets none.
	Duration time.Duration
	// Requests is a number of rounds of the operation: requests, pairs of them for the groups, whole sequences for a
	// mix; 0 sets none.
	Requests int
}

// Measure runs one operation, of Operations(), with so many clients. Operations that work on groups of several sizes
// are measured for each size in turn. When ctx ends it returns what was measured until then, with ctx's cause.
func (s *Session) Measure(ctx context.Context, name string, clients int, limit Limit) ([]Result, error) {
	op, ok := find(name)
	if !ok || clients < 1 || clients > len(s.people) || limit == (Limit{}) {
		return nil, fmt.Errorf("cannot measure %q with %d clients, %d people and the limit %v", name, clients, len(s.people),
			limit)
	}
	plans, err := op.plans(s, ctx, clients)
	if err != nil {
		return nil, err
	}
	var lines []Result
	for _, p := range plans {
		p.rounds = least(p.rounds, limit.Requests)
		total, wall, cause := s.client.drive(ctx, p, clients, limit.Duration)
		if p.check != nil && cause == nil {
			p.check(ctx, total)
		}
		for _, line := range p.results(total, wall) {
			line.Clients, line.People, line.GroupSize = clients, len(s.people), p.groupSize
			lines = append(lines, line)
		}
		if cause != nil {
			return lines, cause
		}
	}
	return lines, nil
}

// Close deletes what the session made if its options say so, newest first, and closes its connections.
func (s *Session) Close(ctx context.Context) error {
	defer s.client.http.CloseIdleConnections()
	if s.second != nil {
		defer s.second.http.CloseIdleConnections()
	}
	s.mu.Lock()
	made := s.made
	s.made = nil
	s.mu.Unlock()
	if len(made) == 0 {
		return nil
	}
	_, err := s.prepare(ctx, plan{
		kinds:  []string{"clean"},
		rounds: len(made),
		round: func(ctx context.Context, w *worker, n int) error {
			r := made[len(made)-1-n]
			w.callAs(ctx, r.of, 0, http.MethodDelete, r.path, nil, false)
			return nil
		},
	})
	return err
}

// prepare drives a plan that is not a measurement, and reports it as setup.
func (s *Session) prepare(ctx context.Context, p plan) ([]Result, error) {
	total, wall, err := s.client.drive(ctx, p, s.options.Clients, 0)
	lines := p.results(total, wall)
	for i := range lines {
		lines[i].Setup, lines[i].Clients, lines[i].People, lines[i].GroupSize = true, s.options.Clients, len(s.people),
			p.groupSize
		s.report(lines[i])
	}
	return lines, err
}

// resource is something that a session made, and the source that it belongs to.
type resource struct {
	of   *client
	path string
}

// remember notes a created resource for Close.
func (s *Session) remember(of *client, path string) {
	if !s.options.Clean {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made = append(s.made, resource{of, path})
}

// turn counts on through the whole session, so that a second measurement of an operation goes on where the first ended.
func (s *Session) turn(operation string) *atomic.Int64 {
	if s.turns[operation] == nil {
		s.turns[operation] = new(atomic.Int64)
	}
	return s.turns[operation]
}

// userName makes the name of a person that a measurement creates; no other run makes the same.
func (s *Session) userName(operation string, n int64) string {
	return fmt.Sprintf("usher-bench-%s-%s-%d@%s", s.run, operation, n, s.options.Domain)
}

// least is the smaller of two limits, of which 0 sets none.
func least(a, b int) int {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// pause waits as a server asked (Retry-After), within reason; it reports false if ctx ended meanwhile.
func pause(ctx context.Context, asked time.Duration) bool {
	timer := time.NewTimer(min(max(asked, time.Second), patience))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
