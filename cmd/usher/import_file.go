package main

import (
	"errors"
	"io"
	"os"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/text"
)

// spooled is a file that can be read several times.
type spooled struct {
	*os.File
	name string
	size int64
}

// Size is how many bytes the file has.
func (f *spooled) Size() int64 { return f.size }

// importable opens a file. Standard input, and whatever else can be read only once, is kept in a temporary file.
func (a *app) importable(path string) (_ *spooled, done func(), err error) {
	var source io.Reader = a.in
	name := path
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, nil, unread(path, err)
		}
		info, err := f.Stat()
		if err != nil {
			return nil, nil, errors.Join(unread(path, err), f.Close())
		}
		if info.IsDir() {
			f.Close()
			return nil, nil, text.Errorf(nil, "file.directory", "file", path)
		}
		if info.Mode().IsRegular() {
			return &spooled{f, info.Name(), info.Size()}, func() { f.Close() }, nil
		}
		defer f.Close()
		source, name = f, info.Name()
	}
	f, err := os.CreateTemp("", "usher-import-*.csv")
	if err != nil {
		return nil, nil, text.Errorf(err, "import.spool")
	}
	done = func() { f.Close(); os.Remove(f.Name()) }
	n, err := io.Copy(f, io.LimitReader(source, csvfile.MaxFile+1))
	if err != nil {
		done()
		return nil, nil, text.Errorf(err, "import.spool")
	}
	return &spooled{f, name, n}, done, nil
}
