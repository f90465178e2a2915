package csvfile

import "errors"

// name says what each column is, and refuses a header by which nobody could be found or that says one thing twice.
func (s *Sheet) name(header []string, filled []bool) error {
	var wrong []error
	english, french := 0, 0
	for i, cell := range header {
		c := Column{Header: trim(Unescape(cell)), Field: NoField}
		m, known := meaningOf(c.Header)
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
			c.french = m.french && !m.english
			if c.french {
				french++
			} else if !m.french {
				english++
			}
		}
		s.Columns = append(s.Columns, c)
	}
	if french > english {
		s.Language = French
	}
	if len(wrong) == 1 {
		return wrong[0]
	}
	return errors.Join(wrong...)
}

// nobody is said of a header without addresses; another line may be the header.
func (s *Sheet) nobody(found int) error {
	if found > 0 {
		return refused("csv.header.lower", "line", s.Header, "found", found)
	}
	var headers []string
	for _, c := range s.Columns[:min(len(s.Columns), 30)] {
		headers = append(headers, Visible(c.Header))
	}
	return refused("csv.header.email", "line", s.Header, "headers", headers,
		"english", Email.Header(English), "french", Email.Header(French))
}
