package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

type importList struct {
	inAccount
	asJSON
}

// Run lists the imports.
func (c *importList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		list, err := on.imports.List(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		views := make([]importView, len(list))
		for i := range list {
			views[i] = viewOneImport(&list[i])
		}
		n := strconv.Itoa
		return write(a, c.JSON, "ID BEGAN STATE SOURCE FILE ROWS NEW LINKED CHANGED UNCHANGED HELD REVIEW FAILED", views, func(v importView) []string {
			return []string{v.ID, stamp(v.Began), v.State, v.Source, v.File, n(v.Rows), n(v.Created), n(v.Linked), n(v.Updated),
				n(v.Unchanged), n(v.Held), n(v.Review), n(v.Failed)}
		})
	})
}

func viewOneImport(s *admin.ImportShown) importView {
	v := viewCounts(&s.ImportRecord, &s.ImportCounts)
	v.Source, v.State = s.Source, string(s.Now)
	return v
}

type importShow struct {
	ID     string `arg:"" help:"Id of the import, or its beginning."`
	Failed bool   `help:"Only rows that were left out."`
	Parked bool   `help:"Only people who wait to be made inactive."`
	Limit  int    `default:"100" help:"Show so many lines of what it did."`
	inAccount
	asJSON
}

// Run shows an import.
func (c *importShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		which := admin.AllImported
		switch {
		case c.Failed:
			which = admin.FailedImported
		case c.Parked:
			which = admin.ParkedImported
		}
		shown, rows, err := on.imports.Show(ctx, on.actor, on.account, c.ID, which, c.Limit)
		if err != nil {
			return err
		}
		v := importShownView{importView: viewOneImport(shown)}
		for i := range rows {
			v.Did = append(v.Did, a.viewRow(&rows[i]))
		}
		if c.JSON {
			return write(a, true, "", []importShownView{v}, nil)
		}
		if err := put(a, false, v, a.importShown(shown)); err != nil || len(v.Did) == 0 {
			return err
		}
		return write(a, false, "LINE OUTCOME STATE RECORD CASE WHY", v.Did, func(r importRowView) []string {
			line := ""
			if r.Line > 0 {
				line = strconv.Itoa(r.Line)
			}
			return []string{line, r.Outcome, r.State, r.RecordID, r.Case, r.Why}
		})
	})
}

// importShownView is an import and what it did.
type importShownView struct {
	importView
	Did []importRowView `json:"did,omitempty"`
}

// importRowView is what came of a line.
type importRowView struct {
	Line     int    `json:"line,omitempty"` // none of who is missing in a complete file
	Outcome  string `json:"outcome"`
	State    string `json:"state,omitempty"`
	Type     string `json:"resourceType,omitempty"`
	RecordID string `json:"resourceId,omitempty"`
	MemberID string `json:"member,omitempty"`
	Case     string `json:"case,omitempty"` // of the log
	Removal  string `json:"removal,omitempty"`
	Undone   string `json:"undone,omitempty"`
	Why      string `json:"why,omitempty"`
}

func (a *app) viewRow(r *admin.ImportedRow) importRowView {
	v := importRowView{
		Line: r.Line, Outcome: string(r.Outcome), State: string(r.Code), Type: r.Type, RecordID: r.ID, MemberID: r.MemberID, Case: r.Case,
		Removal: string(r.Removal), Undone: r.Undone,
	}
	if len(r.Problem) > 0 {
		v.Why = a.reader.SayAll(text.Kept(string(r.Problem)))
	}
	return v
}

// importShown says how an import stands.
func (a *app) importShown(s *admin.ImportShown) string {
	says := []string{a.says("import.done", "file", s.File, "source", s.Source, "rows", s.Total, "import", s.ID)}
	says = append(says, a.importCounts(&s.ImportCounts)...)
	switch {
	case s.Now == admin.ImportCut && s.State == admin.ImportUndoing:
		says = append(says, a.says("import.undoCut", "import", s.ID))
	case s.Now == admin.ImportCut:
		says = append(says, a.says("import.cut", "done", s.Done, "of", s.Total, "import", s.ID))
	case s.State == admin.ImportUndone:
		says = append(says, a.says("import.undid", "import", s.ID, "file", s.File, "undone", s.Undone))
		if s.Kept > 0 {
			says = append(says, a.says("import.kept", "kept", s.Kept))
		}
	}
	if s.Parked > 0 {
		says = append(says, a.says("import.parked", "n", s.Parked, "import", s.ID),
			a.says("import.decide", "import", s.ID))
	}
	return strings.Join(says, "\n")
}

type importUndo struct {
	ID string `arg:"" help:"Id of the import, or its beginning."`
	inAccount
	acting
	asJSON
}

// Run undoes an import.
func (c *importUndo) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		shows := a.importProgress()
		undone, err := on.imports.Undo(ctx, on.actor, on.account, c.ID, shows.show)
		shows.end()
		if err != nil {
			return err
		}
		says := a.says("import.undid", "import", undone.ID, "file", undone.File, "undone", undone.Undone)
		if undone.Kept > 0 {
			says += "\n" + a.says("import.kept", "kept", undone.Kept)
		}
		return put(a, c.JSON, undoneView{undone.ID, string(undone.State), undone.Undone, undone.Kept}, says)
	})
}

// undoneView is an import that was undone.
type undoneView struct {
	ID     string `json:"id"`
	State  string `json:"state"`
	Undone int    `json:"undone"` // what is as before
	Kept   int    `json:"kept"`   // what was changed since, and stays
}

type importRejected struct {
	ID string `arg:"" help:"Id of the import, or its beginning."`
	inAccount
}

// Run writes the rows that an import left out.
func (c *importRejected) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		var w *rejected
		err := on.imports.Rejected(ctx, on.actor, on.account, c.ID, func(rec *admin.ImportRecord) error {
			w = a.rejects(a.out, rec.Columns())
			return nil
		}, func(row admin.BadRow) error { return w.write(row) })
		if err == nil && w.headed {
			err = w.Flush()
		}
		if err == nil && !w.headed {
			return write[string](a, false, "LINE", nil, nil)
		}
		return err
	})
}

type importAllow struct {
	ID string `arg:"" help:"Id of the import, or its beginning."`
	inAccount
	acting
	asJSON
}

// Run makes people inactive who were parked.
func (c *importAllow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.imports.Allow(ctx, on.actor, on.account, c.ID)
		if err != nil {
			return err
		}
		return put(a, c.JSON, importParked{done.ID, done.People}, a.says("import.allowed", "people", done.People))
	})
}

type importReject struct {
	ID string `arg:"" help:"Id of the import, or its beginning."`
	inAccount
	acting
	asJSON
}

// Run leaves people active who were parked.
func (c *importReject) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.imports.Reject(ctx, on.actor, on.account, c.ID)
		if err != nil {
			return err
		}
		return put(a, c.JSON, importParked{done.ID, done.People}, a.says("import.rejected", "people", done.People))
	})
}

// importParked is what was decided about people who were to become inactive.
type importParked struct {
	ID     string `json:"id"`
	People int    `json:"people"`
}
