package csvfile

import (
	"io"
	"slices"
	"strings"
	"testing"
)

// synthetic is a file that is nowhere, of parts that repeat.
type synthetic struct {
	head, body string
	size       int64
}

// ReadAt reads a part of it.
func (s synthetic) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		at := off + int64(n)
		switch {
		case at >= s.size:
			return n, io.EOF
		case at < int64(len(s.head)):
			n += copy(p[n:], s.head[at:])
		default:
			part := s.body[(at-int64(len(s.head)))%int64(len(s.body)):]
			n += copy(p[n:min(len(p), n+int(min(int64(len(part)), s.size-at)))], part)
		}
	}
	return n, nil
}

// Files of any kind are read in one pass and in a window that does not grow with them, a bomb of quotation marks among
// them: none makes the reader go back for more than the file holds twice.
func TestBombs(t *testing.T) {
	t.Parallel()
	const size = 3 << 20
	for name, body := range map[string]string{
		"quotation marks":           `"`,
		"openings":                  "a,\"b\n",
		"openings and pairs":        "\"\"\n,\"\n",
		"an opening, then pairs":    strings.Repeat("x,\"\"\n", 100_000) + "\"\n",
		"closings with text":        "x\",\"y\n",
		"pairs in cells":            "\"" + strings.Repeat(`""`, 3000) + "\n",
		"no end of line":            "abc",
		"separators":                ",",
		"blanks":                    " ",
		"ends of lines":             "\r",
		"quoted blanks":             "\"a\"                                                   ",
		"rows of nearly 1 MB":       strings.Repeat("x", MaxRow-1) + "\n",
		"rows of 1 MB and more":     strings.Repeat("x,", MaxRow/2+1) + "\n",
		"cells of nearly 1 MB":      `"` + strings.Repeat("x\n", MaxRow/2-2) + "\"\n",
		"cells of 1 MB and more":    `"` + strings.Repeat("x\n", MaxRow/2+2) + "\"\n",
		"bytes that are no text":    "\x00\xFF,\n",
		"quoted cells that go on":   "\"a\n\",",
		"a mark in each long line":  strings.Repeat("x", 30_000) + ",\"\n",
		"pairs behind each opening": "\"" + strings.Repeat("\n\"\"", 200_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := synthetic{"E-mail,Name\n", body, size}
			s := newScanner(io.NewSectionReader(in, 0, size), ',')
			var rec record
			rows := 0
			for s.next(&rec) == nil {
				rows++
			}
			if s.again > 2*size {
				t.Errorf("%d rows, %d bytes read again", rows, s.again)
			}
			if n := len(s.window); n > 5*MaxRow {
				t.Errorf("the window has %d bytes", n)
			}
			if n := cap(rec.cells); n > 4*MaxColumns {
				t.Errorf("%d cells are kept", n)
			}
			sheet, err := Inspect(in, size, Options{Separator: ','})
			if err != nil {
				if message := err.Error(); !strings.HasPrefix(message, "csv.rows") {
					t.Error(err)
				}
				return
			}
			read := 0
			for r := sheet.Reader(in); ; read++ {
				if _, err := r.Next(); err != nil {
					break
				}
			}
			if read != sheet.Rows {
				t.Errorf("counted %d rows, read %d", sheet.Rows, read)
			}
		})
	}
}

// A row that is too long or broken is named, and those behind it are read.
func TestReadingGoesOn(t *testing.T) {
	t.Parallel()
	file := "E-mail,First name\n" +
		"a@x.com,A\n" +
		"b@x.com," + strings.Repeat("x", MaxRow) + "\n" +
		"c@x.com,C\n" +
		"d@x.com,\"D\n" +
		"e@x.com,E\n" +
		"f@x.com,\"F\" f\n" +
		"\"g\ng\",\"G\n" +
		"h@x.com,\"H\"\n" +
		"i@x.com,\"" + strings.Repeat(strings.Repeat("i", 999)+"\n", 1100) + "\"\n" +
		"j@x.com,J\n" +
		"k@x.com,\"K"
	_, rows := readAll(t, file, Options{})
	var good, bad []string
	for _, row := range rows {
		if len(row.Faults) == 0 {
			good = append(good, row.Text(GivenName))
		} else if f := faults(row)[0]; !strings.HasSuffix(f, "E-mail csv.email.form") {
			bad = append(bad, f)
		}
	}
	if want := []string{"A", "C", "E", "H", "J"}; !slices.Equal(good, want) {
		t.Errorf("%q, want %q", good, want)
	}
	want := []string{
		"3  csv.row.long", "5  csv.quote.behind", "7  csv.quote.behind", "9  csv.quote.behind", "11  csv.quote.open",
		"1111  csv.quote.behind", "1113  csv.quote.open",
	}
	if !slices.Equal(bad, want) {
		t.Errorf("%q, want %q", bad, want)
	}
	if first := rows[1]; !first.Cut || !slices.Equal(first.Cells, []string{"b@x.com"}) || first.Line != 3 {
		t.Errorf("%+v", first)
	}
	if broken := rows[3]; broken.Cut || !slices.Equal(broken.Cells, []string{"d@x.com", "\"D"}) || broken.Last != 5 {
		t.Errorf("%+v", broken)
	}
}

// TestRowsAreBounded: a file with more rows than MaxRows is refused as a whole, before any row is judged.
func TestRowsAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 20 MB")
	}
	t.Parallel()
	in := synthetic{"E-mail\n", "a@b\n", 7 + 4*(MaxRows+1)}
	if _, err := Inspect(in, in.size, Options{}); err == nil || !strings.HasPrefix(err.Error(), "csv.rows") {
		t.Error(err)
	}
	in.size -= 4
	if s, err := Inspect(in, in.size, Options{}); err != nil || s.Rows != MaxRows {
		t.Error(s, err)
	}
}
