package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// activePeople is how many people of the source were active before the import: those whom it has made before it was cut short are none
// of them, or they would raise the guard's limit (rule S3).
func (im *importing) activePeople(ctx context.Context) (n int, err error) {
	if err = im.sourceActive(ctx, func(string) { n++ }); err != nil || im.out.Done == 0 {
		return n, err
	}
	made, err := im.Store.ImportCounts(ctx, im.account.ID, im.out.ID)
	return max(0, n-made.Created-made.Linked), err
}

// sourceActive goes through the people whom the source says to be active, in the order of their ids.
func (im *importing) sourceActive(ctx context.Context, fn func(id string)) error {
	for after := ""; ; {
		keys, err := im.Store.SourceRecords(ctx, im.account.ID, im.out.Source.ID, directory.TypeUser, true, after, 1000)
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, k := range keys {
			fn(k.ID)
		}
		after = keys[len(keys)-1].ID
	}
}

// removals finds who is to become inactive: whom rows say to be, and who is in no row of a complete file. Where rows were
// left out the file does not say who is missing (rule S2). people is how many were active before; where more than some become
// inactive, all of them wait for an administrator (rule S3).
func (im *importing) removals(ctx context.Context, people int) error {
	out := im.out
	im.suspends = slices.DeleteFunc(im.suspends, func(r removal) bool { return im.refused[r.line] })
	out.Suspends, out.Limit = len(im.suspends), removalLimit(people)
	if im.present != nil && out.Failed > 0 {
		out.Unjudged = true
	} else if im.present != nil {
		var missing []removal
		err := im.sourceActive(ctx, func(id string) {
			if !im.present[idHash(id)] {
				missing = append(missing, removal{id: id})
			}
		})
		if err != nil {
			return err
		}
		out.Missing = len(missing)
		im.suspends = append(im.suspends, missing...)
	}
	if out.Parks = len(im.suspends) > out.Limit; out.Parks || im.dry == nil {
		return nil
	}
	for _, r := range im.suspends {
		if r.alone {
			out.Updated, out.Unchanged = out.Updated+1, out.Unchanged-1
		}
	}
	return nil
}

// remove makes inactive who is to be, or has all of them wait.
func (im *importing) remove(ctx context.Context, people int) error {
	if err := im.removals(ctx, people); err != nil || len(im.suspends) == 0 {
		return err
	}
	known, err := im.unlisted(ctx)
	if err != nil {
		return err
	}
	next := 0
	for _, r := range known {
		next = max(next, r.Part)
	}
	list := make([]directory.ImportedRow, 0, len(im.suspends))
	for _, r := range im.suspends {
		row := directory.ImportedRow{
			ImportID: im.out.ID, Line: r.line, RecordKey: im.key(directory.TypeUser, r.id), Outcome: directory.Unchanged,
			Removal: directory.RemovalParked,
		}
		if r.line == 0 {
			if had, is := known[r.id]; is {
				row.Part = had.Part
			} else {
				next++
				row.Part = next
			}
		}
		list = append(list, row)
	}
	if im.out.Parks {
		return im.park(ctx, list)
	}
	return im.deactivate(ctx, list, func(n int) { im.tell(ImportRemoves, n, len(list)) })
}

// unlisted are the people who were missing when the import was cut short, by their records.
func (im *importing) unlisted(ctx context.Context) (map[string]directory.ImportedRow, error) {
	known := map[string]directory.ImportedRow{}
	for part := 0; ; {
		rows, err := im.Store.ImportRows(ctx, im.account.ID, im.out.ID, AllImported, 0, part, 1000)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Line > 0 {
				return known, nil
			}
			known[r.ID], part = r, r.Part
		}
		if len(rows) == 0 {
			return known, nil
		}
	}
}

// park keeps people who are to become inactive until an administrator allows it.
func (im *importing) park(ctx context.Context, list []directory.ImportedRow) error {
	for part := range slices.Chunk(list, importBlock) {
		if err := im.beat(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// deactivate makes people inactive, as the source's word.
func (im *importing) deactivate(ctx context.Context, list []directory.ImportedRow, progress func(n int)) error {
	n := 0
	for part := range slices.Chunk(list, importBlock) {
		changes := make([]directory.Change, len(part))
		for i, row := range part {
			row.SourceID = im.out.Source.ID
			request := im.request(map[string]any{"active": false})
			request.Success = 200
			changes[i] = directory.Change{
				Source: im.out.Source, Type: im.user, Action: directory.Edit, ID: row.ID, Edit: inactive, Steps: 1,
				Request: request, Imported: deactivated(row),
			}
		}
		results, err := im.Intake.Apply(ctx, *im.account, changes)
		if err != nil {
			return err
		}
		for _, r := range results {
			if fault(r.Err) {
				return r.Err
			}
		}
		n += len(part)
		progress(n)
	}
	return nil
}

// deactivated says what is kept of somebody who was made inactive.
func deactivated(row directory.ImportedRow) func(directory.Result) []directory.ImportedRow {
	return func(r directory.Result) []directory.ImportedRow {
		kept := row
		kept.Removal, kept.Outcome, kept.Case = directory.RemovalDone, directory.Updated, r.Case
		switch {
		case directory.KindOf(r.Err) == directory.NotFound:
			kept.Case = ""
		case r.Err != nil:
			kept.Removal, kept.Outcome = directory.RemovalRejected, directory.Unchanged
		case r.Outcome != directory.Unchanged:
			r.Record.Encode()
			kept.Before, kept.After, kept.Code = r.Was.Body, directory.Digest(r.Record.Body), r.Record.Verdict.Code
		}
		return []directory.ImportedRow{kept}
	}
}
