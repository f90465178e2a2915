package scim

import (
	"errors"
	"io"
	"net/http"

	"github.com/usher-id/usher/scim/schema"
)

// decode reads the request's body, once, and decodes it. The raw bytes are c.body until the end of
// the request.
func (c *call) decode(what string, limit int64) (any, error) {
	if err := c.read(what, limit); err != nil {
		return nil, err
	}
	value, err := schema.Decode(*c.body)
	c.decoded = err == nil
	return value, err
}

// read reads the body into c.body. what names it for the client.
func (c *call) read(what string, limit int64) error {
	if c.r.ContentLength > limit {
		return tooLargeError(what, limit)
	}
	err := c.fill(limit)
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*http.MaxBytesError)):
		return tooLargeError(what, limit)
	case c.r.Context().Err() != nil:
		return c.r.Context().Err()
	}
	return BadRequest(InvalidSyntax, "%s ended before it was complete; send it again", what)
}

func (c *call) fill(limit int64) error {
	c.body = buffers.Get().(*[]byte)
	b := (*c.body)[:0]
	if n := int(c.r.ContentLength) + 1; n > cap(b) { // one more byte to meet the end without growing
		b = make([]byte, 0, n)
	}
	from := http.MaxBytesReader(c.out.w, c.r.Body, limit)
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := from.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		*c.body = b
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// release gives the body's memory back.
func (c *call) release() {
	if c.body != nil {
		putBuffer(c.body)
		c.body = nil
	}
}
