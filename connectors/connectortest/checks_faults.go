package connectortest

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/connectors"
)

// enough is for how long a connector that was told to stop is waited for.
var enough = 10 * time.Second

// halfway reads the first page, and then the fault begins.
func (c *check) halfway(w World, f Fault) (Service, *reading) {
	c.Helper()
	s := c.start(w, f)
	r := newReading()
	if err := c.one(c.Context(), s.New(), r); err != nil {
		c.Fatal(err)
	}
	if r.done {
		c.Fatalf("%d people came in one page: the service's pages are to be smaller here", len(w.People))
	}
	s.Strike()
	return s, r
}

// interrupted is refused in the middle, and goes on from there in another process.
func interrupted(c *check, f Fault, kind connectors.Kind) {
	w := c.world()
	s, r := c.halfway(w, f)
	connector := s.New()
	for range 2 { // a refusal is no less one the second time
		c.kind(c.one(c.Context(), connector, r), kind)
	}
	s.Mend()
	if err := c.all(c.Context(), s.New, r, maxPages); err != nil {
		c.Fatal(err)
	}
	c.whole(r, w)
}

func throttling(c *check) {
	w := c.world()
	s, r := c.halfway(w, Throttles)
	if e := c.kind(c.one(c.Context(), s.New(), r), connectors.Throttled); e.After != ThrottledFor {
		c.Errorf("it is to wait %s; the service said %s", e.After, ThrottledFor)
	}
	s.Mend()
	connector := s.New()
	if err := c.all(c.Context(), func() connectors.Connector { return connector }, r, maxPages); err != nil {
		c.Fatal(err)
	}
	c.whole(r, w)
	if paced, is := connector.(connectors.Paced); is && (paced.Pace() < 0 || paced.Pace() > time.Hour) {
		c.Errorf("a pace of %s between pages", paced.Pace())
	}
}

func forgotten(c *check) {
	s, r := c.halfway(c.world(), Forgets)
	c.kind(c.one(c.Context(), s.New(), r), connectors.Expired)
}

func malformed(c *check, f Fault) {
	s := c.start(c.world(), f)
	c.kind(c.one(c.Context(), s.New(), newReading()), connectors.Malformed)
}

// beside reads everything and something that can't be read.
func (c *check) beside(f Fault) *reading {
	c.Helper()
	w := c.world()
	r := newReading()
	if err := c.all(c.Context(), c.start(w, f).New, r, maxPages); err != nil {
		c.Fatal(err)
	}
	c.has(r, w)
	return r
}

// Who has no id might be anybody.
func nameless(c *check) {
	if r := c.beside(Nameless); len(r.nameless) == 0 && r.cut == "" {
		c.Errorf("nothing says that there is an entry without an id")
	}
}

func hugeID(c *check) {
	r := c.beside(HugeID)
	faulty := func(e connectors.Entry) bool { return e.Fault != "" }
	if !slices.ContainsFunc(r.nameless, faulty) && r.cut == "" {
		c.Errorf("nothing says that there is an entry whose id is too long")
	}
	for key := range r.entries {
		if strings.HasPrefix(key, "User huge-") {
			c.Errorf("an id was cut off: it might be somebody else's (%d bytes)", len(key))
		}
	}
}

func hugeEntry(c *check) {
	if e, there := c.beside(HugeEntry).entries["User huge"]; !there || e.Fault == "" {
		c.Errorf("the entry that is too large is there: %v, with the fault %q", there, e.Fault)
	}
}

// A group whose members are not all there is said to have no others.
func crowd(c *check) {
	e, there := c.beside(Crowd).entries["Group crowd"]
	if !there || e.Fault == "" && !slices.Contains(e.Unread, "members") {
		c.Errorf("the group with too many members is there: %v, with the fault %q, unread %v, %d members",
			there, e.Fault, e.Unread, len(e.Members))
	}
}

func cancelledBefore(c *check) {
	s := c.start(c.world(), None)
	ctx, cancel := context.WithCancel(c.Context())
	cancel()
	if err := c.one(ctx, s.New(), newReading()); !errors.Is(err, context.Canceled) {
		c.Errorf("a reading that was cancelled before gives %v", err)
	}
}

// cancelled waits for a request that hangs to be given up, and for whatever the connector had begun.
func cancelled(c *check) {
	s, r := c.halfway(c.world(), Hangs)
	connector := s.New()
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := connector.Read(ctx, r.position)
		ended <- err
	}()
	select {
	case <-s.Waiting:
	case err := <-ended:
		c.Fatalf("the service hangs, and the connector gives %v", err)
	case <-time.After(enough):
		c.Fatal("the connector does not ask the service")
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			c.Errorf("a reading that was cancelled gives %v", err)
		}
	case <-time.After(enough):
		s.Mend()
		c.Fatalf("a reading that was cancelled has not ended after %s", enough)
	}
	if left := lingering(connector); left != "" {
		s.Mend()
		c.Errorf("the connector has left a goroutine behind:\n%s", left)
	}
}

// lingering is the stack of a goroutine of the connector's package that does not end.
func lingering(connector connectors.Connector) string {
	of := reflect.TypeOf(connector)
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	left := ""
	for end := time.Now().Add(enough / 2); time.Now().Before(end); <-tick.C {
		if left = goroutineOf(of.PkgPath()); left == "" {
			return ""
		}
	}
	return left
}

// goroutineOf finds a goroutine that runs in a package.
func goroutineOf(pkg string) string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for one := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(one, "\n"+pkg+".") || strings.Contains(one, "created by "+pkg+".") {
			return one
		}
	}
	return ""
}
