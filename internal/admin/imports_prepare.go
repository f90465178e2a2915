package admin

import (
	"context"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
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
		im.managers = newManagers()
	}
	scarce := im.pool != nil && !im.r.Queue && !im.r.First && !im.pool.FirstUse
	if im.managers == nil && !scarce {
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
	im.looking = true
	defer func() { im.looking = false }()
	err := im.each(ctx, func(rows []*fileRow) error {
		if scarce { // who has a license already takes no seat
			if err := im.find(ctx, rows); err != nil {
				return err
			}
		}
		for _, row := range rows {
			if len(row.says) > 0 {
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
