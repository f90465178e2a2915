package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

// onPeople is what commands share that decide who is whom.
type onPeople struct {
	inAccount
	DryRun bool `help:"Decide it and show what would come of it, but keep nothing."`
	asJSON
}

// decide brings an administrator's change of people to the intake. Its source and type are those
// of the record that it is about.
func (c *onPeople) decide(ctx context.Context, db *store.DB, account *directory.Account, record directory.RecordKey, change directory.Change) (result directory.Result, err error) {
	user, err := definitions{db}.user(ctx, account.ID)
	if err != nil {
		return result, err
	}
	sources, err := db.Sources(ctx, account.ID)
	if err != nil {
		return result, err
	}
	for _, s := range sources {
		if s.ID == record.SourceID {
			change.Source = s
		}
	}
	if change.Action != directory.Create {
		change.Source.Policy = directory.Hold
	}
	change.Type, change.ID = user, record.ID
	change.Request.Door = "cli"
	intake := intakeOver(db, slog.New(slog.DiscardHandler))
	defer func() { err = errors.Join(err, intake.Close(context.WithoutCancel(ctx))) }()
	apply := intake.Apply
	if c.DryRun {
		apply = intake.DryRun
	}
	results, err := apply(ctx, *account, []directory.Change{change})
	if err != nil {
		return result, err
	}
	return results[0], results[0].Err
}

// findRecord finds a record by its id.
func findRecord(ctx context.Context, db *store.DB, account *directory.Account, id string) (*directory.Utterance, error) {
	p, err := db.Profile(ctx, account.ID, id)
	if err != nil {
		return nil, err
	}
	for _, r := range p.Records {
		if r.ID == id {
			return r, nil
		}
	}
	if len(p.Records) == 1 {
		return p.Records[0], nil
	}
	return nil, &directory.Error{Kind: directory.Conflict, Detail: "the user " + p.ID + " has several records: give the id of one (usher user show lists them)"}
}

// findUser finds a user, not somebody who only waits.
func findUser(ctx context.Context, db *store.DB, account *directory.Account, ref string) (*directory.Profile, error) {
	p, err := db.Profile(ctx, account.ID, ref)
	if err == nil && p.ID == "" {
		err = &directory.Error{Kind: directory.Conflict, Detail: "record " + p.Records[0].ID + " (" + p.Records[0].UserName + ") is no user yet: it is " + string(p.Records[0].Verdict.Code) + "; see usher explain"}
	}
	return p, err
}

// root is the record that the others of a user were linked to.
func root(p *directory.Profile) *directory.Utterance {
	for _, r := range p.Records {
		if r.ParentID == "" {
			return r
		}
	}
	return p.Records[0]
}

// decisionView is what came of a decision.
type decisionView struct {
	Record  string `json:"record"`
	User    string `json:"user,omitempty"`
	State   string `json:"state"`
	Rule    string `json:"rule"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
	Case    string `json:"case"`
	DryRun  bool   `json:"dryRun,omitempty"`
}

// show prints what came of a decision, as a sentence or as an object.
func (c *onPeople) show(a *app, r directory.Result, says string) error {
	v := decisionView{Outcome: string(r.Outcome), Case: r.Case, DryRun: c.DryRun}
	if r.Record != nil {
		v.Record, v.User, v.State, v.Rule = r.Record.ID, r.Record.UserID, string(r.Record.Verdict.Code), r.Record.Verdict.Rule
		v.Reason = r.Record.Verdict.Sentence("en")
	}
	if r.Outcome == directory.Unchanged {
		says = "nothing to change: it is so already"
	}
	if c.DryRun {
		says = "dry run: " + says
	}
	if c.JSON {
		return write(a.out, true, "", []decisionView{v}, nil)
	}
	return write(a.out, false, "", strings.Split(says, "\n"), func(line string) []string { return []string{line} })
}
