package main

import "testing"

// long leaves a test to the whole run: with -short it is skipped, and why says so, such as what proves the rule then.
func long(t *testing.T, why string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: " + why)
	}
}

// Why whole families of tests are left to the whole run.
const (
	oneAttack = "one attack of each kind is enough; internal/directory/decide proves the rules in every order"
	oneRace   = "one race of each kind is enough"
	killed    = "servers are killed or stopped for long"
	everyWay  = "one way is enough; the others are of the same rule"
	decided   = "internal/directory/decide proves the rule; shorter tests, that a server does as is decided"
	tour      = "a whole tour of the commands"
)
