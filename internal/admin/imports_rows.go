package admin

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// fileRow is a row of a file, and what is found out about it.
type fileRow struct {
	*csvfile.Row
	sheet  *csvfile.Sheet
	number int           // of the rows with data, from 1 on
	says   text.Messages // why it is left out; none for a good one
	caseID string        // of the refusal, where the intake has refused it
	known  *KnownPerson  // whom the source has already; nil for somebody new
	other  *KnownPerson  // who has the row's login and another external id
}

// hash stands for a key, so that the keys of a large file fit into memory.
type hash [16]byte

func hashOf(kind, value string) hash {
	sum := sha256.Sum256([]byte(kind + value))
	return hash(sum[:16])
}

// rowReader reads a file block by block, and finds what is said twice: a row is bad at its second line.
type rowReader struct {
	sheet  *csvfile.Sheet
	rows   *csvfile.Reader
	source *directory.Source
	seen   map[hash]int32 // lines
	number int
	put    *fileRow // read already, and for the next block
}

func newRowReader(sheet *csvfile.Sheet, file io.ReaderAt, source *directory.Source) *rowReader {
	return &rowReader{sheet: sheet, rows: sheet.Reader(file), source: source, seen: map[hash]int32{}}
}

// block is the next rows; none at the end.
func (r *rowReader) block() ([]*fileRow, error) {
	var list []*fileRow
	bytes, groups := 0, 0
	for len(list) < importBlock {
		row := r.put
		r.put = nil
		if row == nil {
			read, err := r.rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
			r.number++
			row = &fileRow{Row: read, sheet: r.sheet, number: r.number}
			r.judge(row)
		}
		bytes += weight(row.Cells)
		groups += len(row.List(csvfile.Groups))
		if len(list) > 0 && (bytes > blockBytes || groups > blockGroups) {
			r.put = row
			break
		}
		list = append(list, row)
	}
	return list, nil
}

func weight(cells []string) (n int) {
	for _, c := range cells {
		n += len(c)
	}
	return n
}

// judge finds what is wrong with a row by itself, and beside those before it.
func (r *rowReader) judge(row *fileRow) {
	for _, f := range row.Faults {
		row.says = append(row.says, faultAt(f.Line, f.Column, f.Reason))
	}
	if len(row.says) > 0 {
		return
	}
	keys := r.keys(row)
	for _, k := range keys {
		if line := r.seen[k.hash]; line > 0 {
			row.says = append(row.says, faultAt(row.Line, row.header(k.field),
				text.New("import.twice", "value", csvfile.Visible(k.value), "line", int(line))))
			return
		}
	}
	for _, k := range keys {
		r.seen[k.hash] = int32(row.Line)
	}
}

// rowKey is what a row has that no other may have.
type rowKey struct {
	hash
	field csvfile.Field
	value string
}

func (r *rowReader) keys(row *fileRow) (keys []rowKey) {
	add := func(field csvfile.Field, kind, value, as string) {
		k := rowKey{hashOf(kind, as), field, value}
		for _, had := range keys {
			if had.hash == k.hash {
				return
			}
		}
		keys = append(keys, k)
	}
	address := row.Text(csvfile.Email)
	add(csvfile.Email, "e", address, directory.EmailKey(address))
	for _, other := range row.List(csvfile.OtherEmails) {
		add(csvfile.OtherEmails, "e", other, directory.EmailKey(other))
	}
	if name := row.Text(csvfile.UserName); name != "" {
		if _, is := directory.ParseAddress(name); is {
			add(csvfile.UserName, "e", name, directory.EmailKey(name))
		} else {
			add(csvfile.UserName, "u", name, directory.LoginKey(name))
		}
	}
	if id := row.Text(csvfile.ExternalID); id != "" {
		add(csvfile.ExternalID, "x", id, id)
	}
	if number := row.Text(csvfile.EmployeeNumber); number != "" && strings.HasSuffix(r.source.Settings.Key, ":employeeNumber") {
		add(csvfile.EmployeeNumber, "k", number, number)
	}
	return keys
}

// key is by what the row's record is found.
func (row *fileRow) key() PersonKey {
	name := row.Text(csvfile.UserName)
	if name == "" {
		name = row.Text(csvfile.Email)
	}
	return PersonKey{ExternalID: row.Text(csvfile.ExternalID), UserName: name}
}

// header is how the file calls a field.
func (row *fileRow) header(f csvfile.Field) string {
	if i, is := row.sheet.Column(f); is {
		return csvfile.Visible(row.sheet.Columns[i].Header)
	}
	return f.String()
}

// faultAt names what is wrong by line and column.
func faultAt(line int, column string, reason text.Message) text.Message {
	if column == "" {
		return text.New("import.atLine", "line", line, "says", reason)
	}
	return text.New("import.at", "line", line, "column", column, "says", reason)
}

// bad makes a row one that is left out.
func (row *fileRow) bad(f csvfile.Field, key string, pairs ...any) {
	row.says = append(row.says, faultAt(row.Line, row.header(f), text.New(key, pairs...)))
}

// shown is a row that is left out.
func (row *fileRow) shown() BadRow {
	return BadRow{Line: row.Line, Says: row.says, Cells: row.Cells, Case: row.caseID}
}

// kept is what is kept of a row that is left out.
func (row *fileRow) kept(importID string) directory.ImportedRow {
	cells, err := json.Marshal(row.Cells)
	if err != nil {
		panic("admin: strings are always JSON: " + err.Error())
	}
	return directory.ImportedRow{
		ImportID: importID, Line: row.Line, Outcome: directory.Declined, Problem: []byte(row.says.Keep()), Cells: cells,
		Case: row.caseID,
	}
}

// recordID is the id of a record that an import makes: always the same one for the same line, so that a row that is done
// again after a crash makes nothing twice, and that others can name it before it is made. Ids of lines that follow each
// other do so, too.
func recordID(importID string, line, what int) string {
	id := uuid.MustParse(importID)
	sum := sha256.Sum256([]byte(importID + " " + strconv.Itoa(line) + " " + strconv.Itoa(what)))
	copy(id[6:], sum[:10])
	id[6], id[7] = 0x70|byte(line>>20)&0x0f, byte(line>>12)
	id[8], id[9] = 0x80|byte(line>>6)&0x3f, byte(line<<2)|sum[3]&0x03
	return id.String()
}
