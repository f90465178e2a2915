package decide

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
)

// Rules D1 and D7.
func TestGate(t *testing.T) {
	somewhere := directory.Address{Local: "ann", Domain: "x.example"}
	for _, tt := range []struct {
		policy directory.Policy
		login  directory.Address
		level  directory.Level
		want   directory.Verdict
	}{
		{directory.Hold, somewhere, directory.Approved, directory.Verdict{Code: directory.Active, Rule: "D1"}},
		{directory.Hold, somewhere, directory.Verified, directory.Verdict{Code: directory.Active, Rule: "D1"}},
		{directory.Reject, somewhere, directory.Approved, directory.Verdict{Code: directory.Active, Rule: "D1"}},
		{directory.Reject, somewhere, directory.Verified, directory.Verdict{Code: directory.Active, Rule: "D1"}},
		{directory.Hold, somewhere, directory.Unapproved, directory.Verdict{Code: directory.PendingDomain, Rule: "D7", Domain: "x.example"}},
		{directory.Reject, somewhere, directory.Unapproved, directory.Verdict{Code: directory.Rejected, Rule: "D7", Domain: "x.example"}},
		{directory.Hold, directory.Address{}, directory.Unapproved, directory.Verdict{Code: directory.PendingDomain, Rule: "D7"}},
		{directory.Reject, directory.Address{}, directory.Unapproved, directory.Verdict{Code: directory.Rejected, Rule: "D7"}},
		{"", somewhere, directory.Unapproved, directory.Verdict{Code: directory.PendingDomain, Rule: "D7", Domain: "x.example"}}, // held, unless the source says otherwise
		{directory.Hold, somewhere, "stale", directory.Verdict{Code: directory.PendingDomain, Rule: "D7", Domain: "x.example"}},  // a level that nobody knows lets nobody in
	} {
		if got := Gate(tt.policy, tt.login, tt.level); got != tt.want {
			t.Errorf("Gate(%q, %q, %q) = %+v, want %+v", tt.policy, tt.login, tt.level, got, tt.want)
		}
	}
}
