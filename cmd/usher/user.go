package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type userList struct {
	inAccount
	State  string `help:"Only people in this state, such as pendingDomain or suspended." placeholder:"STATE"`
	Source string `help:"Only people whom this source knows." placeholder:"NAME"`
	Search string `help:"Only people with a name, address or userName of which words begin like that." placeholder:"TEXT"`
	Filter string `help:"Only people of whom a SCIM filter is true (RFC 7644 section 3.4.2.2): over what --source says of them, or else over the merged users." placeholder:"FILTER"`
	Limit  int    `help:"At most so many; all without it." placeholder:"N"`
	After  string `help:"Only those after the person with this id." placeholder:"ID"`
	asJSON
}

// Run prints the account's people, those who wait included, each with the records that make them up.
func (c *userList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		r := admin.PeopleRequest{State: c.State, Source: c.Source, Search: c.Search, Filter: c.Filter, After: c.After}
		heads, left := "ID USERNAME STATE ROLE LOGIN RECORDS", c.Limit
		for first := true; ; first = false {
			if r.Limit = left; c.Limit == 0 {
				r.Limit = admin.MaxPage
			}
			page, err := on.people.List(ctx, on.actor, on.account, r)
			if err != nil {
				return err
			}
			views := make([]userView, len(page.People))
			for i, p := range page.People {
				views[i] = viewUser(p, page.Sources)
			}
			if len(views) > 0 || first {
				err = write(a, c.JSON, heads, views, func(v userView) []string {
					return []string{v.ID, v.UserName, v.State, v.Role, v.Login, strings.Join(v.sources(), ", ")}
				})
			}
			if err != nil || page.Next == "" {
				return err
			}
			heads, r.After = "", page.Next
			if left -= len(views); c.Limit > 0 && left <= 0 {
				fmt.Fprintln(a.err, a.says("list.more", "command", a.repeat("--after="+page.Next)))
				return nil
			}
		}
	})
}

type userShow struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	inAccount
	asJSON
}

// Run prints one user with all records and values, and where each comes from.
func (c *userShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		p, err := on.people.Show(ctx, on.actor, on.account, c.User)
		if err != nil {
			return err
		}
		v := viewUser(p.Profile, p.Sources)
		v.Attributes = json.RawMessage(slices.Concat([]byte("{"), p.Body, []byte("}")))
		for _, said := range p.Provenance {
			v.Provenance = append(v.Provenance, provenanceView{said.Attribute, said.Value, p.SourceName(said.Source)})
		}
		for i, r := range p.Records {
			v.Records[i].Attributes = json.RawMessage(slices.Concat([]byte("{"), r.Body, []byte("}")))
		}
		if c.JSON {
			return write(a, true, "", []userView{v}, nil)
		}
		return showUser(a, &v)
	})
}

func showUser(a *app, v *userView) error {
	fields := [][]string{
		{a.label("user"), v.ID}, {"userName", v.UserName}, {a.label("state"), v.State}, {a.label("login"), v.Login},
		{a.label("role"), v.Role}, {a.label("flags"), v.Flags}, {a.label("created"), stamp(v.Created)},
	}
	if err := write(a, false, "", fields, func(f []string) []string { return f }); err != nil {
		return err
	}
	fmt.Fprintln(a.out)
	err := write(a, false, "RECORD SOURCE STATE RULE USERNAME LINKED-TO CONFIRMED", v.Records,
		func(r recordView) []string {
			return []string{r.ID, r.Source, r.State, r.Rule, r.UserName, r.LinkedTo, r.Confirmed}
		})
	if err != nil || len(v.Provenance) == 0 {
		return err
	}
	fmt.Fprintln(a.out)
	var attributes map[string]any
	if err := json.Unmarshal(v.Attributes, &attributes); err != nil {
		return err
	}
	return write(a, false, "ATTRIBUTE VALUE SOURCE", v.Provenance, func(p provenanceView) []string {
		return []string{p.Attribute, cmp.Or(p.Value, shownValue(attributes, p.Attribute)), p.Source}
	})
}

// shownValue is the value of an attribute as a table shows it; that of an extension has its URN before it. Several
// parts of one stand beside each other.
func shownValue(attributes map[string]any, name string) string {
	v, has := attributes[name]
	if at := strings.LastIndexByte(name, ':'); !has && at > 0 {
		extension, _ := attributes[name[:at]].(map[string]any)
		v = extension[name[at+1:]]
	}
	switch v := v.(type) {
	case nil:
		return ""
	case map[string]any:
		if whole, is := v["formatted"].(string); is {
			return whole
		}
		parts := make([]string, 0, len(v))
		for _, part := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, part+"="+fmt.Sprint(v[part]))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

type userView struct {
	ID         string           `json:"id"` // of the user, or of the record of somebody who waits
	UserName   string           `json:"userName"`
	Waits      bool             `json:"waits,omitempty"` // nobody's yet
	State      string           `json:"state"`
	Login      string           `json:"login,omitempty"`
	Role       string           `json:"role,omitempty"`
	Flags      string           `json:"flags,omitempty"`
	Created    time.Time        `json:"created"`
	Records    []recordView     `json:"records"`
	Attributes json.RawMessage  `json:"attributes,omitempty"`
	Provenance []provenanceView `json:"provenance,omitempty"`
}

type recordView struct {
	ID         string          `json:"id"`
	Source     string          `json:"source"`
	UserName   string          `json:"userName"`
	State      string          `json:"state"`
	Rule       string          `json:"rule"`
	LinkedTo   string          `json:"linkedTo,omitempty"`
	Confirmed  string          `json:"confirmed,omitempty"`
	Attributes json.RawMessage `json:"attributes,omitempty"`
}

type provenanceView struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value,omitempty"`
	Source    string `json:"source"`
}

func viewUser(p *admin.Profile, names map[string]string) userView {
	v := userView{
		ID: p.ID, UserName: p.UserName, State: string(p.State), Login: p.Login, Role: string(p.Role), Flags: p.Flags,
		Created: p.Created,
		Records: make([]recordView, len(p.Records)),
	}
	if p.ID == "" { // nobody yet
		first := p.Records[0]
		v.ID, v.Waits, v.State, v.Created = first.ID, true, string(first.Verdict.Code), first.Created
	}
	for i, r := range p.Records {
		v.Records[i] = viewRecord(r, names)
	}
	return v
}

func viewRecord(r *admin.Utterance, names map[string]string) recordView {
	return recordView{
		ID: r.ID, Source: names[r.SourceID], UserName: r.UserName, State: string(r.Verdict.Code), Rule: r.Verdict.Rule,
		LinkedTo: r.ParentID, Confirmed: r.Confirmed,
	}
}

// sources are the records' sources, as people read them.
func (v *userView) sources() []string {
	list := make([]string, len(v.Records))
	for i, r := range v.Records {
		list[i] = r.Source
	}
	return list
}
