package directory_test

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
)

func TestBeginning(t *testing.T) {
	id := "0192f3a4-5b6c-7abc-8def-0123456789ab"
	for n := range len(id) {
		first, last, is := directory.Beginning(id[:n])
		if is != (n >= directory.LeastBeginning) || is && (first > id || last < id || first[:n] != id[:n] || last[:n] != id[:n]) {
			t.Errorf("%q: from %s to %s, %v", id[:n], first, last, is)
		}
		if directory.Begins(id, id[:n]) != is || is && directory.AfterID(id[:n]) < id {
			t.Errorf("%q does not stand for the id", id[:n])
		}
	}
	if first, _, is := directory.Beginning("0192F3A4-5B6C-7ABC"); !is || first != "0192f3a4-5b6c-7abc-0000-000000000000" {
		t.Errorf("capitals: %s, %v", first, is)
	}
	for _, ref := range []string{"", id, id + "0", "0192f3a45b6c7abc8def", "0192f3a4-5b6c-7abx", "0192f3a4-5b6c-7abc8", "ann.lee@example.com.au", "\x00192f3a4-5b6c-7abc"} {
		if _, _, is := directory.Beginning(ref); is {
			t.Errorf("%q is taken for the beginning of an id", ref)
		}
	}
	if !directory.Begins(id, id) || directory.Begins(id, id[:17]+"d") || directory.AfterID(id) != id {
		t.Error("a whole id stands for itself alone")
	}
}
