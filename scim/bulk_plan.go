package scim

import (
	"fmt"
	"net/http"
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
	op             Operation
	needs          []int // operations whose resources this one names
	err            error // why it failed, known before or after the backend saw it
	version        string
	notes          schema.Notes
	done           bool // processed: it stands in the response
	asked          bool // of the backend
}

// newBulkRun reads all operations. Every POST gets the id of its resource at once, so that references
// can be resolved in any direction, also in circles.
func newBulkRun(h *handler, c *call, list []any, raw [][]byte) *bulkRun {
	b := &bulkRun{h: h, c: c, ops: make([]bulkOperation, len(list)), ids: make(map[string]int)}
	for i := range list {
		b.ops[i].err = b.begin(i, list[i])
	}
	for i := range list {
		if o := &b.ops[i]; o.err == nil {
			o.err = b.complete(i, list[i].(map[string]any), rawData(raw, i))
		}
	}
	return b
}

// begin reads what other operations may have to know of the operation i.
func (b *bulkRun) begin(i int, v any) error {
	o := &b.ops[i]
	fields, ok := v.(map[string]any)
	if !ok {
		return BadRequest(InvalidSyntax, "Operations[%d] is %s; it must be an object", i, kindOf(v))
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

// complete reads the rest, references resolved.
func (b *bulkRun) complete(i int, fields map[string]any, raw []byte) error {
	o := &b.ops[i]
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
	data := member(fields, "data")
	if data == nil {
		return BadRequest(InvalidSyntax, "Operations[%d].data is missing; %s needs it", i, o.method)
	}
	data, err := b.resolve(i, "", data)
	if err != nil {
		return err
	}
	if o.op.Kind == Patch {
		o.op.Patch, err = CompilePatch(o.op.Type, data, b.c.mode(&o.notes))
	} else {
		o.op.Resource, err = canonical(o.op.Type, data, b.c.mode(&o.notes))
	}
	o.op.Notes = o.notes.String()
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

// rawData is the text of the data of operation i.
func rawData(raw [][]byte, i int) (data []byte) {
	if i >= len(raw) {
		return nil
	}
	s := scanner{src: raw[i]}
	s.members(func(key []byte) {
		value := s.value()
		if named(unquote(key), "data") {
			data = value
		}
	})
	return data
}
