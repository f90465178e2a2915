package storetest

import (
	"os"
	"testing"
)

// memory is where Linux has files in memory.
const memory = "/dev/shm"

// folder is a new folder that is gone when the test has ended. With -short it is in memory where there is such a place:
// a commit then waits for no disk, and what a disk keeps of it is for the whole run to ask.
func folder(t testing.TB) string {
	t.Helper()
	if !testing.Short() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "usher-storetest-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the test's folder: %v", err)
		}
	})
	return dir
}
