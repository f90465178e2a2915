package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

type logShow struct {
	Case string `arg:"" help:"Case id, as messages, refusals and the log show it."`
	inAnyAccount
	asJSON
}

// Run prints the whole entry of a case, with before and after.
func (c *logShow) Run(ctx context.Context, a *app) error {
	return c.administerFound(ctx, a, errand{}, func(on *administration) error {
		e, err := on.log.Show(ctx, on.actor, on.account, c.Case)
		if err != nil {
			return err
		}
		v := viewEntry(a, on, &e.LogEntry, e.Sources)
		if c.JSON {
			return write(a, true, "", []logView{v}, nil)
		}
		return showEntry(a, &v)
	})
}

func showEntry(a *app, v *logView) error {
	fields := [][2]string{
		{"CASE", v.ID}, {"TIME", stamp(v.Time)}, {"ACCOUNT", v.Account}, {"SOURCE", v.Source}, {"CHANNEL", v.Channel}, {"ACTOR", v.Actor},
		{"OPERATION", v.Operation}, {"STATUS", status(v.Status)}, {"OUTCOME", v.Outcome}, {"STATE", v.State}, {"RULE", v.Rule},
		{"PERSON", v.UserName}, {"RECORD", v.RecordID}, {"USER", v.UserID}, {"REQUEST", v.RequestID}, {"WHAT", v.What}, {"DETAIL", v.Detail},
	}
	var shown [][2]string
	for _, f := range fields {
		if f[1] != "" {
			shown = append(shown, [2]string{a.column(f[0]), f[1]})
		}
	}
	if err := write(a, false, "", shown, func(f [2]string) []string { return f[:] }); err != nil {
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
