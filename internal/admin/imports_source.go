package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
)

// sourceOf is the source that a file is imported into: the one that is named, which is made where there is none of that
// name, or the account's own. A preview makes none: what it has then has no id.
func (s *Imports) sourceOf(
	ctx context.Context, account *directory.Account, r *ImportRequest,
) (source *directory.Source, made bool, err error) {
	fresh := directory.Source{
		AccountID: account.ID, Name: r.Source, Kind: directory.KindCSV, Rank: directory.Ranks[directory.KindCSV],
		Policy: directory.Hold,
	}
	if r.Source == "" {
		all, err := s.Sources.Sources(ctx, account.ID)
		if err != nil {
			return nil, false, err
		}
		for i := range all {
			if directory.OwnCSV(&all[i]) && (all[i].Served() || all[i].State == directory.SourceDisabled) {
				return usable(&all[i])
			}
		}
		if fresh.Name = directory.KindCSV; r.DryRun {
			return &fresh, true, nil
		}
		source, err = directory.CSVSource(ctx, s.Sources, account.ID)
		return source, true, err
	}
	source, err = s.Sources.Source(ctx, account.ID, r.Source)
	switch {
	case directory.KindOf(err) != directory.NotFound:
		if err != nil {
			return nil, false, err
		}
		return usable(source)
	case r.DryRun:
		return &fresh, true, nil
	}
	source, err = s.Sources.CreateSource(ctx, fresh)
	return source, true, err
}

// usable refuses a source that no file can be imported into.
func usable(source *directory.Source) (*directory.Source, bool, error) {
	switch {
	case source.Kind != directory.KindCSV:
		return nil, false, directory.Refuse(directory.Invalid, "import.otherKind", "source", source.Name, "kind", source.Kind)
	case source.State == directory.SourceDisabled:
		return nil, false, directory.Refuse(directory.Conflict, "import.disabled", "name", source.Name)
	case !source.Served():
		return nil, false, directory.Refuse(directory.Conflict, "import.ending", "source", source.Name)
	}
	return source, false, nil
}
