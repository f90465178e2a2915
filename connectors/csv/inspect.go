package csvfile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

func inspect(r io.ReaderAt, size int64, o Options) (*Sheet, error) {
	s, header, filled, err := look(r, size, o)
	if err != nil {
		return nil, err
	}
	if err := s.name(header, filled); err != nil {
		return nil, err
	}
	if s.fields[Email] == 0 {
		return nil, s.nobody(s.lower(r))
	}
	return s, nil
}

// look reads a file without asking what its columns are. It gives the headers, and which columns have data below them.
func look(r io.ReaderAt, size int64, o Options) (s *Sheet, header []string, filled []bool, err error) {
	if err := o.check(); err != nil {
		return nil, nil, nil, err
	}
	if size > MaxFile {
		return nil, nil, nil, refused("csv.large", "size", size, "most", int64(MaxFile))
	}
	begin := make([]byte, min(size, head))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), begin); err != nil {
		return nil, nil, nil, err
	}
	if err := alien(begin); err != nil {
		return nil, nil, nil, err
	}
	s = &Sheet{Size: size, Language: English, options: o}
	certain, mark := encodingOf(begin)
	s.Encoding, s.Mark, s.skip = certain, mark > 0, int64(mark)
	if o.Encoding != "" {
		s.Encoding = o.Encoding
	}
	cells, err := s.findHeader(r)
	if err != nil {
		return nil, nil, nil, err
	}
	if filled, err = s.count(r); err != nil {
		return nil, nil, nil, err
	}
	for _, cell := range cells {
		header = append(header, s.decode(cell))
	}
	return s, header, filled, nil
}

func (o Options) check() error {
	known := o.Encoding == ""
	for _, e := range Encodings {
		known = known || e == o.Encoding
	}
	switch {
	case !known:
		return refused("csv.option.encoding", "encoding", string(o.Encoding), "encodings", encodingNames())
	case o.Separator != 0 && !strings.Contains(Separators, string(rune(o.Separator))):
		return refused("csv.option.separator", "separator", string(rune(o.Separator)))
	case o.Language != "" && o.Language != English && o.Language != French:
		return refused("csv.option.language", "language", o.Language)
	}
	return nil
}

func encodingNames() []string {
	all := make([]string, len(Encodings))
	for i, e := range Encodings {
		all[i] = string(e)
	}
	return all
}

// text is the file as the scanner reads it: UTF-8, or Windows-1252 as it is.
func (s *Sheet) text(r io.ReaderAt, watch io.Writer) io.Reader {
	var raw io.Reader = io.NewSectionReader(r, 0, s.Size)
	if watch != nil {
		raw = io.TeeReader(raw, watch)
	}
	if s.skip > 0 {
		raw = &skipped{raw, s.skip}
	}
	if s.Encoding == UTF16LE || s.Encoding == UTF16BE {
		return newWide(raw, s.Encoding == UTF16BE)
	}
	return raw
}

// skipped leaves out what stands first.
type skipped struct {
	io.Reader
	n int64
}

// Read reads behind what is left out.
func (s *skipped) Read(p []byte) (int, error) {
	if s.n > 0 {
		if _, err := io.CopyN(io.Discard, s.Reader, s.n); err != nil {
			return 0, err
		}
		s.n = 0
	}
	return s.Reader.Read(p)
}

// watch sees all bytes of a file.
type watch struct {
	hash   io.Writer
	census *census
}

// Write takes some of them.
func (w watch) Write(p []byte) (int, error) {
	w.census.add(p)
	return w.hash.Write(p)
}

// count reads the whole file, and reports which columns have data below their header.
func (s *Sheet) count(r io.ReaderAt) ([]bool, error) {
	hash := sha256.New()
	var chars census
	text := &lineEnds{source: s.text(r, watch{hash, &chars}), ends: &s.Ends}
	sc := newScanner(text, s.Separator)
	filled := make([]bool, MaxColumns)
	var rec record
	for {
		err := sc.next(&rec)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch {
		case rec.line <= s.Header:
		case rec.trouble == sound && rec.blank():
			s.Blank++
		default:
			if s.Rows++; s.Rows > MaxRows {
				return nil, refused("csv.rows", "most", MaxRows)
			}
			for i := range min(len(rec.cells), MaxColumns) {
				filled[i] = filled[i] || len(rec.cells[i].text) > 0
			}
		}
	}
	s.SHA256 = hex.EncodeToString(hash.Sum(nil))
	if s.Encoding == "" {
		s.Encoding = chars.encoding()
		if s.Encoding == Windows1252 {
			s.note("csv.encoding.windows")
		}
	}
	if broken := chars.broken + int64(len(chars.carry)); s.Encoding == UTF8 && broken > 0 {
		s.note("csv.encoding.mixed", "n", broken)
	}
	return filled, nil
}

func (s *Sheet) note(key string, pairs ...any) { s.Notes = append(s.Notes, message.New(key, pairs...)) }

// decode is text of the file's encoding, or of the likely one as long as that is not known.
func (s *Sheet) decode(b []byte) string {
	if s.Encoding == Windows1252 || s.Encoding == "" && !utf8.Valid(b) {
		return string(appendWindows(nil, b))
	}
	return string(b)
}
