package sealed

import (
	"errors"
	"io/fs"
	"os"

	"github.com/usher-id/usher/internal/text"
)

// The settings' names, as administrators set them.
const (
	KeyVariable  = "USHER_SECRET_KEY"
	FileVariable = "USHER_SECRET_KEY_FILE"
)

// Settings say where the master keys are. They are read anew each time, so that a file may change under a server.
type Settings struct {
	Keys     Secret // what USHER_SECRET_KEY says
	File     string // path that USHER_SECRET_KEY_FILE says
	Database string // path of the SQLite file, which has a key file beside it where neither is set; "" with PostgreSQL
}

// In errors of Ring: the key file beside a SQLite database is not there; no key is set for a PostgreSQL database.
var (
	errNoFile = errors.New("no key file")
	errUnset  = errors.New("no key is set")
)

// KeyFile is the path of the key file beside a SQLite database, "" with PostgreSQL.
func (s Settings) KeyFile() string {
	if s.Database == "" {
		return ""
	}
	return s.Database + ".key"
}

// Check reports what is wrong with the settings and the files that are there; that there are none is right for who has
// no secrets.
func (s Settings) Check() error {
	_, err := s.Ring()
	if errors.Is(err, errNoFile) || errors.Is(err, errUnset) {
		return nil
	}
	return err
}

// Ring is the keys. With settings and a key file beside the database, its keys open, too: so one moves to the other. The
// error says what to set, or what is wrong with what is set.
func (s Settings) Ring() (*Ring, error) {
	var keys []Key
	var err error
	switch {
	case !s.Keys.IsZero() && s.File != "":
		return nil, text.Errorf(nil, "sealed.both")
	case !s.Keys.IsZero():
		if keys, err = ParseKeys(s.Keys.Text()); err != nil {
			return nil, text.Errorf(err, "sealed.variable", "name", KeyVariable)
		}
	case s.File != "":
		if keys, err = readKeyFile(s.File, othersMay); err != nil {
			return nil, err
		}
	case s.Database == "":
		return nil, &text.Error{Message: text.New("sealed.unset"), Cause: errUnset}
	}
	if s.Database != "" {
		beside, err := readKeyFile(s.KeyFile(), 0)
		switch {
		case errors.Is(err, fs.ErrNotExist) && len(keys) == 0:
			return nil, &text.Error{Message: text.New("sealed.lost", "file", s.KeyFile()), Cause: errNoFile}
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
		keys = append(keys, beside...)
	}
	return NewRing(keys[0], keys[1:]...), nil
}

// make is Ring, and makes the key file beside the database where it is the one that is missing.
func (s Settings) make() (*Ring, error) {
	r, err := s.Ring()
	if !errors.Is(err, errNoFile) {
		return r, err
	}
	if err := makeKeyFile(s.KeyFile(), NewKey()); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, text.Errorf(err, "sealed.unmade", "file", s.KeyFile())
	}
	return s.Ring()
}

// othersMay are the permissions that a key file which an administrator names may give beyond its owner's: its group may
// read it, since that is how orchestrators hand secrets to a process.
const othersMay fs.FileMode = 0o040

// maxKeyFile is the most bytes of a key file.
const maxKeyFile = 64 << 10

// readKeyFile reads the keys of a file. Its permissions beyond the owner's are may at most.
func readKeyFile(file string, may fs.FileMode) ([]Key, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, text.Errorf(err, "sealed.unread", "file", file)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, text.Errorf(err, "sealed.unread", "file", file)
	case !info.Mode().IsRegular() || info.Size() > maxKeyFile:
		return nil, text.Errorf(nil, "sealed.noKeyFile", "file", file)
	case hasModes && info.Mode().Perm()&0o077&^may != 0:
		return nil, text.Errorf(nil, "sealed.open", "file", file, "mode", octal(info.Mode()))
	}
	return parseKeyFile(f, file)
}
