package main

import (
	"io"
	"os"
	"strconv"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// widthOf is how many cells a line of what is written to has: those of a terminal, or else those that COLUMNS says;
// 0 for as many as it takes, so that programs that read a pipe find a row on each line.
func widthOf(w io.Writer, env func(string) string) int {
	if file, is := w.(*os.File); is && term.IsTerminal(int(file.Fd())) {
		if n, _, err := term.GetSize(int(file.Fd())); err == nil && n > 0 {
			return n
		}
	}
	if n, err := strconv.Atoi(env("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return 0
}

// cells is how many cells of a terminal a text takes.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += cellsOf(r)
	}
	return n
}

// cellsOf is how many cells a character takes: none where it stands over the one before, two where it is wide.
func cellsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
