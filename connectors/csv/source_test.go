package csvfile

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// A character or the end of a line that two reads share is one all the same, wherever the reads part.
func TestWhereReadsPart(t *testing.T) {
	t.Parallel()
	for shift := range 8 {
		for _, at := range []int{chunk, 2 * chunk} {
			head := "E-mail,Notes,First name\r\na@x.com," + strings.Repeat("é", (at-60)/2) + strings.Repeat("x", shift) + ","
			file := head + strings.Repeat("é€😀", 6) + "\r\n\r\n\r\n\r\n\r\n\r\n\r\nb@x.com,,B\r\n"
			s, rows := readAll(t, file, Options{})
			if s.Encoding != UTF8 || len(s.Notes) > 1 || s.Ends != (Ends{CRLF: 9}) {
				t.Fatalf("%d: %+v", shift, s)
			}
			if got := rows[0].Text(GivenName); got != strings.Repeat("é€😀", 6) || rows[1].Line != 9 {
				t.Fatalf("%d: %q, line %d", shift, got, rows[1].Line)
			}
			if s, rows = readAll(t, units("\uFEFF"+file, true), Options{}); s.Ends != (Ends{CRLF: 9}) || rows[1].Text(GivenName) != "B" {
				t.Fatalf("%d: %+v", shift, s)
			}
		}
	}
}

var errDisk = errors.New("the disk is gone")

// failing is a file that can't be read from some byte on.
type failing struct {
	io.ReaderAt
	from int64
}

// ReadAt reads what can be read.
func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.from {
		return 0, errDisk
	}
	return f.ReaderAt.ReadAt(p, off)
}

// A file that can't be read to its end is not taken for one that ends there.
func TestFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	file := "E-mail\n" + strings.Repeat("somebody@example.com\n", 20_000)
	in := strings.NewReader(file)
	for _, from := range []int64{0, 100, chunk, 3 * chunk} {
		if _, err := Inspect(failing{in, from}, in.Size(), Options{}); !errors.Is(err, errDisk) {
			t.Errorf("%d: %v", from, err)
		}
	}
	sheet, err := Inspect(in, in.Size(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := sheet.Reader(failing{in, 3 * chunk})
	n := 0
	for {
		if _, err = r.Next(); err != nil {
			break
		}
		n++
	}
	if !errors.Is(err, errDisk) || n == 0 || n >= sheet.Rows {
		t.Errorf("%d of %d rows, then %v", n, sheet.Rows, err)
	}
	if _, again := r.Next(); !errors.Is(again, errDisk) {
		t.Errorf("then %v", again)
	}
}

// What stands in a file of rejected rows besides is left aside without a word, in either language.
func TestRemarks(t *testing.T) {
	t.Parallel()
	for _, language := range []string{English, French} {
		line, reason := Remarks(language)
		var b strings.Builder
		w := NewWriter(&b, language)
		w.Write([]string{line, reason, Email.Header(language), Phone.Header(language)})
		w.Write([]string{"7", "7, E-mail: \"x\" is none", "ana@example.com", "+33 1"})
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		s, rows := readAll(t, b.String(), Options{})
		if len(s.Notes) > 0 || len(rows[0].Faults) > 0 || rows[0].Text(Phone) != "+33 1" || s.Columns[1].Use != Remark {
			t.Errorf("%+v, %+v", s, rows[0])
		}
	}
}

// A list in a cell has a bound.
func TestListsAreBounded(t *testing.T) {
	t.Parallel()
	var groups, emails []string
	for i := range MaxList + 1 {
		groups = append(groups, strings.Repeat("g", i%50)+strings.Repeat("h", i/50))
		emails = append(emails, "a"+groups[i]+"@x.c")
	}
	groups[0] = "first"
	for header, list := range map[string][]string{"Groups": groups, "Other e-mails": emails} {
		for n, want := range map[int]string{MaxList: "", MaxList + 1: "2 " + header + " csv.list.long"} {
			row := one(t, header, strings.Join(list[:n], "|"), Options{})
			if got := strings.Join(faults(row), ", "); got != want {
				t.Errorf("%d %s: %q, want %q", n, header, got, want)
			}
		}
	}
}
