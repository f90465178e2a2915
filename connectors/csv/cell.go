package csvfile

import (
	"bytes"
)

// plain is the text of a cell as it was before it was quoted.
func (c cell) plain() []byte {
	if !c.doubled {
		return c.text
	}
	return bytes.ReplaceAll(c.text, []byte(`""`), []byte(`"`))
}

// blank reports whether no cell has text.
func (rec *record) blank() bool {
	if rec.surplus {
		return false
	}
	for _, c := range rec.cells {
		for i, b := range c.text {
			nbsp := b == 0xA0 || b == 0xC2 && i+1 < len(c.text) && c.text[i+1] == 0xA0
			if b != ' ' && b != '\t' && b != '\r' && b != '\n' && !nbsp {
				return false
			}
		}
	}
	return true
}
