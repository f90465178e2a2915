package admin

import (
	"context"
	"slices"
	"strings"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"

	"github.com/google/uuid"
)

// prepare finds out what is to be known before the first row is decided: groups, whom managers' names mean, and whether there
// are seats for all who want one.
func (im *importing) prepare(ctx context.Context) error {
	registry, err := im.Registry(ctx, im.account.ID)
	if err != nil {
		return err
	}
	im.user, im.group = registry.Type(directory.TypeUser), registry.Type(directory.TypeGroup)
	has := func(f csvfile.Field) bool {
		_, is := im.out.Sheet.Column(f)
		return is
	}
	if has(csvfile.Groups) && im.group != nil {
		if err := im.knowGroups(ctx); err != nil {
			return err
		}
	}
	if err := im.knowPool(ctx, has(csvfile.Licenses)); err != nil {
		return err
	}
	if im.r.Complete {
		im.present = map[hash]bool{}
	}
	if has(csvfile.Manager) {
		im.managers = map[hash]hash{}
	}
	scarce := im.pool != nil && !im.r.Queue && !im.r.First && !im.pool.FirstUse
	if im.managers == nil && !scarce && im.dry == nil {
		return nil
	}
	return im.look(ctx, scarce)
}

// knowGroups reads the names of the source's groups.
func (im *importing) knowGroups(ctx context.Context) (err error) {
	im.groups = map[string]string{}
	if im.groupNames, err = im.Store.SourceGroups(ctx, im.account.ID, im.out.Source.ID); err != nil {
		return err
	}
	for id, folded := range im.groupNames {
		if had := im.groups[folded]; had == "" || id < had { // of several of one name the first
			im.groups[folded] = id
		}
	}
	return nil
}

// knowPool finds the pool of the licenses that rows want; a file with a column of licenses need not be about any.
func (im *importing) knowPool(ctx context.Context, column bool) error {
	r := im.r
	switch {
	case r.Devices < 0 || r.Devices > licensing.MaxDevices:
		return directory.Refuse(directory.Invalid, "pool.devices", "limit", licensing.MaxDevices)
	case r.Devices == 0 && !column && (r.Pool != "" || r.Queue || r.First || r.Send):
		return directory.Refuse(directory.Invalid, "import.noLicenses")
	case r.Devices == 0 && !column:
		return nil
	}
	pool, err := im.Licensing.onlyPool(ctx, im.account, r.Pool)
	if err != nil && r.Devices == 0 && r.Pool == "" && directory.KindOf(err) != 0 {
		im.warn("import.warn.noPool", "cause", told(err))
		return nil
	}
	im.pool = pool
	return err
}

func (im *importing) warn(key string, pairs ...any) {
	im.out.Warnings = append(im.out.Warnings, text.New(key, pairs...))
}

// look goes through the file once before anything is decided.
func (im *importing) look(ctx context.Context, scarce bool) error {
	seats := 0
	zeros := zeros{}
	im.looking = true
	defer func() { im.looking = false }()
	err := im.each(ctx, func(rows []*fileRow) error {
		if err := im.find(ctx, rows); err != nil {
			return err
		}
		for _, row := range rows {
			if zeros.add(im.user, row); len(row.says) > 0 {
				continue
			}
			if im.managers != nil {
				im.names(row)
			}
			if n := im.wanted(row); scarce && n > 0 && (row.known == nil || row.known.Devices == 0) {
				seats += im.pool.Takes(n)
			}
		}
		im.tell(ImportChecks, rows[len(rows)-1].number, im.out.Sheet.Rows)
		return nil
	})
	if err != nil {
		return err
	}
	zeros.warn(im)
	if p := im.pool; scarce && seats > 0 {
		if missing := p.Missing(p.Waiting, seats); missing > 0 || p.Waiting > 0 {
			short := directory.Refuse(directory.Conflict, "import.choices", "pool", p.Name, "missing", max(1, missing), "buy",
				directory.MoreSeats(p.BuyAt))
			if im.dry == nil {
				return short
			}
			im.out.Warnings, im.short = append(im.out.Warnings, short.Message), true
		}
	}
	return nil
}

// names notes by what other rows may call a row's person as their manager.
func (im *importing) names(row *fileRow) {
	id := recordID(im.out.ID, row.Line, 0)
	if row.known != nil {
		id = row.known.ID
	}
	is := idHash(id)
	im.managers[hashOf("m", directory.EmailKey(row.Text(csvfile.Email)))] = is
	for _, f := range []csvfile.Field{csvfile.UserName, csvfile.ExternalID} {
		if name := row.Text(f); name != "" {
			im.managers[hashOf("m", managerKey(name))] = is
		}
	}
}

func managerKey(name string) string { return directory.EmailKey(name) }

// nobody is whom a name means that nobody has.
var nobody hash

func idHash(id string) hash { return hash(uuid.MustParse(id)) }

// managerOf is the id of the record that a row names as its manager; "" for nobody whom the source has.
func (im *importing) managerOf(row *fileRow) string {
	name := row.Text(csvfile.Manager)
	if name == "" || im.managers == nil {
		return ""
	}
	if id := im.managers[hashOf("m", managerKey(name))]; id != nobody {
		return uuid.UUID(id).String()
	}
	return ""
}

// findManagers finds the managers of a block who are not in the file.
func (im *importing) findManagers(ctx context.Context, rows []*fileRow) error {
	if im.managers == nil || im.looking { // the rest of the file may have them
		return nil
	}
	var names []string
	for _, row := range rows {
		name := row.Text(csvfile.Manager)
		if _, known := im.managers[hashOf("m", managerKey(name))]; name != "" && !known && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	keys := make([]PersonKey, len(names))
	for i, name := range names {
		keys[i] = PersonKey{ExternalID: name, UserName: name}
	}
	found, err := im.Store.KnownPeople(ctx, im.account.ID, im.out.Source.ID, keys, KnownWants{})
	if err != nil {
		return err
	}
	for i, name := range names {
		if len(found[i]) == 1 || len(found[i]) == 2 && found[i][0].ID == found[i][1].ID {
			im.managers[hashOf("m", managerKey(name))] = idHash(found[i][0].ID)
			continue
		}
		im.managers[hashOf("m", managerKey(name))] = nobody
		im.strangers++
	}
	return nil
}

// zeros notices ids whose zeros in front a spreadsheet has taken away.
type zeros struct {
	gone    int
	example csvfile.Lost
}

// add compares a row's employee number with what the source has of the person.
func (z *zeros) add(user *schema.ResourceType, row *fileRow) {
	for _, was := range row.had(user) {
		for _, now := range []string{row.Text(csvfile.ExternalID), row.Text(csvfile.EmployeeNumber)} {
			if now == "" || was == now {
				continue
			}
			if strings.HasPrefix(was, "0") && strings.TrimLeft(was, "0") == now {
				if z.gone == 0 {
					z.example = csvfile.Lost{Now: now, Before: was}
				}
				z.gone++
			}
		}
	}
}

// had are the ids that the source has of a row's person.
func (row *fileRow) had(user *schema.ResourceType) (ids []string) {
	p := row.known
	if p == nil && row.other != nil {
		p = row.other
	}
	if p == nil {
		return nil
	}
	rec := &directory.Record{RecordKey: directory.RecordKey{Type: directory.TypeUser, ID: p.ID}, Body: p.Body}
	if rec.Decode(user) != nil {
		return nil
	}
	if id := rec.ExternalID(); id != "" {
		ids = append(ids, id)
	}
	in, _ := rec.Attributes[directory.EnterpriseUser].(schema.Object)
	if number := directory.Text(in, "employeeNumber"); number != "" {
		ids = append(ids, number)
	}
	return ids
}

func (z *zeros) warn(im *importing) {
	if z.gone > 0 {
		im.warn("import.warn.zeros", "n", z.gone, "now", csvfile.Visible(z.example.Now), "before", csvfile.Visible(z.example.Before))
	}
}
