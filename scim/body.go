package scim

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

const (
	smallBody = 16 << 10         // bytes that cost no budget: nearly all bodies are that small
	inMemory  = 8                // times its size is what the values of a decoded body take, about
	perObject = 400              // bytes that each object takes beside, however short it is written
	patience  = 5 * time.Second  // how long a large body waits for others to be done with
	mostDrain = 32 << 20         // bytes of a body too large that are read and forgotten
	drainTime = 10 * time.Second // and how long that may take
)

// part is a part of a request that can be too large or incomplete: the key of what it is called, or the place of the
// data of an operation.
type part string

const (
	partBody       part = "request.part.body"
	partBulk       part = "request.part.bulk" // named as /ServiceProviderConfig does
	partReferences part = "request.part.references"
)

func (p part) message() message.Message {
	if strings.HasPrefix(string(p), operationsMember) {
		return message.Plain(string(p))
	}
	return message.New(string(p))
}

// limit is how large the body of a request about a resource may be.
func (h *handler) limit(rt *schema.ResourceType) int64 {
	if rt != nil && rt.Core.ID == groupSchema {
		return h.Limits.GroupBody
	}
	return h.Limits.Body
}

// decode reads the request's body, once, and decodes it. The raw bytes are c.body until the end of
// the request.
func (c *call) decode(what part, limit int64) (any, error) {
	if err := c.read(what, limit); err != nil {
		return nil, err
	}
	if err := c.occupy(len(*c.body)); err != nil {
		return nil, err
	}
	value, err := schema.Decode(*c.body)
	c.decoded = err == nil
	return value, err
}

// decodeResource is decode for a body about a resource of the request's type, of which data may be left out. note says
// so.
func (h *handler) decodeResource(c *call) (v any, note message.Message, err error) {
	const what = partBody
	limit := h.limit(c.rt)
	most := limit
	if c.rt.Core.ID != groupSchema && !c.tenant.Strict {
		most *= photoRoom
	}
	if err := c.read(what, most); err != nil {
		return nil, note, tooLargeFor(err, what, limit)
	}
	if err := c.occupy(len(*c.body)); err != nil {
		return nil, note, err
	}
	v, note, err = fit(what, *c.body, limit, c.tenant.Strict)
	c.decoded = v != nil && err == nil
	return v, note, err
}

// tooLargeFor is the refusal of a body that is even larger than its limit.
func tooLargeFor(err error, what part, limit int64) error {
	var e *Error
	if errors.As(err, &e) && e.Status == http.StatusRequestEntityTooLarge {
		return tooLargeError(what, limit)
	}
	return err
}

// occupy takes of the memory for bodies what so many bytes of the body take decoded, beside what it takes itself.
// Wherever its objects are, all of them count.
func (c *call) occupy(bytesDecoded int) error {
	if len(*c.body) <= smallBody {
		return nil
	}
	n := int64(bytesDecoded)*inMemory + int64(bytes.Count(*c.body, []byte("{")))*perObject
	return c.bodies.raise(c.r.Context(), int64(cap(*c.body))+n, patience)
}

// read reads the body into c.body. what names it for the client. Of a body that is too large a bounded
// part is read and forgotten, for most clients read the answer only when they have sent all; the
// connection is closed then.
func (c *call) read(what part, limit int64) error {
	c.body = buffers.Get().(*[]byte)
	if c.r.ContentLength > limit {
		if c.r.Header.Get("Expect") == "" { // who asks first has sent nothing yet
			c.drain()
		}
		c.out.w.Header().Set("Connection", "close")
		return tooLargeError(what, limit)
	}
	b := (*c.body)[:0]
	for {
		if len(b) == cap(b) {
			size := min(max(2*int64(cap(b)), c.r.ContentLength+1), limit+1) // one more byte to meet the end
			if len(b) == 0 {
				size = min(size, smallBody+1) // a length that is only claimed costs nothing
			}
			if size > smallBody+1 {
				if err := c.bodies.raise(c.r.Context(), size, patience); err != nil {
					return err
				}
			}
			b = append(make([]byte, 0, size), b...)
		}
		n, err := c.r.Body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		*c.body = b
		switch {
		case int64(len(b)) > limit:
			c.drain()
			c.out.w.Header().Set("Connection", "close")
			return tooLargeError(what, limit)
		case err == io.EOF:
			return nil
		case err != nil && c.r.Context().Err() != nil:
			return c.r.Context().Err()
		case err != nil:
			return wrong(InvalidSyntax, "request.cut", "what", what.message())
		}
	}
}

// drain reads what a client goes on to send.
func (c *call) drain() {
	// A writer without deadlines, as in a test, has no client that could stall either.
	_ = http.NewResponseController(c.out.w).SetReadDeadline(time.Now().Add(drainTime))
	_, _ = io.CopyN(io.Discard, c.r.Body, mostDrain)
}

// release gives the memory back that the request held.
func (c *call) release() {
	if c.body != nil {
		putBuffer(c.body)
		c.body = nil
	}
	c.bodies.drop()
	c.answers.drop()
}
