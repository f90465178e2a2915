package syncrun

import (
	"context"
	"slices"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/directory"
)

// While the database is busy with one thing the next one is got ready: the page after the one that is staged, and the slice of people
// after the one that is applied. Never more than that, and no page after a large one, so that what a run takes of memory is bounded.

// aheadBytes is how large a page may have been, as what is kept of its entries, for the one after the next to be read ahead.
const aheadBytes = 4 << 20

// reading is a page that is being read.
type reading struct {
	page *connectors.Page
	err  error
	done chan struct{}
}

// reading begins to read the page at a position, after a pause where the connector wants one.
func (j *job) reading(ctx context.Context, position string, paced bool) *reading {
	r := &reading{done: make(chan struct{})}
	go func() {
		defer close(r.done)
		if p, is := j.reader.(connectors.Paced); is && paced {
			if r.err = j.wait(ctx, p.Pace()); r.err != nil {
				return
			}
		}
		r.page, r.err = j.page(ctx, position)
	}()
	return r
}

// eachPage has all pages from a position on looked at, one after the other, while the next one is read.
func (j *job) eachPage(ctx context.Context, position string, look func(*connectors.Page) error) error {
	ctx, cancel := context.WithCancel(ctx)
	r := j.reading(ctx, position, false)
	defer func() {
		cancel()
		<-r.done
	}()
	for size := aheadBytes; ; size = j.pageBytes {
		if err := j.attend(ctx, r); err != nil {
			return err
		}
		if r.err != nil {
			return r.err
		}
		page, last := r.page, r.page.Next == ""
		r.page = nil
		if !last && size < aheadBytes {
			r = j.reading(ctx, page.Next, true)
		}
		j.pageBytes = 0
		if err := look(page); err != nil || last {
			return err
		}
		if size >= aheadBytes {
			r = j.reading(ctx, page.Next, true)
		}
	}
}

// cancelEvery is how often a run that waits for its service looks whether it is to end.
const cancelEvery = 5 * time.Second

// attend waits for a page, and ends when somebody has the run end.
func (j *job) attend(ctx context.Context, r *reading) error {
	tick := time.NewTicker(cancelEvery)
	defer tick.Stop()
	for {
		select {
		case <-r.done:
			return nil
		case <-tick.C:
			if err := j.save(ctx, &Step{}); err != nil {
				return err
			}
		}
	}
}

// sliceBytes is about how much of what is staged makes a slice, where people say much of themselves.
const sliceBytes = 4 << 20

// portion is a slice of people who go to the intake together.
type portion struct {
	last    int64 // number of the last item
	items   []Item
	changes []directory.Change // of those that can be understood, which are items
	bad     []Item
	why     []error // of bad, at the same index
	waits   bool    // it is not begun before the one before is done
	err     error   // nothing more comes

	results []directory.Result
	failed  error
	done    chan struct{}
}

// portions gets people ready to be applied, one slice beside those that are. What comes last has no items, or an error. end must be
// called.
func (j *job) portions(ctx context.Context, of pass, after int64) (come <-chan *portion, end func()) {
	ctx, cancel := context.WithCancel(ctx)
	out, done := make(chan *portion), make(chan struct{})
	go func() {
		defer close(done)
		defer close(out) // who waits for more when it is cut off finds that none comes
		for limit := applySlice; ; {
			p, size := j.portion(ctx, of, after, limit)
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
			if p.err != nil || p.last < 0 {
				return
			}
			after = p.last
			if limit = min(2*limit, applySlice); size > sliceBytes {
				limit = max(1, len(p.items)/2)
			}
		}
	}()
	return out, func() {
		cancel()
		<-done
	}
}

// portion gets the next slice ready; size is how many bytes are staged of it.
func (j *job) portion(ctx context.Context, of pass, after int64, limit int) (p *portion, size int) {
	p = &portion{last: -1, done: make(chan struct{})}
	items, last, err := j.items(ctx, of, connectors.User, after, limit)
	if err != nil || last < 0 {
		p.err = err
		return p, 0
	}
	said := make([]*staged, len(items))
	faults := make([]error, len(items))
	for i := range items {
		size += len(items[i].Body)
		if items[i].Body != "" {
			said[i], faults[i] = unstaged(&items[i])
		}
	}
	managers, err := j.managers(ctx, said)
	if err != nil {
		p.err = err
		return p, 0
	}
	p.last = last
	for i, item := range items {
		p.waits = p.waits || item.Body == "" || j.run.Mode != Delta && !j.seen.has(item.N)
		change, err := j.person(&item, said[i], managers)
		if err = firstOf(faults[i], err); err != nil { // it can't be understood: one bad item stops nothing (rule S5)
			p.bad, p.why = append(p.bad, item), append(p.why, err)
			continue
		}
		p.changes, p.items = append(p.changes, *change), append(p.items, item)
	}
	return p, size
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// applyAhead applies what is staged of users in a pass. While the intake carries one slice out the next one waits there already;
// one that takes something from people, or is of somebody who was not read, waits for what becomes of the one before.
func (j *job) applyAhead(ctx context.Context, of pass, after int64) error {
	come, end := j.portions(ctx, of, after)
	defer end()
	var under *portion
	for {
		p, goesOn := <-come
		if !goesOn {
			p = &portion{last: -1, err: ctx.Err()}
		}
		if under != nil && (p.waits || p.err != nil || p.last < 0) {
			if err := j.finish(ctx, of, under); err != nil {
				return err
			}
			under = nil
		}
		if p.err != nil || p.last < 0 {
			return p.err
		}
		p.without(j.dropped)
		go func() {
			defer close(p.done)
			p.results, p.failed = j.bring(ctx, p.changes)
		}()
		if under != nil {
			if err := j.finish(ctx, of, under); err != nil {
				<-p.done
				return err
			}
		}
		under = p
	}
}

// without leaves out items that are dropped since they were read.
func (p *portion) without(dropped map[int64]bool) {
	if len(dropped) == 0 {
		return
	}
	for i := len(p.items) - 1; i >= 0; i-- {
		if dropped[p.items[i].N] {
			p.items, p.changes = slices.Delete(p.items, i, i+1), slices.Delete(p.changes, i, i+1)
		}
	}
}

// finish waits for a slice, tries again what can be mended, and keeps how far the run is.
func (j *job) finish(ctx context.Context, of pass, p *portion) error {
	<-p.done
	if p.failed != nil {
		return p.failed
	}
	if err := j.secondTry(ctx, p.items, p.changes, p.results); err != nil {
		return err
	}
	step := &Step{}
	for i := range p.bad {
		j.refuse(&p.bad[i], p.why[i], step)
	}
	j.run.Position = reached(of, p.last)
	return j.save(ctx, step)
}
