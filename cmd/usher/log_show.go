package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
)

type logShow struct {
	Case string `arg:"" help:"Case id, as messages, refusals and the log show it."`
	inAnyAccount
	asJSON
}

// Run prints what a case id leads to: the whole entry of the log with before and after, a kind of request in the recent
// traffic, or a case of the review queue.
func (c *logShow) Run(ctx context.Context, a *app) error {
	err := c.administerFound(ctx, a, errand{}, func(on *administration) error {
		found, err := on.log.Find(ctx, on.actor, on.account, c.Case)
		if err != nil {
			return err
		}
		return c.show(a, on, found)
	})
	if c.Account != "" || !admin.IsMissing(err) {
		return err
	}
	return a.serving(ctx, errand{}, func(s *services) error {
		actor := a.actor("")
		found, err := s.log.FindUnattributed(ctx, actor, c.Case)
		if err != nil {
			return err
		}
		return c.show(a, &administration{s, actor, &admin.Account{}}, found)
	})
}

// show shows what a case id led to.
func (c *logShow) show(a *app, on *administration, found *admin.CaseFound) error {
	switch {
	case found.Traffic != nil:
		v := viewTraffic(a, on.account.Name, found.Traffic, found.Sources)
		if c.JSON {
			return write(a, true, "", []trafficView{v}, nil)
		}
		return showKind(a, found.Traffic, &v)
	case found.Review != nil:
		return showReview(a, on.account.Name, &admin.Case{Case: found.Review, Sources: found.Sources}, c.JSON)
	}
	v := viewEntry(a, on, &found.Entry.LogEntry, found.Sources)
	if c.JSON {
		return write(a, true, "", []logView{v}, nil)
	}
	return showEntry(a, &v)
}

func showEntry(a *app, v *logView) error {
	fields := [][2]string{
		{"CASE", v.ID}, {"TIME", stamp(v.Time)}, {"ACCOUNT", v.Account}, {"SOURCE", v.Source}, {"CHANNEL", v.Channel},
		{"ACTOR", v.Actor},
		{"OPERATION", v.Operation}, {"STATUS", status(v.Status)}, {"OUTCOME", v.Outcome}, {"STATE", v.State},
		{"RULE", v.Rule},
		{"PERSON", v.UserName}, {"RECORD", v.RecordID}, {"USER", v.UserID}, {"REQUEST", v.RequestID}, {"WHAT", v.What},
		{"DETAIL", v.Detail},
	}
	if err := showFields(a, fields); err != nil {
		return err
	}
	if len(v.Asked) > 0 {
		var b bytes.Buffer
		if json.Indent(&b, v.Asked, "", "  ") != nil {
			b.Write(v.Asked)
		}
		fmt.Fprintf(a.out, "\n%s\n%s\n", a.column("ASKED"), b.String())
	}
	changes := decoded[[]attributeChange](v.Changes)
	if len(changes) == 0 {
		return nil
	}
	fmt.Fprintln(a.out)
	return write(a, false, "ATTRIBUTE BEFORE AFTER", changes, func(c attributeChange) []string {
		return []string{c.Path, string(c.Before), string(c.After)}
	})
}

// showFields shows what there is of one thing, a line each.
func showFields(a *app, fields [][2]string) error {
	var shown [][2]string
	for _, f := range fields {
		if f[1] != "" {
			shown = append(shown, [2]string{a.column(f[0]), f[1]})
		}
	}
	return write(a, false, "", shown, func(f [2]string) []string { return f[:] })
}
