package bench

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// plan is one measurement, ready to run: everything it needs on the server is there.
type plan struct {
	operation string   // the name of the whole, if it has several kinds of request
	kinds     []string // the names of the requests that a round makes
	groupSize int
	rounds    int // at most so many; 0 for no limit
	// round makes the requests of round n (0, 1, 2, ...), through the worker. An error ends the whole measurement:
	// it is for setting up, where a refusal leaves nothing to measure.
	round func(ctx context.Context, w *worker, n int) error
	// check looks afterwards whether the server kept what it promised, and adds what it missed to the samples.
	check func(ctx context.Context, total []samples)
}

// worker is one client.
type worker struct {
	client *client
	seen   []samples // by kind
	buf    []byte    // scratch for bodies, valid until the next request
	last   string    // the member that a mix added in its last round, as a JSON string
}

// call sends one request and notes what became of it under its kind. A request that the caller's own stop cut off is
// not counted: it says nothing about the server.
func (w *worker) call(ctx context.Context, kind int, method, path string, body []byte, keep bool) answer {
	return w.callAs(ctx, w.client, kind, method, path, body, keep)
}

// callAs is call with the token of a given client.
func (w *worker) callAs(
	ctx context.Context, client *client, kind int, method, path string, body []byte, keep bool,
) answer {
	start := time.Now()
	a, err := client.send(ctx, method, path, body, keep)
	took := time.Since(start)
	switch {
	case err == nil:
		w.seen[kind].add(strconv.Itoa(a.status), a.ok(), took)
	case ctx.Err() != nil:
		return answer{}
	default:
		w.seen[kind].add(failure(err), false, took)
		return answer{}
	}
	return a
}

// drive lets the clients work on a plan until its rounds are done, the time is over (0: no limit), a round fails or
// ctx ends.
func (c *client) drive(
	ctx context.Context, p plan, clients int, limit time.Duration,
) ([]samples, time.Duration, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	var (
		next  atomic.Int64
		group sync.WaitGroup
		start = time.Now()
	)
	workers := make([]*worker, clients)
	for i := range workers {
		w := &worker{client: c, seen: make([]samples, len(p.kinds))}
		workers[i] = w
		group.Go(func() {
			for ctx.Err() == nil && (limit == 0 || time.Since(start) < limit) {
				n := int(next.Add(1)) - 1
				if p.rounds > 0 && n >= p.rounds {
					return
				}
				if err := p.round(ctx, w, n); err != nil {
					cancel(err)
				}
			}
		})
	}
	group.Wait()
	wall := time.Since(start)

	total := make([]samples, len(p.kinds))
	for _, w := range workers {
		for kind := range w.seen {
			total[kind].merge(w.seen[kind])
		}
	}
	return total, wall, context.Cause(ctx)
}

// results makes the lines of a finished plan. Kinds that take turns share the wall-clock time in the proportion in
// which they kept the clients busy, so that the rate of each is what it would be alone.
func (p plan) results(total []samples, wall time.Duration) []Result {
	var all samples
	for kind := range total {
		all.merge(total[kind])
	}
	var lines []Result
	if len(p.kinds) > 1 && p.operation != "" {
		lines = append(lines, all.result(p.operation, wall))
	}
	for kind, name := range p.kinds {
		share := wall
		if all.busy > 0 {
			share = time.Duration(float64(wall) * float64(total[kind].busy) / float64(all.busy))
		}
		lines = append(lines, total[kind].result(name, share))
	}
	return lines
}
