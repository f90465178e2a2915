package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/text"
)

// asJSON is the flag of all commands that list or show.
type asJSON struct {
	JSON bool `name:"json" help:"Write one JSON object a line."`
}

// write shows rows to people, as a table under the heads, or to programs, as an object a line.
func write[T any](a *app, asJSON bool, heads string, rows []T, cells func(T) []string) error {
	if asJSON {
		e := json.NewEncoder(a.out)
		e.SetEscapeHTML(false)
		for _, r := range rows {
			if err := e.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	if heads != "" && len(rows) == 0 { // a sentence must not be taken for data
		fmt.Fprintln(a.err, a.says("list.none"))
		return nil
	}
	t := table{headed: heads != ""}
	if t.headed {
		names := strings.Fields(heads)
		for i, name := range names {
			names[i] = a.column(name)
		}
		t.rows = append(t.rows, names)
	}
	for _, r := range rows {
		row := slices.Clone(cells(r))
		for i, cell := range row {
			row[i] = visible(cell)
		}
		t.rows = append(t.rows, row)
	}
	return t.write(a.out, a.width)
}

// visible is text that moves no cursor and breaks no line, whoever wrote it; "-" for none.
func visible(s string) string {
	if s == "" {
		return "-"
	}
	return strings.Map(printed, s)
}

// lines is text of several lines that moves no cursor otherwise.
func lines(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return printed(r)
	}, s)
}

// printed is what is shown of a character. French has blanks that break no line.
func printed(r rune) rune {
	if unicode.IsPrint(r) || r == '\u00A0' || r == '\u202F' {
		return r
	}
	return unicode.ReplacementChar
}

// stamp is a moment in a table, to the second.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// stampOf is a moment that may be missing.
func stampOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return stamp(*t)
}

// inFile is what is wrong with a file.
func inFile(file string, err error) error { return text.Errorf(err, "file.cause", "file", file) }

// unread is why a file can't be read.
func unread(file string, err error) error {
	var cause syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return text.Errorf(nil, "file.missing", "file", file)
	case errors.Is(err, fs.ErrPermission):
		return text.Errorf(nil, "file.denied", "file", file)
	case errors.Is(err, syscall.EISDIR):
		return text.Errorf(nil, "file.directory", "file", file)
	case errors.As(err, &cause):
		return inFile(file, cause)
	}
	return inFile(file, err)
}

// unprinted is the error of something that can't be shown again and was not.
func unprinted(err error) error { return text.Errorf(err, "token.unprinted") }

// says is a message of the command's own, in the language of whoever reads it.
func (a *app) says(key string, pairs ...any) string { return a.reader.Say(text.New(key, pairs...)) }

// column is the heading of a table's column.
func (a *app) column(name string) string { return text.Column(a.reader.Language, name) }

// field is the name of what a column would hold, in lower case, where it stands before its value.
func (a *app) field(name string) string { return strings.ToLower(a.column(strings.ToUpper(name))) }

// label is field with a capital letter.
func (a *app) label(name string) string {
	name = a.field(name)
	_, size := utf8.DecodeRuneInString(name)
	return strings.ToUpper(name[:size]) + name[size:]
}

// yesNo is a truth in a table.
func (a *app) yesNo(is bool) string {
	if is {
		return a.says("word.yes")
	}
	return a.says("word.no")
}

// optional is a moment in JSON that may be missing.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
