package directory

import (
	"context"
	"slices"
	"testing"
)

// Rule P10: who is pushed goes before a slice of a sync run that waits, so that nobody waits for more than the one that is carried out;
// and the slice goes with the next batch whatever else comes.
func TestPushesGoBeforeSyncRuns(t *testing.T) {
	in := &Intake{queues: map[string]*queue{}}
	l := &queue{enough: make(chan struct{}, 1), running: true}
	in.queues["a"] = l
	names := map[*submission]string{}
	come := func(name string, items int, sync *SyncMark) {
		t.Helper()
		s := &submission{ctx: context.Background(), account: Account{ID: "a"}, done: make(chan struct{})}
		for range items {
			s.items = append(s.items, Item{Said: &Change{Sync: sync}})
		}
		names[s] = name
		if err := in.enqueue(s); err != nil {
			t.Fatal(err)
		}
	}
	want := func(all ...string) {
		t.Helper()
		var got []string
		for _, s := range in.next(l, "a") {
			got = append(got, names[s])
		}
		if !slices.Equal(got, all) {
			t.Fatalf("together go %v, not %v", got, all)
		}
	}
	come("slice 1", 200, &SyncMark{})
	come("slice 2", 200, &SyncMark{})
	want("slice 1")
	come("push 1", 1, nil)
	come("push 2", 1, nil)
	want("push 1", "push 2")
	come("push 3", 1, nil)
	want("slice 2", "push 3") // it was passed once
	come("slice 3", 200, &SyncMark{})
	want("slice 3")
	want()
}
