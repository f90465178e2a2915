// Package check finds out how well a SCIM 2.0 server works, whoever made it: it asks what
// RFC 7643, RFC 7644 and RFC 9865 require and what real clients send, and says for every
// answer what was asked, what came back and what would be right. It speaks HTTP only, sends
// one request at a time, creates resources under names that nobody else uses, and deletes
// them again, also when it is interrupted.
//
// A Go project checks its own server in a test with [Run], against an [net/http/httptest.Server] or any other URL,
// and goes through the report: [Result.Decides] tells a breach of what an RFC or a client requires, whose
// [Outcome] says what was asked, what came and what would be right. What the server says at /ServiceProviderConfig
// that it can't do is [Skipped] and no breach. To run what one client sends as subtests of their own, make a
// [Client] and use [Case.Run] with the cases of [Dialects], or with [ParseCases] with your own.
//
// [Rules] lists the checks of the RFCs, [Dialects] those of clients; both have ids by which [Options.Only] picks.
package check

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// Options says what to check and how.
type Options struct {
	URL        string        // SCIM base URL, for example https://scim.example.com/scim/v2
	Token      string        // bearer token; empty sends no Authorization header
	As         []string      // clients whose cases run (see Clients); empty runs all
	Only       []string      // ids, or beginnings of ids, of the checks that run; empty runs all
	HTTPClient *http.Client  // nil for a default client; redirects are never followed
	Timeout    time.Duration // of one request; 0 for 30 seconds
	Grace      time.Duration // for cleaning up after an interruption; 0 for a minute
	OnResult   func(Result)  // called after each check; may be nil

	// Language is how the report and the errors are written. The zero value is English, and so is what its Templates
	// does not have of Templates().
	Language message.Language

	// AcceptLanguage is sent in the header Accept-Language, for servers that explain refusals in several languages;
	// empty sends none.
	AcceptLanguage string
}

// maxSilence is the number of requests in a row without any answer after which a run ends.
const maxSilence = 5

// Run checks the server. The error is about the run, not about the server's conformance: a
// URL or token that does not work, a client name that does not exist, an interruption, a
// server that stopped answering. After an interruption the report has what was found so far.
func Run(ctx context.Context, o Options) (*Report, error) {
	speaker := speaking(o.Language)
	for _, as := range o.As {
		if !slices.Contains(Clients(), as) {
			return nil, failed(speaker, nil, "check.noClient", "name", as, "known", Clients())
		}
	}
	for _, only := range o.Only {
		if !known(only) {
			return nil, failed(speaker, nil, "check.noCheck", "id", only)
		}
	}
	c, err := NewClient(o)
	if err != nil {
		return nil, err
	}
	defer c.http.CloseIdleConnections()
	r := &runner{o: o, c: c, report: &Report{URL: c.base, Started: time.Now().UTC(), speaker: speaker}}
	if err := greet(ctx, c); err != nil {
		return nil, err
	}
	if r.writes() {
		if err := greetWriter(ctx, c); err != nil {
			if left := c.Cleanup(ctx, o.Grace); len(left) > 0 {
				err = failed(speaker, err, "check.greet.leftover", "says", err, "paths", left)
			}
			return nil, err
		}
	}
	defer func() { // also when OnResult panics
		r.report.Leftover = c.Cleanup(ctx, o.Grace)
		r.report.Elapsed = time.Since(r.report.Started)
	}()
	return r.report, r.all(ctx)
}

// known reports whether the id of a check begins so.
func known(prefix string) bool {
	return slices.ContainsFunc(Rules(), func(r Rule) bool { return strings.HasPrefix(r.ID, prefix) }) ||
		slices.ContainsFunc(dialects(), func(cs Case) bool { return strings.HasPrefix(cs.ID, prefix) })
}

// runner is one run.
type runner struct {
	o      Options
	c      *Client
	server *server
	report *Report
}

// all runs every wanted check in order.
func (r *runner) all(ctx context.Context) error {
	r.server = discover(ctx, r.c)
	for _, s := range sections() {
		if err := r.section(ctx, s); err != nil {
			return err
		}
	}
	for _, cs := range dialects() {
		if len(r.o.As) > 0 && !slices.Contains(r.o.As, cs.IdP) || !r.wants(cs.ID) {
			continue
		}
		r.add(Result{
			Section: r.c.say(clientTitle(cs.IdP)), ID: cs.ID, Title: r.c.say(message.New(purposeKey + cs.ID)), Level: cs.Level,
			Client: cs.IdP, Source: r.c.say(message.New(sourceKey + cs.ID)), Outcome: cs.Run(ctx, r.c),
		})
		if err := r.stopped(ctx); err != nil {
			return err
		}
	}
	return r.section(ctx, overallSection)
}

// section runs the wanted rules of s.
func (r *runner) section(ctx context.Context, s section) error {
	var skip message.Message
	if s.needs != nil {
		skip = s.needs(r.server)
	}
	for _, ru := range s.rules {
		if !r.wants(ru.id) {
			continue
		}
		out := Outcome{Status: Skipped, Got: r.c.say(skip), Right: r.c.say(ru.rightMessage())}
		if skip.IsZero() {
			out = ru.outcome(&probe{ctx: ctx, Client: r.c, server: r.server})
		}
		r.add(Result{
			Section: r.c.say(s.message()), ID: ru.id, Title: r.c.say(ru.titleMessage()), Level: ru.level,
			RFC: ru.rfc, Rows: strings.Fields(ru.rows), Outcome: out,
		})
		if err := r.stopped(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stopped says why the run cannot go on, or nil.
func (r *runner) stopped(ctx context.Context) error {
	if ctx.Err() != nil {
		return failed(r.c.speaker, ctx.Err(), "check.interrupted")
	}
	if r.c.silence >= maxSilence {
		return failed(r.c.speaker, nil, "check.stopped")
	}
	return nil
}

// writes reports whether the wanted checks need somebody whom they create: all but those of discovery and schemas
// may. A run of these alone works with a token that only reads; the few of them that create somebody are then
// inconclusive.
func (r *runner) writes() bool {
	reads := func(id string) bool { return strings.HasPrefix(id, "discovery.") || strings.HasPrefix(id, "schemas.") }
	return len(r.o.Only) == 0 || slices.ContainsFunc(r.o.Only, func(p string) bool { return !reads(p) })
}

// wants reports whether the check id is to run.
func (r *runner) wants(id string) bool {
	return len(r.o.Only) == 0 || slices.ContainsFunc(r.o.Only, func(p string) bool { return strings.HasPrefix(id, p) })
}

// add records a result.
func (r *runner) add(res Result) {
	r.report.Results = append(r.report.Results, res)
	if r.o.OnResult != nil {
		r.o.OnResult(res)
	}
}
