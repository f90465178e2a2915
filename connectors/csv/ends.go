package csvfile

import (
	"bytes"
	"io"
)

// lineEnds counts the ends of lines that pass.
type lineEnds struct {
	source io.Reader
	ends   *Ends
	cr     bool // the last byte was CR
}

// Read reads on.
func (l *lineEnds) Read(p []byte) (int, error) {
	n, err := l.source.Read(p)
	p = p[:n]
	if n > 0 {
		lf, cr, both := bytes.Count(p, []byte("\n")), bytes.Count(p, []byte("\r")), 0
		if cr > 0 {
			both = bytes.Count(p, []byte("\r\n"))
		}
		if l.cr && p[0] == '\n' {
			l.ends.CR--
			l.ends.LF--
			l.ends.CRLF++
		}
		l.ends.CR += cr - both
		l.ends.LF += lf - both
		l.ends.CRLF += both
		l.cr = p[n-1] == '\r'
	}
	return n, err
}
