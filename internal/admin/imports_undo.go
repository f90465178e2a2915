package admin

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// UndoneImport is what came of undoing an import.
type UndoneImport struct {
	ImportRecord
	Undone int // what is as before: people, memberships, groups and licenses
	Kept   int // what was changed since, and stays
}

// Undo takes back what an import did, exactly (rule M8): records that it made are deleted, those that it changed have their
// former attributes again, and memberships and licenses are as before; all through the intake. What was changed since stays as
// it is. Cut short, it goes on where it was when it is asked for again.
func (s *Imports) Undo(
	ctx context.Context, actor Actor, account *directory.Account, id string, progress func(ImportProgress),
) (undone *UndoneImport, err error) {
	err = s.do(ctx, actor, account, "IMPORT UNDO", func(ctx context.Context) error {
		rec, err := s.Store.Import(ctx, account.ID, id)
		if err != nil {
			return err
		}
		undone, err = s.undo(ctx, actor, account, rec, progress)
		return err
	})
	return undone, err
}

// undo undoes an import.
func (s *Imports) undo(
	ctx context.Context, actor Actor, account *directory.Account, rec *ImportRecord, progress func(ImportProgress),
) (*UndoneImport, error) {
	if rec.State == ImportUndone {
		return nil, directory.Refuse(directory.Conflict, "import.undone", "import", rec.ID)
	}
	im, err := s.holding(ctx, actor, account, rec, ImportUndoing)
	if err != nil {
		return nil, err
	}
	im.r.Progress = progress
	before, err := s.Store.ImportCounts(ctx, account.ID, rec.ID)
	if err != nil {
		return nil, err
	}
	u := &undoing{importing: im, of: before.Created + before.Linked + before.Updated + before.Held + before.Review + before.Removed +
		before.Joined + before.Left + before.Groups}
	ctx, lost := context.WithCancel(ctx)
	defer lost()
	stop := im.pulse(ctx, lost)
	for _, stage := range []struct {
		which ImportFilter
		undo  func(ctx context.Context, rows []directory.ImportedRow) error
	}{
		{UndoMembers, u.members}, {UndoLicenses, u.licenses}, {UndoPeople, u.people}, {UndoGroups, u.emptied},
	} {
		if err = u.all(ctx, stage.which, stage.undo); err != nil {
			break
		}
	}
	err = errors.Join(err, stop())
	if err != nil {
		if failed := im.release(ctx); failed != nil && !errors.Is(err, errLost) {
			err = errors.Join(err, failed)
		}
		return nil, text.Errorf(err, "import.undoStopped", "import", rec.ID)
	}
	counts, err := s.Store.ImportCounts(ctx, account.ID, rec.ID)
	if err != nil {
		return nil, err
	}
	err = s.Store.EndImport(ctx, &im.out.ImportRecord, ImportUndone, directory.LogEntry{
		Operation: "IMPORT UNDO", RequestID: rec.ID,
		Detail: text.Messages{text.New("act.import.undo", "file", rec.File, "import", rec.ID, "undone", counts.Undone, "kept",
			counts.Kept)},
	})
	*rec = im.out.ImportRecord
	return &UndoneImport{ImportRecord: *rec, Undone: counts.Undone, Kept: counts.Kept}, err
}

// holding takes the lease of an import that is there.
func (s *Imports) holding(
	ctx context.Context, actor Actor, account *directory.Account, rec *ImportRecord, state ImportState,
) (*importing, error) {
	registry, err := s.Registry(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	sources, err := s.Sources.Sources(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(sources, func(x directory.Source) bool { return x.ID == rec.SourceID })
	if at < 0 {
		return nil, directory.Refuse(directory.Conflict, "import.noSource", "import", rec.ID)
	}
	im := &importing{
		Imports: s, actor: actor, account: account, r: &ImportRequest{},
		out:  &Imported{ImportRecord: *rec, Source: sources[at]},
		user: registry.Type(directory.TypeUser), group: registry.Type(directory.TypeGroup), done: rec.Done,
	}
	owner := uuid.Must(uuid.NewV7()).String()
	now := s.Clock.Stamp()
	taken, err := s.Store.TakeImport(ctx, &im.out.ImportRecord, owner, state, now, now.Add(importLease))
	if err == nil && !taken {
		err = directory.Refuse(directory.Busy, "import.running", "import", rec.ID)
	}
	return im, err
}

// undoing is an import that is being undone.
type undoing struct {
	*importing
	done, of int
}

// all goes through what an import did, of a kind.
func (u *undoing) all(
	ctx context.Context, which ImportFilter, undo func(ctx context.Context, rows []directory.ImportedRow) error,
) error {
	for line, part := -1, 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := u.Store.ImportRows(ctx, u.account.ID, u.out.ID, which, line, part, importBlock)
		if err != nil || len(rows) == 0 {
			return err
		}
		line, part = rows[len(rows)-1].Line, rows[len(rows)-1].Part
		for i := range rows {
			rows[i].SourceID = u.out.SourceID
		}
		if err := undo(ctx, rows); err != nil {
			return err
		}
		u.done += len(rows)
		u.tell(ImportUndoes, min(u.done, u.of), u.of)
	}
}

// request is what the log keeps.
func (u *undoing) request(success int) directory.Request {
	r := u.importing.request(nil)
	r.Operation, r.Success = "IMPORT UNDO", success
	return r
}

// marked are rows with what became of them.
func marked(rows []directory.ImportedRow, how string) []directory.ImportedRow {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Undone = how
	}
	return rows
}

// carry brings changes to the intake. Whoever is gone need not be brought back to what they were.
func (u *undoing) carry(ctx context.Context, changes []directory.Change) error {
	if len(changes) == 0 {
		return nil
	}
	results, err := u.Intake.Apply(ctx, *u.account, changes)
	if err != nil {
		return err
	}
	for _, r := range results {
		if fault(r.Err) {
			return r.Err
		}
	}
	return nil
}

// settled says what is kept of rows that a change undoes.
func settled(rows ...directory.ImportedRow) func(directory.Result) []directory.ImportedRow {
	return func(r directory.Result) []directory.ImportedRow {
		if r.Err != nil && directory.KindOf(r.Err) != directory.NotFound {
			return marked(rows, directory.UndoneNot)
		}
		return marked(rows, directory.Undone)
	}
}

// members takes back who joined and who left.
func (u *undoing) members(ctx context.Context, rows []directory.ImportedRow) error {
	groups := map[string][]directory.ImportedRow{}
	var order []string
	for _, r := range rows {
		if groups[r.ID] = append(groups[r.ID], r); len(groups[r.ID]) == 1 {
			order = append(order, r.ID)
		}
	}
	var changes []directory.Change
	for _, id := range order {
		members := &directory.MemberChange{Lenient: true}
		for _, r := range groups[id] {
			if r.Outcome == directory.Joined {
				members.Remove = append(members.Remove, r.MemberID)
			} else {
				members.Add = append(members.Add, directory.Member{ID: r.MemberID})
			}
		}
		changes = append(changes, directory.Change{
			Source: u.out.Source, Type: u.group, UserType: u.user, Action: directory.Edit, ID: id, Members: members,
			Edit:    func(o schema.Object) (schema.Object, bool, error) { return o, false, nil },
			Request: u.request(200), Imported: settled(groups[id]...),
		})
	}
	return u.carry(ctx, changes)
}

// LicenseBook knows licenses by their ids.
type LicenseBook interface {
	// License finds a license, nil where there is none.
	License(ctx context.Context, accountID, id string) (*licensemail.License, error)
}

// licenses takes back licenses of people who were there before: who had one by an administrator's word has it again for as many
// devices, and what was decided since stays (rule M8).
func (u *undoing) licenses(ctx context.Context, rows []directory.ImportedRow) error {
	for i, r := range rows {
		x, err := u.Licenses.License(ctx, u.account.ID, r.MemberID)
		if err != nil && directory.KindOf(err) == 0 {
			return err
		}
		undone := directory.Undone
		if x != nil && err == nil && strconv.Itoa(x.Wanted()) != r.After {
			undone = directory.UndoneNot
		}
		if x != nil && err == nil && undone == directory.Undone {
			request := u.request(200)
			request.Quiet = false
			results, err := u.Intake.Decide(ctx, *u.account, []directory.Decision{{
				Record: r.RecordKey, Type: u.user, Action: directory.License, Request: request,
				License: formerLicense(x, r.Before),
			}})
			if err == nil && fault(results[0].Err) {
				err = results[0].Err
			}
			if err != nil {
				return err
			}
		}
		if err := u.beat(ctx, marked(rows[i:i+1], undone)); err != nil {
			return err
		}
	}
	return nil
}

// formerLicense is the order that makes a license what it was before: for so many devices, or none.
func formerLicense(x *licensemail.License, devices []byte) *licensing.Order {
	n, err := strconv.Atoi(string(devices))
	if err != nil || n == 0 {
		return &licensing.Order{Do: licensing.Revoke, Product: x.Product}
	}
	pool := x.Wants
	if pool == "" {
		pool = x.PoolID
	}
	return &licensing.Order{Do: licensing.Assign, PoolID: pool, Product: x.Product, Devices: n, Queue: true}
}

// people deletes the records that the import made, and gives the others their former attributes.
func (u *undoing) people(ctx context.Context, rows []directory.ImportedRow) error {
	var changes []directory.Change
	var nothing []directory.ImportedRow
	for _, r := range rows {
		if !r.Made && r.Before == nil {
			nothing = append(nothing, r) // what else came of the line is undone by itself
			continue
		}
		c := directory.Change{
			Source: u.out.Source, Type: u.user, ID: r.ID, Imported: settled(r), Action: directory.Delete, Request: u.request(204),
			Unless: u.since(r.After),
		}
		if !r.Made {
			former := &directory.Record{RecordKey: r.RecordKey, Body: r.Before}
			if err := former.Decode(u.user); err != nil {
				return err
			}
			c.Action, c.Steps, c.Request.Success = directory.Edit, 1, 200
			c.Edit = func(is schema.Object) (schema.Object, bool, error) {
				next := maps.Clone(former.Attributes)
				if was, said := is["active"].(bool); said && !was && next["active"] == nil {
					next["active"] = true // what was not said of it meant the same
				}
				return next, true, nil
			}
		}
		changes = append(changes, c)
	}
	if err := u.carry(ctx, changes); err != nil {
		return err
	}
	return u.mark(ctx, nothing)
}

func (u *undoing) mark(ctx context.Context, rows []directory.ImportedRow) error {
	if len(rows) == 0 {
		return nil
	}
	return u.beat(ctx, marked(rows, directory.Undone))
}

// since refuses to take back what was changed since.
func (u *undoing) since(after string) func(schema.Object) error {
	return func(is schema.Object) error {
		body := u.user.AppendAll(nil, is)
		if directory.Digest(body[1:len(body)-1]) == after {
			return nil
		}
		return directory.Refuse(directory.Precondition, "import.changedSince")
	}
}

// emptied deletes the groups that the import made and that nobody is in any more.
func (u *undoing) emptied(ctx context.Context, rows []directory.ImportedRow) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	bodies, err := u.Store.RecordBodies(ctx, u.account.ID, u.out.SourceID, directory.TypeGroup, ids)
	if err != nil {
		return err
	}
	var changes []directory.Change
	var gone, stays []directory.ImportedRow
	for _, r := range rows {
		body, there := bodies[r.ID]
		switch {
		case !there:
			gone = append(gone, r)
		case body.Members:
			stays = append(stays, r)
		default:
			changes = append(changes, directory.Change{
				Source: u.out.Source, Type: u.group, UserType: u.user, ID: r.ID, Action: directory.Delete, Request: u.request(204),
				Imported: settled(r), IfVersion: []int64{body.Version},
			})
		}
	}
	if err := u.carry(ctx, changes); err != nil {
		return err
	}
	if len(stays) > 0 {
		if err := u.beat(ctx, marked(stays, directory.UndoneNot)); err != nil {
			return err
		}
	}
	return u.mark(ctx, gone)
}
