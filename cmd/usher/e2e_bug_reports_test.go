package main

import (
	"os"
	"testing"
	"time"

	"github.com/usher-id/usher/check"
)

// bugReports is where the sequences stand by which other servers were reported to fail; they have
// the form of the clients' cases.
const bugReports = "../../check/testdata/bug-reports.json"

// bugReportCases is how many the file holds.
const bugReportCases = 55

// What was reported of other servers does not happen here, in an empty store and one in use, on
// both databases (rules P1, P3, P4, P9).
func TestBugReports(t *testing.T) {
	long(t, "TestDialects asks as much of a store in use")
	t.Parallel()
	document, err := os.ReadFile(bugReports)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := check.ParseCases(document)
	if err != nil {
		t.Fatal(err)
	}
	if len(reports) != bugReportCases {
		t.Fatalf("%d cases instead of %d", len(reports), bugReportCases)
	}
	stores(t, func(t *testing.T, c *connection) {
		client, err := check.NewClient(check.Options{URL: c.base, Token: c.token})
		if err != nil {
			t.Fatal(err)
		}
		people, groups := c.get(t, "/Users?count=0").total(), c.get(t, "/Groups?count=0").total()
		for _, report := range reports {
			t.Run(report.ID, func(t *testing.T) {
				o := report.Run(t.Context(), client)
				if o.Status != check.Pass {
					t.Errorf("%s (%s)\n%s: %s\ngot   %s\nright %s", report.Purpose, report.Level, o.Status, o.Asked, o.Got, o.Right)
				}
				if left := client.Cleanup(t.Context(), time.Minute); len(left) > 0 {
					t.Errorf("can't be deleted again: %s", left)
				}
			})
		}
		if p, g := c.get(t, "/Users?count=0").total(), c.get(t, "/Groups?count=0").total(); p != people || g != groups {
			t.Errorf("the cases began with %d people and %d groups and ended with %d and %d", people, groups, p, g)
		}
	})
}
