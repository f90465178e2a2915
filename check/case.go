package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// Case is one sequence of requests that a real client sends, and what it needs to come back.
type Case struct {
	ID         string `json:"id"`
	IdP        string `json:"idp"` // the client, for example "okta"
	Purpose    string `json:"purpose"`
	Source     string `json:"source"` // where the sequence is documented or was seen
	Level      Level  `json:"level"`
	Confidence string `json:"confidence"` // how well Source is known: documented, captured, reported or inferred

	steps []caseStep
}

// caseStep is one request of a case.
type caseStep struct {
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Role    string            `json:"role"` // "setup", "verify" or "" for the step under test
	Auth    string            `json:"auth"` // as in request
	Header  map[string]string `json:"headers"`
	Body    any               `json:"body"`
	Expect  expectation       `json:"expect"`
	Capture map[string]string `json:"capture"` // variable: path
}

// expectation is what a step's answer must be.
type expectation struct {
	Status  []int       `json:"status"`
	Body    []assertion `json:"body_assertions"`
	Headers []assertion `json:"header_assertions"`
}

// Outcome is what one check found.
type Outcome struct {
	Status Status
	Asked  string // the request that decided
	Got    string // what came back
	Right  string // what would be right
}

// Run sends the case's requests through c. A failing setup step makes it Inconclusive; the
// first other expectation that is not met makes it Fail. Nothing is cleaned up: the caller
// calls c.Cleanup.
func (cs Case) Run(ctx context.Context, c *Client) Outcome {
	word := c.next()
	v := vars{
		"base": c.base, "token": c.token, "uuid": randomUUID(),
		"rand": word, "RAND": strings.ToUpper(word),
	}
	out := Outcome{Status: Inconclusive, Got: c.say(message.New("check.noStep"))}
	for _, s := range cs.steps {
		if out = s.guarded(ctx, c, v); out.Status != Pass {
			return out
		}
	}
	return out
}

// guarded is run for a step whose answer may be of any form: see guarded in rule.go.
func (s caseStep) guarded(ctx context.Context, c *Client, v vars) (out Outcome) {
	defer func() {
		if e := recover(); e != nil {
			out = Outcome{
				Status: Fail, Asked: s.Method + " " + s.Path, Got: c.say(message.New("check.unjudged", "cause", fmt.Sprint(e))),
			}
		}
	}()
	return s.run(ctx, c, v)
}

// run sends one step, judges the answer and adds what it captures to v.
func (s caseStep) run(ctx context.Context, c *Client, v vars) Outcome {
	failed := Fail
	if s.Role == "setup" {
		failed = Inconclusive
	}
	q, want, err := s.request(v)
	if err != nil {
		return Outcome{Status: Inconclusive, Asked: s.Method + " " + s.Path, Got: err.Error()}
	}
	r := c.send(ctx, q)
	out := Outcome{Status: Pass, Asked: r.Asked, Got: c.say(r.answer()), Right: c.say(want.message())}
	if ctx.Err() != nil {
		out.Status = Inconclusive
		return out
	}
	if wrong := want.judge(r); !wrong.IsZero() {
		out.Status, out.Got = failed, c.say(wrong)
		return out
	}
	for name, path := range s.Capture {
		path, err := v.text(path)
		if err != nil {
			return Outcome{Status: Inconclusive, Asked: r.Asked, Got: err.Error()}
		}
		value, found, err := lookup(r.JSON, path)
		if err != nil || !found {
			out.Status = failed
			out.Got = c.say(message.New("check.notInBody", "answer", r.answer(), "name", path))
			return out
		}
		v[name] = plain(value)
	}
	return out
}

// request is the step with its variables replaced.
func (s caseStep) request(v vars) (request, expectation, error) {
	q := request{Method: s.Method, Auth: s.Auth, Header: map[string]string{}}
	want := expectation{Status: s.Expect.Status}
	var err error
	if q.Path, err = v.url(s.Path); err != nil {
		return q, want, err
	}
	if q.Body, err = v.value(s.Body); err != nil {
		return q, want, err
	}
	for k, h := range s.Header {
		if q.Header[k], err = v.text(h); err != nil {
			return q, want, err
		}
	}
	if want.Body, err = expandAll(v, s.Expect.Body); err != nil {
		return q, want, err
	}
	want.Headers, err = expandAll(v, s.Expect.Headers)
	return q, want, err
}

// expandAll returns copies of the assertions with the variables in their paths and values replaced.
func expandAll(v vars, in []assertion) ([]assertion, error) {
	out := slices.Clone(in)
	for i := range out {
		var err error
		if out[i].Path, err = v.text(out[i].Path); err != nil {
			return nil, err
		}
		if out[i].Value, err = v.value(out[i].Value); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// judge returns nothing when r is as expected, and otherwise what came back instead. The body of a
// 204 is not looked at.
func (e expectation) judge(r *reply) message.Message {
	if !slices.Contains(e.Status, r.Status) {
		return r.answer()
	}
	for _, a := range e.Headers {
		if wrong := a.check(r); !wrong.IsZero() {
			return message.New("check.but", "answer", r.answer(), "found", wrong)
		}
	}
	if r.Status == http.StatusNoContent {
		return message.Message{}
	}
	for _, a := range e.Body {
		if wrong := a.check(r); !wrong.IsZero() {
			return message.New("check.but", "answer", r.answer(), "found", wrong)
		}
	}
	return message.Message{}
}

// message is the expectation in words.
func (e expectation) message() message.Message {
	var all message.Message
	for _, s := range e.Status {
		one := message.New("check.status", "status", s)
		if all.IsZero() {
			all = one
		} else {
			all = message.New("check.either", "one", all, "other", s)
		}
	}
	for _, a := range slices.Concat(e.Headers, e.Body) {
		all = message.New("check.also", "one", all, "other", a.message())
	}
	return all
}
