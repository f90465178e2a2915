package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type statusCommand struct {
	inAccount
	asJSON
}

// Run prints how an account stands: people by state, who waits for which domain and what lets them in, open cases, when
// sources were last heard, and tokens that are about to expire.
func (c *statusCommand) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		o, err := on.overviews.Show(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		services, err := on.connected.List(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		v := viewStatus(a, on, o)
		for i := range services {
			v.Services = append(v.Services, viewService(a, &services[i]))
		}
		if c.JSON {
			return write(a, true, "", []statusView{v}, nil)
		}
		return showStatus(a, &v)
	})
}

// statusView is how an account stands.
type statusView struct {
	Account string         `json:"account"`
	People  map[string]int `json:"people"` // by state
	Waiting []waitingView  `json:"waiting"`
	Cases   int            `json:"cases"`
	Sources []pulseView    `json:"sources"`
	Tokens  []endingView   `json:"tokens"` // that expire within 30 days

	Services []serviceView `json:"services,omitempty"`
}

type waitingView struct {
	Domain  string `json:"domain"`
	Unicode string `json:"unicode"`
	People  int    `json:"people"`
	Next    string `json:"next"`
}

type pulseView struct {
	Name        string     `json:"name"`
	Kind        string     `json:"kind"`
	LastContact *time.Time `json:"lastContact"`
	LastError   string     `json:"lastError,omitempty"`
	LastErrorAt *time.Time `json:"lastErrorAt,omitempty"`
	Case        string     `json:"lastErrorCase,omitempty"`
}

type endingView struct {
	ID      string    `json:"id"`
	Source  string    `json:"source"`
	Expires time.Time `json:"expires"`
}

// showServices prints how the services stand that are read.
func showServices(a *app, services []serviceView) error {
	if len(services) == 0 {
		return nil
	}
	fmt.Fprintln(a.out)
	return write(a, false, "SERVICE STATE ENDED RESULT FAILED PARKED", services, func(v serviceView) []string {
		return []string{v.Name, a.says("service.state." + v.State), stampOf(v.LastAt), a.runState(v.LastState), strconv.Itoa(v.Failed),
			strconv.Itoa(v.Parked)}
	})
}

func viewStatus(a *app, on *administration, o *admin.Overview) statusView {
	v := statusView{
		Account: on.account.Name, People: map[string]int{}, Waiting: []waitingView{}, Cases: o.Cases,
		Sources: []pulseView{}, Tokens: []endingView{},
	}
	for state, n := range o.States {
		v.People[string(state)] = n
	}
	for _, w := range o.Waiting {
		v.Waiting = append(v.Waiting, waitingView{w.Domain, w.Unicode, w.People, a.reader.SayAll(w.Next)})
	}
	for _, s := range o.Sources {
		p := pulseView{Name: s.Name, Kind: s.Kind, LastContact: optional(s.LastContact)}
		if e := s.LastError; e != nil {
			p.LastError, p.LastErrorAt, p.Case = a.reader.SayAll(e.Says), optional(e.At), e.Case
		}
		v.Sources = append(v.Sources, p)
	}
	for _, t := range o.Tokens {
		v.Tokens = append(v.Tokens, endingView{t.ID, t.Source, t.Expires})
	}
	return v
}

func showStatus(a *app, v *statusView) error {
	people := [][]string{}
	for _, state := range admin.States {
		if n := v.People[string(state)]; n > 0 || state == admin.States[0] {
			people = append(people, []string{string(state), strconv.Itoa(n)})
		}
	}
	cells := func(f []string) []string { return f }
	if err := write(a, false, "STATE PEOPLE", people, cells); err != nil {
		return err
	}
	if len(v.Waiting) > 0 {
		fmt.Fprintln(a.out)
		err := write(a, false, "DOMAIN WAITING NEXT", v.Waiting, func(w waitingView) []string {
			name := w.Unicode
			if name != w.Domain {
				name += " (" + w.Domain + ")"
			}
			return []string{name, strconv.Itoa(w.People), w.Next}
		})
		if err != nil {
			return err
		}
	}
	if v.Cases > 0 {
		fmt.Fprintf(a.out, "\n%s\n", a.says("status.cases", "cases", v.Cases))
	}
	if len(v.Sources) > 0 {
		fmt.Fprintln(a.out)
		err := write(a, false, "SOURCE KIND LAST-CONTACT LAST-ERROR", v.Sources, func(s pulseView) []string {
			trouble := ""
			if s.LastErrorAt != nil {
				trouble = a.says("status.error", "at", stamp(*s.LastErrorAt), "says", s.LastError, "case", s.Case)
			}
			return []string{s.Name, s.Kind, stampOf(s.LastContact), trouble}
		})
		if err != nil {
			return err
		}
	}
	if err := showServices(a, v.Services); err != nil {
		return err
	}
	for _, t := range v.Tokens {
		fmt.Fprintf(a.out, "\n%s\n", a.says("status.token", "id", t.ID, "source", t.Source, "expires",
			stamp(t.Expires)))
	}
	return nil
}
