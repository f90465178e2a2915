package csvfile

import (
	"io"

	"github.com/usher-id/usher/scim/message"
)

// Sheet is what is known of a file before any row of it is judged.
type Sheet struct {
	Size      int64    // bytes of the file
	SHA256    string   // of all its bytes, in hexadecimal: a file that comes again has the same
	Encoding  Encoding // by a byte order mark, by its bytes, or as Options said
	Mark      bool     // it begins with a byte order mark
	Separator byte
	Language  string // English or French: that of most headers, those aside that both have; English for none
	Header    int    // line of the header: 1, or more where a line sep=; or empty ones stand before it
	Columns   []Column
	Rows      int // rows with data, the bad ones among them
	Blank     int // rows without any
	Ends      Ends

	// Notes are what whoever imports the file ought to read first: how it was understood where that is not certain, and
	// which columns are left aside and why.
	Notes []message.Message

	options Options
	skip    int64           // bytes of the byte order mark
	stated  bool            // a first line states the separator
	fields  [fieldCount]int // the column of a field, plus 1
}

// Ends counts the ends of lines of each kind, those within cells among them.
type Ends struct{ CR, LF, CRLF int }

// Use is what becomes of a column.
type Use int

// The uses of a column.
const (
	Read    Use = iota // Field says as what
	Unknown            // no header of a known column: left aside
	Role               // it would give roles, which no file does (rule M10): left aside
	Remark             // what Usher itself added to a file of rejected rows: left aside
	Unnamed            // its header is empty: left aside
)

// Column is a column of a file.
type Column struct {
	Header string // as the file says it, without the blanks around it
	Use    Use
	Field  Field
	Near   string // of Unknown: the header of a known column that is nearest to it; "" for none

	french bool // the header is French and not English
}

// Column is the number of the column that a field is read from.
func (s *Sheet) Column(f Field) (int, bool) {
	if f < 0 || f >= fieldCount {
		return 0, false
	}
	return s.fields[f] - 1, s.fields[f] > 0
}

// Inspect reads a file of size bytes once, in bounded memory, without judging its rows. The file is refused, with a
// message.Error or several that are joined, when it is empty, too large, no text, or has no header by which people
// could be found.
func Inspect(r io.ReaderAt, size int64, o Options) (*Sheet, error) {
	return inspect(r, size, o)
}
