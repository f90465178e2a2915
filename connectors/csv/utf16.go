package csvfile

import (
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// wide reads UTF-16 as UTF-8. What is no character, a half of a pair alone or half a unit at the end, comes as bytes
// that are no UTF-8, so that it is found where it stands.
type wide struct {
	source io.Reader
	big    bool
	raw    []byte // of the source
	out    []byte
	at     int   // of out
	high   rune  // the first half of a pair; 0 for none
	err    error // of the source
}

func newWide(source io.Reader, big bool) *wide {
	return &wide{source: source, big: big, raw: make([]byte, 0, chunk)}
}

// Read gives what has been decoded.
func (w *wide) Read(p []byte) (int, error) {
	for w.at == len(w.out) {
		if w.err != nil {
			return 0, w.err
		}
		w.fill()
	}
	n := copy(p, w.out[w.at:])
	w.at += n
	return n, nil
}

func (w *wide) fill() {
	var n int
	n, w.err = w.source.Read(w.raw[len(w.raw):cap(w.raw)])
	w.raw = w.raw[:len(w.raw)+n]
	w.out, w.at = w.out[:0], 0
	i := 0
	for ; i+1 < len(w.raw); i += 2 {
		unit := rune(w.raw[i]) | rune(w.raw[i+1])<<8
		if w.big {
			unit = rune(w.raw[i])<<8 | rune(w.raw[i+1])
		}
		w.unit(unit)
	}
	w.raw = w.raw[:copy(w.raw, w.raw[i:])]
	if errors.Is(w.err, io.EOF) {
		w.lone()
		if len(w.raw) > 0 {
			w.out = append(w.out, 0xFF)
			w.raw = w.raw[:0]
		}
	}
}

// unit takes one unit of text.
func (w *wide) unit(u rune) {
	if w.high != 0 {
		if r := utf16.DecodeRune(w.high, u); r != utf8.RuneError {
			w.out, w.high = utf8.AppendRune(w.out, r), 0
			return
		}
		w.lone()
	}
	switch {
	case u >= 0xD800 && u < 0xDC00:
		w.high = u
	case utf16.IsSurrogate(u):
		w.half(u)
	default:
		w.out = utf8.AppendRune(w.out, u)
	}
}

// lone writes the first half of a pair whose second did not come.
func (w *wide) lone() {
	if w.high != 0 {
		w.half(w.high)
		w.high = 0
	}
}

// half writes a half of a pair as UTF-8 would, if it could.
func (w *wide) half(u rune) {
	w.out = append(w.out, 0xE0|byte(u>>12), 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
}
