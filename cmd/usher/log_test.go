package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// usher log --follow shows what was there and what comes, each entry once, also one that becomes
// visible after a newer one. It ends without an error when it is interrupted.
func TestLogFollow(t *testing.T) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			account, err := db.CreateAccount(t.Context(), "acme")
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			add := func(operation string, at time.Time) {
				t.Helper()
				id := uuid.Must(uuid.NewV7())
				for i := range 6 { // the id's time is that of the entry
					id[i] = byte(at.UnixMilli() >> (8 * (5 - i)))
				}
				err := db.AppendLog(t.Context(), account.ID, []directory.LogEntry{{
					ID: id.String(), At: at, Channel: "scim", Operation: operation, Status: 201, Outcome: directory.Created,
				}})
				if err != nil {
					t.Fatal(err)
				}
			}
			add("POST /older", start.Add(-2*time.Second))
			add("POST /old", start.Add(-time.Second))

			ctx, cancel := context.WithCancel(t.Context())
			out, errors := newOutput(), newOutput()
			status := make(chan int, 1)
			go func() {
				status <- Run(ctx, []string{"log", "--account", "acme", "--database", url, "--follow", "--last", "1"}, noEnvironment, out, errors)
			}()
			wait := func(operation string) {
				t.Helper()
				for !strings.Contains(out.String(), operation+" ") {
					select {
					case <-out.written:
					case <-time.After(20 * time.Second):
						t.Fatalf("%s was not shown: %s", operation, out)
					case s := <-status:
						t.Fatalf("it ended with status %d: %s", s, errors)
					}
				}
			}
			wait("POST /old")
			add("POST /new", start.Add(2*time.Second))
			wait("POST /new")
			add("POST /late", start.Add(time.Second))
			wait("POST /late")
			cancel()
			if s := <-status; s != 0 {
				t.Errorf("interrupted, it ended with status %d: %s", s, errors)
			}
			for operation, want := range map[string]int{"POST /older ": 0, "POST /old ": 1, "POST /new ": 1, "POST /late ": 1, "OPERATION": 1} {
				if n := strings.Count(out.String(), operation); n != want {
					t.Errorf("%q was shown %d times, want %d:\n%s", operation, n, want, out)
				}
			}
		})
	}
}
