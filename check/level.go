package check

import "slices"

// Level says how binding a check is: the RFC 2119 words for the checks of the RFCs, and the
// words of the dialect file for what real clients need.
type Level string

const (
	// Must is an absolute requirement of an RFC.
	Must Level = "must"
	// Should is a recommendation of an RFC; there may be good reasons to differ.
	Should Level = "should"
	// May is an option of an RFC.
	May Level = "may"
	// Required is what a client needs to work at all.
	Required Level = "required"
	// Recommended is what a client's validator wants or what gives better results.
	Recommended Level = "recommended"
	// Tolerant is input outside the RFC that a client sends all the same.
	Tolerant Level = "tolerant"
	// Policy is a place where several answers are fine and only a server fault is not.
	Policy Level = "policy"
)

// levels in the order of the report's summary.
var levels = []Level{Must, Required, Should, Recommended, Tolerant, Policy, May}

// Decides reports whether a failure at this level makes the exit status non-zero. Failures
// at all other levels are warnings.
func (l Level) Decides() bool { return l == Must || l == Required }

// rank orders levels by weight, the deciding ones first.
func (l Level) rank() int { return slices.Index(levels, l) }

// Status is the result of one check.
type Status string

const (
	// Pass means that the server answered as it should.
	Pass Status = "pass"
	// Fail means that it did not.
	Fail Status = "fail"
	// Skipped means that the server does not offer what the check is about.
	Skipped Status = "skipped"
	// Inconclusive means that a preparation failed, so nothing can be said.
	Inconclusive Status = "inconclusive"
)

// statuses in the order of the report: what needs attention first.
var statuses = []Status{Fail, Inconclusive, Skipped, Pass}
