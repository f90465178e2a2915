package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

const (
	// pollInterval is how often --follow looks for new entries.
	pollInterval = 500 * time.Millisecond
	// lookBack is how far before the newest entry --follow keeps looking: entries that were
	// written at the same time may become visible out of order.
	lookBack = 10 * time.Second
	// logChunk is how many entries are read at once.
	logChunk = 500
)

// logCommand shows the log unless it is told to do something else with it.
type logCommand struct {
	Show   logShow   `cmd:"" default:"withargs" help:"Show the provisioning log; show itself may be left out."`
	Replay logReplay `cmd:"" help:"Run a logged request against today's rules, and show what differs."`
}

type logShow struct {
	inAccount
	Source string `help:"Show only this source's entries." placeholder:"NAME"`
	Last   int    `default:"100" short:"n" help:"Show so many entries, the newest."`
	Follow bool   `short:"f" help:"Go on with new entries until interrupted."`
	asJSON
}

// Validate refuses a count that means nothing.
func (c *logShow) Validate() error {
	if c.Last < 0 {
		return fmt.Errorf("--last=%d: give a number of entries", c.Last)
	}
	return nil
}

// Run prints the newest entries of the provisioning log (rule O1), oldest first.
func (c *logShow) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		names, err := sourceNames(ctx, db, account.ID)
		if err != nil {
			return err
		}
		f := &follower{db: db, account: account, names: names, app: a, asJSON: c.JSON, seen: map[string]bool{}}
		if c.Source != "" {
			source, err := db.Source(ctx, account.ID, c.Source)
			if err != nil {
				return err
			}
			f.sourceID = source.ID
		}
		return f.run(ctx, c.Last, c.Follow)
	})
}

// follower prints entries of one account, each once.
type follower struct {
	db       *store.DB
	account  *directory.Account
	sourceID string
	names    map[string]string // of sources
	app      *app
	asJSON   bool
	headed   bool
	since    time.Time       // nothing older than this is looked for
	seen     map[string]bool // ids since then that were printed, or left out for good
}

func (f *follower) run(ctx context.Context, last int, follow bool) error {
	entries, err := f.db.Log(ctx, f.account.ID, f.sourceID, max(last, 1))
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		f.since = entries[len(entries)-1].At.Add(-lookBack)
	}
	if follow {
		// All that is there now and not among the newest is left out.
		ids, err := f.db.LogIDs(ctx, f.account.ID, f.sourceID, f.since)
		if err != nil {
			return err
		}
		for _, id := range ids {
			f.seen[id] = len(entries) > 0 && id <= entries[len(entries)-1].ID
		}
	}
	if err := f.print(entries[max(0, len(entries)-last):]); err != nil {
		return err
	}
	for follow {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pollInterval):
		}
		if err := f.poll(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// poll prints what has come since the last time.
func (f *follower) poll(ctx context.Context) error {
	ids, err := f.db.LogIDs(ctx, f.account.ID, f.sourceID, f.since)
	if err != nil {
		return err
	}
	var fresh []string
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[id] = true
		if !f.seen[id] {
			fresh = append(fresh, id)
		}
	}
	f.seen = known
	for chunk := range slices.Chunk(fresh, logChunk) {
		entries, err := f.db.LogEntries(ctx, f.account.ID, chunk)
		if err != nil {
			return err
		}
		if err := f.print(entries); err != nil {
			return err
		}
		for _, e := range entries {
			if since := e.At.Add(-lookBack); since.After(f.since) {
				f.since = since
			}
		}
	}
	return nil
}

func (f *follower) print(entries []directory.LogEntry) error {
	if len(entries) == 0 {
		return nil
	}
	views := make([]logView, len(entries))
	for i, e := range entries {
		views[i] = f.view(e)
	}
	heads := "TIME SOURCE OPERATION STATUS OUTCOME PERSON RULE ACTOR DETAIL CASE"
	if f.headed {
		heads = ""
	}
	f.headed = true
	return write(f.app.out, f.asJSON, heads, views, func(v logView) []string {
		person := v.UserName
		if person == "" {
			person = v.RecordID
		}
		return []string{stamp(v.Time), v.Source, v.Operation, status(v.Status), v.Outcome, person, v.Rule, v.Actor, v.Detail, v.ID}
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
	Detail    string          `json:"detail,omitempty"`
	RequestID string          `json:"requestId,omitempty"`
	Actor     string          `json:"actor,omitempty"` // the administrator who decided
	Asked     json.RawMessage `json:"asked,omitempty"`
	Changes   json.RawMessage `json:"changes,omitempty"`
}

func (f *follower) view(e directory.LogEntry) logView {
	return logView{
		ID: e.ID, Time: e.At, Account: f.account.Name, Source: f.names[e.SourceID], Channel: e.Channel, Operation: e.Operation,
		Type: e.Type, RecordID: e.RecordID, UserID: e.UserID, UserName: nameIn(e.Asked), Status: e.Status,
		Outcome: string(e.Outcome), State: string(e.Code), Rule: e.Rule, Detail: f.app.reader.SayAll(e.Detail), RequestID: e.RequestID, Actor: e.Actor,
		Asked: document(e.Asked), Changes: document(e.Changes),
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
