package csvfile

import (
	"errors"

	"github.com/usher-id/usher/scim/message"
)

// name says what each column is, and refuses a header by which nobody could be found or that says one thing twice.
func (s *Sheet) name(header []string, filled []bool) error {
	var wrong []error
	english, french := 0, 0
	for i, cell := range header {
		c := Column{Header: trim(Unescape(cell)), Field: NoField}
		m, known := meanings[fold(c.Header)]
		switch {
		case fold(c.Header) == "":
			if c.Use = Unnamed; filled[i] {
				s.note("csv.column.unnamed", "n", i+1)
			}
		case !known:
			if c.Use, c.Near = Unknown, nearest(c.Header); c.Near != "" {
				s.note("csv.column.near", "header", Visible(c.Header), "near", c.Near)
			} else {
				s.note("csv.column.unknown", "header", Visible(c.Header))
			}
		case m.use == Role:
			c.Use = Role
			s.note("csv.column.role", "header", Visible(c.Header))
		case m.use == Remark:
			c.Use = Remark
		default:
			c.Field = m.field
			if first := s.fields[m.field]; first > 0 {
				wrong = append(wrong, refused("csv.header.twice", "line", s.Header,
					"first", Visible(s.Columns[first-1].Header), "second", Visible(c.Header)))
			} else {
				s.fields[m.field] = i + 1
			}
			if m.english && !m.french {
				english++
			}
			if m.french && !m.english {
				french++
			}
		}
		s.Columns = append(s.Columns, c)
	}
	if french > english {
		s.Language = French
	}
	if s.fields[Email] == 0 {
		wrong = append(wrong, s.nobody())
	}
	if len(wrong) == 1 {
		return wrong[0]
	}
	return errors.Join(wrong...)
}

// nobody is said of a header without addresses.
func (s *Sheet) nobody() *message.Error {
	var headers []string
	for _, c := range s.Columns[:min(len(s.Columns), 30)] {
		headers = append(headers, Visible(c.Header))
	}
	return refused("csv.header.email", "line", s.Header, "headers", headers,
		"english", Email.Header(English), "french", Email.Header(French))
}
