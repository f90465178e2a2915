package million

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// pushes are how long those waited who were pushed meanwhile.
type pushes struct {
	stop context.CancelFunc
	done chan struct{}
	took []time.Duration
	err  error
}

// push creates somebody every so often, one after the other, until the pushes are stopped.
func (s *site) push(every time.Duration) *pushes {
	ctx, stop := context.WithCancel(s.Context())
	p := &pushes{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for n := 0; p.err == nil; n++ {
			began := time.Now()
			results, err := s.intake.Apply(s.Context(), s.account, []directory.Change{s.pushed(n)})
			p.took = append(p.took, time.Since(began))
			if p.err = err; err == nil {
				p.err = results[0].Err
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	}()
	return p
}

func (s *site) pushed(n int) directory.Change {
	name := fmt.Sprintf("pushed%d@example.com", n)
	return directory.Change{
		Source: s.pushing, Action: directory.Create, Type: schema.Core().Type("User"), ID: uuid.Must(uuid.NewV7()).String(),
		Attributes: schema.Object{
			"userName": name, "active": true, "emails": []any{schema.Object{"value": name, "primary": true}},
		},
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}
}

// end stops the pushes, and gives their times in ascending order.
func (p *pushes) end(t testing.TB) []time.Duration {
	t.Helper()
	p.stop()
	<-p.done
	if p.err != nil {
		t.Fatal(p.err)
	}
	slices.Sort(p.took)
	return p.took
}
