package check

import (
	"slices"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// Result is one check and what it found.
type Result struct {
	Section string
	ID      string
	Title   string
	Level   Level
	RFC     string   // where the requirement stands, for the checks of the RFCs
	Rows    []string // numbers of the requirements in docs/conformance.md, such as R-103
	Client  string   // whose case it is, for the cases of clients
	Source  string   // where the case is documented or was seen
	Outcome
}

// Decides reports whether this result makes the exit status non-zero.
func (r Result) Decides() bool { return r.Status == Fail && r.Level.Decides() }

// Report is what a run found.
type Report struct {
	URL      string
	Started  time.Time
	Elapsed  time.Duration
	Results  []Result
	Leftover []string // paths of resources that could not be deleted again

	speaker message.Language
}

// Failed counts the failing checks that decide the exit status: those at the levels must and
// required. Failures at other levels are warnings.
func (r *Report) Failed() int {
	n := 0
	for _, res := range r.Results {
		if res.Decides() {
			n++
		}
	}
	return n
}

// counts are the number of results by status.
type counts map[Status]int

// counts counts the results that keep wants.
func (r *Report) counts(keep func(Result) bool) counts {
	c := counts{}
	for _, res := range r.Results {
		if keep(res) {
			c[res.Status]++
		}
	}
	return c
}

// bySection groups the results, sections in the order in which they first occur. Within a
// section what needs attention is first, the heaviest before the lighter ones.
func (r *Report) bySection() [][]Result {
	index := map[string]int{}
	var groups [][]Result
	for _, res := range r.Results {
		i, ok := index[res.Section]
		if !ok {
			i = len(groups)
			index[res.Section] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], res)
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b Result) int {
			if d := slices.Index(statuses, a.Status) - slices.Index(statuses, b.Status); d != 0 {
				return d
			}
			if a.Status != Fail {
				return 0
			}
			return a.Level.rank() - b.Level.rank()
		})
	}
	return groups
}
