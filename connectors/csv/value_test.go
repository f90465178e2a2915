package csvfile

import (
	"slices"
	"strings"
	"testing"
)

// one is the only row of a file with an address and one other column.
func one(t *testing.T, header, cell string, o Options) *Row {
	t.Helper()
	_, rows := readAll(t, "E-mail;"+header+"\nana@example.com;\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n", o)
	return rows[0]
}

// Traps TC6 and TC15, and what else a cell can be: what it says, or the key of what is wrong with it.
func TestValues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, cell, want string }{
		{"id", "00123", "00123"},
		{"id", "1E5", "1E5"},
		{"id", "123456789012345678", "123456789012345678"},
		{"id", "1.23457E+17", "csv.cell.power"},
		{"Employee number", "1,23E+11", "csv.cell.power"},
		{"Matricule", "1e+11", "csv.cell.power"},
		{"Phone", "3,36123E+10", "csv.cell.power"},
		{"First name", "1.23E+11", "1.23E+11"},
		{"id", "#N/A", "csv.cell.failure"},
		{"Nom", "#NOM?", "csv.cell.failure"},
		{"First name", "\u00A0 Ana\u202F\u200B\t", "Ana"},
		{"First name", "A\x00na", "csv.cell.control"},
		{"First name", "A\x1Bna", "csv.cell.control"},
		{"First name", "A\u0085na", "csv.cell.control"},
		{"First name", "An\uFFFD", "csv.cell.lost"},
		{"First name", "A\u200Dn\u00A0a", "A\u200Dn\u00A0a"},
		{"id", "1\u200D2", "csv.cell.unseen"},
		{"id", "1\n2", "csv.cell.control"},
		{"Street", "1\n2", "1\n2"},
		{"Phone", "'+33 1 23", "+33 1 23"},
		{"Phone", "+33 1 23", "+33 1 23"},
		{"First name", "'Ana", "'Ana"},
		{"Title", "'=1+1", "=1+1"},
		{"Title", strings.Repeat("x", MaxCell), strings.Repeat("x", MaxCell)},
		{"Title", strings.Repeat("x", MaxCell+1), "csv.cell.long"},
		{"Active", "OUI", "true"},
		{"Actif", "Désactivé", "csv.active"},
		{"Actif", "inactif", "false"},
		{"Active", "0", "false"},
		{"Active", "perhaps", "csv.active"},
		{"Licenses", "2", "2"},
		{"Licenses", "002", "2"},
		{"Licenses", "-1", "csv.licenses"},
		{"Licenses", "1,0", "csv.licenses"},
		{"Licenses", "1001", "csv.licenses"},
		{"Other e-mails", "a@x.com | b@x.com;a@x.com", "a@x.com | b@x.com;a@x.com"},
		{"Other e-mails", "a@x.com|b", "csv.email.form"},
		{"Groups", strings.Repeat("g|", 900), strings.Repeat("g|", 900)},
		{"Notes", "A\x00na", ""},
	} {
		row := one(t, tt.header, tt.cell, Options{})
		f, _ := meaningOf(tt.header)
		got := row.Text(f.field)
		if len(row.Faults) > 0 {
			got = row.Faults[0].Reason.Key
			if row.Faults[0].Column != tt.header || row.Faults[0].Line != 2 || len(row.Faults) > 1 {
				t.Errorf("%s %.40q: %+v", tt.header, tt.cell, row.Faults)
			}
		}
		if tt.header == "Notes" {
			got = ""
		}
		if got != tt.want {
			t.Errorf("%s %.40q: %.40q, want %.40q", tt.header, tt.cell, got, tt.want)
		}
	}
	row := one(t, "Groups", " Sales, EMEA | R&D;Sales, EMEA||x ", Options{})
	if got := row.List(Groups); !slices.Equal(got, []string{"Sales, EMEA", "R&D", "x"}) {
		t.Errorf("%q", got)
	}
	if row = one(t, "Title", "", Options{}); row.Get(Title).State != Empty || row.Get(Phone).State != Absent {
		t.Errorf("%+v", row)
	}
}

// Rule M2: without an address nobody is found, and what is no address is named (trap TC6).
func TestAddresses(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "csv.email.empty", "\u00A0": "csv.email.empty", "-": "csv.email.clear", "ana": "csv.email.form",
		"@x.com": "csv.email.form",
		"ana@":   "csv.email.form", "Ana <ana@x.com>": "csv.email.form", "a@x.com,b@x.com": "csv.email.form",
		"a b@x.com":        "csv.email.form",
		"mailto:ana@x.com": "csv.email.form", "a@b@x.com": "csv.email.form", strings.Repeat("a", 320) +
			"@x.com": "csv.email.form",
		"o'brien+x@x.com": "", "zoé@exämple.com": "", `"a b"@x.com`: "", `"a"@x.com`: "", "ana@X.COM": "",
		"a/b=c@x.com": "",
		"=a@x.com":    "", "1.23E+11": "csv.email.form", "ana\u200B@x.com": "csv.cell.unseen",
	} {
		_, rows := readAll(t, "First name\tE-mail\nAna\t\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n",
			Options{Clear: "-"})
		got := ""
		if len(rows[0].Faults) > 0 {
			got = rows[0].Faults[0].Reason.Key
		}
		if got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

// Trap TC11: ISO is taken, and French where the header is French; what can be read in two ways is an error that says
// both, and no other row decides.
func TestDates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, language, cell, want string }{
		{"Start date", "", "2026-04-03", "2026-04-03"},
		{"Start date", "", "2026-04-03 00:00:00", "2026-04-03"},
		{"Start date", "", "2026-04-03T00:00:00.000", "2026-04-03"},
		{"Start date", "", "2026-04-03T00:00:00Z", "csv.date.form"},
		{"Start date", "", "2026-04-03 12:00", "csv.date.form"},
		{"Start date", "", "03/04/2026", "csv.date.unclear"},
		{"Start date", "", "31/12/2026", "2026-12-31"},
		{"Start date", "", "12/31/2026", "2026-12-31"},
		{"Start date", "", "05/05/2026", "2026-05-05"},
		{"Start date", "", "31/31/2026", "csv.date.form"},
		{"Start date", "", "2026-02-30", "csv.date.form"},
		{"Start date", "", "31/12/26", "csv.date.form"},
		{"Start date", "", "46023", "csv.date.form"},
		{"Start date", "", "1/2-2026", "csv.date.form"},
		{"Start date", "", "0026-01-01", "csv.date.form"},
		{"Date de début", "", "03/04/2026", "2026-04-03"},
		{"Date de début", "", "3.4.2026", "2026-04-03"},
		{"Date de début", "", "31/12/2026", "2026-12-31"},
		{"Date de début", "", "12/31/2026", "csv.date.form"},
		{"Date de début", "", "2026-04-03", "2026-04-03"},
		{"Date de début", English, "03/04/2026", "csv.date.unclear"},
		{"Start date", French, "03/04/2026", "2026-04-03"},
		{"Date de fin", "", "03/04/2026", "2026-04-03"},
	} {
		row := one(t, tt.header, tt.cell, Options{Language: tt.language})
		f, _ := meaningOf(tt.header)
		got := row.Text(f.field)
		if len(row.Faults) > 0 {
			got = row.Faults[0].Reason.Key
		}
		if got != tt.want {
			t.Errorf("%s %s %q: %q, want %q", tt.header, tt.language, tt.cell, got, tt.want)
		}
	}
	_, rows := readAll(t,
		"E-mail,Start date,End date\na@x.com,31/12/2026,\nb@x.com,03/04/2026,\nc@x.com,2026-02-01,2026-01-01\n",
		Options{})
	if len(rows[0].Faults) > 0 || rows[1].Faults[0].Reason.Args["first"] != "2026-04-03" ||
		rows[1].Faults[0].Reason.Args["second"] != "2026-03-04" {
		t.Errorf("%+v, %+v", rows[0], rows[1])
	}
	if got := faults(rows[2]); !slices.Equal(got, []string{"4 End date csv.date.order"}) {
		t.Errorf("%q", got)
	}
}

// Rows end early where a spreadsheet leaves empty cells away; a row with text beyond the columns is bad, one with empty
// cells is not.
func TestWidths(t *testing.T) {
	t.Parallel()
	_, rows := readAll(t, "E-mail,First name,Last name\na@x.com\nb@x.com,B,,,,\nc@x.com,C,D,E\nd@x.com,"+
		strings.Repeat(",", 3*MaxColumns)+"\ne@x.com,"+strings.Repeat(",", 3*MaxColumns)+"x\n", Options{})
	want := []string{"", "", "4  csv.row.wide", "", "6  csv.row.wide"}
	for i, row := range rows {
		if got := strings.Join(faults(row), ", "); got != want[i] {
			t.Errorf("line %d: %q, want %q", row.Line, got, want[i])
		}
	}
	if rows[0].Get(GivenName).State != Empty {
		t.Errorf("%+v", rows[0])
	}
}

// The faults of a row are told together, as far as anybody reads them.
func TestFaultsOfARow(t *testing.T) {
	t.Parallel()
	_, rows := readAll(t, "E-mail,Active,Licenses,Start date,End date\nx,maybe,many,soon,"+strings.Repeat("é\x01",
		200)+"\n", Options{})
	want := []string{
		"2 E-mail csv.email.form", "2 Active csv.active", "2 Licenses csv.licenses", "2 Start date csv.date.form",
		"2 End date csv.cell.control",
	}
	if got := faults(rows[0]); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := rows[0].Faults[4].Value; got != strings.Repeat("é<U+0001>", MaxShown/2)+"…" {
		t.Errorf("%q", got)
	}
}
