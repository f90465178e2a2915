package connectortest

import (
	"testing"
	"time"
)

// Hurry has connectors that were told to stop waited for no longer than it takes to see that they don't.
func Hurry(t testing.TB) {
	before := enough
	enough = 200 * time.Millisecond
	t.Cleanup(func() { enough = before })
}
