package scim

import (
	"net/http"
	"strconv"
	"sync"
)

// spillSize is how much of an answer is gathered before it is sent. Shorter answers go out whole,
// with a Content-Length; longer ones in pieces, so that memory stays bounded.
const spillSize = 64 << 10

// output gathers an answer. Until the first piece is sent the answer can still become an error.
type output struct {
	w      http.ResponseWriter
	buf    []byte // what is not sent yet
	pooled *[]byte
	status int
	sent   bool // the status line and a piece of the body are on their way
	broken bool // an error came after that
}

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, 4<<10)
	return &b
}}

func (o *output) open(w http.ResponseWriter) {
	o.w = w
	o.pooled = buffers.Get().(*[]byte)
	o.buf = (*o.pooled)[:0]
	o.status = http.StatusOK
}

// spill sends what is gathered if it is much. A client that is gone makes it fail.
func (o *output) spill() error {
	if len(o.buf) < spillSize {
		return nil
	}
	if !o.sent {
		o.sent = true
		o.w.Header().Set("Content-Type", mediaType)
		o.w.WriteHeader(o.status)
	}
	_, err := o.w.Write(o.buf)
	o.buf = o.buf[:0]
	return err
}

// discard forgets what is gathered, for an error to take its place. It reports whether that is
// still possible.
func (o *output) discard() bool {
	o.buf = o.buf[:0]
	o.broken = o.sent
	return !o.sent
}

// close sends the rest.
func (o *output) close() {
	if !o.broken {
		header := o.w.Header()
		if !o.sent {
			switch {
			case len(o.buf) > 0:
				header.Set("Content-Type", mediaType)
				header.Set("Content-Length", strconv.Itoa(len(o.buf)))
			case o.status == http.StatusNoContent: // SCIM-SDK takes an answer without it for a failure
				header.Set("Content-Type", mediaType)
			}
			o.w.WriteHeader(o.status)
		}
		if len(o.buf) > 0 {
			_, _ = o.w.Write(o.buf) // a client that is gone can't be told
		}
	}
	*o.pooled = o.buf
	putBuffer(o.pooled)
	o.buf = nil
}

// putBuffer gives a buffer back, unless it has become too large to be kept.
func putBuffer(b *[]byte) {
	if cap(*b) <= 4*spillSize {
		*b = (*b)[:0]
		buffers.Put(b)
	}
}
