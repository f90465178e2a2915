package admin_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/erasure"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
)

// breaking fails once at a step, as a process does that is killed there.
type breaking struct {
	*store.DB
	at   int
	step int
}

var errKilled = errors.New("killed")

func (b *breaking) next() error {
	if b.step++; b.step == b.at {
		return errKilled
	}
	return nil
}

func (b *breaking) KeepErasure(ctx context.Context, account string, e *erasure.Erasure) error {
	if err := b.next(); err != nil {
		return err
	}
	return errors.Join(b.DB.KeepErasure(ctx, account, e), b.next())
}

func (b *breaking) EraseRows(ctx context.Context, account string, e *erasure.Erasure) error {
	return errors.Join(b.DB.EraseRows(ctx, account, e), b.next())
}

func (b *breaking) RewriteLog(ctx context.Context, account string, changed []directory.LogEntry, gone []string) error {
	if err := b.next(); err != nil {
		return err
	}
	return errors.Join(b.DB.RewriteLog(ctx, account, changed, gone), b.next())
}

// Rules O3 and I2: an erasure that is cut off anywhere is finished by the job that is kept with it, and has one receipt.
func TestErasureSurvives(t *testing.T) {
	eachOffice(t, func(o *office) {
		for at := 1; at <= 7; at++ {
			name := fmt.Sprintf("rosa.q%d@example.com", at)
			o.push(o.okta, name)
			o.erasing(&breaking{DB: o.db, at: at})
			who, err := o.people.ToErase(t.Context(), ann, o.account, name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = o.people.Erase(t.Context(), ann, o.account, who, who.Name); !errors.Is(err, errKilled) {
				t.Fatalf("step %d: %v", at, err)
			}
			o.erasing(o.db)
			list, err := o.db.Jobs(t.Context(), o.account.ID, jobs.Waiting, erasure.Job, "", 10)
			if err != nil || len(list) != 1 {
				t.Fatalf("step %d: jobs %v, %v", at, list, err)
			}
			worker := o.people.Erasures.Worker(o.people.Erasing())
			if err := worker.Now(t.Context(), o.account.ID, erasure.Job, list[0].Key); err != nil {
				t.Fatalf("step %d: %v", at, err)
			}
			if left := o.holding([]string{name}); len(left) > 0 {
				t.Errorf("step %d left: %s", at, strings.Join(left, "\n"))
			}
			if receipts, err := o.db.LogEntries(t.Context(), o.account.ID, []string{list[0].Key}); err != nil || len(receipts) != 1 {
				t.Errorf("step %d: %d receipts, %v", at, len(receipts), err)
			}
		}
	})
}
