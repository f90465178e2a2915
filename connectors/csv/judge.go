package csvfile

import (
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

// row judges a record.
func (s *Sheet) row(rec *record) *Row {
	row := &Row{Line: rec.line, Last: rec.last, Cut: rec.cut, sheet: s}
	row.Cells = make([]string, len(rec.cells))
	spoiled := make([]bool, len(rec.cells))
	for i, c := range rec.cells {
		row.Cells[i], spoiled[i] = s.read(c)
	}
	switch rec.trouble {
	case long:
		row.fault(rec.line, NoField, "", message.New("csv.row.long", "most", MaxRow))
	case open:
		row.fault(rec.quote, NoField, "", message.New("csv.quote.open"))
	case behind:
		row.fault(rec.quote, NoField, "", message.New("csv.quote.behind"))
	}
	if rec.trouble != sound {
		return row
	}
	if n := len(s.Columns); rec.surplus || strings.Join(row.Cells[min(n, len(row.Cells)):], "") != "" {
		row.fault(rec.line, NoField, "", message.New("csv.row.wide", "cells", rec.count, "columns", n))
		return row
	}
	row.values = make([]Value, min(len(s.Columns), len(row.Cells)))
	for i := range row.values {
		if s.Columns[i].Use != Read {
			continue
		}
		if spoiled[i] {
			row.faultAt(i, message.New("csv.cell.bytes", "value", Visible(string(rec.cells[i].plain()))))
			continue
		}
		row.values[i] = row.value(i)
	}
	row.whole()
	return row
}

// read is the text of a cell, and whether it holds bytes that are none of the file's encoding. Such a byte is read as Windows-1252,
// which it most likely is.
func (s *Sheet) read(c cell) (text string, spoiled bool) {
	b := c.plain()
	switch {
	case s.Encoding == Windows1252:
		text = windows(b)
	case utf8.Valid(b):
		text = string(b)
	default:
		var t strings.Builder
		for len(b) > 0 {
			r, size := utf8.DecodeRune(b)
			if r == utf8.RuneError && size == 1 {
				r = windowsRune(b[0])
			}
			t.WriteRune(r)
			b = b[size:]
		}
		text, spoiled = t.String(), true
	}
	return Unescape(text), spoiled
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
func (r *Row) fault(line int, f Field, value string, reason message.Message) {
	r.Faults = append(r.Faults, Fault{Line: line, Field: f, Value: value, Reason: reason})
}
