package admin

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Import imports a file, or previews what would come of it. What is wrong with the file as a whole is refused before a row is
// judged; a row that is left out spoils no other. An import that was cut short goes on where it was when the same file is given
// again with the same options.
func (s *Imports) Import(
	ctx context.Context, actor Actor, account *directory.Account, r ImportRequest,
) (done *Imported, err error) {
	act := func(ctx context.Context) error {
		done, err = s.take(ctx, actor, account, &r)
		return err
	}
	if r.DryRun {
		if err := actor.check(); err != nil {
			return nil, err
		}
		return done, act(ctx)
	}
	err = s.do(ctx, actor, account, "IMPORT", act)
	return done, err
}

func (s *Imports) take(ctx context.Context, actor Actor, account *directory.Account, r *ImportRequest) (*Imported, error) {
	sheet, err := csvfile.Inspect(r.File, r.File.Size(), r.Read)
	if err != nil {
		return nil, unreadable(err)
	}
	im := &importing{
		Imports: s, actor: actor, account: account, r: r, out: &Imported{Sheet: sheet, Warnings: slices.Clone(sheet.Notes)},
	}
	im.out.ImportRecord = ImportRecord{
		ID: uuid.Must(uuid.NewV7()).String(), AccountID: account.ID, File: r.Name, Header: header(sheet), Digest: sheet.SHA256, Options: r.options(),
		Actor: actor.Name, Total: sheet.Rows, State: ImportRunning,
	}
	if r.DryRun || r.AllOrNothing {
		if err := im.preview(ctx); err != nil || r.DryRun {
			return im.out, err
		}
		if im.out.Failed > 0 {
			im.out.Refused = true
			return im.out, nil
		}
		im = im.again()
	}
	return im.out, im.apply(ctx)
}

// header is what a file calls its columns, as it is kept.
func header(sheet *csvfile.Sheet) string {
	names := make([]string, len(sheet.Columns))
	for i, c := range sheet.Columns {
		names[i] = c.Header
	}
	doc, err := json.Marshal(names)
	if err != nil {
		panic("admin: strings are always JSON: " + err.Error())
	}
	return string(doc)
}

// again is the same import before anything was decided.
func (im *importing) again() *importing {
	out := &Imported{ImportRecord: im.out.ImportRecord, Sheet: im.out.Sheet, Warnings: slices.Clone(im.out.Sheet.Notes)}
	return &importing{Imports: im.Imports, actor: im.actor, account: im.account, r: im.r, out: out}
}

// unreadable is why a file can't be read at all.
func unreadable(err error) error {
	if fault(err) {
		var says interface{ Tell() text.Message }
		if !errors.As(err, &says) {
			return err
		}
	}
	return &directory.Error{Kind: directory.Invalid, Err: err}
}

// warnings says what was found out on the way.
func (im *importing) warnings() {
	for _, f := range unkept {
		if i, is := im.out.Sheet.Column(f); is && im.unkept[f] {
			im.warn("import.warn.unkept", "column", csvfile.Visible(im.out.Sheet.Columns[i].Header))
		}
	}
	if im.strangers > 0 {
		im.warn("import.warn.managers", "n", im.strangers)
	}
	im.zeros.warn(im)
}

// options are what an import was asked for, as they are kept and compared.
func (r *ImportRequest) options() string {
	doc, err := json.Marshal(struct {
		Complete  bool   `json:"complete,omitempty"`
		Devices   int    `json:"licenses,omitempty"`
		Pool      string `json:"pool,omitempty"`
		Queue     bool   `json:"queue,omitempty"`
		First     bool   `json:"first,omitempty"`
		Send      bool   `json:"send,omitempty"`
		Encoding  string `json:"encoding,omitempty"`
		Separator string `json:"separator,omitempty"`
		Clear     string `json:"clear,omitempty"`
	}{
		r.Complete, r.Devices, r.Pool, r.Queue, r.First, r.Send, string(r.Read.Encoding), separatorText(r.Read.Separator), r.Read.Clear,
	})
	if err != nil {
		panic("admin: options are always JSON: " + err.Error())
	}
	return string(doc)
}

func separatorText(b byte) string {
	if b == 0 {
		return ""
	}
	return string(rune(b))
}

// apply carries the import out.
func (im *importing) apply(ctx context.Context) (err error) {
	source, made, err := im.sourceOf(ctx, im.account, im.r)
	if err != nil {
		return err
	}
	im.out.Source, im.out.SourceID, im.out.MadeIt = *source, source.ID, made
	if done, err := im.before(ctx); done || err != nil {
		return err
	}
	if im.out.Resumed == 0 && im.out.Owner == "" {
		if err := im.prepare(ctx); err != nil {
			return err
		}
		im.out.Owner = uuid.Must(uuid.NewV7()).String()
		if err := im.Store.OpenImport(ctx, &im.out.ImportRecord, im.Clock.Stamp().Add(importLease)); err != nil {
			return err
		}
	} else if err := im.prepare(ctx); err != nil {
		return errors.Join(err, im.release(ctx))
	}
	return im.work(ctx)
}

// work does what an import does that has the lease.
func (im *importing) work(ctx context.Context) error {
	im.done = im.out.Done
	ctx, lost := context.WithCancel(ctx)
	defer lost()
	stop := im.pulse(ctx, lost)
	people, err := im.activePeople(ctx)
	if err == nil {
		resume := im.out.Done
		if im.present != nil { // who is in the file has to be known
			resume = 0
		}
		err = im.all(ctx, resume)
	}
	if err == nil {
		err = im.remove(ctx, people)
	}
	err = errors.Join(err, stop())
	im.out.Done = im.done
	if err != nil {
		if failed := im.release(ctx); failed != nil && !errors.Is(err, errLost) {
			err = errors.Join(err, failed)
		}
		return text.Errorf(err, "import.stopped", "import", im.out.ID, "done", im.out.Done, "of", im.out.Total)
	}
	return im.end(ctx)
}

// end ends an import that is done, and undoes one of which all or nothing was to land.
func (im *importing) end(ctx context.Context) error {
	counts, err := im.Store.ImportCounts(ctx, im.account.ID, im.out.ID)
	if err != nil {
		return err
	}
	mails := im.out.Mails
	im.out.ImportCounts = counts
	im.out.finish(mails)
	im.warnings()
	err = im.Store.EndImport(ctx, &im.out.ImportRecord, ImportDone, directory.LogEntry{
		Operation: "IMPORT", RequestID: im.out.ID, Detail: text.Messages{im.out.says()},
	})
	if err != nil || !im.r.AllOrNothing || im.out.Failed == 0 {
		return err
	}
	im.out.Withdrawn = true
	undone, err := im.undo(ctx, im.actor, im.account, &im.out.ImportRecord, im.r.Progress)
	if err == nil {
		im.out.Undone, im.out.Kept = undone.Undone, undone.Kept
	}
	return err
}

// finish counts the rows of which nothing is kept: they left everything as it was.
func (i *Imported) finish(mails int) {
	c := &i.ImportCounts
	c.Rows, c.Mails = i.Done, mails
	c.Unchanged = c.Rows - c.Created - c.Linked - c.Updated - c.Held - c.Review - c.Failed
}

// says is what came of an import, in one sentence.
func (i *Imported) says() text.Message {
	return text.New("act.import", "file", i.File, "source", i.Source.Name, "import", i.ID, "created", i.ImportCounts.Created, "linked", i.Linked,
		"updated", i.Updated, "unchanged", i.Unchanged, "held", i.Held, "review", i.Review, "failed", i.Failed)
}

// before looks whether the same was imported before: done reports that there is nothing to do. One that was cut short goes on.
func (im *importing) before(ctx context.Context) (done bool, err error) {
	list, err := im.Store.ImportsOf(ctx, im.account.ID, im.out.SourceID, im.out.Digest)
	if err != nil {
		return false, err
	}
	for i := range list {
		was := &list[i]
		if was.State == ImportUndone || was.Options != im.out.Options {
			continue
		}
		switch {
		case was.State == ImportUndoing:
			return false, directory.Refuse(directory.Conflict, "import.undoing", "import", was.ID)
		case was.State == ImportDone && im.r.Again:
			return false, nil
		case was.State == ImportDone:
			later, err := im.Store.LaterImport(ctx, was)
			if err != nil {
				return false, err
			}
			if later != nil { // another file came since: what this one says is not what is there
				return false, nil
			}
			im.out.ImportRecord, im.out.Same = *was, true
			im.out.ImportCounts, err = im.Store.ImportCounts(ctx, im.account.ID, was.ID)
			im.out.finish(0)
			return true, err
		}
		return false, im.resume(ctx, was)
	}
	return false, nil
}

// resume takes over an import that was cut short. One that somebody is at says so again meanwhile; whoever was killed does not.
func (im *importing) resume(ctx context.Context, was *ImportRecord) error {
	owner := uuid.Must(uuid.NewV7()).String()
	for until := time.Now().Add(importLease + importPulse); ; {
		now := im.Clock.Stamp()
		taken, err := im.Store.TakeImport(ctx, was, owner, ImportRunning, now, now.Add(importLease))
		if err != nil {
			return err
		}
		if taken {
			im.out.ImportRecord, im.out.Resumed = *was, was.Done
			return nil
		}
		is, err := im.Store.Import(ctx, im.account.ID, was.ID)
		if err != nil {
			return err
		}
		if is.State == ImportDone || is.Lease.After(was.Lease) && !was.Lease.IsZero() || time.Now().After(until) {
			return directory.Refuse(directory.Busy, "import.running", "import", was.ID)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// pulse says now and then that the import is under way; stop ends that, and tells why it failed. Where another process has the import
// by now, lost ends what this one is at.
func (im *importing) pulse(ctx context.Context, lost func()) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	failed := make(chan error, 1)
	go func() {
		ticker := time.NewTicker(importPulse)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				failed <- nil
				return
			case <-ticker.C:
				if err := im.beat(ctx, nil); errors.Is(err, errLost) {
					lost()
					failed <- err
					return
				}
			}
		}
	}()
	return func() error {
		cancel()
		return <-failed
	}
}

// release leaves the import to whoever goes on with it.
func (im *importing) release(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	rec := im.out.ImportRecord
	_, err := im.Store.AdvanceImport(ctx, &rec, nil, time.UnixMicro(0))
	return err
}

// preview decides the whole file without keeping anything.
func (im *importing) preview(ctx context.Context) error {
	r := *im.r
	r.DryRun = true
	source, made, err := im.sourceOf(ctx, im.account, &r)
	if err != nil {
		return err
	}
	im.dry = &directory.Rehearsal{}
	if source.ID == "" {
		source.ID = uuid.Must(uuid.NewV7()).String()
		source.State = directory.SourceActive
		im.dry.Source = *source
	}
	im.out.Source, im.out.SourceID, im.out.MadeIt = *source, source.ID, made
	if err := im.prepare(ctx); err != nil {
		return err
	}
	people, err := im.activePeople(ctx)
	if err == nil {
		err = im.all(ctx, 0)
	}
	if err == nil {
		err = im.removals(ctx, people)
	}
	if err != nil {
		return err
	}
	im.warnings()
	return im.seats(ctx)
}

// seats says what the file would do to the pools.
func (im *importing) seats(ctx context.Context) error {
	facts, err := im.Licensing.Store.Licensing(ctx, im.account.ID)
	if err != nil {
		return err
	}
	for _, p := range facts.Pools {
		needs := im.dry.Seats(p.ID)
		waiting := im.dry.Waiting(p.ID)
		if needs != 0 || waiting != 0 || im.pool != nil && im.pool.ID == p.ID {
			im.out.Seats = append(im.out.Seats, ImportedSeats{
				Pool: p.Name, Needs: needs + p.Takes(p.DeviceLimit())*waiting, Free: p.Free(), Waiting: waiting,
			})
		}
	}
	return nil
}
