package csvfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const corpora = "testdata/corpora"

// table is a file as lists of cells, read without a header; it fails on a row that is broken.
func table(file []byte) ([][]string, error) {
	r := &Reader{sheet: &Sheet{Encoding: UTF8}}
	sc := newScanner(bytes.NewReader(file), ',')
	var rec record
	all := [][]string{}
	for {
		if err := sc.next(&rec); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		if rec.trouble != sound {
			return all, errors.New(rec.written())
		}
		cells, _ := r.text(&rec)
		all = append(all, cells)
	}
}

// The published files are read as their authors say.
func TestCorpora(t *testing.T) {
	t.Parallel()
	var manifest struct {
		Files []struct{ File, Expected string }
	}
	document, err := os.ReadFile(filepath.Join(corpora, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(document, &manifest); err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, f := range manifest.Files {
		// Its .csv and its .json hold different numbers, as the manifest says.
		if !strings.HasSuffix(f.Expected, ".json") || f.File == "csv-spectrum/location_coordinates.csv" {
			continue
		}
		file, err := os.ReadFile(filepath.Join(corpora, f.File))
		if err != nil {
			t.Fatal(err)
		}
		expected, err := os.ReadFile(filepath.Join(corpora, f.Expected))
		if err != nil {
			t.Fatal(err)
		}
		got, err := table(file)
		if err != nil {
			t.Errorf("%s: %v", f.File, err)
			continue
		}
		judged++
		var lists [][]string
		if json.Unmarshal(expected, &lists) == nil && (len(lists) > 0 || !strings.Contains(f.File, "header")) {
			if diff := cmp.Diff(lists, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", f.File, diff)
			}
			continue
		}
		var objects []map[string]string
		if err := json.Unmarshal(expected, &objects); err != nil {
			t.Fatalf("%s: %v", f.Expected, err)
		}
		people := []map[string]string{}
		for _, row := range got[1:] {
			one := map[string]string{}
			for i, cell := range row {
				one[got[0][i]] = cell
			}
			people = append(people, one)
		}
		if diff := cmp.Diff(objects, people); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.File, diff)
		}
	}
	if judged < 29 {
		t.Errorf("judged by %d files", judged)
	}
}

// The published files that are bad are so here, but for two that are read as spreadsheets read them: quotation marks in
// the middle of a cell are part of it, and a row that ends early lacks what spreadsheets leave away.
func TestCorporaThatAreBad(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"bad-header-less-fields":          "",
		"bad-header-more-fields":          "2  csv.row.wide",
		"bad-header-no-header":            "csv.empty",
		"bad-header-wrong-header":         "csv.header.email",
		"bad-missing-quote":               "2  csv.quote.open",
		"bad-quotes-with-unescaped-quote": "2  csv.quote.behind",
		"bad-unescaped-quote":             "",
	} {
		content, err := os.ReadFile(filepath.Join(corpora, "csv-test-data", file+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("foo", "E-mail", "\n1", "\na@example.com").Replace(string(content))
		if strings.HasPrefix(want, "csv.") {
			if got := refusal(t, text, Options{}); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %v, want %s", file, got, want)
			}
			continue
		}
		_, rows := readAll(t, text, Options{})
		if got := strings.Join(faults(rows[0]), ", "); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}

// The files for which nobody has published what they hold are read as they look.
func TestCorporaWithoutExpectations(t *testing.T) {
	t.Parallel()
	type sheet struct {
		Encoding  Encoding
		Mark      bool
		Separator string
		Header    []string
		Rows      [][]string
	}
	for file, want := range map[string]sheet{
		"bom": {UTF8, true, ",", []string{"id", "name"}, [][]string{{"1", "english"}, {"2", "中国人"}}},
		"latin1": {Windows1252, false, ",", []string{"id", "name"}, [][]string{{"1", "english"}, {"2",
			"©"}}},
		"delimiter":     {UTF8, false, ";", []string{"id", "name"}, [][]string{{"1", "english"}, {"2", "中国人"}}},
		"leading-zeros": {UTF8, false, ",", []string{"value"}, [][]string{{"01"}, {"002"}, {"00003"}}},
		"blank-rows": {UTF8, false, ",", []string{"id", "name", "age"}, [][]string{{"1101", "John", "30"},
			{"1102", "Julie", "26"}}},
		"blank-headers": {UTF8, false, ",", []string{"id", "", "age"}, [][]string{{"1101", "John", "30"},
			{"1102", "Julie", "26"}}},
		"defective-rows": {UTF8, false, ",", []string{"id", "name", "age"}, [][]string{{"1101", "John"},
			{"1102", "Julie", "26", "Potatoes"}}},
		"escaping": {UTF8, false, ",", []string{"ID", " Test"}, [][]string{{"1", "Test line 1"}, {"2",
			`Test " line 2`}, {"3", "?"}}},
		"ascii-notvalid":       {UTF8, false, ",", []string{"A", "B", "C"}, [][]string{{"1", "ssµ", "ab€"}}},
		"issue-1009-semicolon": {UTF8, false, ";", []string{"fieldNameA", "fieldNameB"}, [][]string{{"0123", "c"}}},
		"issue-1009-comma":     {UTF8, false, ",", []string{"fieldNameA", "fieldNameB"}, [][]string{{"0123", "c"}}},
	} {
		content, err := os.ReadFile(filepath.Join(corpora, "frictionless", file+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		in := bytes.NewReader(content)
		s, header, _, err := look(in, in.Size(), Options{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		got := sheet{s.Encoding, s.Mark, string(s.Separator), header, nil}
		for r := s.Reader(in); ; {
			row, err := r.Next()
			if err != nil {
				break
			}
			if row.Cut || len(row.Faults) > 0 && row.Faults[0].Reason.Key == "csv.quote.behind" {
				row.Cells[1] = "?"
			}
			got.Rows = append(got.Rows, row.Cells)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

// What encoding/csv writes is read as it reads it.
func TestLikeEncodingCSV(t *testing.T) {
	t.Parallel()
	cell := rapid.StringOf(rapid.SampledFrom([]rune("ab,;\" '\n\té€")))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 4).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 5).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got, err := table(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range want {
			for j, cell := range row {
				// encoding/csv makes LF of each CRLF in a cell; here it stays what it is.
				if g := strings.ReplaceAll(got[i][j], "\r\n", "\n"); g != Unescape(cell) {
					t.Fatalf("%q: %q, want %q", b.String(), g, cell)
				}
			}
		}
	})
}
