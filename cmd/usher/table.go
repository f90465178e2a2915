package main

import (
	"io"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

// How a table is fitted to a width, all in cells.
const (
	tableGap    = 2  // between columns
	tableIndent = 4  // before the further lines of a row
	leastLast   = 24 // the last column goes to a line of its own rather than have less
	leastWidth  = 40 // a narrower terminal is written to as if it were so wide
)

// table is rows of cells, the first of them the headings where it is headed. The last column is the one for long text.
type table struct {
	headed bool
	rows   [][]string
}

// write writes the table within a width in cells, or each row as one line when the width is 0.
//
// A table that is too wide is told with shortened ids. What is still too wide is told in several lines a row: columns
// that find no room on a line stand on the next, indented, and the last column is wrapped under itself. No column is
// left out, and nothing is cut off.
func (t table) write(w io.Writer, width int) error {
	columns := 0
	for _, row := range t.rows {
		columns = max(columns, len(row))
	}
	widths := t.widths(columns)
	if columns > 1 && width > 0 { // one column is sentences, which a terminal wraps so that they can be copied
		width = max(width, leastWidth)
		if total(widths) > width {
			if t.headed || columns > 2 {
				t.rows = shortened(t.rows)
				widths = t.widths(columns)
			}
			return t.flow(w, widths, width)
		}
	}
	return t.put(w, [][]column{placed(widths)})
}

// column is where the cells of a column stand: in which column of the rows, and how wide.
type column struct{ at, width int }

func placed(widths []int) []column {
	list := make([]column, len(widths))
	for i, w := range widths {
		list[i] = column{i, w}
	}
	return list
}

// flow writes the table with as many lines a row as the width needs.
func (t table) flow(w io.Writer, widths []int, width int) error {
	lines, used := [][]column{nil}, 0
	last := len(widths) - 1
	for i, wide := range widths {
		if wide > width/2 && i != last { // leaves room for what it is compared with
			wide = width * 2 / 5
		}
		gap := 0
		if used > 0 {
			gap = tableGap
		}
		need := wide
		if i == last {
			need = min(wide, leastLast)
		}
		if n := len(lines) - 1; used+gap+need > width && len(lines[n]) > 0 {
			lines, used, gap = append(lines, nil), tableIndent, 0
		}
		if i == last {
			wide = min(wide, width-used-gap)
		}
		n := len(lines) - 1
		lines[n] = append(lines[n], column{i, wide})
		used += gap + wide
	}
	return t.put(w, lines)
}

// put writes each row as the lines of columns that it is told in.
func (t table) put(w io.Writer, lines [][]column) error {
	var b strings.Builder
	for _, row := range t.rows {
		for n, columns := range lines {
			indent := 0
			if n > 0 {
				indent = tableIndent
			}
			t.putLine(&b, row, columns, indent)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// putLine writes some columns of a row beside each other, each wrapped under itself.
func (t table) putLine(b *strings.Builder, row []string, columns []column, indent int) {
	var wrapped [][]string
	height := 0
	for _, c := range columns {
		if c.at < len(row) {
			wrapped = append(wrapped, wrap(row[c.at], c.width, t.headed || len(row) > 2))
			height = max(height, len(wrapped[len(wrapped)-1]))
		}
	}
	for y := range height {
		line, at, start := strings.Repeat(" ", indent), indent, indent
		for i, part := range wrapped {
			if y < len(part) && part[y] != "" {
				line += strings.Repeat(" ", max(start-at, 0)) + part[y]
				at = start + cells(part[y])
			}
			start += columns[i].width + tableGap
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
}

// widths are those that the columns have when nothing is wrapped. What ends a row is no matter for the columns of
// longer ones.
func (t table) widths(columns int) []int {
	widths := make([]int, columns)
	for _, row := range t.rows {
		for i, cell := range row {
			if i < len(row)-1 || i == columns-1 {
				widths[i] = max(widths[i], cells(cell))
			}
		}
	}
	return widths
}

func total(widths []int) int {
	n := tableGap * (len(widths) - 1)
	for _, w := range widths {
		n += w
	}
	return n
}

// wrap breaks text at blanks into lines of a width, and within words that are wider only where that is asked for: what
// is to be copied, such as the value of a DNS record, stays whole.
func wrap(s string, width int, within bool) []string {
	if width <= 0 || cells(s) <= width {
		return []string{s}
	}
	var lines []string
	line := ""
	for word := range strings.SplitSeq(s, " ") {
		switch {
		case line == "":
			line = word
		case cells(line)+1+cells(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		for within && cells(line) > width {
			head := upTo(line, width)
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	return append(lines, line)
}

// upTo is the beginning of a text that fits a width, at least one character.
func upTo(s string, width int) string {
	end, used := 0, 0
	for i, r := range s {
		if used += cellsOf(r); used > width && end > 0 {
			break
		}
		end = i + len(string(r))
	}
	return s[:end]
}

// shortened are rows with the ids in them shortened: to the beginnings that are different from each other, and with all
// of the time that an id begins with and of what tells apart those of one moment (RFC 9562 section 5.7), so that
// those of one server stay unique in the account. Commands take unique beginnings as they take ids.
func shortened(rows [][]string) [][]string {
	var ids []string
	for _, row := range rows {
		for _, cell := range row {
			if id := leadingID(cell); id != "" {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	length := admin.LeastBeginning
	for i := 1; i < len(ids); i++ {
		length = max(length, common(ids[i-1], ids[i])+1)
	}
	list := make([][]string, len(rows))
	for i, row := range rows {
		list[i] = slices.Clone(row)
		for j, cell := range row {
			if id := leadingID(cell); id != "" {
				list[i][j] = strings.TrimRight(id[:min(length, len(id))], "-") + cell[len(id):]
			}
		}
	}
	return list
}

// leadingID is the id that a cell is or begins with; "" for none.
func leadingID(cell string) string {
	if id, _, _ := strings.Cut(cell, " "); admin.IsID(id) {
		return id
	}
	return ""
}

// common is how many bytes two texts have in common at their beginnings.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
