package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// waits is the longest that somebody waited for an answer, and how often none, or none that is right,
// came.
type waits struct {
	mu        sync.Mutex
	get, post time.Duration
	asked     int
	failed    int
}

func (w *waits) String() string {
	text := fmt.Sprintf("GET %.2f POST %.2f s", w.get.Seconds(), w.post.Seconds())
	if w.failed > 0 {
		text += fmt.Sprintf(", %d of %d FAILED", w.failed, w.asked)
	}
	return text
}

// live asks, and creates people, until the context ends.
func (w *waits) live(ctx context.Context, s *server, token, domain string, wait *sync.WaitGroup) {
	each := func(method string, longest *time.Duration) {
		for i := 0; ctx.Err() == nil; i++ {
			path, body, want := "/Users?count=1", map[string]any(nil), 200
			if method == "POST" {
				name := fmt.Sprintf("w%d.%d", time.Now().UnixNano(), i)
				path, body, want = "/Users", person(name), 201
				body["userName"] = name + "@" + domain
				delete(body, "emails")
			}
			began := time.Now()
			var a answer
			if body == nil {
				a = s.ask(context.WithoutCancel(ctx), token, method, path, nil)
			} else {
				a = s.ask(context.WithoutCancel(ctx), token, method, path, body)
			}
			took := time.Since(began)
			w.mu.Lock()
			w.asked++
			*longest = max(*longest, took)
			if a.status != want {
				w.failed++
			}
			w.mu.Unlock()
			time.Sleep(40 * time.Millisecond)
		}
	}
	wait.Go(func() { each("GET", &w.get) })
	wait.Go(func() { each("POST", &w.post) })
}

// suffer carries an attack out while others live on.
func (s *server) suffer(ctx context.Context, a attack) (string, error) {
	if a.prepare != nil {
		if err := a.prepare(ctx, s); err != nil {
			return "", err
		}
	}
	s.peak()
	living, end := context.WithCancel(ctx)
	var wait sync.WaitGroup
	var neighbour, owner waits
	neighbour.live(living, s, s.neighbour, "bolt.example", &wait)
	owner.live(living, s, s.owner, "acme.example", &wait)
	time.Sleep(300 * time.Millisecond)
	began := time.Now()
	answers := a.carry(ctx, s)
	took := time.Since(began)
	time.Sleep(300 * time.Millisecond)
	end()
	wait.Wait()
	return fmt.Sprintf("%-52s %6.1f s %6d MB  %-22s %-22s %s", a.name, took.Seconds(), s.peak(), &neighbour, &owner,
		answers), nil
}
