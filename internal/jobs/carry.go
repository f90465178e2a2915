package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// ErrNone says that no job of the key waits.
var ErrNone = errors.New("no such job waits")

// Now does the job of a key that waits, due or not, and returns how that ended: Do's error, which has
// the job tried again later unless it is final, or ErrNone.
func (w *Worker) Now(ctx context.Context, accountID, kind, key string) error {
	for i := range w.Kinds {
		k := &w.Kinds[i]
		if k.Name != kind {
			continue
		}
		j, err := w.Queue.TakeJob(ctx, accountID, kind, key, w.holder(), w.lease())
		if err != nil {
			return err
		}
		if j == nil {
			return ErrNone
		}
		return w.carryOut(ctx, k, j)
	}
	return fmt.Errorf("nothing here does jobs of the kind %s", kind)
}

// carryOut does a job that was taken, and settles it.
func (w *Worker) carryOut(ctx context.Context, k *Kind, j *Job) error {
	err := w.do(ctx, k, j)
	if errors.Is(err, errLost) {
		w.Logger.Warn("a job was taken by another node", "kind", j.Kind, "account", j.AccountID, "job", j.ID)
		return err
	}
	o := k.outcome(j, err, ctx.Err() != nil, rand.Float64())
	if o.Error != "" && !errors.Is(err, context.Canceled) {
		w.Logger.Warn("a job failed", "kind", j.Kind, "account", j.AccountID, "job", j.ID,
			"attempts", j.Attempts, "error", err, "again", o.State == Waiting)
	}
	if settled := w.settle(ctx, j, o); settled != nil {
		w.Logger.Error("what came of a job can't be noted: it will be repeated",
			"kind", j.Kind, "account", j.AccountID, "job", j.ID, "error", settled)
		return errors.Join(err, settled)
	}
	return err
}

var errLost = errors.New("the lease of the job is over")

// do does a job under its lease. The error is errLost when that was lost.
func (w *Worker) do(ctx context.Context, k *Kind, j *Job) (err error) {
	if j.Attempts > k.most() && k.Every == 0 {
		return Final(text.Errorf(nil, "job.ended", "times", j.Attempts-1))
	}
	if k.Finish {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, k.limit())
	var lost bool
	var keeping sync.WaitGroup
	keeping.Go(func() { lost = w.keep(ctx, cancel, j) })
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		cancel()
		if keeping.Wait(); lost {
			err = errLost
		}
	}()
	return k.Do(ctx, j)
}

// keep extends the lease until the context ends, and ends it when the lease is lost, or may be lost
// since the database didn't extend it in time.
func (w *Worker) keep(ctx context.Context, cancel context.CancelFunc, j *Job) (lost bool) {
	lease := w.lease()
	tick := time.NewTicker(lease / 3)
	defer tick.Stop()
	extended := time.Now()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		began := time.Now()
		asking, end := context.WithTimeout(ctx, lease/3)
		held, err := w.Queue.ExtendJob(asking, j, lease)
		end()
		switch {
		case ctx.Err() != nil:
			return false
		case err == nil && held:
			extended = began
		case err == nil, time.Since(extended) > lease*2/3:
			cancel()
			return true
		}
	}
}

// settle notes what came of a job, and tries so until the lease is over.
func (w *Worker) settle(ctx context.Context, j *Job, o Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.lease()/2)
	defer cancel()
	for {
		_, err := w.Queue.SettleJob(ctx, j, o)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(w.lease() / 30):
		}
	}
}

// Forgetting is the kind that forgets finished jobs.
func Forgetting(q Queue) Kind {
	return Kind{Name: "forget-jobs", Every: time.Hour, Do: func(ctx context.Context, _ *Job) error {
		for state, keep := range map[State]time.Duration{Done: KeepDone, Failed: KeepFailed} {
			for {
				n, err := q.ForgetJobs(ctx, state, keep, forgetSlice)
				if err != nil {
					return err
				}
				if n < forgetSlice {
					break
				}
			}
		}
		return nil
	}}
}
