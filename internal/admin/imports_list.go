package admin

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// ImportShown is an import as it stands.
type ImportShown struct {
	ImportRecord
	ImportCounts
	Source string // name; "" for one that is gone
	Now    ImportState
}

// List lists an account's imports, the newest first, at most MaxImports.
func (s *Imports) List(ctx context.Context, _ Actor, account *directory.Account) ([]ImportShown, error) {
	list, err := s.Store.Imports(ctx, account.ID, MaxImports)
	if err != nil {
		return nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	shown := make([]ImportShown, len(list))
	for i := range list {
		if shown[i], err = s.shown(ctx, &list[i], names); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func (s *Imports) shown(ctx context.Context, rec *ImportRecord, names map[string]string) (ImportShown, error) {
	is := Imported{ImportRecord: *rec}
	var err error
	if is.ImportCounts, err = s.Store.ImportCounts(ctx, rec.AccountID, rec.ID); err != nil {
		return ImportShown{}, err
	}
	is.finish(0)
	return ImportShown{
		ImportRecord: *rec, ImportCounts: is.ImportCounts, Source: names[rec.SourceID], Now: rec.Shown(s.Clock.Stamp()),
	}, nil
}

// Show shows an import, found by its id or a beginning of it, and what it did.
func (s *Imports) Show(
	ctx context.Context, _ Actor, account *directory.Account, id string, which ImportFilter, limit int,
) (*ImportShown, []directory.ImportedRow, error) {
	rec, err := s.Store.Import(ctx, account.ID, id)
	if err != nil {
		return nil, nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, nil, err
	}
	shown, err := s.shown(ctx, rec, names)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.Store.ImportRows(ctx, account.ID, rec.ID, which, -1, 0, page(limit))
	return &shown, rows, err
}

// Columns are what the import's file calls its columns.
func (i *ImportRecord) Columns() (names []string) {
	if json.Unmarshal([]byte(i.Header), &names) != nil {
		return nil
	}
	return names
}

// Rejected goes through the rows of an import that were left out, in the order of their lines.
func (s *Imports) Rejected(
	ctx context.Context, _ Actor, account *directory.Account, id string,
	begin func(*ImportRecord) error, fn func(BadRow) error,
) error {
	rec, err := s.Store.Import(ctx, account.ID, id)
	if err == nil {
		err = begin(rec)
	}
	if err != nil {
		return err
	}
	for line, part := -1, 0; ; {
		rows, err := s.Store.ImportRows(ctx, account.ID, rec.ID, FailedImported, line, part, importBlock)
		if err != nil || len(rows) == 0 {
			return err
		}
		line, part = rows[len(rows)-1].Line, rows[len(rows)-1].Part
		for _, r := range rows {
			bad := BadRow{Line: r.Line, Case: r.Case, Says: text.Kept(string(r.Problem))}
			if err := json.Unmarshal(r.Cells, &bad.Cells); err != nil {
				return err
			}
			if err := fn(bad); err != nil {
				return err
			}
		}
	}
}

// AllowedImport is what came of a decision about people whom an import was to make inactive.
type AllowedImport struct {
	ImportRecord
	People int
}

// Allow makes those inactive whom an import was to make so, and who were parked since they are many (rule S3).
func (s *Imports) Allow(ctx context.Context, actor Actor, account *directory.Account, id string) (*AllowedImport, error) {
	return s.decide(ctx, actor, account, id, "IMPORT ALLOW", func(ctx context.Context, im *importing, rows []directory.ImportedRow) error {
		return im.deactivate(ctx, rows, func(int) {})
	})
}

// Reject leaves those active whom an import was to make inactive, and who were parked (rule S3).
func (s *Imports) Reject(ctx context.Context, actor Actor, account *directory.Account, id string) (*AllowedImport, error) {
	return s.decide(ctx, actor, account, id, "IMPORT REJECT", func(ctx context.Context, im *importing, rows []directory.ImportedRow) error {
		rows = slices.Clone(rows)
		for i := range rows {
			rows[i].Removal = directory.RemovalRejected
		}
		return im.beat(ctx, rows)
	})
}

func (s *Imports) decide(
	ctx context.Context, actor Actor, account *directory.Account, id, operation string,
	fn func(ctx context.Context, im *importing, rows []directory.ImportedRow) error,
) (done *AllowedImport, err error) {
	err = s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		rec, err := s.Store.Import(ctx, account.ID, id)
		if err != nil {
			return err
		}
		counts, err := s.Store.ImportCounts(ctx, account.ID, rec.ID)
		if err != nil {
			return err
		}
		if rec.State != ImportDone || counts.Parked == 0 {
			return directory.Refuse(directory.Conflict, "import.noneParked", "import", rec.ID)
		}
		if operation == "IMPORT ALLOW" { // a later file may have those again who were missing in this one
			later, err := s.Store.LaterImport(ctx, rec)
			if err == nil && later != nil {
				err = directory.Refuse(directory.Conflict, "import.later", "import", rec.ID, "file", later.File, "later", later.ID)
			}
			if err != nil {
				return err
			}
		}
		im, err := s.holding(ctx, actor, account, rec, ImportDone)
		if err != nil {
			return err
		}
		for {
			rows, err := s.Store.ImportRows(ctx, account.ID, rec.ID, ParkedImported, -1, 0, importBlock)
			if err == nil && len(rows) > 0 {
				err = fn(ctx, im, rows)
			}
			if err != nil {
				_ = im.release(ctx) // what is undone stays parked
				return err
			}
			if len(rows) == 0 {
				break
			}
		}
		done = &AllowedImport{ImportRecord: *rec, People: counts.Parked}
		key := "act.import.allow"
		if operation == "IMPORT REJECT" {
			key = "act.import.reject"
		}
		return s.Store.EndImport(ctx, &im.out.ImportRecord, ImportDone, directory.LogEntry{
			Operation: operation, RequestID: rec.ID,
			Detail: text.Messages{text.New(key, "file", rec.File, "import", rec.ID, "people", counts.Parked)},
		})
	})
	return done, err
}
