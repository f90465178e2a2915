package csvfile

import (
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// row judges a record.
func (r *Reader) row(rec *record) *Row {
	s := r.sheet
	row := &Row{Line: rec.line, Last: rec.last, Cut: rec.cut, sheet: s}
	cells, spoiled := r.text(rec)
	row.Cells = cells
	switch rec.trouble {
	case long:
		row.fault(rec.line, message.New("csv.row.long", "most", MaxRow))
	case open:
		row.fault(rec.quote, message.New("csv.quote.open"))
	case behind:
		row.fault(rec.quote, message.New("csv.quote.behind"))
	}
	if rec.trouble != sound {
		return row
	}
	if n := len(s.Columns); rec.surplus || strings.Join(row.Cells[min(n, len(row.Cells)):], "") != "" {
		row.fault(rec.line, message.New("csv.row.wide", "cells", rec.count, "columns", n))
		return row
	}
	row.values = make([]Value, min(len(s.Columns), len(row.Cells)))
	for i := range row.values {
		switch {
		case s.Columns[i].Use != Read:
		case spoiled != nil && spoiled[i]:
			row.faultAt(i, message.New("csv.cell.bytes", "value", Visible(string(rec.cells[i].plain()))))
		default:
			row.values[i] = row.value(i)
		}
	}
	row.whole()
	return row
}

// value is what a cell says of its field.
func (r *Row) value(i int) Value {
	text := r.Cells[i]
	if len(text) > MaxCell {
		r.faultAt(i, message.New("csv.cell.long", "bytes", len(text), "most", MaxCell))
		return Value{}
	}
	text = trim(text)
	field := r.sheet.Columns[i].Field
	switch {
	case text == "":
		return Value{State: Empty}
	case r.sheet.options.Clear != "" && text == r.sheet.options.Clear:
		if field == Email {
			r.faultAt(i, message.New("csv.email.clear", "word", text))
		}
		return Value{State: Cleared}
	}
	if found := unfit(field, text); !found.IsZero() {
		r.faultAt(i, found)
		return Value{State: Given, Text: text}
	}
	given, found := r.sheet.parse(i, text)
	if !found.IsZero() {
		r.faultAt(i, found)
		return Value{State: Given, Text: text}
	}
	return Value{State: Given, Text: given}
}

// whole judges what only the row as a whole shows.
func (r *Row) whole() {
	if len(r.Faults) > 0 {
		return
	}
	i, _ := r.sheet.Column(Email)
	if r.Get(Email).State == Empty {
		r.faultAt(i, message.New("csv.email.empty"))
	}
	start, end := r.Text(StartDate), r.Text(EndDate)
	if start != "" && end != "" && end < start {
		j, _ := r.sheet.Column(EndDate)
		r.faultAt(j, message.New("csv.date.order", "start", start, "end", end))
	}
}

// faultAt adds a fault of a cell.
func (r *Row) faultAt(i int, reason message.Message) {
	value := ""
	if i < len(r.Cells) {
		value = r.Cells[i]
	}
	if len(r.Faults) < MaxFaults {
		c := r.sheet.Columns[i]
		r.Faults = append(r.Faults, Fault{r.Line, Visible(c.Header), c.Field, Visible(value), reason})
	}
}

// fault adds a fault of the row.
func (r *Row) fault(line int, reason message.Message) {
	r.Faults = append(r.Faults, Fault{Line: line, Field: NoField, Reason: reason})
}
