package csvfile

import (
	"bufio"
	"io"
	"strings"
)

// Writer writes a file that opens in columns in the spreadsheets of a language, and that this package reads back letter
// by letter: UTF-8 with a byte order mark, CRLF, each cell quoted, and with a semicolon between cells in French and a
// comma in English. What looks like a formula is escaped (see Escape).
type Writer struct {
	out *bufio.Writer
	sep byte
	err error
}

// NewWriter begins a file in a language.
func NewWriter(w io.Writer, language string) *Writer {
	out := &Writer{out: bufio.NewWriter(w), sep: ','}
	if language == French {
		out.sep = ';'
	}
	_, out.err = out.out.WriteString("\uFEFF")
	return out
}

// Write writes a row.
func (w *Writer) Write(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			w.out.WriteByte(w.sep)
		}
		w.out.WriteByte('"')
		w.out.WriteString(strings.ReplaceAll(Escape(strings.ToValidUTF8(cell, "\uFFFD")), `"`, `""`))
		w.out.WriteByte('"')
	}
	if _, err := w.out.WriteString("\r\n"); w.err == nil {
		w.err = err
	}
	return w.err
}

// Flush writes what is still to be written.
func (w *Writer) Flush() error {
	if w.err != nil {
		return w.err
	}
	w.err = w.out.Flush()
	return w.err
}

// Remarks are the headers, in a language, of two columns that stand before those of the file in a file of rejected
// rows: the line that a row had, and why it was left out. When such a file comes back they are left aside.
func Remarks(language string) (line, reason string) {
	if language == French {
		return "Ligne", "Motif"
	}
	return "Line", "Reason"
}
