package main

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

// logCommand shows the log unless it is told to do something else with it.
type logCommand struct {
	List   logList   `cmd:"" default:"withargs" help:"List the provisioning log; list itself may be left out."`
	Show   logShow   `cmd:"" help:"Show one entry whole, by its case id."`
	Replay logReplay `cmd:"" help:"Run a logged request against today's rules, and show what differs."`
}

type logList struct {
	inAccount
	User    string `help:"Only what is about this person: id of a user or record, address or userName. Somebody who is gone is found, too." placeholder:"USER"`
	Case    string `help:"Only the entry with this case id." placeholder:"ID"`
	Source  string `help:"Only this source's entries." placeholder:"NAME"`
	Outcome string `help:"Only entries with this outcome, such as refused, held or suspended." placeholder:"OUTCOME"`
	By      string `help:"Only what this administrator did." placeholder:"ACTOR"`
	Changes bool   `help:"Only what changed something."`
	Reads   bool   `help:"Show reads, too, which older versions kept here; usher traffic shows those of now."`
	Since   moment `help:"Only what happened since then: a time such as 2026-03-01 or 2026-03-01T08:00:00Z, or a span such as 24h or 7d." placeholder:"TIME"`
	Until   moment `help:"Only what happened before then." placeholder:"TIME"`
	Last    int    `default:"100" short:"n" help:"Show so many entries, the newest."`
	Follow  bool   `short:"f" help:"Go on with new entries until interrupted."`
	asJSON
}

// Run prints the newest entries of the provisioning log (rule O1), oldest first.
func (c *logList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		if c.Case != "" {
			e, err := on.log.Show(ctx, on.actor, on.account, c.Case)
			if err != nil {
				return err
			}
			return showLog(a, on, &admin.LogPage{Entries: []admin.LogEntry{e.LogEntry}, Sources: e.Sources}, true,
				c.JSON)
		}
		r := admin.LogRequest{
			User: c.User, Source: c.Source, Outcome: c.Outcome, By: c.By, Changes: c.Changes, Reads: c.Reads,
			Since: c.Since.Time, Until: c.Until.Time, Last: c.Last,
		}
		if !c.Follow {
			page, err := on.log.List(ctx, on.actor, on.account, r)
			if err != nil {
				return err
			}
			return showLog(a, on, page, true, c.JSON)
		}
		headed := false
		return on.log.Follow(ctx, on.actor, on.account, r, func(page *admin.LogPage) error {
			if len(page.Entries) == 0 {
				return nil
			}
			heads := !headed
			headed = true
			return showLog(a, on, page, heads, c.JSON)
		})
	})
}

func showLog(a *app, on *administration, page *admin.LogPage, headed, asJSON bool) error {
	views := make([]logView, len(page.Entries))
	for i := range page.Entries {
		views[i] = viewEntry(a, on, &page.Entries[i], page.Sources)
	}
	heads := ""
	if headed {
		heads = "TIME OUTCOME STATUS OPERATION CASE WHAT"
	}
	return write(a, asJSON, heads, views, func(v logView) []string {
		return []string{stamp(v.Time), v.Outcome, status(v.Status), v.Operation, v.ID, v.What}
	})
}

type logView struct {
	ID        string          `json:"id"` // the case id
	Time      time.Time       `json:"time"`
	Account   string          `json:"account"`
	Source    string          `json:"source,omitempty"`
	Channel   string          `json:"door"`
	Operation string          `json:"operation"`
	Type      string          `json:"resourceType,omitempty"`
	RecordID  string          `json:"resourceId,omitempty"`
	UserID    string          `json:"userId,omitempty"`
	UserName  string          `json:"userName,omitempty"`
	Status    int             `json:"status"`
	Outcome   string          `json:"outcome"`
	State     string          `json:"state,omitempty"`
	Rule      string          `json:"rule,omitempty"`
	What      string          `json:"what"` // who did what to whom and why
	Detail    string          `json:"detail,omitempty"`
	RequestID string          `json:"requestId,omitempty"`
	Actor     string          `json:"actor,omitempty"` // the administrator who decided
	Asked     json.RawMessage `json:"asked,omitempty"`
	Changes   json.RawMessage `json:"changes,omitempty"`
}

func viewEntry(a *app, on *administration, e *admin.LogEntry, sources map[string]string) logView {
	return logView{
		ID: e.ID, Time: e.At, Account: on.account.Name, Source: sources[e.SourceID], Channel: e.Channel,
		Operation: e.Operation,
		Type:      e.Type, RecordID: e.RecordID, UserID: e.UserID, UserName: nameIn(e.Asked), Status: e.Status,
		Outcome: string(e.Outcome), State: string(e.Code), Rule: e.Rule, What: a.reader.Say(admin.What(e, sources)),
		Detail:    a.reader.SayAll(e.Detail),
		RequestID: e.RequestID, Actor: e.Actor, Asked: document(e.Asked), Changes: document(e.Changes),
	}
}

// nameIn is the name by which people know what was asked for: userName, or displayName.
func nameIn(asked []byte) string {
	var body struct {
		UserName    string `json:"userName"`
		DisplayName string `json:"displayName"`
	}
	if json.Unmarshal(asked, &body) != nil {
		return ""
	}
	if body.UserName != "" {
		return body.UserName
	}
	return body.DisplayName
}

// document is JSON as it stands; what is none, as a refused request may be, as a string.
func document(b []byte) json.RawMessage {
	if len(b) == 0 || json.Valid(b) {
		return b
	}
	quoted, err := json.Marshal(string(b))
	if err != nil {
		panic("a string is always JSON: " + err.Error())
	}
	return quoted
}

// status is an HTTP status in a table; "" where the channel has none.
func status(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
