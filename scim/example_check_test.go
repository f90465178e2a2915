package scim_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/usher-id/usher/check"
)

// conforms runs the conformance checks, of which none may fail but those that fails expects, and counts what was skipped.
func conforms(t *testing.T, h http.Handler, fails func(check.Result) bool) (skipped int) {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	report, err := check.Run(t.Context(), check.Options{URL: server.URL + "/scim/v2", Token: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		switch r.Status {
		case check.Skipped:
			skipped++
		case check.Fail, check.Inconclusive:
			if !fails(r) {
				t.Errorf("%s %s: %s\nasked %s\ngot   %s\nright %s", r.ID, r.Title, r.Status, r.Asked, r.Got, r.Right)
			}
		}
	}
	if len(report.Leftover) > 0 {
		t.Errorf("left behind: %s", report.Leftover)
	}
	return skipped
}

// The example passes all checks but one of a recommendation, since it works out no groups of users, and says truly what
// it can't do.
func TestExampleBackend(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it plays a whole run of the checks; TestFewAbilitiesConform does, too")
	}
	groups := func(r check.Result) bool { return r.ID == "group.user" && r.Level == check.Should }
	if n := conforms(t, newHandler(), groups); n == 0 {
		t.Error("nothing was skipped, although the example says that it has no cursors")
	}
}
