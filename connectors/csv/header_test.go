package csvfile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/usher-id/usher/scim/message"
)

// notes are the keys of what is said of a file, with the header that it is about.
func notes(s *Sheet) []string {
	var all []string
	for _, n := range s.Notes {
		all = append(all, strings.TrimSuffix(fmt.Sprintf("%s %v", n.Key, n.Args["header"]), " <nil>"))
	}
	return all
}

// Trap TC9: each separator is known by the header, whatever stands in quoted cells and in rows; a line sep= is obeyed.
func TestSeparators(t *testing.T) {
	t.Parallel()
	for _, sep := range []byte(Separators) {
		for _, stated := range []bool{false, true} {
			line := func(cells ...string) string { return strings.Join(cells, string(sep)) + "\n" }
			text := line(`E-mail`, `"Notes; a, b| c	d, e, f, g"`, "First name") + line("a@example.com",
				`"x,y;z|w	v"`, "Ana")
			header := 1
			if stated {
				text, header = "sep="+string(sep)+"\n"+text, 2
			}
			s, rows := readAll(t, text, Options{})
			if s.Separator != sep || s.Header != header || rows[0].Text(GivenName) != "Ana" ||
				rows[0].Line != header+1 {
				t.Errorf("%q: %+v", text, s)
			}
		}
	}
	s, rows := readAll(t, "sep=;\nE-mail;First name\na@example.com;A, B\n", Options{Separator: ';'})
	if s.Header != 2 || rows[0].Text(GivenName) != "A, B" {
		t.Errorf("%+v", s)
	}
	if s, _ = readAll(t, "\"sep=|\"\r\nE-mail|First name\r\n", Options{}); s.Separator != '|' || s.Header != 2 {
		t.Errorf("%+v", s)
	}
	if s, rows = readAll(t, "E-mail\na@example.com\n\n", Options{}); len(s.Columns) != 1 ||
		rows[0].Text(Email) != "a@example.com" {
		t.Errorf("%+v", s)
	}
}

// units is text in UTF-16.
func units(text string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

// Trap TC10: a byte order mark is no part of the first header, be it quoted or not, in each encoding.
func TestMarks(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"E-mail,Prénom\nana@example.com,Zoë 😀 Œ\n",
		"\"E-mail\",\"Prénom\"\r\nana@example.com,Zoë 😀 Œ\r\n"} {
		for name, in := range map[string]struct {
			text     string
			encoding Encoding
		}{
			"UTF-8":             {"\uFEFF" + text, UTF8},
			"without":           {text, UTF8},
			"UTF-16LE":          {units("\uFEFF"+text, false), UTF16LE},
			"UTF-16BE":          {units("\uFEFF"+text, true), UTF16BE},
			"UTF-16LE, no mark": {units(text, false), UTF16LE},
			"UTF-16BE, no mark": {units(text, true), UTF16BE},
			"two marks":         {"\uFEFF\uFEFF" + text, UTF8},
			"two marks, UTF-16": {units("\uFEFF\uFEFF"+text, true), UTF16BE},
			"mark of UTF-8, CR": {"\uFEFF" + strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r"), UTF8},
			"UTF-16BE, lone CRs": {units(strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r"), true),
				UTF16BE},
		} {
			s, rows := readAll(t, in.text, Options{})
			if s.Encoding != in.encoding || len(s.Notes) > 0 || rows[0].Text(GivenName) != "Zoë 😀 Œ" ||
				len(rows[0].Faults) > 0 ||
				rows[0].Line != 2 {
				t.Errorf("%s: %+v\n%+v", name, s, rows[0])
			}
		}
	}
}

// Which encoding a file without a mark has; what it says may be overridden.
func TestEncodings(t *testing.T) {
	t.Parallel()
	const latin = "E-mail,Pr\xE9nom,Nom\nana@example.com,Zo\xEB,\x8Cuvre \x80\n"
	s, rows := readAll(t, latin, Options{})
	if s.Encoding != Windows1252 || !slices.Equal(notes(s), []string{"csv.encoding.windows"}) ||
		rows[0].Text(FamilyName) != "Œuvre €" {
		t.Errorf("%+v, %+v", s, rows[0])
	}
	utf8 := "E-mail,Prénom\n" + strings.Repeat("ana@example.com,Zoé\n", 3)
	s, rows = readAll(t, utf8+"eve@example.com,\xC8ve\n", Options{})
	if s.Encoding != UTF8 || !slices.Equal(notes(s), []string{"csv.encoding.mixed"}) {
		t.Errorf("%+v", s)
	}
	if f := rows[3].Faults; len(f) != 1 || f[0].Reason.Key != "csv.cell.bytes" ||
		f[0].Reason.Args["value"] != "<C8>ve" ||
		rows[3].Cells[1] != "Ève" {
		t.Errorf("%+v", rows[3])
	}
	if _, rows = readAll(t, utf8, Options{Encoding: Windows1252}); rows[0].Text(GivenName) != "" ||
		rows[0].Cells[1] != "ZoÃ©" {
		t.Errorf("%+v", rows[0])
	}
	// Half a pair, and half a unit at the end.
	if _, rows = readAll(t, units("E-mail,First name\nana@example.com,a", false)+"\x00\xD8b\x00",
		Options{}); len(rows[0].Faults) != 1 {
		t.Errorf("%+v", rows[0])
	}
	if _, rows = readAll(t, units("E-mail,First name\nana@example.com,a", false)+"b",
		Options{}); len(rows[0].Faults) != 1 {
		t.Errorf("%+v", rows[0])
	}
}

// Traps TC10, TC14, TC2: what is not known is named with what is near it, what says something twice refuses the file,
// and roles are ignored.
func TestColumns(t *testing.T) {
	t.Parallel()
	s, _ := readAll(t, "\u00A0E_MAIL \u200B,\"Frist name\",dpt\u00A0x,is-Admin,Rôle,,Reason,DÉPARTEMENT (paie)\na@example.com,,,,,x\n", Options{})
	want := []string{
		"csv.column.near Frist name", "csv.column.unknown dpt<U+00A0>x", "csv.column.role is-Admin",
		"csv.column.role Rôle",
		"csv.column.unnamed",
	}
	if got := notes(s); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	uses := []Use{Read, Unknown, Unknown, Role, Role, Unnamed, Remark, Read}
	for i, c := range s.Columns {
		if c.Use != uses[i] {
			t.Errorf("column %q is %d, want %d", c.Header, c.Use, uses[i])
		}
	}
	if s.Columns[1].Near != "First name" || s.Columns[7].Field != Department {
		t.Errorf("%+v", s.Columns)
	}
	for text, want := range map[string][]string{
		"E-mail,Courriel\n":               {"csv.header.twice"},
		"mail,First name,Prénom,login":    {"csv.header.twice"},
		"Nom,First name\nAna,x\n":         {"csv.header.email"},
		"nom,Family name\n":               {"csv.header.twice"},
		"":                                {"csv.empty"},
		"\uFEFF":                          {"csv.empty"},
		"\n\n,,,\n":                       {"csv.empty"},
		"Our people,,\n\nE-mail,Name\n":   {"csv.header.lower"},
		"\"E-mail,Name\na@example.com\n":  {"csv.header.quote"},
		"\"E-mail\"x,Name\na@example.com": {"csv.header.quote"},
		"E-mail" + strings.Repeat(",x", MaxColumns) + "\n":            {"csv.header.many"},
		"E-mail" + strings.Repeat(",x", 3*MaxColumns) + "\n":          {"csv.header.many"},
		"E-mail," + strings.Repeat("x", MaxRow) + "\na@example.com\n": {"csv.header.long"},
		"PK\x03\x04 and more of it":                                   {"csv.workbook"},
		"\x1F\x8B\x08":                                                {"csv.packed"},
		"\n <!DOCTYPE html><html>":                                    {"csv.document"},
		"\xFF\xFE\x00\x00E\x00":                                       {"csv.utf32"},
	} {
		if got := refusal(t, text, Options{}); !slices.Equal(got, want) {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
	}
	for want, o := range map[string]Options{
		"csv.option.encoding": {Encoding: "latin9"}, "csv.option.separator": {Separator: 'x'},
		"csv.option.language": {Language: "de"},
	} {
		if got := refusal(t, "E-mail\n", o); !slices.Equal(got, []string{want}) {
			t.Errorf("%+v: %q", o, got)
		}
	}
	if _, err := Inspect(strings.NewReader(""), MaxFile+1, Options{}); err == nil ||
		message.Of(err).Key != "csv.large" {
		t.Errorf("%v", err)
	}
	if _, err := Inspect(strings.NewReader("E-mail\n"), 8, Options{}); err == nil {
		t.Error("a file that ends before its size is taken")
	}
}

// Each header that is documented means its field and no other, and templates are in one language.
func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, f := range Fields() {
		for _, list := range [][]string{{f.String(), f.Header(English), f.Header(French)}, names[f].English,
			names[f].French} {
			for _, header := range list {
				for _, written := range []string{header, strings.ToUpper(header), " " + strings.ReplaceAll(header,
					" ", "_") + "\u00A0"} {
					if m, known := meaningOf(written); !known || m.field != f || m.use != Read {
						t.Errorf("%q is %+v, want %s", written, m, f)
					}
				}
			}
		}
	}
	for header, want := range map[string]Field{
		"Email Address [Required]": Email, "userPrincipalName": UserName, "givenName": GivenName,
		"surname": FamilyName, "jobTitle": Title,
		"accountEnabled": Active, "companyName": Organization, "Prénom (obligatoire)": GivenName,
		"N° d’employé": EmployeeNumber,
	} {
		if m, known := meaningOf(header); !known || m.field != want {
			t.Errorf("%q is %+v", header, m)
		}
	}
	for _, header := range []string{"Team", "Alias", "License", "État", "Statut", "x", "", "("} {
		if m, known := meaningOf(header); known {
			t.Errorf("%q is %+v", header, m)
		}
	}
	for _, header := range roles {
		if m, known := meaningOf(header); !known || m.use != Role {
			t.Errorf("%q is %+v", header, m)
		}
	}
}
