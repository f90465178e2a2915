package bench

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/usher-id/usher/internal/text"
)

// operation is something to measure. group-add and group-remove are one, since each undoes the other.
type operation struct {
	names []string
	plans func(s *Session, ctx context.Context, clients int) ([]plan, error)
}

// table lists the operations in the order in which a run measures them.
var table = []operation{
	{[]string{"create"}, single((*Session).create)},
	{[]string{"merge"}, (*Session).merge},
	{[]string{"get"}, single((*Session).get)},
	{[]string{"filter"}, single((*Session).filter)},
	{[]string{"list"}, single((*Session).list100)},
	{[]string{"put"}, single((*Session).put)},
	{[]string{"patch"}, single((*Session).patchActive)},
	{[]string{"group-add", "group-remove"}, (*Session).groupChanges},
	{[]string{"one-group"}, (*Session).oneGroup},
	{[]string{"okta-mix"}, (*Session).oktaMix},
	{[]string{"entra-mix"}, (*Session).entraMix},
}

// Operations names what can be measured, in order.
func Operations() []string {
	var names []string
	for _, op := range table {
		names = append(names, op.names...)
	}
	return names
}

func find(name string) (operation, bool) {
	for _, op := range table {
		if slices.Contains(op.names, name) {
			return op, true
		}
	}
	return operation{}, false
}

// single makes an operation of a plan that needs nothing prepared.
func single(make func(*Session) plan) func(*Session, context.Context, int) ([]plan, error) {
	return func(s *Session, _ context.Context, _ int) ([]plan, error) { return []plan{make(s)}, nil }
}

// create makes people who were never seen before, about 1 KB each.
func (s *Session) create() plan {
	turn := s.turn("create")
	return plan{kinds: []string{"create"}, round: func(ctx context.Context, w *worker, _ int) error {
		w.buf = appendPerson(w.buf[:0], s.userName("create", turn.Add(1)), 0, true)
		a := w.call(ctx, 0, http.MethodPost, "/Users", w.buf, s.options.Clean)
		if s.options.Clean {
			s.created(a)
		}
		return nil
	}}
}

// mergePool is how many people are made to be merged where create has left none, unless a number of requests was
// asked for.
const mergePool = 2048

// merge makes people who are known from another source: those whom create has made, through the second source.
func (s *Session) merge(ctx context.Context, _ int) ([]plan, error) {
	if s.second == nil {
		return nil, text.Errorf(nil, "bench.merge")
	}
	made, turn := s.turn("create"), s.turn("merge")
	if made.Load() == turn.Load() {
		p := s.create()
		p.rounds = valueOr(s.options.Requests, mergePool)
		if _, err := s.prepare(ctx, p); err != nil {
			return nil, err
		}
	}
	return []plan{{kinds: []string{"merge"}, rounds: int(made.Load() - turn.Load()), round: func(ctx context.Context,
		w *worker, _ int) error {
		w.buf = appendPerson(w.buf[:0], s.userName("create", turn.Add(1)), 0, true)
		a := w.callAs(ctx, s.second, 0, http.MethodPost, "/Users", w.buf, s.options.Clean)
		if s.options.Clean {
			s.createdIn(s.second, a)
		}
		return nil
	}}}, nil
}

// get reads people by id.
func (s *Session) get() plan {
	return s.each("get", func(ctx context.Context, w *worker, p *person, _ int64) {
		w.call(ctx, 0, http.MethodGet, p.path, nil, false)
	})
}

// filter finds people by userName.
func (s *Session) filter() plan {
	return s.each("filter", func(ctx context.Context, w *worker, p *person, _ int64) {
		w.call(ctx, 0, http.MethodGet, byUserName(p.userName), nil, false)
	})
}

// list100 reads the list in pages of 100, each from another place.
func (s *Session) list100() plan {
	pages := max(len(s.people)/100, 1)
	turn := s.turn("list")
	return plan{kinds: []string{"list"}, round: func(ctx context.Context, w *worker, _ int) error {
		start := 1 + 100*scatter(turn.Add(1)-1, pages)
		w.call(ctx, 0, http.MethodGet, "/Users?startIndex="+strconv.Itoa(start)+"&count=100", nil, false)
		return nil
	}}
}

// put replaces people whole; two attributes change each time.
func (s *Session) put() plan {
	return s.each("put", func(ctx context.Context, w *worker, p *person, turn int64) {
		w.buf = appendPerson(w.buf[:0], p.userName, int(turn)+1, p.active.Load())
		w.call(ctx, 0, http.MethodPut, p.path, w.buf, false)
	})
}

// patchActive suspends the active and revives the suspended.
func (s *Session) patchActive() plan {
	return s.each("patch", func(ctx context.Context, w *worker, p *person, _ int64) {
		active := !p.active.Load()
		w.buf = patch(w.buf[:0], setActive(active))
		if w.call(ctx, 0, http.MethodPatch, p.path, w.buf, false).ok() {
			p.active.Store(active)
		}
	})
}

// each plans one request a person, going round all of them in scattered order: no two clients meet at one person.
func (s *Session) each(name string, request func(context.Context, *worker, *person, int64)) plan {
	turn := s.turn(name)
	return plan{kinds: []string{name}, round: func(ctx context.Context, w *worker, _ int) error {
		n := turn.Add(1) - 1
		request(ctx, w, s.people[scatter(n, len(s.people))], n)
		return nil
	}}
}

// scatter maps 0, 1, 2, ... to places of a list, far from the one before, each place once before any comes again.
func scatter(n int64, length int) int {
	const stride = 1_000_003 // a prime: it shares no factor with a length that it does not divide
	if length%stride == 0 {
		return int(n % int64(length))
	}
	return int(n % int64(length) * stride % int64(length))
}
