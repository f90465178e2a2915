package admin

import (
	"context"
	"slices"
	"strconv"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// find finds whom the rows of a block are about.
func (im *importing) find(ctx context.Context, rows []*fileRow) error {
	keys := make([]PersonKey, len(rows))
	for i, row := range rows {
		if len(row.says) == 0 {
			keys[i] = row.key()
		}
	}
	wants := KnownWants{Groups: im.groups != nil}
	if im.pool != nil {
		wants.PoolID = im.pool.ID
	}
	found, err := im.Store.KnownPeople(ctx, im.account.ID, im.out.Source.ID, keys, wants)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if len(row.says) == 0 {
			im.choose(row, found[i])
			if !im.looking {
				im.zeros.add(im.user, row)
			}
		}
	}
	return im.findManagers(ctx, rows)
}

// choose decides which of the records that have a row's key is the row's: the one with its external id, or else the one
// with its login, unless that has another external id.
func (im *importing) choose(row *fileRow, found []KnownPerson) {
	external := row.Text(csvfile.ExternalID)
	byID := slices.DeleteFunc(slices.Clone(found), func(p KnownPerson) bool { return !p.ByExternalID })
	if len(byID) > 1 {
		row.bad(csvfile.ExternalID, "import.several", "value", csvfile.Visible(external), "n", len(byID))
		return
	}
	if len(byID) == 1 {
		im.take(row, &byID[0])
		return
	}
	if len(found) == 0 {
		return
	}
	p := &found[0]
	if external == "" || p.ExternalID == "" {
		im.take(row, p)
		return
	}
	row.other = p
	row.bad(csvfile.ExternalID, "import.otherID", "value", csvfile.Visible(external), "address", row.Text(csvfile.Email), "has",
		csvfile.Visible(p.ExternalID))
}

// take makes a record that of a row, unless it is that of a row before: one by its login, and the other by its external id.
func (im *importing) take(row *fileRow, p *KnownPerson) {
	if im.taken == nil {
		im.taken = map[hash]int{}
	}
	if line, is := im.taken[idHash(p.ID)]; is && line != row.Line {
		row.bad(csvfile.Email, "import.sameRecord", "address", csvfile.Visible(row.Text(csvfile.Email)), "other", line)
		return
	}
	im.taken[idHash(p.ID)] = row.Line
	row.known = p
}

// block is what the rows of a block come to: the changes that the intake is asked for.
type block struct {
	changes []directory.Change
	rows    []*fileRow // of each change; nil for a group
	settled []*fileRow // rows that need no change, or are bad
	groups  map[string]*groupChange
	order   []string // ids of groups
}

// groupChange is what a block does to a group.
type groupChange struct {
	id, name string
	fresh    bool
	line     int // which names it first
	part     int
	members  []membership
}

// membership is one that begins or ends.
type membership struct {
	line, part int
	id         string // of the person's record
	leaves     bool
	alone      bool // nothing else of the line changes
}

// plan makes the changes of a block.
func (im *importing) plan(rows []*fileRow) (*block, error) {
	b := &block{groups: map[string]*groupChange{}}
	for _, row := range rows {
		if len(row.says) > 0 {
			b.settled = append(b.settled, row)
			continue
		}
		if err := im.person(b, row); err != nil {
			return nil, err
		}
	}
	for _, id := range b.order {
		b.changes, b.rows = append(b.changes, im.groupChange(b.groups[id])), append(b.rows, nil)
	}
	return b, nil
}

// person makes the change of a row's person, if there is one, and of their groups.
func (im *importing) person(b *block, row *fileRow) error {
	id := recordID(im.out.ID, row.Line, 0)
	var old schema.Object
	if row.known != nil {
		id = row.known.ID
		rec := &directory.Record{RecordKey: im.key(directory.TypeUser, id), Body: row.known.Body}
		if err := rec.Decode(im.user); err != nil {
			return err
		}
		old = rec.Attributes
	}
	im.saw(id, row, old)
	says := &saying{row: row.Row, manager: im.managerOf(row), present: im.r.Complete, defers: true}
	next := says.over(old)
	give := im.give(row)
	change := directory.Change{
		Source: im.out.Source, Type: im.user, ID: id, Give: give, Request: im.request(im.said(row.Cells)),
		Action: directory.Create, Attributes: next,
	}
	if row.known != nil {
		change.Action, change.Attributes, change.Steps, change.Request.Success = directory.Edit, nil, 1, 200
		change.Edit = func(is schema.Object) (schema.Object, bool, error) {
			next := says.over(is)
			return next, !schema.Equal(is, next), nil
		}
	}
	changes := row.known == nil || give != nil || !schema.Equal(old, next)
	moves := im.memberships(b, row, id, !changes)
	if n := len(im.suspends); n > 0 && im.suspends[n-1].line == row.Line {
		im.suspends[n-1].alone = !changes && !moves
	}
	if !changes {
		b.settled = append(b.settled, row)
		return nil
	}
	change.Imported = im.keep(row, change.Action == directory.Create)
	b.changes, b.rows = append(b.changes, change), append(b.rows, row)
	return nil
}

func (im *importing) key(typeName, id string) directory.RecordKey {
	return directory.RecordKey{SourceID: im.out.Source.ID, Type: typeName, ID: id}
}

// keep says what is kept of what came of a row's person.
func (im *importing) keep(row *fileRow, made bool) func(directory.Result) []directory.ImportedRow {
	importID := im.out.ID
	return func(r directory.Result) []directory.ImportedRow {
		if r.Err != nil {
			refused := *row
			refused.refused(r)
			return []directory.ImportedRow{refused.kept(importID)}
		}
		outcome := rowOutcome(r)
		if outcome == directory.Unchanged {
			return nil
		}
		kept := directory.ImportedRow{
			ImportID: importID, Line: row.Line, RecordKey: r.Record.RecordKey, Made: made, Outcome: outcome,
			Code: r.Record.Verdict.Code, Unlicensed: r.Waits, Case: r.Case,
		}
		list := []directory.ImportedRow{kept}
		if r.Outcome != directory.Unchanged {
			r.Record.Encode()
			if list[0].After = directory.Digest(r.Record.Body); r.Was != nil {
				list[0].Before = r.Was.Body
			}
		}
		if r.License != nil && !made {
			licensed := directory.ImportedRow{
				ImportID: importID, Line: row.Line, Part: licensePart, RecordKey: r.Record.RecordKey, MemberID: r.License.ID,
				Outcome: directory.Licensed, Case: r.Case, After: strconv.Itoa(r.License.Wanted()),
			}
			if row.known != nil && row.known.Devices > 0 { // somebody had given one before
				licensed.Before = []byte(strconv.Itoa(row.known.Devices))
			}
			list = append(list, licensed)
		}
		return list
	}
}

// The parts of a line, beside its person.
const (
	licensePart = 1
	memberPart  = 1000 // and those after it
	groupPart   = 5000
)

// rowOutcome is what came of a row's person: a license that somebody gets is a change, too.
func rowOutcome(r directory.Result) directory.Outcome {
	switch {
	case r.Outcome == directory.Unchanged && r.License != nil:
		return directory.Updated
	case r.Outcome == directory.Suspending:
		return directory.Updated
	}
	return r.Outcome
}

// refused makes a row one that the intake has refused.
func (row *fileRow) refused(r directory.Result) {
	row.says = append(slices.Clone(row.says), faultAt(row.Line, "", told(r.Err)))
	row.caseID = r.Case
}

// give is the license that a row is to bring its person; nil for none, and for one that the person has already.
func (im *importing) give(row *fileRow) *licensing.Order {
	devices := im.wanted(row)
	if devices == 0 || im.pool == nil {
		return nil
	}
	if p := row.known; p != nil {
		if p.Devices == devices && (!im.r.Send || p.Mailed) {
			return nil
		}
		if p.Devices == 0 && p.UserID == "" && p.Code == directory.PendingDomain { // who is not let in gets none
			return nil
		}
	}
	return &licensing.Order{
		Do: licensing.Assign, PoolID: im.pool.ID, Product: im.pool.Product, Devices: devices,
		Queue: im.r.Queue || im.short, Spare: im.r.First, Mail: im.r.Send,
	}
}

// memberships notes which groups a row's person joins and leaves, and reports whether there are any. An empty cell leaves
// them alone.
func (im *importing) memberships(b *block, row *fileRow, personID string, alone bool) (any bool) {
	v := row.Get(csvfile.Groups)
	if im.groups == nil || v.State != csvfile.Given && v.State != csvfile.Cleared {
		return false
	}
	had := map[string]bool{}
	if row.known != nil {
		for _, id := range row.known.Groups {
			had[id] = true
		}
	}
	part := memberPart
	change := func(id, name string, leaves bool) {
		g := b.groups[id]
		if g == nil {
			g = &groupChange{id: id, name: name, line: row.Line, part: groupPart + part - memberPart}
			_, there := im.groupNames[id]
			g.fresh = !there
			b.groups[id], b.order = g, append(b.order, id)
		}
		g.members = append(g.members, membership{line: row.Line, part: part, id: personID, leaves: leaves, alone: alone})
		any, alone, part = true, false, part+1
	}
	wanted := map[string]bool{}
	for i, name := range row.List(csvfile.Groups) {
		key := filter.Fold(name)
		id := im.groups[key]
		if id == "" {
			id = recordID(im.out.ID, row.Line, groupPart+i)
			im.groups[key] = id
		}
		if wanted[id] = true; !had[id] {
			change(id, name, false)
		}
	}
	if row.known != nil {
		for _, id := range row.known.Groups {
			if !wanted[id] {
				change(id, "", true)
			}
		}
	}
	return any
}

// groupChange is the change of a group.
func (im *importing) groupChange(g *groupChange) directory.Change {
	members := &directory.MemberChange{Lenient: true}
	for _, m := range g.members {
		if m.leaves {
			members.Remove = append(members.Remove, m.id)
		} else {
			members.Add = append(members.Add, directory.Member{ID: m.id})
		}
	}
	c := directory.Change{
		Source: im.out.Source, Type: im.group, UserType: im.user, ID: g.id, Members: members, Request: im.request(nil),
		Action: directory.Edit, Edit: func(o schema.Object) (schema.Object, bool, error) { return o, false, nil },
	}
	if c.Request.Success = 200; g.fresh {
		c.Action, c.Edit, c.Attributes, c.Request.Success = directory.Create, nil, schema.Object{"displayName": g.name}, 201
	}
	importID, key := im.out.ID, im.key(directory.TypeGroup, g.id)
	c.Imported = func(r directory.Result) []directory.ImportedRow {
		if r.Err != nil {
			return nil
		}
		var list []directory.ImportedRow
		if g.fresh {
			list = append(list, directory.ImportedRow{
				ImportID: importID, Line: g.line, Part: g.part, RecordKey: key, Made: true, Outcome: directory.Created, Case: r.Case,
			})
		}
		for _, m := range g.members {
			row := directory.ImportedRow{
				ImportID: importID, Line: m.line, Part: m.part, RecordKey: key, MemberID: m.id, Outcome: directory.Joined, Case: r.Case,
			}
			if m.leaves {
				row.Outcome = directory.Left
			}
			if list = append(list, row); m.alone {
				list = append(list, directory.ImportedRow{
					ImportID: importID, Line: m.line, RecordKey: im.key(directory.TypeUser, m.id), Outcome: directory.Updated, Case: r.Case,
				})
			}
		}
		return list
	}
	return c
}
