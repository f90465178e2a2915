package erasure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Job is the kind of job that erases somebody. Its key is the erasure's id.
const Job = "erase-person"

// Erasure is the state of one. It is kept from its beginning until all is done, and then is gone, too: what stays
// is the receipt.
type Erasure struct {
	ID      string `json:"-"` // UUIDv7: the case id of its receipt
	Actor   string `json:"actor"`
	Channel string `json:"channel"`
	// id by which the person is found while it is there; "" for somebody who is gone
	Person  string   `json:"person,omitempty"`
	Records []string `json:"records"`         // ids of the records that the person has or had
	Users   []string `json:"users,omitempty"` // ids of the users
	Traces  Traces   `json:"traces"`
	Buried  bool     `json:"buried,omitempty"` // no record is left
	Until   string   `json:"until,omitempty"`  // the id of an entry that is newer than all that is to be searched
	Next    string   `json:"next,omitempty"`   // the last entry that was searched
	Entries int      `json:"entries"`          // of the log: erased or changed
	Kept    int      `json:"kept,omitempty"`   // traces that stay, since somebody else has them
	Twin    bool     `json:"twin,omitempty"`   // somebody else has the name, too
}

// Keep keeps erasures, and forgets what they say.
type Keep interface {
	// BeginErasure keeps a new erasure, with the job that carries it out.
	BeginErasure(ctx context.Context, accountID string, e *Erasure, job directory.Job) error
	// Erasure finds one; nil when it has ended.
	Erasure(ctx context.Context, accountID, id string) (*Erasure, error)
	// KeepErasure keeps how far one has come.
	KeepErasure(ctx context.Context, accountID string, e *Erasure) error
	// EndErasure forgets one and, unless it is nil, leaves the receipt in the log.
	EndErasure(ctx context.Context, accountID, id string, receipt *directory.LogEntry) error

	// FindLog gives the newest entries, the oldest of them first.
	FindLog(ctx context.Context, accountID string, q directory.LogQuery) ([]directory.LogEntry, error)
	// LogAfter gives the entries that come after an id, the oldest first.
	LogAfter(ctx context.Context, accountID, id string, limit int) ([]directory.LogEntry, error)
	// RewriteLog changes entries, and removes those with the ids.
	RewriteLog(ctx context.Context, accountID string, changed []directory.LogEntry, gone []string) error

	// WhoseWere are the people who had records that are gone: the ids of users, or of records that were nobody's.
	WhoseWere(ctx context.Context, accountID string, records []string) ([]string, error)
	// OthersHave are the addresses and ids that records of others have, too.
	OthersHave(ctx context.Context, accountID string, t Traces, records []string) (Traces, error)
	// EraseRows takes out of all tables but the log what is of the records and users, and the traces.
	EraseRows(ctx context.Context, accountID string, e *Erasure) error
}

// Bury deletes the records of the person of an erasure, and adds to it what is found of the person. Its error is a
// *directory.Error where a rule stands against it, such as M10.
type Bury func(ctx context.Context, account *directory.Account, e *Erasure) error

// Eraser carries erasures out.
type Eraser struct {
	Keep  Keep
	Bury  Bury
	Clock clock.Clock
	Slack time.Duration // for how long an entry of before may still come after the person is gone
}

// How many entries are searched at once, and of how many of the person's own entries, the newest, the traces are taken:
// so many pages of so many. An entry is up to 256 KiB.
const (
	slice = 200
	own   = 200
	pages = 50 // of own entries
)

// DefaultSlack is an Eraser's, where it has none: entries of requests that never reached the intake are written a
// little later.
const DefaultSlack = 3 * time.Second

func (er *Eraser) slack() time.Duration { return cmp.Or(er.Slack, DefaultSlack) }

// Erase carries out an erasure to its end, wherever it stands, and returns how it ended; nil when it had ended before.
func (er *Eraser) Erase(ctx context.Context, account *directory.Account, id string) (*Erasure, error) {
	e, err := er.Keep.Erasure(ctx, account.ID, id)
	if err != nil || e == nil {
		return nil, err
	}
	if !e.Buried {
		if err := er.bury(ctx, account, e); err != nil {
			return nil, err
		}
	}
	if err := er.search(ctx, account, e); err != nil {
		return nil, err
	}
	// After the search, which waits for what is written late: recent traffic is, too.
	if err := er.Keep.EraseRows(ctx, account.ID, e); err != nil {
		return nil, err
	}
	return e, er.Keep.EndErasure(ctx, account.ID, id, er.receipt(e))
}

// bury deletes the records, and learns from the log what the person was called before. A refusal ends the erasure.
func (er *Eraser) bury(ctx context.Context, account *directory.Account, e *Erasure) error {
	if err := er.Bury(ctx, account, e); err != nil {
		if k := directory.KindOf(err); k != 0 && k != directory.Unavailable && k != directory.Busy {
			if ended := er.Keep.EndErasure(ctx, account.ID, e.ID, nil); ended != nil {
				return ended
			}
		}
		return err
	}
	if err := er.learn(ctx, account, e); err != nil {
		return err
	}
	others, err := er.Keep.OthersHave(ctx, account.ID, e.Traces, e.Records)
	if err != nil {
		return err
	}
	mine := e.Traces.Without(others)
	e.Kept, e.Traces = e.Traces.Len()-mine.Len(), mine
	e.Buried, e.Until = true, directory.FirstID(er.Clock.OrSystem()().Add(er.slack()))
	return er.Keep.KeepErasure(ctx, account.ID, e)
}

// learn takes the traces of the person's own entries.
func (er *Eraser) learn(ctx context.Context, account *directory.Account, e *Erasure) error {
	q := directory.LogQuery{Records: e.Records, Reads: true, Limit: own}
	for range pages {
		entries, err := er.Keep.FindLog(ctx, account.ID, q)
		if err != nil {
			return err
		}
		for i := range entries {
			e.Traces.LearnEntry(&entries[i])
			if user := entries[i].UserID; user != "" && !slices.Contains(e.Users, user) &&
				slices.Contains(e.Records, user) {
				e.Users = append(e.Users, user)
			}
		}
		if len(entries) < own {
			return nil
		}
		q.Before = entries[0].ID
	}
	return nil
}

// search goes through the log: what is about the person goes, and elsewhere the traces do.
func (er *Eraser) search(ctx context.Context, account *directory.Account, e *Erasure) error {
	all, nameless := e.Traces.Scrubber(), e.Traces.nameless().Scrubber()
	for {
		entries, err := er.Keep.LogAfter(ctx, account.ID, e.Next, slice)
		if err != nil {
			return err
		}
		// What is newer may still have older ones come before it.
		settled := directory.FirstID(er.Clock.OrSystem()().Add(-er.slack()))
		var changed []directory.LogEntry
		var gone []string
		caughtUp := len(entries) < slice
		for i := range entries {
			entry := &entries[i]
			if entry.ID >= min(settled, e.Until) {
				caughtUp = true
				break
			}
			e.Next = entry.ID
			scrubber := all
			if e.namesake(entry) {
				scrubber = nameless
				if !e.Twin {
					e.Twin, e.Kept = true, e.Kept+1
				}
			}
			switch {
			case e.about(entry), e.aboutNobody(entry):
				gone = append(gone, entry.ID)
			case scrubber.Scrub(entry):
				changed = append(changed, *entry)
			}
		}
		if err := er.Keep.RewriteLog(ctx, account.ID, changed, gone); err != nil {
			return fmt.Errorf("erase what the log says: %w", err)
		}
		e.Entries += len(changed) + len(gone)
		if caughtUp && settled >= e.Until {
			return nil
		}
		if err := er.Keep.KeepErasure(ctx, account.ID, e); err != nil {
			return err
		}
		if caughtUp {
			if err := er.rest(ctx); err != nil {
				return err
			}
		}
	}
}

func (er *Eraser) rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(er.slack() / 4):
		return nil
	}
}

// about reports whether an entry is about the person.
func (e *Erasure) about(entry *directory.LogEntry) bool {
	return slices.Contains(e.Records, entry.RecordID) || entry.RecordID == "" && slices.Contains(e.Users, entry.UserID)
}

// namesake reports whether an entry is about somebody else with the same name, which is theirs.
func (e *Erasure) namesake(entry *directory.LogEntry) bool {
	if entry.RecordID == "" || entry.Type != directory.TypeUser || slices.Contains(e.Records, entry.RecordID) {
		return false
	}
	var other Traces
	other.LearnEntry(entry)
	return e.Traces.shareName(other)
}

// aboutNobody reports whether an entry is about the person, where the directory had not taken the person.
func (e *Erasure) aboutNobody(entry *directory.LogEntry) bool {
	if entry.RecordID != "" || entry.Type != directory.TypeUser {
		return false
	}
	var other Traces
	other.LearnEntry(entry)
	return e.Traces.identify(other)
}

// receipt names nobody (rule O3).
func (er *Eraser) receipt(e *Erasure) *directory.LogEntry {
	now := er.Clock.OrSystem()()
	return &directory.LogEntry{
		ID: e.ID, At: now, Channel: e.Channel, Actor: e.Actor, Operation: "ERASE", Outcome: directory.Changed,
		Rule:   "O3",
		Detail: text.Messages{e.Says(now)},
	}
}

// Says is what an erasure that ended has done, and what stays until when (rule M7).
func (e *Erasure) Says(now time.Time) text.Message {
	says := text.New("erase.receipt", "records", len(e.Records), "entries", e.Entries,
		"until", now.Add(directory.TombstoneLife).UTC().Format(time.DateOnly))
	if e.Kept > 0 {
		says = text.New("erase.receipt.shared", "says", says, "kept", e.Kept)
	}
	return says
}
