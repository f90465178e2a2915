// Package csvfile reads and writes lists of people as CSV, the way spreadsheets and people make them: in any usual
// encoding, with any usual separator, in English or French. It promises that a file is read in bounded memory and in
// one pass however large or broken it is, that each row is either as its author sees it or has a fault that names line,
// column, value and remedy, and that what it writes it reads back letter by letter. It knows no database and none of
// Usher's people.
package csvfile

import "github.com/usher-id/usher/scim/message"

// What a file may hold. A file beyond MaxFile, MaxRows or MaxColumns, or with a header beyond MaxRow, is refused as a
// whole; of what else is too large the row is bad, and reading goes on behind it.
const (
	MaxFile    = 5 << 30   // bytes
	MaxRows    = 5_000_000 // rows with data
	MaxColumns = 200       // cells of the header
	MaxRow     = 1 << 20   // bytes of a row, and of a quoted cell until its end
	MaxCell    = 32 << 10  // bytes of a cell
	MaxList    = 500       // groups or further addresses in a cell
	MaxWanted  = 1000      // licenses that a row asks for
	MaxFaults  = 20        // faults of a row that are told
	MaxShown   = 80        // characters of a value that a fault quotes
)

// The languages of headers and templates.
const (
	English = "en"
	French  = "fr"
)

// Encoding is how characters stand in a file.
type Encoding string

// The encodings.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
)

// Encodings are all that a file can be in.
var Encodings = []Encoding{UTF8, UTF16LE, UTF16BE, Windows1252}

// Separators are what can stand between cells: what Options.Separator takes.
const Separators = ",;\t|"

// Options are what whoever gives a file says of it. The zero value lets the file speak for itself.
type Options struct {
	Encoding  Encoding // "" for what the file is by its bytes
	Separator byte     // one of Separators; 0 for what the first line, sep=;, or else the header says
	Clear     string   // a cell that is exactly this word clears its value, such as "-"; "" for no such word
	Language  string   // English or French: how a date with slashes is read; "" for what the header of its column says
}

// refused is what makes a file unreadable as a whole: a message of internal/text.
func refused(key string, pairs ...any) *message.Error { return message.Errorf(key, pairs...) }
