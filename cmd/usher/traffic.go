package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type trafficCommand struct {
	inAccount
	Source       string `help:"Only this source's." placeholder:"NAME"`
	Unattributed bool   `help:"Only what belongs to no account: requests without a token, or with one that names none."`
	asJSON
}

// Run prints recent traffic, the newest first: each kind of request that changed nothing, or was not understood, with
// how often and when it came (rule O2).
func (c *trafficCommand) Run(ctx context.Context, a *app) error {
	if c.Unattributed {
		return a.serving(ctx, errand{}, func(s *services) error {
			page, err := s.traffic.Unattributed(ctx, a.actor(""), c.Source)
			if err != nil {
				return err
			}
			return showTraffic(a, "", page, c.JSON)
		})
	}
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		page, err := on.traffic.List(ctx, on.actor, on.account, c.Source)
		if err != nil {
			return err
		}
		if err := showTraffic(a, on.account.Name, page, c.JSON); err != nil || c.JSON || page.Strange == 0 {
			return err
		}
		fmt.Fprintln(a.err, a.says("traffic.strange", "kinds", page.Strange))
		return nil
	})
}

// trafficView is one kind of request.
type trafficView struct {
	ID      string    `json:"id"`                // the case id of the kind
	Account string    `json:"account,omitempty"` // name
	Source  string    `json:"source,omitempty"`  // name
	TokenID string    `json:"tokenId,omitempty"` // of a token that is known
	Token   string    `json:"token,omitempty"`   // how one is called that is not served
	Method  string    `json:"method"`
	Route   string    `json:"route"`
	Status  int       `json:"status"`
	Reason  string    `json:"reason,omitempty"` // why it was refused
	Count   int64     `json:"count"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	Address string    `json:"address,omitempty"` // of the client, the last time
	Path    string    `json:"path,omitempty"`    // the last time
	What    string    `json:"what"`              // what the client did, in words
	Detail  string    `json:"detail,omitempty"`  // what it looked for, or what was wrong and would be right
}

func viewTraffic(a *app, account string, k *admin.TrafficKind, sources map[string]string) trafficView {
	return trafficView{
		ID: k.ID, Account: account, Source: sources[k.SourceID], TokenID: k.TokenID, Token: k.Token, Method: k.Method,
		Route:  k.Route,
		Status: k.Status, Reason: string(k.Reason), Count: k.Count, First: k.First, Last: k.Last, Address: k.Address,
		Path: k.Path,
		What: a.reader.Say(admin.Did(k)), Detail: a.reader.SayAll(k.Detail),
	}
}

func showTraffic(a *app, account string, page *admin.TrafficPage, asJSON bool) error {
	views := make([]trafficView, len(page.Kinds))
	answers := map[string]string{}
	for i := range page.Kinds {
		views[i] = viewTraffic(a, account, &page.Kinds[i], page.Sources)
		answers[views[i].ID] = answered(a, &page.Kinds[i])
	}
	return write(a, asJSON, "LAST COUNT SOURCE ANSWER FROM CASE WHAT", views, func(v trafficView) []string {
		return []string{
			stamp(v.Last), strconv.FormatInt(v.Count, 10), v.Source, answers[v.ID], v.Address, v.ID,
			didAndWhy(a, &v),
		}
	})
}

// didAndWhy is what the client did, with what is to be said of it.
func didAndWhy(a *app, v *trafficView) string {
	if v.Detail == "" {
		return v.What
	}
	return a.says("traffic.told", "did", v.What, "detail", v.Detail)
}

// answered is a status, and why.
func answered(a *app, k *admin.TrafficKind) string {
	return strings.TrimSpace(strconv.Itoa(k.Status) + " " + a.reader.Say(admin.Why(k)))
}

// showKind shows one kind of request whole.
func showKind(a *app, k *admin.TrafficKind, v *trafficView) error {
	return showFields(a, [][2]string{
		{"CASE", v.ID}, {"LAST", stamp(v.Last)}, {"FIRST", stamp(v.First)}, {"COUNT", strconv.FormatInt(v.Count, 10)},
		{"ACCOUNT", v.Account},
		{"SOURCE", v.Source}, {"TOKEN", cmp.Or(v.Token, v.TokenID)}, {"OPERATION", v.Method + " " + v.Route},
		{"ANSWER", answered(a, k)},
		{"FROM", v.Address}, {"PATH", v.Path}, {"WHAT", v.What}, {"DETAIL", v.Detail},
	})
}
