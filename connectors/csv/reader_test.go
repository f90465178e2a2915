package csvfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/message"
)

// readAll inspects and reads a file that is not refused.
func readAll(t testing.TB, file string, o Options) (*Sheet, []*Row) {
	t.Helper()
	in := strings.NewReader(file)
	sheet, err := Inspect(in, in.Size(), o)
	if err != nil {
		t.Fatalf("%v\n%q", err, file)
	}
	r := sheet.Reader(in)
	var rows []*Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != sheet.Rows {
		t.Fatalf("counted %d rows, read %d", sheet.Rows, len(rows))
	}
	return sheet, rows
}

// faults are the keys of a row's faults, each with its line and column.
func faults(row *Row) []string {
	var all []string
	for _, f := range row.Faults {
		all = append(all, fmt.Sprintf("%d %s %s", f.Line, f.Column, f.Reason.Key))
	}
	return all
}

func TestReader(t *testing.T) {
	t.Parallel()
	sheet, rows := readAll(t, "E-mail,First name,Groups,role\nana@acme.com,Ana,Sales|\"x\n"+
		"bo@acme.com,\"Bo\nB\",\"A, B;C\",owner\n\n,,,\neve@acme.com\n", Options{})
	if sheet.Rows != 3 || sheet.Blank != 2 || sheet.Separator != ',' || sheet.Columns[3].Use != Role {
		t.Errorf("%+v", sheet)
	}
	if got := rows[1].Text(GivenName); got != "Bo\nB" || rows[1].Line != 3 || rows[2].Line != 7 {
		t.Errorf("%q, %+v", got, rows[2])
	}
}

// refusal are the keys of what is said of a file that is refused.
func refusal(t testing.TB, file string, o Options) []string {
	t.Helper()
	in := strings.NewReader(file)
	_, err := Inspect(in, in.Size(), o)
	list := []error{err}
	if joined, several := err.(interface{ Unwrap() []error }); several {
		list = joined.Unwrap()
	}
	var all []string
	for _, e := range list {
		var told message.Teller
		if !errors.As(e, &told) {
			t.Fatalf("%v of %.200q", e, file)
		}
		all = append(all, told.Tell().Key)
	}
	return all
}
