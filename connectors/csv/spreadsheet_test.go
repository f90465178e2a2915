package csvfile

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func file(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// said is what a row says, by the names of fields.
func said(row *Row) map[string]string {
	all := map[string]string{}
	for _, f := range Fields() {
		switch v := row.Get(f); v.State {
		case Given:
			all[f.String()] = v.Text
		case Cleared:
			all[f.String()] = "<cleared>"
		}
	}
	return all
}

// What a French Excel saves comes through, in each of its forms (trap TC9).
func TestExcelInFrench(t *testing.T) {
	t.Parallel()
	want := []map[string]string{
		{
			"email": "zoe@example.com", "givenName": "Zoé", "familyName": "Léger", "employeeNumber": "00123",
			"title":  "Chef d’équipe",
			"groups": "Ventes|Île-de-France", "active": "true", "licenses": "1", "startDate": "2026-09-01",
		},
		{
			"email": "noel@example.com", "givenName": "Noël", "familyName": "Cœur", "employeeNumber": "00124",
			"title":  `Achats ; "€"`,
			"active": "false", "startDate": "2026-12-31",
		},
	}
	for name, shape := range map[string]struct {
		encoding  Encoding
		mark      bool
		separator byte
		header    int
	}{
		"french.csv":  {Windows1252, false, ';', 1},
		"utf-8.csv":   {UTF8, true, ';', 1},
		"unicode.txt": {UTF16LE, true, '\t', 1},
		"sep.csv":     {Windows1252, false, ';', 2},
	} {
		s, rows := readAll(t, file(t, "excel/"+name), Options{})
		if s.Encoding != shape.encoding || s.Mark != shape.mark || s.Separator != shape.separator ||
			s.Header != shape.header ||
			s.Language != French || s.Rows != 2 || s.Blank != 1 || s.Ends.LF != 0 || s.Ends.CRLF != 3+shape.header {
			t.Errorf("%s: %+v", name, s)
		}
		for i, row := range rows {
			if len(row.Faults) > 0 {
				t.Errorf("%s: %v", name, row.Faults)
			}
			if diff := cmp.Diff(want[i], said(row)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			if row.Line != shape.header+1+i {
				t.Errorf("%s: line %d", name, row.Line)
			}
		}
	}
}

// What LibreOffice saves in French comes through; the number that it has spoiled is named.
func TestLibreOfficeInFrench(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]struct {
		encoding  Encoding
		separator byte
		spoiled   string
	}{
		"comma-windows-1252":     {Windows1252, ',', "1,23456789012346E+017"},
		"semicolon-windows-1252": {Windows1252, ';', "1,23457E+17"},
		"tab-utf-16":             {UTF16LE, '\t', "1,23457E+17"},
	} {
		s, rows := readAll(t, file(t, "libreoffice/"+name+".csv"), Options{})
		if s.Encoding != shape.encoding || s.Separator != shape.separator || s.Language != French || s.Rows != 3 ||
			s.Ends.CRLF > 0 {
			t.Errorf("%s: %+v", name, s)
		}
		if len(rows[0].Faults)+len(rows[1].Faults) > 0 || rows[1].Line != 4 || rows[0].Last != 3 {
			t.Errorf("%s: %v, %v", name, rows[0], rows[1])
		}
		want := []map[string]string{
			{
				"email": "zoé.léger@example.com", "givenName": "Zoé", "familyName": "Léger", "employeeNumber": "00123",
				"phone": "+33 1 23 45 67 89", "title": "Comptable, paie", "department": "Finances ; trésorerie",
				"active": "true",
				"groups": "Finances|Île-de-France", "licenses": "1", "startDate": "2026-04-03",
				"street": "12, rue de l’Église\nBâtiment « B »",
			},
			{
				"email": "noel.cœur@example.com", "givenName": "Noël", "familyName": `Cœur dit "Nono"`,
				"employeeNumber": "4711",
				"phone":          "01 23 45 67 89", "title": "Œnologue", "department": "Achats", "active": "false",
				"groups":    "Achats",
				"startDate": "2026-12-31",
			},
		}
		for i := range want {
			if diff := cmp.Diff(want[i], said(rows[i])); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		if got, want := fmt.Sprintln(faults(rows[2]), rows[2].Faults[0].Value),
			"[5 Matricule csv.cell.power] "+shape.spoiled+"\n"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if rows[2].Text(Title) != "=1+1" || rows[2].Text(Street) != "5 € d’entrée" {
			t.Errorf("%s: %q", name, rows[2].Cells)
		}
	}
}
