package records

import (
	"database/sql"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// Row is a row of the table records, or as much of it as was selected.
type Row struct {
	SourceID, Type, ID, UserID, State, Rule, CaseID, HeldDomain, ParentID, HomeID, Standing sql.NullString
	Admitted, Confirmed, Sources, Provenance                                                sql.NullString
	Body                                                                                    []byte
	Version, Created, Modified                                                              sql.NullInt64
	Golden                                                                                  sql.NullBool
}

// Key is the row's key.
func (r *Row) Key() directory.RecordKey {
	return directory.RecordKey{SourceID: r.SourceID.String, Type: r.Type.String, ID: r.ID.String}
}

// Verdict is what was decided about the record, as it is shown (directory.Record.Shown).
func (r *Row) Verdict() directory.Verdict {
	return directory.Verdict{
		Code: directory.Code(r.State.String), Rule: r.Rule.String, Case: r.CaseID.String,
		Domain: DomainOf(r.HeldDomain),
	}
}

// written is with which changes of a record a column is written: those of its kind, and those before.
type written int

const (
	atFirst    written = iota // when the record comes
	rewritten                 // when what it says changes
	judged                    // when what is decided about it does, too
	touched                   // always
	identifies                // never again: it is of the key
)

// column describes a column of the table records, but for account_id: the one place that does.
type column struct {
	name    string
	kind    func(name string) db.Column
	written written
	of      func(r *directory.Record, merged bool) any // as it is kept; merged: the row is one of the directory view
	into    func(*Row) any                             // where it is read to; nil for what only searches use
}

// columns are all of them. Of a merged row the names are in columns of their own: those of records are unique in a
// source.
var columns = []column{
	{"source_id", db.UUID, identifies, func(r *directory.Record, _ bool) any { return r.SourceID },
		func(r *Row) any { return &r.SourceID }},
	{"type", db.Text, identifies, func(r *directory.Record, _ bool) any { return r.Type },
		func(r *Row) any { return &r.Type }},
	{"id", db.UUID, identifies, func(r *directory.Record, _ bool) any { return r.ID },
		func(r *Row) any { return &r.ID }},

	{"user_id", db.UUID, judged, func(r *directory.Record, _ bool) any { return r.UserID },
		func(r *Row) any { return &r.UserID }},
	{"state", db.Text, judged, func(r *directory.Record, _ bool) any { return string(r.Shown().Code) },
		func(r *Row) any { return &r.State }},
	{"rule", db.Text, judged, func(r *directory.Record, _ bool) any { return r.Verdict.Rule },
		func(r *Row) any { return &r.Rule }},
	{"case_id", db.UUID, judged, func(r *directory.Record, _ bool) any { return r.Verdict.Case },
		func(r *Row) any { return &r.CaseID }},
	{"held_domain", db.Text, judged, func(r *directory.Record, _ bool) any { return HeldDomain(r) },
		func(r *Row) any { return &r.HeldDomain }},
	{"standing", db.Text, judged, func(r *directory.Record, _ bool) any { return r.Standing },
		func(r *Row) any { return &r.Standing }},
	{"parent_id", db.UUID, judged, func(r *directory.Record, _ bool) any { return r.ParentID },
		func(r *Row) any { return &r.ParentID }},
	{"home_id", db.UUID, judged, func(r *directory.Record, _ bool) any { return r.HomeID },
		func(r *Row) any { return &r.HomeID }},
	{"sources", db.Text, judged, func(r *directory.Record, _ bool) any { return ListText(r.Sources) },
		func(r *Row) any { return &r.Sources }},
	{"golden", db.Bool, judged, func(r *directory.Record, _ bool) any { return r.Golden },
		func(r *Row) any { return &r.Golden }},

	{"version", db.Int, touched, func(r *directory.Record, _ bool) any { return r.Version },
		func(r *Row) any { return &r.Version }},
	{"modified", db.Int, touched, func(r *directory.Record, _ bool) any { return db.Micros(r.Modified) },
		func(r *Row) any { return &r.Modified }},
	{"created", db.Int, atFirst, func(r *directory.Record, _ bool) any { return db.Micros(r.Created) },
		func(r *Row) any { return &r.Created }},

	{"body", db.Text, rewritten, func(r *directory.Record, _ bool) any { return string(r.Body) },
		func(r *Row) any { return &r.Body }},
	{"admitted", db.Text, rewritten, func(r *directory.Record, _ bool) any { return string(r.Admitted) },
		func(r *Row) any { return &r.Admitted }},
	{"confirmed", db.Text, rewritten, func(r *directory.Record, _ bool) any { return r.Confirmed },
		func(r *Row) any { return &r.Confirmed }},
	{"provenance", db.Text, rewritten, func(r *directory.Record, _ bool) any { return PackProvenance(r.Provenance) },
		func(r *Row) any { return &r.Provenance }},
	{"search", db.JSON, rewritten, func(r *directory.Record, _ bool) any { return string(r.Search) }, nil},
	{"active", db.Bool, rewritten, func(r *directory.Record, _ bool) any { return r.Active() }, nil},
	{"display_name", db.Text, rewritten, func(r *directory.Record, _ bool) any { return r.DisplayNameKey() }, nil},
	{"user_name", db.Text, rewritten, ofRecords((*directory.Record).UserNameKey), nil},
	{"external_id", db.Text, rewritten, ofRecords((*directory.Record).ExternalID), nil},
	{"match_key", db.Text, rewritten, ofRecords((*directory.Record).NameMatchKey), nil},
	{"golden_name", db.Text, rewritten, ofMerged((*directory.Record).UserNameKey), nil},
	{"golden_external", db.Text, rewritten, ofMerged((*directory.Record).ExternalID), nil},
}

func ofRecords(of func(*directory.Record) string) func(*directory.Record, bool) any {
	return func(r *directory.Record, merged bool) any {
		if merged {
			return ""
		}
		return of(r)
	}
}

func ofMerged(of func(*directory.Record) string) func(*directory.Record, bool) any {
	return func(r *directory.Record, merged bool) any {
		if !merged {
			return ""
		}
		return of(r)
	}
}

// Writing is a way to write records: the columns that change, after those of the key.
type Writing struct {
	Cols  []db.Column // of an inline table
	Names string      // of them, with commas
	Set   string      // each but the key's as it is in an inline table n

	columns []column
}

// The ways to write records.
var (
	Inserted  = writing(atFirst)
	Rewritten = writing(rewritten)
	Judged    = writing(judged)
	Touched   = writing(touched)
)

func writing(from written) Writing {
	var w Writing
	var names, set []string
	for _, c := range columns {
		if c.written < from {
			continue
		}
		w.columns, w.Cols = append(w.columns, c), append(w.Cols, c.kind(c.name))
		if names = append(names, c.name); c.written != identifies {
			set = append(set, c.name+" = n."+c.name)
		}
	}
	w.Names, w.Set = strings.Join(names, ", "), strings.Join(set, ", ")
	return w
}

// Table is records as an inline table; those of the source merged are rows of the directory view.
func (w *Writing) Table(list []*directory.Record, merged string) *db.Table {
	t := db.NewTable(w.Cols...)
	row := make([]any, len(w.columns))
	for _, r := range list {
		for i := range w.columns {
			row[i] = w.columns[i].of(r, r.SourceID == merged)
		}
		t.Add(row...)
	}
	return t
}

// Selection is columns that are read together.
type Selection struct {
	Names []string // as columns of r
	SQL   string   // of them, with commas

	columns []column
}

// Select makes a selection of columns by name. It panics for what is no column that can be read.
func Select(names ...string) Selection {
	var s Selection
	for _, name := range names {
		for _, c := range columns {
			if c.name == name && c.into != nil {
				s.columns, s.Names = append(s.columns, c), append(s.Names, "r."+name)
			}
		}
	}
	if len(s.columns) != len(names) {
		panic("records: no such columns among " + strings.Join(names, ", "))
	}
	s.SQL = strings.Join(s.Names, ", ")
	return s
}

// Of is the selection's columns of another table than r.
func (s Selection) Of(table string) string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = table + "." + c.name
	}
	return strings.Join(names, ", ")
}

// And is the selection with more columns after its own.
func (s Selection) And(more Selection) Selection {
	return Selection{
		Names: append(s.Names[:len(s.Names):len(s.Names)], more.Names...), SQL: s.SQL + ", " + more.SQL,
		columns: append(s.columns[:len(s.columns):len(s.columns)], more.columns...),
	}
}

// Into is where the selection is read to, with room for more.
func (s Selection) Into(r *Row, more ...any) []any {
	fields := make([]any, len(s.columns), len(s.columns)+len(more))
	for i := range s.columns {
		fields[i] = s.columns[i].into(r)
	}
	return append(fields, more...)
}
