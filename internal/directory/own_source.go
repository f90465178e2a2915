package directory

import (
	"context"
	"strings"
)

// SourceMaker keeps the sources of an account.
type SourceMaker interface {
	// Sources are all of them.
	Sources(ctx context.Context, accountID string) ([]Source, error)
	// CreateSource makes a source of s.AccountID; Conflict when the account has one of that name.
	CreateSource(ctx context.Context, s Source) (*Source, error)
}

// ownSourceAttempts bounds how often a name that somebody else has just taken is replaced by another.
const ownSourceAttempts = 8

// TypedSource is the account's source of addresses that administrators type (rule M5); it is made when it is first
// needed.
func TypedSource(ctx context.Context, sources SourceMaker, accountID string) (*Source, error) {
	return ownSource(ctx, sources, accountID, KindEmail, "-typed")
}

// DeviceSource is the account's source of addresses by which devices activate (rule M5); it is made when it is first
// needed.
func DeviceSource(ctx context.Context, sources SourceMaker, accountID string) (*Source, error) {
	return ownSource(ctx, sources, accountID, KindDevice, "-mailed")
}

// CSVSource is the account's source of imported files, for whoever names no other; it is made when it is first needed.
func CSVSource(ctx context.Context, sources SourceMaker, accountID string) (*Source, error) {
	return ownSource(ctx, sources, accountID, KindCSV, csvLonger)
}

// csvLonger is what the name of the source of imported files goes on with while another kind of source has it.
const csvLonger = "-import"

// OwnCSV reports whether a source is that of imported files for whoever names no other, by its name: there may be others.
func OwnCSV(s *Source) bool {
	name := strings.ToLower(s.Name)
	for strings.HasSuffix(name, csvLonger) {
		name = strings.TrimSuffix(name, csvLonger)
	}
	return s.Kind == KindCSV && name == KindCSV
}

// ownSource is the account's one source of a kind, whose name is that of the kind, or a longer one where that is taken.
func ownSource(ctx context.Context, sources SourceMaker, accountID, kind, longer string) (*Source, error) {
	for range ownSourceAttempts {
		all, err := sources.Sources(ctx, accountID)
		if err != nil {
			return nil, err
		}
		taken := map[string]bool{}
		for _, s := range all {
			if s.Kind == kind && (kind != KindCSV || OwnCSV(&s)) && (s.Served() || s.State == SourceDisabled) {
				return &s, nil
			}
			taken[strings.ToLower(s.Name)] = true
		}
		name := kind
		for taken[name] {
			name += longer
		}
		made, err := sources.CreateSource(ctx, Source{
			AccountID: accountID, Name: name, Kind: kind, Rank: Ranks[kind], Policy: Hold,
		})
		if KindOf(err) != Conflict { // somebody else has made it just now
			return made, err
		}
	}
	return nil, Refuse(Conflict, "source.typedUnmade")
}
