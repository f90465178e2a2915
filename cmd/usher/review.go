package main

import (
	"context"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type reviewList struct {
	inAnyAccount
	All bool `help:"Show those that are decided, too."`
	asJSON
}

// Run prints the review queue, oldest case first, with both sides of each.
func (c *reviewList) Run(ctx context.Context, a *app) error {
	heads := "CASE ACCOUNT STATUS SINCE RISKS RECORD MAY-BE-USER REASON"
	return c.administerEach(ctx, a, errand{}, func(on *administration) (bool, error) {
		for after := ""; ; {
			page, err := on.reviews.List(ctx, on.actor, on.account, admin.CasesRequest{All: c.All, After: after})
			if err != nil || len(page.Cases) == 0 {
				return false, err
			}
			views := make([]caseView, len(page.Cases))
			for i, one := range page.Cases {
				views[i] = viewCase(a, one, on.account.Name, page.Sources)
			}
			err = write(a, c.JSON, heads, views, func(v caseView) []string {
				return []string{
					v.ID, v.Account, v.Status, stamp(v.Created), strings.Join(v.Risks, ", "), v.describe(v.Record),
					v.Candidate.describe(), v.Sentence,
				}
			})
			heads, after = "", page.Next
			if err != nil || after == "" {
				return false, err
			}
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
	Remedy    string        `json:"remedy"` // what makes the question go without a decision
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

func viewCase(a *app, one *admin.Review, account string, names map[string]string) caseView {
	v := caseView{
		ID: one.ID, Account: account, Status: one.Status, Waits: one.Waits, Record: one.RecordID, User: one.UserID,
		Reason: string(one.Reason), Sentence: a.reader.Say(one.Reason.Message()),
		Remedy: a.reader.Say(one.Remedy(names)),
		Risks:  one.Flags, Records: []recordView{}, Created: one.Created, Decided: optional(one.Decided),
		Candidate: candidateView{id: one.UserID},
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
