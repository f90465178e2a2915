package admin

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// importing is a file on its way through the intake, or through a preview of it: the same code decides both (rule I4).
type importing struct {
	*Imports
	actor       Actor
	account     *directory.Account
	r           *ImportRequest
	out         *Imported
	user, group *schema.ResourceType

	dry   *directory.Rehearsal // nil of an import
	pool  *licensing.Pool      // of the licenses that rows want; nil for none
	short bool                 // of a preview: there are too few seats, and who finds none is shown as waiting

	groups     map[string]string // ids by folded names; nil where the file says nothing of groups
	groupNames map[string]string // of groups that are there, by ids
	zeros      zeros
	made       map[string]bool // ids of groups that were made, or would be
	managers   *managers       // nil where the file says nothing of managers
	taken      map[hash]int    // lines by the ids of the records that they are about
	present    map[hash]bool   // ids of records that are in the file; nil unless it is complete
	suspends   []removal
	refused    map[int]bool           // lines that the intake has refused: they make nobody inactive either
	strangers  int                    // managers whom the source does not have
	unkept     map[csvfile.Field]bool // columns that have values which nothing keeps
	looking    bool                   // the file is gone through before anything is decided

	mu   sync.Mutex // of what follows, which is told while the import is under way
	done int
}

// removal is somebody who is to become inactive.
type removal struct {
	line  int
	id    string
	alone bool // the row changes nothing else
}

// told is what an error tells.
func told(err error) text.Message { return message.Of(err) }

// request is what the log keeps of a change that an import brings (rule O1): by its id the import is found.
// said are the cells of a row as the log keeps them: those of columns that are left aside may hold anything, such as a password.
func (im *importing) said(cells []string) []string {
	kept := slices.Clone(cells)
	for i := range kept {
		if i >= len(im.out.Sheet.Columns) || im.out.Sheet.Columns[i].Use != csvfile.Read {
			kept[i] = ""
		}
	}
	return kept
}

func (im *importing) request(asked any) directory.Request {
	r := directory.Request{
		ID: im.out.ID, Channel: im.actor.Channel, Actor: im.actor.Name, Operation: "IMPORT", Success: 201, Quiet: true,
	}
	if asked != nil {
		doc, err := json.Marshal(asked)
		if err != nil {
			panic("admin: texts are always JSON: " + err.Error())
		}
		r.Asked = doc
	}
	return r
}

// wanted is for how many devices a row's person is to have a license; 0 for none.
func (im *importing) wanted(row *fileRow) int {
	if v := row.Get(csvfile.Licenses); v.State == csvfile.Given {
		return number(v.Text)
	}
	return im.r.Devices
}

// number reads what csvfile has judged to be one.
func number(s string) (n int) {
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

// saw notes whom a row is about, and that it makes somebody inactive.
func (im *importing) saw(id string, row *fileRow, old schema.Object) {
	if im.present != nil {
		im.present[idHash(id)] = true
	}
	for _, f := range unkept {
		if row.Get(f).State == csvfile.Given {
			if im.unkept == nil {
				im.unkept = map[csvfile.Field]bool{}
			}
			im.unkept[f] = true
		}
	}
	if old != nil && (&saying{row: row.Row}).suspends(old) {
		im.suspends = append(im.suspends, removal{line: row.Line, id: id})
	}
}

// each takes the file through a function block by block, from the beginning.
func (im *importing) each(ctx context.Context, fn func(rows []*fileRow) error) error {
	r := newRowReader(im.out.Sheet, im.r.File, &im.out.Source)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := r.block()
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := fn(rows); err != nil {
			return err
		}
	}
}

// all takes all rows through the intake. The first rows are done already, and count as they are kept.
func (im *importing) all(ctx context.Context, resume int) error {
	return im.each(ctx, func(rows []*fileRow) error {
		last := rows[len(rows)-1].number
		if last <= resume {
			return nil
		}
		if err := im.find(ctx, rows); err != nil {
			return err
		}
		b, err := im.plan(rows)
		if err != nil {
			return err
		}
		if err := im.carry(ctx, b); err != nil {
			return err
		}
		return im.advance(ctx, b, last)
	})
}

// carry brings a block to the intake, and counts what comes of it.
func (im *importing) carry(ctx context.Context, b *block) error {
	if len(b.changes) > 0 {
		results, err := im.decide(ctx, b.changes)
		if err != nil {
			return err
		}
		for i, r := range results {
			if err := im.result(b, i, r); err != nil {
				return err
			}
		}
	}
	counts := &im.out.ImportCounts
	for _, row := range b.settled {
		if counts.Rows++; len(row.says) == 0 {
			counts.Unchanged++
		} else {
			im.fails(row)
		}
	}
	return nil
}

func (im *importing) decide(ctx context.Context, changes []directory.Change) ([]directory.Result, error) {
	if im.dry != nil {
		return im.Intake.Rehearse(ctx, *im.account, changes, im.dry)
	}
	return im.Intake.Apply(ctx, *im.account, changes)
}

// result counts what came of a change.
func (im *importing) result(b *block, i int, r directory.Result) error {
	if fault(r.Err) {
		return r.Err // what is done is kept with what it did: the import goes on from there
	}
	row, counts := b.rows[i], &im.out.ImportCounts
	if row == nil {
		g := b.groups[b.changes[i].ID]
		if r.Err == nil && im.dry == nil {
			im.groupNames[g.id] = g.name
		}
		im.joined(b, g, r)
		return nil
	}
	counts.Rows++
	if r.Err != nil {
		row.refused(r)
		im.fails(row)
		if im.refused == nil {
			im.refused = map[int]bool{}
		}
		im.refused[row.Line] = true
		return nil
	}
	*counts.Of(rowOutcome(r))++
	if r.Waits {
		counts.Waiting++
	}
	if r.License != nil && im.r.Send {
		counts.Mails++
	}
	return nil
}

// joined counts what came of a group: rows of which nothing else changes are changed by it.
func (im *importing) joined(b *block, g *groupChange, r directory.Result) {
	if r.Err != nil {
		return
	}
	counts := &im.out.ImportCounts
	if g.fresh && !im.made[g.id] {
		if im.made == nil {
			im.made = map[string]bool{}
		}
		im.made[g.id] = true
		counts.Groups++
	}
	for _, m := range g.members {
		if m.leaves {
			counts.Left++
		} else {
			counts.Joined++
		}
		if m.alone {
			counts.Updated++
			counts.Unchanged-- // as which its row counts
		}
	}
}

// fault reports whether an error is no refusal, so that the same may succeed later.
func fault(err error) bool {
	kind := directory.KindOf(err)
	return err != nil && (kind == 0 || kind == directory.Unavailable || kind == directory.Busy)
}

// fails counts a row that is left out.
func (im *importing) fails(row *fileRow) {
	im.out.Failed++
	if im.r.Bad != nil {
		im.r.Bad(row.shown())
	}
}

// advance keeps how far the import is, and the rows that were bad by themselves.
func (im *importing) advance(ctx context.Context, b *block, last int) error {
	phase := ImportPreviews
	if im.dry == nil {
		phase = ImportApplies
		var bad []directory.ImportedRow
		for _, row := range b.settled {
			if len(row.says) > 0 {
				bad = append(bad, row.kept(im.out.ID))
			}
		}
		if err := im.keeping(ctx, last, bad); err != nil {
			return err
		}
	}
	im.tell(phase, last, im.out.Sheet.Rows)
	return nil
}

func (im *importing) tell(phase ImportPhase, done, of int) {
	if im.r.Progress != nil {
		im.r.Progress(ImportProgress{Phase: phase, Done: done, Of: of, ImportCounts: im.out.ImportCounts})
	}
}

// keeping keeps how far the import is where there is something to keep beside it; otherwise the pulse does now and then. What
// a block did is kept with what it did, so that how far the import is need not be exact.
func (im *importing) keeping(ctx context.Context, last int, rows []directory.ImportedRow) error {
	im.mu.Lock()
	im.done = last
	im.mu.Unlock()
	if len(rows) == 0 {
		return nil
	}
	return im.beat(ctx, rows)
}

// beat says how far the import is, and that somebody is at it.
func (im *importing) beat(ctx context.Context, rows []directory.ImportedRow) error {
	im.mu.Lock()
	defer im.mu.Unlock()
	rec := im.out.ImportRecord
	rec.Done = im.done
	held, err := im.Store.AdvanceImport(ctx, &rec, rows, im.Clock.Stamp().Add(importLease))
	if err == nil && !held {
		err = errLost
	}
	return err
}

// errLost ends an import that somebody else has taken over.
var errLost = errors.New("another process has taken the import over")
