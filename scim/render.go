package scim

import (
	"bytes"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Object returns the resource's own attributes, decoding Body if the backend left them out. Lists
// are not part of it.
func (r *Resource) Object() (schema.Object, error) {
	if r.Attributes != nil || len(r.Body) == 0 {
		return r.Attributes, nil
	}
	whole := make([]byte, 0, len(r.Body)+2)
	whole = append(append(append(whole, '{'), r.Body...), '}')
	raw, err := schema.Decode(whole)
	if err != nil {
		return nil, err
	}
	return r.Type.Restore(raw)
}

// sending takes memory for what is sent, which a client may read as slowly as it likes, until the end of the request.
func (c *call) sending(resources []*Resource, bytes int64) error {
	if bytes == 0 {
		for _, r := range resources {
			bytes += int64(len(r.Body))
		}
	}
	return c.answers.raise(c.r.Context(), bytes, time.Second)
}

// writeResource makes a resource the answer, with the headers that belong to it.
func (c *call) writeResource(status int, r *Resource, p *schema.Projection) error {
	if status == http.StatusOK && c.r.Method == http.MethodGet { // a change is made: its answer is owed
		if err := c.sending([]*Resource{r}, 0); err != nil {
			return err
		}
	}
	header := c.out.w.Header()
	location := c.location(r)
	header["Location"] = []string{location} // RFC 7644 sections 3.3 and 3.11
	if status == http.StatusOK {
		header["Content-Location"] = header["Location"]
	}
	if r.Meta.Version != "" {
		header["Etag"] = []string{etag(r.Meta.Version)}
	}
	c.out.status = status
	return c.appendResource(r, p, location)
}

// location is the absolute URL of a resource.
func (c *call) location(r *Resource) string {
	return c.base + r.Type.Endpoint + "/" + url.PathEscape(r.ID)
}

// appendResource writes one resource: schemas and id first, its attributes, its lists, and meta.
func (c *call) appendResource(r *Resource, p *schema.Projection, location string) error {
	body := r.Body
	if body == nil || !p.Default() {
		object, err := r.Object()
		if err != nil {
			return err
		}
		scratch := buffers.Get().(*[]byte)
		defer putBuffer(scratch)
		*scratch = r.Type.AppendBody((*scratch)[:0], object, p)
		body = *scratch
	}
	b := append(c.out.buf, `{"schemas":[`...)
	b = appendSchemas(b, r.Type, body)
	b = append(b, `],"id":`...)
	b = appendString(b, r.ID)
	if len(body) > 0 {
		b = append(b, ',')
		b = append(b, body...)
	}
	c.out.buf = b
	if r.Lists != nil {
		if err := c.appendLists(r, p); err != nil {
			return err
		}
	}
	c.out.buf = append(appendMeta(c.out.buf, r, p, location), '}')
	return c.out.spill()
}

// appendSchemas writes the URNs of the core schema and of each extension that body has a member of
//
func appendSchemas(dst []byte, rt *schema.ResourceType, body []byte) []byte {
	dst = appendString(dst, rt.Core.ID)
	for _, extension := range rt.Extensions {
		without := len(dst)
		dst = appendString(append(dst, ','), extension.ID)
		if !hasKey(body, dst[without+1:]) {
			dst = dst[:without]
		}
	}
	return dst
}

// hasKey looks for a quoted URN in front of a colon. Only a member's name stands so: in a string the
// quotes would be escaped.
func hasKey(body, quoted []byte) bool {
	for {
		at := bytes.Index(body, quoted)
		if at < 0 {
			return false
		}
		body = body[at+len(quoted):]
		if len(body) > 0 && body[0] == ':' {
			return true
		}
	}
}

// appendLists writes the lists that are too long for memory, in the order of the schema.
func (c *call) appendLists(r *Resource, p *schema.Projection) error {
	for _, a := range r.Type.Core.Attributes {
		if list := r.Lists[a.Name]; list != nil && a.MultiValued && p.ShowsTop("", a.Name) {
			if err := c.appendList(r.Type, a.Name, list, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// appendList writes one list, element by element. An empty one is written, too: authentik adds
// members only to a group that is read with a list of them; one of which nothing is shown is left
// out. Each element is encoded as a resource that has nothing else, whose first and last
// characters then give way.
func (c *call) appendList(
	rt *schema.ResourceType, name string, list iter.Seq2[schema.Object, error], p *schema.Projection,
) error {
	one := []any{nil}
	alone := schema.Object{name: one}
	prefix := len(name) + len(`"":[`)
	begun, empty := false, true
	for element, err := range list {
		if err != nil {
			return err
		}
		empty = false
		one[0] = element
		b := append(c.out.buf, ',')
		start := len(b)
		b = rt.AppendBody(b, alone, p)
		if len(b) <= start+prefix+len("]") {
			continue // nothing of the element is shown
		}
		if begun {
			b = slices.Delete(b, start, start+prefix)
		}
		begun = true
		c.out.buf = b[:len(b)-len("]")]
		if err := c.out.spill(); err != nil {
			return err
		}
	}
	switch {
	case begun:
		c.out.buf = append(c.out.buf, ']')
	case empty:
		c.out.buf = append(appendString(append(c.out.buf, ','), name), ":[]"...)
	}
	return nil
}

// metaPaths lists the sub-attributes of meta in the order in which they are written.
var metaPaths = func() (paths [5]filter.AttributePath) {
	for i, name := range [...]string{"resourceType", "created", "lastModified", "location", "version"} {
		paths[i] = filter.AttributePath{AttributeName: "meta", SubAttribute: &name}
	}
	return paths
}()

// appendMeta writes what the server knows of a resource (RFC 7643 section 3.1).
func appendMeta(dst []byte, r *Resource, p *schema.Projection, location string) []byte {
	start := len(dst)
	for i := range metaPaths {
		if !p.Default() {
			if a, err := r.Type.Resolve(metaPaths[i]); err != nil || !p.Shows(a) {
				continue
			}
		}
		length := len(dst)
		if dst = append(dst, ','); length == start {
			dst = append(dst, `"meta":{`...)
		}
		dst = appendString(dst, *metaPaths[i].SubAttribute)
		dst = append(dst, ':')
		switch i {
		case 0:
			dst = appendString(dst, r.Type.Name)
		case 1:
			dst = appendTime(dst, r.Meta.Created)
		case 2:
			dst = appendTime(dst, r.Meta.LastModified)
		case 3:
			dst = appendString(dst, location)
		case 4:
			if r.Meta.Version == "" {
				dst = dst[:length]
				continue
			}
			dst = appendString(dst, etag(r.Meta.Version))
		}
	}
	if len(dst) > start {
		dst = append(dst, '}')
	}
	return dst
}

func appendTime(dst []byte, t time.Time) []byte {
	dst = append(dst, '"')
	dst = t.UTC().AppendFormat(dst, time.RFC3339Nano)
	return append(dst, '"')
}

// listSchema is the URN of a ListResponse (RFC 7644 section 3.4.2).
const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

// writeList makes a page the answer. The numbers and the cursor stand before the resources, so that a
// client that reads as it goes knows them.
func (c *call) writeList(q *Query, page *Page, next string) error {
	b := append(c.out.buf, `{"schemas":["`+listSchema+`"],"totalResults":`...)
	b = strconv.AppendInt(b, int64(page.Total), 10)
	if !q.Cursor {
		b = append(b, `,"startIndex":`...)
		b = strconv.AppendInt(b, int64(q.Start), 10)
	}
	resources := page.Resources[:min(len(page.Resources), q.Count)] // R-124, whatever the backend gave
	b = append(b, `,"itemsPerPage":`...)
	b = strconv.AppendInt(b, int64(len(resources)), 10)
	if next != "" {
		b = append(b, `,"nextCursor":"`...)
		b = append(b, next...)
		b = append(b, '"')
	}
	c.out.buf = append(b, `,"Resources":[`...)
	for i, r := range resources {
		if i > 0 {
			c.out.buf = append(c.out.buf, ',')
		}
		if err := c.appendResource(r, q.Projection(r.Type), c.location(r)); err != nil {
			return err
		}
		resources[i] = nil // it is sent, or gathered to be
	}
	c.out.buf = append(c.out.buf, "]}"...)
	return nil
}

// appendString quotes a string. Broken UTF-8 is replaced; HTML characters need no escape.
func appendString(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			dst, _ = jsontext.AppendQuote(dst, s) // its error tells of what it replaced
			return dst
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}
