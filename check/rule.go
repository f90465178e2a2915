package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// rule is one check of the RFCs.
type rule struct {
	id    string
	title string
	rfc   string // where the RFC says it
	rows  string // numbers in the requirements checklist
	level Level
	right string // what a right answer looks like
	run   func(*probe) error
}

// section is a group of rules that share what the server must offer.
type section struct {
	title string
	// needs returns why the rules cannot apply to this server, or "". It may be nil.
	needs func(*server) string
	rules []rule
}

// sections returns all rules in the order in which they run.
func sections() []section {
	return []section{
		{"Discovery", nil, slices.Concat(discoveryRules, typeRules)},
		{"Schemas", nil, schemaRules},
		{"Schemas that are true", nil, truthRules},
		{"Life cycle of users", nil, slices.Concat(lifecycleRules, sameRules)},
		{"Groups", (*server).needsGroups, slices.Concat(groupRules, sameGroupRules, groupPatchRules)},
		{"Filters", (*server).needsFilter, filterRules},
		{"Filters that are not valid", (*server).needsFilter, badFilterRules},
		{"PATCH: add", (*server).needsPatch, patchAddRules},
		{"PATCH: replace", (*server).needsPatch, patchReplaceRules},
		{"PATCH: remove", (*server).needsPatch, patchRemoveRules},
		{"PATCH: whole requests", (*server).needsPatch, patchRequestRules},
		{"Paging", nil, pagingRules},
		{"Paging by cursor", (*server).needsCursor, cursorRules},
		{"Projection", nil, projectionRules},
		{"Sorting", (*server).needsSort, sortRules},
		{"Versions (ETag)", (*server).needsETag, etagRules},
		{"Bulk", (*server).needsBulk, bulkRules},
		{"Search with POST", (*server).needsSearch, searchRules},
		{"Errors and media types", nil, errorRules},
	}
}

// finding is what a rule returns when it does not pass. It is an error so that preparations
// and judgements compose with the usual "if err != nil".
type finding struct {
	status Status
	asked  string
	got    string
}

func (f *finding) Error() string { return string(f.status) + ": " + f.asked + ": " + f.got }

// wrong is the finding that the answer r is not right. format says what about it is wrong.
func wrong(r *reply, format string, args ...any) error {
	return &finding{Fail, r.Asked, fmt.Sprintf(format, args...)}
}

// unready is the finding that the preparation r failed.
func unready(r *reply) error {
	return &finding{Inconclusive, r.Asked, r.String()}
}

// skip is the finding that the server does not offer what the rule is about.
func skip(reason string) error { return &finding{Skipped, "", reason} }

// outcome runs the rule with p.
func (ru rule) outcome(p *probe) Outcome {
	err := guarded(p, func() error { return ru.run(p) })
	out := Outcome{Status: Pass, Right: ru.right}
	if p.last != nil {
		out.Asked, out.Got = p.last.Asked, p.last.String()
	}
	if f := (*finding)(nil); errors.As(err, &f) {
		out.Status, out.Asked, out.Got = f.status, f.asked, f.got
	}
	if p.ctx.Err() != nil && out.Status == Fail {
		out.Status = Inconclusive
	}
	return out
}

// guarded runs f. A panic is a finding too: an answer was of a form that the check did not expect,
// which says nothing good about the answer, and the run has to go on and clean up.
func guarded(p *probe, f func() error) (err error) {
	defer func() {
		if e := recover(); e != nil {
			got := &finding{status: Fail, got: fmt.Sprintf("an answer of a form that the check cannot judge (%v)", e)}
			if p.last != nil {
				got.asked, got.got = p.last.Asked, p.last.String()+": "+got.got
			}
			err = got
		}
	}()
	return f()
}

// Rule describes one check of the RFCs: what Run gives in a Result before there is an outcome.
type Rule struct {
	Section string
	ID      string
	Title   string
	Level   Level
	RFC     string
	Rows    []string // numbers of the requirements in docs/conformance.md, such as R-103
	Right   string   // what a right answer looks like
}

// Rules returns the checks of the RFCs in the order in which they run.
func Rules() []Rule {
	var all []Rule
	for _, s := range append(sections(), overallSection) {
		for _, ru := range s.rules {
			all = append(all, Rule{s.title, ru.id, ru.title, ru.level, ru.rfc, strings.Fields(ru.rows), ru.right})
		}
	}
	return all
}
