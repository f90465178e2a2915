package main

import (
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

// importView is an import as programs see it.
type importView struct {
	ID        string    `json:"id,omitempty"` // none of a preview
	State     string    `json:"state"`        // preview, same, refused, running, cut, done, undoing, undone
	File      string    `json:"file"`
	Source    string    `json:"source"`
	SHA256    string    `json:"sha256"`
	By        string    `json:"by,omitempty"`
	Began     time.Time `json:"began,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	Total     int       `json:"total"` // rows of the file
	Rows      int       `json:"rows"`  // that are done; the sum of those from created to failed
	Created   int       `json:"created"`
	Linked    int       `json:"linked"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Held      int       `json:"held"`
	Review    int       `json:"review"`
	Failed    int       `json:"failed"`
	Waiting   int       `json:"waiting"`   // of these: wait for a license
	Missing   int       `json:"missing"`   // in a complete file
	Suspended int       `json:"suspended"` // whom a row makes inactive
	Parked    int       `json:"parked"`    // of missing and suspended: wait for an administrator
	Joined    int       `json:"joined"`    // memberships
	Left      int       `json:"left"`
	Groups    int       `json:"groups"` // that were made
	Mails     int       `json:"mails"`
	Undone    int       `json:"undone,omitempty"`
	Kept      int       `json:"kept,omitempty"` // changed since, and not undone

	Seats []importSeats `json:"seats,omitempty"` // of a preview
	Notes []string      `json:"notes,omitempty"`
}

// importSeats is what a file would do to a pool.
type importSeats struct {
	Pool    string `json:"pool"`
	Needs   int    `json:"needed"`
	Free    int    `json:"free"`
	Waiting int    `json:"waiting"`
}

func viewCounts(r *admin.ImportRecord, c *admin.ImportCounts) importView {
	return importView{
		ID: r.ID, File: r.File, SHA256: r.Digest, By: r.Actor, Began: r.Began, Ended: r.Ended, Total: r.Total, State: string(r.State),
		Rows: c.Rows, Created: c.Created, Linked: c.Linked, Updated: c.Updated, Unchanged: c.Unchanged, Held: c.Held, Review: c.Review,
		Failed: c.Failed, Waiting: c.Waiting, Missing: c.Removed, Suspended: c.Suspended, Parked: c.Parked, Joined: c.Joined, Left: c.Left,
		Groups: c.Groups, Mails: c.Mails, Undone: c.Undone, Kept: c.Kept,
	}
}

func viewImported(i *admin.Imported, dry bool) importView {
	v := viewCounts(&i.ImportRecord, &i.ImportCounts)
	v.Source = i.Source.Name
	switch {
	case dry:
		v.ID, v.State = "", "preview"
	case i.Same:
		v.State = "same"
	case i.Refused:
		v.ID, v.State = "", "refused"
	}
	if dry || !i.Same {
		v.Missing, v.Suspended = i.Missing, i.Suspends
	}
	if dry && i.Parks {
		v.Parked = i.Missing + i.Suspends
	}
	for _, s := range i.Seats {
		v.Seats = append(v.Seats, importSeats(s))
	}
	for _, m := range i.Warnings {
		v.Notes = append(v.Notes, text.In(text.English, m))
	}
	return v
}

// imported says what came of a file, or would come of it.
func (a *app) imported(i *admin.Imported, dry bool) string {
	var says []string
	say := func(key string, pairs ...any) { says = append(says, a.says(key, pairs...)) }
	about := []any{"file", i.File, "source", i.Source.Name, "rows", i.Rows, "import", i.ID}
	if i.Same {
		return a.says("import.same", append(about, "time", stamp(i.Began))...)
	}
	for _, m := range i.Warnings {
		say("import.note", "says", m)
	}
	switch {
	case dry, i.Refused:
		say("import.preview", about...)
		if i.MadeIt && dry {
			say("import.wouldMake", about...)
		}
	default:
		say("import.done", about...)
		if i.Resumed > 0 {
			say("import.resumed", "done", i.Resumed)
		}
		if i.MadeIt {
			say("import.made", about...)
		}
	}
	says = append(says, a.importCounts(&i.ImportCounts)...)
	if dry {
		for _, s := range i.Seats {
			say("import.seats", "pool", s.Pool, "needs", s.Needs, "free", s.Free, "waiting", s.Waiting)
		}
	}
	switch {
	case i.Mails > 0 && dry:
		say("import.wouldMail", "n", i.Mails)
	case i.Mails > 0:
		say("import.mails", "n", i.Mails)
	}
	if i.Unjudged {
		say("import.unjudged")
	}
	if i.Missing+i.Suspends > 0 {
		say("import.removes", "missing", i.Missing, "suspends", i.Suspends)
	}
	switch {
	case i.Parks && dry:
		say("import.wouldPark", "limit", i.Limit)
	case i.Parks:
		say("import.parks", "limit", i.Limit, "import", i.ID)
	}
	if !dry && !i.Refused && !i.Withdrawn {
		say("import.takeBack", "import", i.ID)
	}
	return strings.Join(says, "\n")
}

// importCounts says what came of rows.
func (a *app) importCounts(c *admin.ImportCounts) (says []string) {
	says = append(says, a.says("import.counts", "created", c.Created, "linked", c.Linked, "updated", c.Updated, "unchanged", c.Unchanged,
		"held", c.Held, "review", c.Review, "failed", c.Failed))
	if c.Waiting > 0 {
		says = append(says, a.says("import.waiting", "n", c.Waiting))
	}
	if c.Groups+c.Joined+c.Left > 0 {
		says = append(says, a.says("import.groups", "made", c.Groups, "joined", c.Joined, "left", c.Left))
	}
	return says
}
