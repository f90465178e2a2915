package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

type sourceShow struct {
	Name string `arg:"" help:"Name of the source."`
	inAccount
	asJSON
}

// Run prints a source whole: its settings, when it was last heard and what went wrong, its tokens, its people by state,
// and what of its requests was left aside, with what to do about that.
func (c *sourceShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		shown, err := on.sourceViews.Show(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		v := viewShown(a, on, shown)
		if c.JSON {
			return write(a, true, "", []shownView{v}, nil)
		}
		return showSource(a, &v)
	})
}

// shownView is a source, seen whole.
type shownView struct {
	sourceView
	LastContact *time.Time     `json:"lastContact"`
	LastError   string         `json:"lastError,omitempty"`
	LastErrorAt *time.Time     `json:"lastErrorAt,omitempty"`
	Case        string         `json:"lastErrorCase,omitempty"`
	Tokens      []tokenView    `json:"tokens"`
	People      map[string]int `json:"people"` // of the source, by state
	Aside       []asideView    `json:"leftAside"`
	Register    []registerView `json:"register"` // what to do about it
}

// asideView is a name that requests had and no schema has.
type asideView struct {
	Name  string    `json:"name"`
	Count int64     `json:"count"` // requests
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

type registerView struct {
	Names     []string        `json:"names"`
	Extension string          `json:"extension,omitempty"`
	Says      string          `json:"says"`
	Schema    json.RawMessage `json:"schema,omitempty"`   // for usher schema add
	Commands  []string        `json:"commands,omitempty"` // lines for a shell
}

func viewShown(a *app, on *administration, s *admin.SourceShown) shownView {
	v := shownView{
		sourceView: viewSource(s.Source, on.account), LastContact: optional(s.LastContact), Tokens: []tokenView{},
		People: map[string]int{},
		Aside:  []asideView{}, Register: []registerView{},
	}
	if e := s.LastError; e != nil {
		v.LastError, v.LastErrorAt, v.Case = a.reader.SayAll(e.Says), optional(e.At), e.Case
	}
	for i := range s.Tokens {
		t := viewToken(&s.Tokens[i], on.account, "")
		t.Account = ""
		v.Tokens = append(v.Tokens, t)
	}
	for state, n := range s.People {
		v.People[string(state)] = n
	}
	for _, n := range s.Aside {
		v.Aside = append(v.Aside, asideView{n.Name, n.Count, n.First, n.Last})
	}
	last := -1
	for i, r := range s.Register {
		view := registerView{Names: r.Names, Extension: r.Extension, Says: a.reader.Say(r.Says), Schema: r.Schema}
		if r.Schema != nil {
			view.Commands, last = []string{adding("schema", r.Schema, on.account.Name)}, i
		}
		v.Register = append(v.Register, view)
	}
	for _, document := range s.Extend { // a type is extended once, when all schemas are there
		at := &v.Register[last]
		at.Commands = append(at.Commands, adding("resource-type", document, on.account.Name))
	}
	return v
}

// adding is a line for a shell that adds what a definition's document says. It leaves no file behind.
func adding(what string, document json.RawMessage, account string) string {
	return "printf %s " + text.Quoted(string(document)) + " | usher " + what + " add /dev/stdin --account " +
		text.Quoted(account)
}

func showSource(a *app, v *shownView) error {
	trouble := ""
	if v.LastErrorAt != nil {
		trouble = a.says("status.error", "at", stamp(*v.LastErrorAt), "says", v.LastError, "case", v.Case)
	}
	err := showFields(a, [][2]string{
		{"NAME", v.Name}, {"ID", v.ID}, {"ACCOUNT", v.Account}, {"KIND", v.Kind}, {"STATE", v.State},
		{"RANK", strconv.Itoa(v.Rank)},
		{"DOMAIN-POLICY", v.DomainPolicy}, {"STRICT", a.yesNo(v.Strict)},
		{"AUTHORITATIVE-FOR", strings.Join(v.AuthoritativeFor, ",")}, {"TRUSTED-FOR", strings.Join(v.TrustedFor, ",")},
		{"FIRST-FOR", strings.Join(v.FirstFor, ",")}, {"KEY", v.Key},
		{"OMITTED-ACTIVE", omittedActive[v.OmissionDeactivates]},
		{"GROUP-NAMES", groupNames[v.UniqueGroupNames]}, {"CREATED", stamp(v.Created)},
		{"LAST-CONTACT", stampOf(v.LastContact)},
		{"LAST-ERROR", trouble},
	})
	if err != nil {
		return err
	}
	if len(v.Tokens) > 0 {
		fmt.Fprintln(a.out)
		err := write(a, false, "TOKEN STATE EXPIRES LAST-USED", v.Tokens, func(t tokenView) []string {
			return []string{t.ID, t.State, stamp(t.Expires), stampOf(t.LastUsed)}
		})
		if err != nil {
			return err
		}
	}
	var people [][]string
	for _, state := range admin.States {
		if n := v.People[string(state)]; n > 0 {
			people = append(people, []string{string(state), strconv.Itoa(n)})
		}
	}
	if len(people) > 0 {
		fmt.Fprintln(a.out)
		if err := write(a, false, "STATE PEOPLE", people, func(f []string) []string { return f }); err != nil {
			return err
		}
	}
	return showAside(a, v)
}

// showAside shows what was left aside, and what to do about it.
func showAside(a *app, v *shownView) error {
	if len(v.Aside) == 0 {
		return nil
	}
	fmt.Fprintln(a.out)
	err := write(a, false, "LEFT-ASIDE COUNT LAST", v.Aside, func(n asideView) []string {
		return []string{n.Name, strconv.FormatInt(n.Count, 10), stamp(n.Last)}
	})
	for _, r := range v.Register {
		fmt.Fprintf(a.out, "\n%s\n", visible(r.Says))
		for _, line := range r.Commands {
			fmt.Fprintln(a.out, visible(line))
		}
	}
	return err
}
