package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/admin"
)

// maxTold is how many bad rows are told one by one.
const maxTold = 100

// badRows tells rows that are left out, the first of them on standard error and all of them to a file.
type badRows struct {
	*app
	path string
	n    int
	list []admin.BadRow
}

// tell tells a row.
func (b *badRows) tell(row admin.BadRow) {
	if b.n++; b.n <= maxTold {
		for _, m := range row.Says {
			fmt.Fprintln(b.err, lines(b.reader.Say(m)))
		}
	}
	if b.path != "" {
		b.list = append(b.list, row)
	}
}

// end says how many rows were not told, and writes the file.
func (b *badRows) end(i *admin.Imported) error {
	if more := b.n - maxTold; more > 0 {
		key := "import.more"
		if i.State != admin.ImportDone {
			key = "import.moreDry"
		}
		fmt.Fprintln(b.err, b.says(key, "n", more, "import", i.ID))
	}
	if b.path == "" || len(b.list) == 0 {
		return nil
	}
	f, err := os.OpenFile(b.path, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return inFile(b.path, err)
	}
	w := b.rejects(f, i.Columns())
	for _, row := range b.list {
		if err = w.write(row); err != nil {
			break
		}
	}
	if err = errors.Join(err, w.Flush(), f.Close()); err != nil {
		return inFile(b.path, err)
	}
	return nil
}

// reserve makes a file that is not there yet, "" for none, before anything is done whose rows it is to have; drop removes it if nothing
// was written to it.
func reserve(path string) (drop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, inFile(path, err)
	}
	return func() {
		if info, err := os.Stat(path); err == nil && info.Size() == 0 {
			os.Remove(path)
		}
	}, nil
}

// rejected writes rows that are left out.
type rejected struct {
	*csvfile.Writer
	app    *app
	header []string
	headed bool
}

func (a *app) rejects(w io.Writer, header []string) *rejected {
	return &rejected{Writer: csvfile.NewWriter(w, string(a.reader.Language)), app: a, header: header}
}

// write writes a row behind its line and the reason.
func (r *rejected) write(row admin.BadRow) error {
	if !r.headed {
		r.headed = true
		line, reason := csvfile.Remarks(string(r.app.reader.Language))
		if err := r.Write(append([]string{line, reason}, r.header...)); err != nil {
			return err
		}
	}
	cells := make([]string, len(r.header))
	copy(cells, row.Cells)
	return r.Write(append([]string{fmt.Sprint(row.Line), r.app.reader.SayAll(row.Says)}, cells...))
}
