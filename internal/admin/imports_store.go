package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// ImportStore keeps imports and what they did, and finds whom the rows of a file are about.
type ImportStore interface {
	// OpenImport keeps a new import, with a lease of its Owner until a moment. The error is Busy when another import of the
	// source is under way.
	OpenImport(ctx context.Context, i *ImportRecord, lease time.Time) error
	// TakeImport gives the lease of an import that nobody is at to an owner, and the state. It reports false when somebody
	// is at it, or at another import of the source.
	TakeImport(ctx context.Context, i *ImportRecord, owner string, state ImportState, now, lease time.Time) (bool, error)
	// AdvanceImport says how many rows are done, and keeps rows that were left out; it renews the lease. It reports false when
	// the owner has it no longer.
	AdvanceImport(ctx context.Context, i *ImportRecord, rows []directory.ImportedRow, lease time.Time) (bool, error)
	// EndImport gives the lease up and leaves a log entry.
	EndImport(ctx context.Context, i *ImportRecord, state ImportState, entry directory.LogEntry) error

	// Imports are those of an account, the newest first.
	Imports(ctx context.Context, accountID string, limit int) ([]ImportRecord, error)
	// Import finds one by its id, or a beginning of it; NotFound when there is none.
	Import(ctx context.Context, accountID, id string) (*ImportRecord, error)
	// LaterImport is the newest import into the source of an import that came after it and was not undone; nil for none.
	LaterImport(ctx context.Context, i *ImportRecord) (*ImportRecord, error)
	// ImportsOf are those of a file into a source, the newest first.
	ImportsOf(ctx context.Context, accountID, sourceID, digest string) ([]ImportRecord, error)
	// ImportCounts counts what an import did, line by line.
	ImportCounts(ctx context.Context, accountID, id string) (ImportCounts, error)
	// ImportRows are what an import did, in the order of lines and parts, those after the given one, at most limit.
	ImportRows(
		ctx context.Context, accountID, id string, which ImportFilter, line, part, limit int,
	) ([]directory.ImportedRow, error)

	// KnownPeople finds, for each key, the records of a source that have it.
	KnownPeople(ctx context.Context, accountID, sourceID string, keys []PersonKey, want KnownWants) ([][]KnownPerson, error)
	// SourceGroups are the names of a source's groups, by their ids.
	SourceGroups(ctx context.Context, accountID, sourceID string) (map[string]string, error)
	// SourceRecords are a source's records of a type in the order of their ids, those after the given id, at most limit; if
	// active, only those that the source says are.
	SourceRecords(
		ctx context.Context, accountID, sourceID, resourceType string, active bool, after string, limit int,
	) ([]directory.RecordKey, error)
	// RecordBodies are the attributes of records of a source, as they are kept, with their versions.
	RecordBodies(
		ctx context.Context, accountID, sourceID, resourceType string, ids []string,
	) (map[string]RecordBody, error)
}

// PersonKey is by what a record is found: the external id, the userName, or, for managers, an address.
type PersonKey struct{ ExternalID, UserName, Address string }

// KnownWants is what is to be known of people beside their records.
type KnownWants struct {
	Groups bool
	PoolID string // their licenses of this pool; "" for none
}

// KnownPerson is somebody whom a source has already.
type KnownPerson struct {
	ID, UserID, ExternalID string
	ByExternalID           bool // it was found so
	Body                   []byte
	Code                   directory.Code
	Groups                 []string // ids of groups of the source
	Devices                int      // of the license of the pool that was assigned to the person, or that waits; 0 for none
	Mailed                 bool     // a mail with its key was sent, or is about to be
}

// RecordBody are a record's attributes.
type RecordBody struct {
	Body    []byte
	Version int64
	Members bool // of a group: it has some
}

// ImportState is how far an import is.
type ImportState string

// The states. Of those that are under way somebody has the lease, or else they were cut short.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportUndoing ImportState = "undoing"
	ImportUndone  ImportState = "undone"
	ImportCut     ImportState = "cut" // how one is shown that is running or undoing, and nobody is at it
)

// ImportRecord is an import as it is kept.
type ImportRecord struct {
	ID, AccountID, SourceID string
	File                    string // its name, as it was called
	Header                  string // JSON: what it calls its columns
	Digest                  string // of its bytes
	Options                 string // JSON
	Actor                   string
	State                   ImportState
	Total, Done             int // rows
	Began, Ended            time.Time
	Lease                   time.Time // zero for nobody's
	Owner                   string
}

// Shown is the state as it is at a moment.
func (i *ImportRecord) Shown(now time.Time) ImportState {
	if (i.State == ImportRunning || i.State == ImportUndoing) && !i.Lease.After(now) {
		return ImportCut
	}
	return i.State
}

// ImportCounts is what became of an import's rows. Rows is the sum of those from Created to Failed.
type ImportCounts struct {
	Rows                                                      int
	Created, Linked, Updated, Unchanged, Held, Review, Failed int
	Waiting                                                   int // of them: wait for a license
	Removed                                                   int // who is in no row of a complete file and was made inactive
	Suspended                                                 int // whom a row says to be inactive, and who was not
	Parked                                                    int // of both: wait for an administrator to allow it
	Joined, Left                                              int // memberships
	Groups                                                    int // groups that were made
	Undone, Kept                                              int // of an undone import: what is as before, and what was changed since
	Mails                                                     int // to be sent with license keys
}

// Of is the count of rows with an outcome.
func (c *ImportCounts) Of(o directory.Outcome) *int {
	switch o {
	case directory.Created:
		return &c.Created
	case directory.Linked:
		return &c.Linked
	case directory.Unchanged:
		return &c.Unchanged
	case directory.Held:
		return &c.Held
	case directory.InReview:
		return &c.Review
	case directory.Declined, directory.Failed:
		return &c.Failed
	}
	return &c.Updated
}

// ImportFilter is which of an import's rows are asked for.
type ImportFilter string

// The filters.
const (
	AllImported    ImportFilter = ""
	FailedImported ImportFilter = "failed"
	ParkedImported ImportFilter = "parked"

	// What is left to be undone, in this order.
	UndoMembers  ImportFilter = "members"
	UndoLicenses ImportFilter = "licenses"
	UndoPeople   ImportFilter = "people"
	UndoGroups   ImportFilter = "groups"
)
