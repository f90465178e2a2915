package scim

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// bulkRun is a Bulk request on its way.
type bulkRun struct {
	h   *handler
	c   *call
	ops []bulkOperation
	ids map[string]int // bulkId to the index of the POST that carries it
}

// bulkOperation is one of its operations.
type bulkOperation struct {
	method, bulkID string
	raw            bulkText
	op             Operation
	read           bool  // op is complete
	needs          []int // operations whose resources this one names
	err            error // why it failed, known before or after the backend saw it
	version        string
	notes          schema.Notes
	done           bool // processed: it stands in the response
	asked          bool // of the backend
}

// bulkText is an operation as the client sent it: its plain members, and the text of its data.
type bulkText struct {
	fields map[string]any
	data   []byte
	size   int
}

// newBulkRun reads of all operations what others may have to know. Every POST gets the id of its resource at once, so
// that references can be resolved in any direction, also in circles. The data of those that may hold
// references are read at once as well, those of others when their turn comes.
func newBulkRun(h *handler, c *call, raw [][]byte) *bulkRun {
	b := &bulkRun{h: h, c: c, ops: make([]bulkOperation, len(raw)), ids: make(map[string]int)}
	for i := range raw {
		b.ops[i].err = b.begin(i, raw[i])
	}
	referring := 0
	for i := range b.ops {
		o := &b.ops[i]
		if o.err != nil || !mayRefer(raw[i]) {
			continue
		}
		if referring += len(raw[i]); referring > mostReferring {
			o.err = tooLargeError("the part of the request that names resources by bulkId, up to this operation,", mostReferring)
			continue
		}
		o.err = b.complete(i)
	}
	return b
}

// mostReferring bounds, in bytes of their text, the operations that are decoded at once since they may hold references.
const mostReferring = 4 << 20

// mayRefer reports whether a text may hold a reference, be it with letters that are escaped.
func mayRefer(raw []byte) bool {
	return bytes.Contains(bytes.ToLower(raw), []byte("bulkid:")) || escapedASCII.Match(raw)
}

var escapedASCII = regexp.MustCompile(`\\u00[2-7]`)

// begin reads what other operations may have to know of the operation i.
func (b *bulkRun) begin(i int, raw []byte) error {
	o := &b.ops[i]
	if raw[0] != '{' {
		return BadRequest(InvalidSyntax, "Operations[%d] is %s; it must be an object", i, rawKind(raw))
	}
	fields, err := b.fields(o, raw)
	if err != nil {
		return err
	}
	method, _ := member(fields, "method").(string)
	o.method = strings.ToUpper(clip(method))
	switch bulkID := member(fields, "bulkId").(type) {
	case nil:
	case string:
		o.bulkID = bulkID
	default:
		return BadRequest(InvalidSyntax, "Operations[%d].bulkId is %s; it must be a string", i, kindOf(bulkID))
	}
	switch o.method {
	case http.MethodPost:
		o.op.Kind, o.op.ID = Create, b.h.NewID()
	case http.MethodPut:
		o.op.Kind = Replace
	case http.MethodPatch:
		o.op.Kind = Patch
	case http.MethodDelete:
		o.op.Kind = Delete
	default:
		return BadRequest(InvalidValue, "Operations[%d].method is %q; it must be POST, PUT, PATCH or DELETE", i, o.method)
	}
	if o.op.Kind != Create {
		return nil
	}
	if o.bulkID == "" {
		if b.c.tenant.Strict { // R-176; who refers to nothing needs no name for it
			return BadRequest(InvalidValue, "Operations[%d].bulkId is missing; every POST must have one of its own", i)
		}
		return nil
	}
	if first, taken := b.ids[o.bulkID]; taken {
		return BadRequest(InvalidValue, "Operations[%d].bulkId is %q, as that of Operations[%d]; every POST must have one of its own", i, clip(o.bulkID), first)
	}
	b.ids[o.bulkID] = i
	return nil
}

// fields reads the plain members of an operation, and finds the text of its data.
func (b *bulkRun) fields(o *bulkOperation, raw []byte) (map[string]any, error) {
	o.raw = bulkText{fields: map[string]any{}, size: len(raw)}
	s := scanner{src: raw}
	var err error
	exact := false
	s.members(func(key []byte) {
		name := string(unquote(key))
		value := s.value()
		switch {
		case named([]byte(name), "data"):
			if !exact {
				o.raw.data, exact = value, name == "data"
			}
		case len(name) <= len("bulkId") || named([]byte(name), "version"): // others mean nothing
			var v any
			if v, err = schema.Decode(value); err == nil {
				o.raw.fields[name] = v
			}
		}
	})
	return o.raw.fields, err
}

// complete reads the rest, references resolved.
func (b *bulkRun) complete(i int) error {
	o := &b.ops[i]
	o.read = true
	fields, raw := o.raw.fields, o.raw.data
	o.raw.fields, o.raw.data = nil, nil
	if err := b.target(i, member(fields, "path")); err != nil {
		return err
	}
	switch version := member(fields, "version").(type) {
	case nil:
	case string:
		if tag, _ := cutTag(version); tag != "" && o.op.Kind != Create {
			o.op.IfMatch = []string{tag}
		}
	default:
		return BadRequest(InvalidSyntax, "Operations[%d].version is %s; it must be a string", i, kindOf(version))
	}
	if o.op.Kind == Delete {
		return nil
	}
	o.op.Asked = Redact(o.op.Type, raw)
	if len(raw) == 0 || raw[0] == 'n' {
		return BadRequest(InvalidSyntax, "Operations[%d].data is missing; %s needs it", i, o.method)
	}
	data, note, err := fit(fmt.Sprintf("Operations[%d].data", i), raw, b.h.limit(o.op.Type), b.c.tenant.Strict)
	if err != nil {
		return err
	}
	o.op.LeftOut, o.op.Unread = note, true
	data, err = b.resolve(i, "", data)
	if err != nil {
		return err
	}
	if o.op.Kind == Patch {
		o.op.Patch, err = CompilePatch(o.op.Type, data, b.c.mode(&o.notes))
	} else {
		o.op.Resource, err = canonical(o.op.Type, data, b.c.mode(&o.notes))
	}
	o.op.Notes, o.op.Aside = o.notes.String(), o.notes.Aside()
	return err
}

// target reads the path: an endpoint for POST, a resource for all others. The base URL before it is
// tolerated, and so is a missing slash.
func (b *bulkRun) target(i int, v any) error {
	o := &b.ops[i]
	path, ok := v.(string)
	if !ok || path == "" {
		return BadRequest(InvalidSyntax, "Operations[%d].path is %s; it must be a path such as /Users or /Users/{id}", i, kindOf(v))
	}
	found, endpoint, id := b.h.match(strings.TrimPrefix(path, b.c.base))
	if found == nil {
		return BadRequest(InvalidPath, "Operations[%d].path is %q; it must be a path such as /Users or /Users/{id}", i, clip(path))
	}
	if found.first != "{endpoint}" || strings.HasSuffix(found.pattern, "/.search") {
		return BadRequest(InvalidPath, "Operations[%d].path is %q, which can't be part of a Bulk request; only resources can", i, clip(path))
	}
	rt := b.c.tenant.Registry.ByEndpoint(endpoint)
	if rt == nil {
		return &Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("Operations[%d].path: there is no endpoint %q", i, clip(endpoint))}
	}
	if create := o.op.Kind == Create; create != (found.second == "") {
		want := "a resource, such as " + rt.Endpoint + "/{id}"
		if create {
			want = "an endpoint, such as " + rt.Endpoint
		}
		return BadRequest(InvalidPath, "Operations[%d].path is %q; for %s it must be %s", i, clip(path), o.method, want)
	}
	o.op.Type = rt
	if o.op.Kind == Create {
		return nil
	}
	if name, refers := cutReference(id); refers {
		j, err := b.refer(i, name)
		if err != nil {
			return err
		}
		if created := &b.ops[j]; created.op.Type != nil && created.op.Type != rt {
			return NotFound(rt.Name, clip(id))
		}
		id = b.ops[j].op.ID
	}
	if !possibleID(id) {
		return NotFound(rt.Name, clip(id))
	}
	o.op.ID = id
	return nil
}
