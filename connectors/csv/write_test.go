package csvfile

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cells are values in which everything is that a file could take for something else.
func cells() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOf(rapid.SampledFrom([]rune("'=+-@\t\r\n,;|\"aé€ \u00A0＝＠"))),
		rapid.SampledFrom([]string{"=1+1", "+33 1 23", "-x", "@x", "'", "''", "'=x", "''=x", "'abc", "sep=;",
			"00123", "1E5"}),
		rapid.String(),
	)
}

// begins and begun are values with something like a formula at their beginning, and behind what may begin a cell.
var (
	begins = regexp.MustCompile(`^'*[=+@\t\r\n＝＋－＠-]`)
	begun  = regexp.MustCompile(`[,;|"\t\r\n]'*[=+@＝＋－＠-]`)
	bare   = regexp.MustCompile(`[,;|"\t\r\n][=+@＝＋－＠-]`)
)

// Trap TC8: what is escaped comes back, whatever it is, and begins like no formula.
func TestEscape(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := cells().Draw(t, "value")
		escaped := Escape(value)
		if got := Unescape(escaped); got != value {
			t.Fatalf("%q became %q and %q", value, escaped, got)
		}
		if strings.IndexAny(escaped, "=+-@\t\r\n＝＋－＠") == 0 || bare.MatchString(escaped) {
			t.Fatalf("%q may be computed", escaped)
		}
		if escaped != value && !begun.MatchString(value) && !begins.MatchString(value) {
			t.Fatalf("%q needs no escape", value)
		}
	})
	for value, want := range map[string]string{"=1+1": "'=1+1", "'=1": "''=1", "'abc": "'abc", "": "", "'": "'",
		"a=b":        "a=b",
		"a\r\n\r\nb": "a\r\n\r\nb", "a;=1": "a;'=1", "x\n'- y": "x\n''- y", "\t=": "'\t'=",
		"Sales, EMEA": "Sales, EMEA"} {
		if got := Escape(value); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

// What is written is read back letter by letter, in either language.
func TestWriteAndRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		language := rapid.SampledFrom([]string{English, French}).Draw(t, "language")
		var rows [][]string
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			rows = append(rows, []string{"ana@example.com", cells().Draw(t, "a"), cells().Draw(t, "b")})
		}
		var b bytes.Buffer
		w := NewWriter(&b, language)
		w.Write([]string{"E-mail", "Notes", "Title"})
		for _, row := range rows {
			w.Write(row)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		in := bytes.NewReader(b.Bytes())
		sheet, err := Inspect(in, in.Size(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if sheet.Encoding != UTF8 || !sheet.Mark || sheet.Rows != len(rows) {
			t.Fatalf("%+v", sheet)
		}
		r := sheet.Reader(in)
		for _, want := range rows {
			row, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(row.Cells, want) {
				t.Fatalf("%q, want %q", row.Cells, want)
			}
			// Again, as a file of rejected rows goes to and fro.
			if again := Unescape(Escape(row.Cells[2])); again != want[2] {
				t.Fatalf("%q, want %q", again, want[2])
			}
		}
	})
}

// A template is in the columns of its language, and its example is good.
func TestTemplate(t *testing.T) {
	t.Parallel()
	for language, separator := range map[string]byte{English: ',', French: ';'} {
		var b bytes.Buffer
		if err := Template(&b, language); err != nil {
			t.Fatal(err)
		}
		s, rows := readAll(t, b.String(), Options{})
		if s.Separator != separator || s.Language != language || !s.Mark || s.Ends.CRLF != 2 ||
			len(s.Columns) != int(fieldCount) || len(s.Notes) > 0 {
			t.Errorf("%s: %+v", language, s)
		}
		if len(rows) != 1 || len(rows[0].Faults) > 0 || rows[0].Text(StartDate) != "2026-09-01" ||
			len(rows[0].List(Groups)) != 2 ||
			rows[0].Text(Phone)[0] != '+' {
			t.Errorf("%s: %+v", language, rows[0])
		}
		for i, c := range s.Columns {
			if c.Use != Read || c.Field != Field(i) {
				t.Errorf("%s: column %d is %+v", language, i, c)
			}
		}
	}
}

// What can't be written says so at the row or at the end.
func TestWriterFails(t *testing.T) {
	t.Parallel()
	w := NewWriter(full{}, English)
	for range 10_000 {
		w.Write([]string{"some text"})
	}
	if w.Write([]string{"x"}) == nil || w.Flush() == nil {
		t.Error("a disk that is full is not told")
	}
	if Template(full{}, French) == nil {
		t.Error("a disk that is full is not told")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = bytes.ErrTooLarge
