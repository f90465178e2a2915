package jobs

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// How a worker looks for jobs and holds them, by default.
const (
	DefaultPoll  = time.Second
	DefaultLease = 30 * time.Second
	restAtMost   = 15 * time.Second // while the database can't be asked
)

// Worker does jobs. Any number of processes may have one; all fields but Queue, Kinds and Logger have
// defaults.
type Worker struct {
	Queue  Queue
	Kinds  []Kind
	Logger *slog.Logger
	Poll   time.Duration // how often it looks for jobs that another process has kept, or that fall due
	Lease  time.Duration // after the death of a process, so long until another takes its jobs
}

// Run does jobs until the context ends. Then it returns once those under way have ended: work that is
// marked so is let finish, all else is cut off and given back.
func (w *Worker) Run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	kinds, busy, slots := map[string]*Kind{}, map[string]int{}, 0
	for i := range w.Kinds {
		kinds[w.Kinds[i].Name] = &w.Kinds[i]
		slots += w.Kinds[i].atOnce()
	}
	freed := make(chan string, slots)
	scheduled := false
	for {
		err := error(nil)
		if !scheduled {
			err = w.Queue.ScheduleJobs(ctx, w.recurring())
			scheduled = err == nil
		}
		if err == nil {
			err = w.take(ctx, kinds, busy, func(k *Kind, j *Job) {
				busy[k.Name]++
				all.Go(func() {
					defer func() { freed <- k.Name }()
					_ = w.carryOut(ctx, k, j)
				})
			})
		}
		rest := w.poll()
		if err != nil && ctx.Err() == nil {
			rest = restAtMost
			w.Logger.Error("jobs can't be taken", "error", err)
		}
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-w.Queue.Enqueued():
		case <-timer.C:
		case name := <-freed:
			busy[name]--
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
		for more := true; more; {
			select {
			case name := <-freed:
				busy[name]--
			default:
				more = false
			}
		}
	}
}

// take takes what is due of the kinds that have room.
func (w *Worker) take(ctx context.Context, kinds map[string]*Kind, busy map[string]int, begin func(*Kind, *Job)) error {
	var room []string
	for i := range w.Kinds {
		if k := &w.Kinds[i]; busy[k.Name] < k.atOnce() {
			room = append(room, k.Name)
		}
	}
	if len(room) == 0 {
		return nil
	}
	due, err := w.Queue.DueJobs(ctx, room)
	if err != nil {
		return err
	}
	for _, name := range due {
		k := kinds[name]
		list, err := w.Queue.TakeJobs(ctx, name, w.holder(), w.lease(), k.atOnce()-busy[name])
		if err != nil {
			return err
		}
		for i := range list {
			begin(k, &list[i])
		}
	}
	return nil
}

func (w *Worker) recurring() []string {
	var names []string
	for _, k := range w.Kinds {
		if k.Every > 0 {
			names = append(names, k.Name)
		}
	}
	return names
}

func (w *Worker) poll() time.Duration { return cmp.Or(w.Poll, DefaultPoll) }

func (w *Worker) lease() time.Duration { return cmp.Or(w.Lease, DefaultLease) }

var hostname, _ = os.Hostname()

// holder names a lease: no other has this name, not even a later one of the same job.
func (w *Worker) holder() string {
	return fmt.Sprintf("%s/%d/%s", hostname, os.Getpid(), rand.Text()[:8])
}
