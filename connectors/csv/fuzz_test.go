package csvfile

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

// Whatever a file holds, it is refused with a message, or all of its rows are read, each good or with a fault; what was
// read of it is read again as the same once it has been written.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"E-mail,First name\nana@x.com,Ana\n", "sep=;\r\nCourriel;Prénom\r\n\"a@x.com\";\"A\"\"\n\"\r\n",
		"\uFEFF\"E-mail\"\n\"", "E-mail\n\"a\"b\nc",
		"E-mail|Groups|Start date\na@x.com|a;b|03/04/2026\n\xE9|\x00|'=1", units("E-mail\tNom\nx@y.z\tÉ\n", true),
		"\xFF\xFEE\x00", "E-mail,id\r\ra@b.c,1E+11",
	} {
		f.Add(seed, byte(0))
	}
	f.Fuzz(func(t *testing.T, file string, knob byte) {
		o := Options{Clear: "-"}
		if knob&1 != 0 {
			o.Encoding = Encodings[int(knob>>1)%len(Encodings)]
		}
		in := strings.NewReader(file)
		sheet, err := Inspect(in, in.Size(), o)
		if err != nil {
			var told message.Teller
			if !errors.As(err, &told) {
				t.Fatal(err)
			}
			return
		}
		var out bytes.Buffer
		w := NewWriter(&out, sheet.Language)
		var headers []string
		for _, c := range sheet.Columns {
			headers = append(headers, c.Header)
		}
		w.Write(headers)
		var good []*Row
		n, line := 0, sheet.Header
		for r := sheet.Reader(in); ; n++ {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.Line <= line || row.Last < row.Line {
				t.Fatalf("line %d to %d after %d", row.Line, row.Last, line)
			}
			line = row.Line
			for _, fault := range row.Faults {
				if fault.Line < row.Line || fault.Reason.Key == "" || !utf8.ValidString(fault.Value) ||
					len(fault.Value) > 12*MaxShown {
					t.Fatalf("%+v", fault)
				}
			}
			for _, cell := range row.Cells {
				if !utf8.ValidString(cell) {
					t.Fatalf("%q", cell)
				}
			}
			if len(row.Faults) == 0 {
				first, again := row.Apply(nil), row.Apply(row.Apply(nil))
				if len(first) != len(again) {
					t.Fatalf("%v and %v", first, again)
				}
				w.Write(row.Cells)
				good = append(good, row)
			}
		}
		if n != sheet.Rows {
			t.Fatalf("counted %d rows, read %d", sheet.Rows, n)
		}
		w.Flush()
		in = strings.NewReader(out.String())
		second, err := Inspect(in, in.Size(), o.again())
		if err != nil {
			t.Fatalf("%v: %q", err, out.String())
		}
		r := second.Reader(in)
		for _, want := range good {
			row, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(row.Cells, want.Cells) || !slices.Equal(row.values, want.values) || len(row.Faults) > 0 {
				t.Fatalf("%+v, want %+v", row, want)
			}
		}
	})
}

// again are the options with which a file that was written anew is read: it says its encoding.
func (o Options) again() Options {
	o.Encoding = ""
	return o
}

// The tokenizer reads as its model does.
func FuzzScanner(f *testing.F) {
	f.Add("a,\"b\n\"c\",d\n\"\"\r\n\" \",e\r")
	f.Fuzz(func(t *testing.T, text string) {
		got, s := scanned(t, strings.NewReader(text), small)
		if want := (&model{text: []byte(text), b: small}).all(); !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if s.again > 2*int64(len(text)) {
			t.Fatalf("%d bytes were read again", s.again)
		}
	})
}
