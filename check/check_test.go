package check

import (
	"testing"
	"time"
)

// run runs the check against a stub and fails the test on an error.
func run(t *testing.T, o Options) *Report {
	t.Helper()
	o.Token, o.Timeout = stubToken, 30*time.Second
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A server that is right passes everything; only what it truly has is not checked otherwise.
func TestRightServer(t *testing.T) {
	s, _ := newStub(t, nil)
	r := run(t, Options{URL: s.url})
	for _, res := range r.Results {
		switch {
		case res.Status == Skipped && res.ID[:10] == "discovery.":
		case res.Status != Pass:
			t.Errorf("%s: %s\n asked %s\n got   %s\n right %s", res.ID, res.Status, res.Asked, res.Got, res.Right)
		}
	}
	if r.Failed() != 0 || len(r.Leftover) != 0 || len(s.order) != 0 {
		t.Errorf("Failed %d, leftover %v, %d resources left on the server", r.Failed(), r.Leftover, len(s.order))
	}
}
