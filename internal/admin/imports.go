package admin

import (
	"context"
	"io"
	"time"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// What an import does at once, and how long it says to be at it without saying so again.
const (
	importBlock = 200              // rows that are looked up and carried out together
	blockBytes  = 1 << 20          // of their cells
	blockGroups = 500              // groups that they name
	importLease = 12 * time.Second // after which an import that says nothing was cut short
	importPulse = 3 * time.Second  // after which it says again that it is under way
)

// MaxImports is how many imports a list shows.
const MaxImports = 200

// ImportIntake is an intake that can decide many changes part by part without carrying them out; a *directory.Intake is one.
type ImportIntake interface {
	Intake
	Rehearse(
		ctx context.Context, account directory.Account, changes []directory.Change, r *directory.Rehearsal,
	) ([]directory.Result, error)
}

// Imports is what can be done about files of people. It is safe for concurrent use.
type Imports struct {
	acts
	ImportsOver
}

// NewImports returns the service; refusals go to the journal.
func NewImports(over ImportsOver, journal Journal) *Imports { return &Imports{acts{journal}, over} }

// ImportsOver is what Imports works with. All fields are required.
type ImportsOver struct {
	Store     ImportStore
	Sources   SourceBook
	Intake    ImportIntake
	Registry  func(ctx context.Context, accountID string) (*schema.Registry, error)
	Licensing *Licensing
	Licenses  LicenseBook
	Clock     clock.Clock
}

// ImportFile is a file that can be read several times.
type ImportFile interface {
	io.ReaderAt
	Size() int64
}

// ImportRequest is a file that is to be imported.
type ImportRequest struct {
	File   ImportFile
	Name   string // as it is called
	Source string // name; "" for the account's own source of files
	Read   csvfile.Options

	Complete bool   // who is not in it is not there any more (rule S3)
	Devices  int    // of the license of each, where the row says nothing; 0 for none
	Pool     string // of licenses; "" for the account's only one
	Queue    bool   // let those wait for whom no seat is free (rule L4)
	First    bool   // give to the first for whom there are seats (rule L4)
	Send     bool   // send the keys, in one mail to each (rule L9)

	AllOrNothing bool // import nothing where a row is bad
	Again        bool // also when the same was imported before
	DryRun       bool // decide, and keep nothing (rule I4)

	Progress func(ImportProgress) // is told how far it is; nil for nobody
	Bad      func(BadRow)         // is told of each row that is left out; nil for nobody
}

// ImportProgress is how far an import is.
type ImportProgress struct {
	Phase ImportPhase
	Done  int // rows, or people
	Of    int
	ImportCounts
}

// ImportPhase is what an import is at.
type ImportPhase string

// The phases.
const (
	ImportChecks   ImportPhase = "check"   // who is in the file, before anything is decided
	ImportPreviews ImportPhase = "preview" // deciding without carrying out
	ImportApplies  ImportPhase = "import"
	ImportRemoves  ImportPhase = "remove" // who is missing
	ImportUndoes   ImportPhase = "undo"
)

// BadRow is a row that is left out.
type BadRow struct {
	Line  int
	Says  text.Messages // one a fault: line, column, reason
	Cells []string      // as the file says them
	Case  string        // the log entry, where the intake has refused it; "" for a row that is wrong by itself
}

// Imported is what came of a file, or would come of it.
type Imported struct {
	ImportRecord
	ImportCounts
	Source directory.Source
	Sheet  *csvfile.Sheet // how the file was read; nil of one that was imported before

	Same      bool // it was imported before: nothing was done
	Resumed   int  // rows that were done before it was cut short; 0 for none
	Refused   bool // all or nothing: a row was bad, and nothing was done
	Withdrawn bool // all or nothing: a row turned out to be bad, and what was done before it is undone
	MadeIt    bool // the source was made for it

	Missing  int             // people of the source who are in no row of a complete file, and active
	Suspends int             // people whom rows make inactive
	Parks    bool            // so many that all of these wait for an administrator (rule S3)
	Unjudged bool            // rows were left out of a complete file, so that nobody counts as missing (rule S2)
	Limit    int             // how many may become inactive at once
	Warnings text.Messages   // what whoever imports it ought to know
	Seats    []ImportedSeats // of a preview: by pool
}

// ImportedSeats is what a file would do to a pool.
type ImportedSeats struct {
	Pool    string
	Needs   int // seats
	Free    int
	Waiting int // people more who would wait
}

// people is how many people of the source may become inactive at once (rule S3).
func removalLimit(people int) int { return max(5, people/10) }
