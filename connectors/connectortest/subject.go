// Package connectortest is what every connector has to do, as a suite of checks that run against its service's fake, or
// against the service itself. A connector that passes them can be read by Usher: whatever the service does wrong, a
// reading ends, says whether it is all, and takes nothing from anybody.
package connectortest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
)

// Subject is a connector with a service that can be started as the checks need it.
type Subject struct {
	// Start starts a service that knows a world and has a fault. It ends with the test.
	Start func(t testing.TB, w World, f Fault) Service
	// Page is how many entries a page of the connector holds here. It is small, 3 to 50, so that worlds have several
	// pages.
	Page int
	// Cannot names faults that this service can't have, each with the reason. Their checks are skipped.
	Cannot map[Fault]string
}

// Service is a running service.
type Service struct {
	// New is a connector of it. Every call makes another one, which knows nothing of the others, as in another process.
	New func() connectors.Connector
	// Secret is what the connector shows the service to be let in. The service repeats it in its refusals.
	Secret string
	// Strike has the fault begin, if it is one that begins in the middle; Mend ends it.
	Strike, Mend func()
	// Serve has the service know another world from now on.
	Serve func(World)
	// Waiting is closed when a request hangs, of the fault Hangs.
	Waiting <-chan struct{}
}

// Fault is what a service does wrong.
type Fault string

// Faults that a service has from the beginning.
const (
	None      Fault = "none"
	Short     Fault = "short pages"                                 // never as many entries as were asked for
	Empty     Fault = "empty pages"                                 // some pages between others have no entry
	Repeats   Fault = "a repeated cursor"                           // after the first page the same page comes for ever
	Circles   Fault = "a circle of cursors"                         // after the second page the first comes again
	Endless   Fault = "a page that never ends"                      // there is always one more page, of people nobody has heard of
	Fewer     Fault = "fewer entries than said"                     // the list ends before all that it says to have
	Twice     Fault = "objects twice"                               // the first person of the second page was the last of the first one
	Garbage   Fault = "a page that is none"                         // the answer is a page of HTML, with status 200
	Cropped   Fault = "an answer that stops in the middle"          // of its text, as if it were all
	Nameless  Fault = "an entry without an id"                      // beside all others
	HugeID    Fault = "an id that is too long"                      // of an entry beside all others
	HugeEntry Fault = "an entry that is too large"                  // beside all others, with the id "huge"
	Crowd     Fault = "a group with more members than there may be" // beside all others, with the id "crowd"
	Withdrawn Fault = "no right to see addresses"                   // e-mail addresses are left out or null, without a word
	Unlisted  Fault = "no right to see members"                     // groups come without members, without a word
	NoGroups  Fault = "no right to see groups"                      // asking for groups is refused
)

// Faults that begin with Strike.
const (
	Throttles Fault = "throttling"                         // requests are refused, with ThrottledFor to wait
	Expires   Fault = "a token that expires in the middle" // requests are refused: the credential is good no more
	Forbids   Fault = "a right that is taken away"         // requests are refused: the credential may not read
	Fails     Fault = "a service that fails in the middle" // requests are answered with an error of the service's own
	Drops     Fault = "a connection that ends"             // requests are cut off
	Hangs     Fault = "an answer that does not come"       // requests hang until they are given up
	Forgets   Fault = "positions that are forgotten"       // the service does not know its cursors any more
	Away      Fault = "another service at the address"     // everything is 404
)

// ThrottledFor is how long Throttles says to wait.
const ThrottledFor = 17 * time.Second

// Check is one thing that a connector has to do.
type Check struct {
	Name string
	run  func(c *check)
}

// Run runs all checks, each as a test of its own.
func Run(t *testing.T, s Subject) {
	for _, one := range Checks() {
		t.Run(strings.ReplaceAll(one.Name, " ", "_"), func(t *testing.T) { one.Run(t, s) })
	}
}

// Run runs the check.
func (one Check) Run(t testing.TB, s Subject) {
	t.Helper()
	if s.Page < 3 || s.Page > 50 {
		t.Fatalf("pages of %d entries: between 3 and 50 are needed", s.Page)
	}
	one.run(&check{TB: t, subject: s, page: s.Page})
}

// check is a check that runs.
type check struct {
	testing.TB
	subject Subject
	page    int
	secret  string
}

// start starts a service, unless it can't have the fault.
func (c *check) start(w World, f Fault) Service {
	c.Helper()
	if reason, cannot := c.subject.Cannot[f]; cannot {
		c.Skipf("%s: %s", f, reason)
	}
	s := c.subject.Start(c, w, f)
	c.secret = s.Secret
	for _, do := range []*func(){&s.Strike, &s.Mend} {
		if *do == nil {
			*do = func() { c.Fatalf("the service can't begin or end %q", f) }
		}
	}
	return s
}

// world has as many people as fill several pages, and groups that fill two.
func (c *check) world() World { return worldOf(4*c.page+1, c.page+2) }

// say is an entry as failures name it.
func say(e connectors.Entry) string { return fmt.Sprintf("%s %q", e.Type, e.ID) }
