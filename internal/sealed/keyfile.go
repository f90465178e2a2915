package sealed

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// hasModes reports whether the system's files have permissions of the kind that is checked.
const hasModes = runtime.GOOS != "windows"

func octal(m fs.FileMode) string { return fmt.Sprintf("%04o", m.Perm()) }

// parseKeyFile reads keys, one a line; lines that begin with # are comments.
func parseKeyFile(from io.Reader, file string) ([]Key, error) {
	all, err := io.ReadAll(io.LimitReader(from, maxKeyFile))
	if err != nil {
		return nil, text.Errorf(err, "sealed.unread", "file", file)
	}
	var lines []string
	for line := range strings.Lines(string(all)) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			lines = append(lines, line)
		}
	}
	keys, err := ParseKeys(strings.Join(lines, "\n"))
	if err != nil {
		return nil, text.Errorf(err, "sealed.file", "file", file)
	}
	return keys, nil
}

// keyFileHead stands in a key file that Usher made.
const keyFileHead = "# The key of the secrets in the database beside it. Back it up apart from the database.\n"

// makeKeyFile makes a key file for its owner alone. It appears whole or not at all, and never in the place of another:
// the error is fs.ErrExist then.
func makeKeyFile(file string, k Key) error {
	draft := file + "." + rand.Text()
	if err := writeNew(draft, k); err != nil {
		return err
	}
	defer os.Remove(draft)
	err := os.Link(draft, file)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		err = writeNew(file, k)
	}
	if err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync() // not every system can
		dir.Close()
	}
	return nil
}

// writeNew writes a key file that must not be there yet.
func writeNew(file string, k Key) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, keyFileHead+k.Reveal()+"\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(file)
		return err
	}
	return nil
}
