package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

type reviewList struct {
	inAnyAccount
	All bool `help:"Show those that are decided, too."`
	asJSON
}

// casesChunk is how many cases are read at once.
const casesChunk = 500

// Run prints the review queue, oldest case first, with both sides of each.
func (c *reviewList) Run(ctx context.Context, a *app) error {
	heads := "CASE ACCOUNT STATUS RECORD MAY-BE-USER REASON RISKS SINCE"
	return c.each(ctx, a, func(db *store.DB, account *directory.Account) (bool, error) {
		names, err := sourceNames(ctx, db, account.ID)
		if err != nil {
			return false, err
		}
		for after := ""; ; {
			list, err := db.Cases(ctx, account.ID, after, c.All, casesChunk)
			if err != nil || len(list) == 0 {
				return false, err
			}
			views := make([]caseView, len(list))
			for i, one := range list {
				views[i] = viewCase(one, account.Name, names)
				after = one.ID
			}
			err = write(a.out, c.JSON, heads, views, func(v caseView) []string {
				return []string{v.ID, v.Account, v.Status, v.describe(v.Record), v.Candidate.describe(), v.Sentence, strings.Join(v.Risks, ", "), stamp(v.Created)}
			})
			if err != nil {
				return false, err
			}
			heads = ""
		}
	})
}

// caseView is a case; records are both sides, the one in question first.
type caseView struct {
	ID        string        `json:"id"`
	Account   string        `json:"account"`
	Status    string        `json:"status"`
	Waits     bool          `json:"waits"`
	Record    string        `json:"record"`
	User      string        `json:"user"`
	Reason    string        `json:"reason"`
	Sentence  string        `json:"sentence"`
	Risks     []string      `json:"risks"`
	Records   []recordView  `json:"records"`
	Created   time.Time     `json:"created"`
	Decided   *time.Time    `json:"decided,omitempty"`
	Candidate candidateView `json:"-"`
}

type candidateView struct {
	id      string
	records []recordView
}

func (c candidateView) describe() string {
	list := make([]string, len(c.records))
	for i, r := range c.records {
		list[i] = r.UserName + " (" + r.Source + ")"
	}
	return strings.TrimSpace(c.id + " " + strings.Join(list, ", "))
}

func (v *caseView) describe(record string) string {
	for _, r := range v.Records {
		if r.ID == record {
			return r.ID + " " + r.UserName + " (" + r.Source + ")"
		}
	}
	return record
}

func viewCase(one *directory.Case, account string, names map[string]string) caseView {
	v := caseView{
		ID: one.ID, Account: account, Status: one.Status, Waits: one.Waits, Record: one.RecordID, User: one.UserID, Reason: string(one.Reason), Sentence: one.Reason.Sentence(),
		Risks: one.Flags, Records: []recordView{}, Created: one.Created, Decided: optional(one.Decided), Candidate: candidateView{id: one.UserID},
	}
	if v.Risks == nil {
		v.Risks = []string{}
	}
	if one.Record != nil {
		v.Records = append(v.Records, viewRecord(one.Record, names))
	}
	for _, r := range one.Candidate {
		if r.ID != one.RecordID {
			v.Candidate.records = append(v.Candidate.records, viewRecord(r, names))
		}
	}
	v.Records = append(v.Records, v.Candidate.records...)
	return v
}

type reviewDecide struct {
	Case       string `arg:"" help:"Id of the case, as usher review list shows it."`
	Decision   string `arg:"" enum:"link,apart,never" help:"link: the same person; apart: two people; never: two people, and never to be asked again."`
	AcceptRisk bool   `help:"Link although the case shows a risk."`
	onPeople
}

// Run decides a case of the review queue.
func (c *reviewDecide) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		one, err := db.Case(ctx, account.ID, c.Case)
		if err != nil {
			return err
		}
		if one.Status != directory.StatusOpen {
			return fmt.Errorf("case %s is decided already: %s", one.ID, one.Status)
		}
		change := directory.Change{Into: one.UserID, Request: directory.Request{Operation: "REVIEW " + c.Decision}}
		says := "kept apart"
		switch c.Decision {
		case "link":
			if len(one.Flags) > 0 && !c.AcceptRisk {
				return fmt.Errorf("case %s has a risk (%s): look at both sides (usher user show %s), then repeat with --accept-risk", one.ID, strings.Join(one.Flags, ", "), one.UserID)
			}
			change.Action, says = directory.Link, "linked"
		case "apart":
			change.Action = directory.KeepApart
		case "never":
			change.Action, says = directory.NeverLink, "kept apart for good"
		}
		record := one.Record
		if record == nil {
			return fmt.Errorf("case %s is about a record that is gone", one.ID)
		}
		// Of a person who is known already the whole person is linked.
		if c.Decision == "link" && record.ParentID != "" {
			user, err := findUser(ctx, db, account, record.UserID)
			if err != nil {
				return err
			}
			record = root(user)
		}
		r, err := c.decide(ctx, db, account, record.RecordKey, change)
		if err != nil {
			return err
		}
		return c.show(a, r, fmt.Sprintf("record %s and user %s are %s", record.ID, one.UserID, says))
	})
}
