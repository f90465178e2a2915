package csvfile

// cell reads a cell with the separator or the end of the line behind it, and reports whether another cell follows in
// the row.
func (s *scanner) cell() bool {
	from := s.offset()
	for s.peek() && s.blank(s.window[s.at]) {
		s.at++
		s.let()
	}
	if s.peek() && s.window[s.at] == '"' {
		return s.quoted()
	}
	for s.peek() {
		i := s.at
		for i < s.end && !s.bare[s.window[i]] {
			i++
		}
		s.at = i
		s.let()
		if i < s.end {
			return s.close(span{from: from, to: s.offset()})
		}
	}
	return s.close(span{from: from, to: s.offset()})
}

// blank reports whether a byte may stand around a quoted cell.
func (s *scanner) blank(c byte) bool { return c == ' ' || c == '\t' && s.sep != '\t' }

// close takes a cell and what stands behind it: a separator, the end of a line, or nothing more.
func (s *scanner) close(c span) bool {
	s.took(c)
	if s.peek() && s.window[s.at] == s.sep {
		s.at++
		return true
	}
	s.finish()
	if s.peek() {
		s.ended()
	}
	return false
}

// ended takes the end of a line, which stands at at.
func (s *scanner) ended() {
	first := s.window[s.at]
	s.at++
	if first == '\r' && s.peek() && s.window[s.at] == '\n' {
		s.at++
	}
	s.line++
}

// quoted reads a quoted cell, whose quotation mark stands at at.
func (s *scanner) quoted() bool {
	s.mark, s.resume = s.offset(), -1
	line := s.line
	s.at++
	c := span{from: s.offset(), quoted: true}
	for {
		i := s.at
		for i < s.end && s.window[i] != '"' && s.window[i] != '\n' && s.window[i] != '\r' {
			i++
		}
		s.at = i
		s.let()
		if i == s.end {
			if s.offset()-s.mark > s.bounds.row || !s.more() {
				return s.broken(open, line)
			}
			continue
		}
		if s.window[i] != '"' {
			if s.ended(); s.resume < 0 {
				s.resume = s.offset()
			}
			continue
		}
		if s.offset()-s.mark > s.bounds.row {
			return s.broken(open, line)
		}
		c.to = s.offset()
		s.at++
		if s.peek() && s.window[s.at] == '"' {
			s.at++
			c.doubled = true
			continue
		}
		for s.peek() && s.blank(s.window[s.at]) {
			s.at++
		}
		if s.peek() && !s.bare[s.window[s.at]] {
			return s.broken(behind, line)
		}
		s.mark, s.resume = -1, -1
		return s.close(c)
	}
}

// broken ends a row at the quoted cell that is being read, whose mark stands on a line, and goes on at the next line.
// Of the cell the row has what stands on the line of its mark.
func (s *scanner) broken(t trouble, line int) bool {
	s.rec.trouble, s.rec.quote = t, line
	mark, resume := s.mark, s.resume
	s.mark, s.resume = -1, -1
	if resume < 0 {
		s.restOfLine()
		s.took(span{from: mark, to: s.offset()})
		s.finish()
		if s.peek() {
			s.ended()
		}
		return false
	}
	s.again += s.offset() - resume
	s.at, s.line, s.rec.last = int(resume-s.base), line+1, line
	to := resume - 1
	if !s.cut && s.window[to-s.base] == '\n' && s.window[to-1-s.base] == '\r' {
		to--
	}
	s.took(span{from: mark, to: to})
	if !s.cut && to-s.start > s.bounds.row {
		s.shorten()
	}
	return false
}

// restOfLine goes to the next end of a line, whatever stands before it.
func (s *scanner) restOfLine() {
	for s.peek() {
		i := s.at
		for i < s.end && s.window[i] != '\n' && s.window[i] != '\r' {
			i++
		}
		s.at = i
		s.let()
		if i < s.end {
			return
		}
	}
}
