package admin

import (
	"io"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// ImportedRow is what is kept of what an import did by a line.
type ImportedRow = directory.ImportedRow

// ReadImport is how a file is to be read, as surfaces are told it; "" leaves each to the file. separator is a character, or
// tab.
func ReadImport(encoding, separator, word, language string) csvfile.Options {
	o := csvfile.Options{Encoding: csvfile.Encoding(encoding), Clear: word, Language: language}
	switch {
	case separator == "tab" || separator == `\t`:
		o.Separator = '\t'
	case separator != "":
		o.Separator = separator[0]
	}
	return o
}

// ImportTemplate writes a file to fill in, in a language: en or fr.
func ImportTemplate(w io.Writer, language string) error { return csvfile.Template(w, language) }

// Verdict is what makes an import a failure although it went to its end: a row was left out, or people wait for a decision.
// rejects is the file that the bad rows were written to; "" for none.
func (i *Imported) Verdict(dry bool, rejects string) error {
	pairs := []any{"n", i.Failed, "import", i.ID, "rejects", rejects}
	switch {
	case i.Same:
		return nil
	case i.Refused:
		return text.Errorf(nil, "import.refusedAll", pairs...)
	case i.Withdrawn:
		return text.Errorf(nil, "import.withdrawn", pairs...)
	case i.Failed > 0 && dry:
		return text.Errorf(nil, "import.wouldLeaveOut", pairs...)
	case i.Failed > 0 && rejects != "":
		return text.Errorf(nil, "import.leftOut.file", pairs...)
	case i.Failed > 0:
		return text.Errorf(nil, "import.leftOut", pairs...)
	case i.Parked > 0 && !dry:
		return text.Errorf(nil, "import.parked", "n", i.Parked, "import", i.ID)
	}
	return nil
}
