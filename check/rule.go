package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/message"
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
	id    string // in keys
	title string
	// needs returns why the rules cannot apply to this server, if they cannot. It may be nil.
	needs func(*server) message.Message
	rules []rule
}

func (ru rule) titleMessage() message.Message { return message.New(titleKey + ru.id) }
func (ru rule) rightMessage() message.Message { return message.New(rightKey + ru.id) }
func (s section) message() message.Message    { return message.New(sectionKey + s.id) }

// sections returns all rules in the order in which they run.
func sections() []section {
	return []section{
		{"discovery", "Discovery", nil, slices.Concat(discoveryRules, typeRules)},
		{"schemas", "Schemas", nil, schemaRules},
		{"truth", "Schemas that are true", nil, truthRules},
		{"users", "Life cycle of users", nil, slices.Concat(lifecycleRules, sameRules)},
		{"groups", "Groups", (*server).needsGroups, slices.Concat(groupRules, sameGroupRules, groupPatchRules)},
		{"filters", "Filters", (*server).needsFilter, filterRules},
		{"badFilters", "Filters that are not valid", (*server).needsFilter, badFilterRules},
		{"patchAdd", "PATCH: add", (*server).needsPatch, patchAddRules},
		{"patchReplace", "PATCH: replace", (*server).needsPatch, patchReplaceRules},
		{"patchRemove", "PATCH: remove", (*server).needsPatch, patchRemoveRules},
		{"patchRequests", "PATCH: whole requests", (*server).needsPatch, patchRequestRules},
		{"paging", "Paging", nil, pagingRules},
		{"cursor", "Paging by cursor", (*server).needsCursor, cursorRules},
		{"projection", "Projection", nil, projectionRules},
		{"sorting", "Sorting", (*server).needsSort, sortRules},
		{"etag", "Versions (ETag)", (*server).needsETag, etagRules},
		{"bulk", "Bulk", (*server).needsBulk, bulkRules},
		{"search", "Search with POST", (*server).needsSearch, searchRules},
		{"errors", "Errors and media types", nil, errorRules},
	}
}

// finding is what a rule returns when it does not pass. It is an error so that preparations
// and judgements compose with the usual "if err != nil".
type finding struct {
	status Status
	asked  string
	got    message.Message
}

func (f *finding) Error() string {
	return string(f.status) + ": " + f.asked + ": " + english.Say(f.got)
}

// wrong is the finding that the answer r is not right. The message of this key says what about it is wrong.
func wrong(r *reply, key string, pairs ...any) error {
	return &finding{Fail, r.Asked, message.New(key, pairs...)}
}

// unfit is the finding that r is not the answer that it should be.
func unfit(r *reply) error { return &finding{Fail, r.Asked, r.answer()} }

// unready is the finding that the preparation r failed.
func unready(r *reply) error {
	return &finding{Inconclusive, r.Asked, r.answer()}
}

// undecided is the finding that nothing can be said, and why.
func undecided(key string) error { return &finding{Inconclusive, "", message.New(key)} }

// skip is the finding that the server does not offer what the rule is about.
func skip(key string, pairs ...any) error { return skipped(message.New(key, pairs...)) }

// skipped is skip with a reason that is a message already.
func skipped(reason message.Message) error { return &finding{Skipped, "", reason} }

// outcome runs the rule with p.
func (ru rule) outcome(p *probe) Outcome {
	err := guarded(p, func() error { return ru.run(p) })
	out := Outcome{Status: Pass, Right: p.say(ru.rightMessage())}
	if p.last != nil {
		out.Asked, out.Got = p.last.Asked, p.say(p.last.answer())
	}
	if f := (*finding)(nil); errors.As(err, &f) {
		out.Status, out.Asked, out.Got = f.status, f.asked, p.say(f.got)
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
			got := &finding{status: Fail, got: message.New("check.unjudged", "cause", fmt.Sprint(e))}
			if p.last != nil {
				got.asked, got.got = p.last.Asked, message.New("check.colon", "answer", p.last.answer(), "found", got.got)
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
