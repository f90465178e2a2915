package storetest

import (
	"testing"
	"time"
)

// Await returns once it is done, and fails the test if that takes half a minute: what goes on in another goroutine, or
// in a database, comes soon, but how soon nobody promises.
func Await(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still waiting for %s", what)
		}
	}
}
