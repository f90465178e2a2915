package csvfile

import "github.com/usher-id/usher/scim/message"

// Row is a row of people's data.
type Row struct {
	Line   int      // of the file, where the row begins; the first line is 1, and lines within cells count
	Last   int      // line where it ends
	Cells  []string // all cells as the file says them, also those without a column; as far as a bad row could be read
	Faults []Fault  // why the row can't be taken; none for a good one
	Cut    bool     // Cells are not all of the row, which was too long or broken

	sheet  *Sheet
	values []Value // by column of the sheet
}

// State is what a row says of a value.
type State int

// The states of a value.
const (
	Absent  State = iota // the file has no such column: nothing is said
	Empty                // the cell is empty: the value stays as it is
	Cleared              // the cell is the word that clears: the value goes
	Given                // the cell has a value
)

// Value is what a row says of one field.
type Value struct {
	State State
	// Text of Given is what the cell says letter by letter, without blanks around it and the apostrophe of an escape; a date is
	// in ISO form, Active is true or false, and Licenses is a number without zeros before it.
	Text string
}

// Fault is what is wrong with a cell, or with the row where Column is "".
type Fault struct {
	Line   int    // where it is: the row's, or that of a quotation mark that never closes
	Column string // header as the file says it
	Field  Field  // of that column; NoField where there is none
	Value  string // at most MaxShown characters, with what can't be seen made visible
	Reason message.Message
}

// Get is what the row says of a field.
func (r *Row) Get(f Field) Value {
	i, known := r.sheet.Column(f)
	if !known {
		return Value{}
	}
	if i >= len(r.values) {
		return Value{State: Empty}
	}
	return r.values[i]
}

// Text is the value of a field; "" where none is given.
func (r *Row) Text(f Field) string { return r.Get(f).Text }

// List is the value of a field that holds several, which | and ; separate, each once; a comma separates nothing, since
// names of groups hold commas.
func (r *Row) List(f Field) []string { return split(r.Get(f).Text) }
