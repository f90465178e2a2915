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
			o.err = tooLargeError(partReferences, mostReferring)
			continue
		}
		o.err = b.complete(i)
	}
	return b
}

// operationsMember is what holds the operations of a Bulk or PATCH request.
const operationsMember = "Operations"

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
		return wrong(InvalidSyntax, "bulk.operation", "n", i, "kind", rawKind(raw))
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
		return wrong(InvalidSyntax, "bulk.id.kind", "n", i, "kind", kindOf(bulkID))
	}
	switch o.method {
	case http.MethodPost:
		o.op.Kind, o.op.ID = Create, b.h.NewID()
	case http.MethodPut:
		o.op.Kind = Replace
	case http.MethodPatch:
		o.op.Kind = Patch
		return missing(b.h.abilities(b.c).Patch, "request.unable.patch")
	case http.MethodDelete:
		o.op.Kind = Delete
	default:
		return wrong(InvalidValue, "bulk.method", "n", i, "method", o.method)
	}
	if o.op.Kind != Create {
		return nil
	}
	if o.bulkID == "" {
		if b.c.tenant.Strict { // R-176; who refers to nothing needs no name for it
			return wrong(InvalidValue, "bulk.id.missing", "n", i)
		}
		return nil
	}
	if first, taken := b.ids[o.bulkID]; taken {
		return wrong(InvalidValue, "bulk.id.twice", "n", i, "id", clip(o.bulkID), "first", first)
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
		return wrong(InvalidSyntax, "bulk.version", "n", i, "kind", kindOf(version))
	}
	if o.op.Kind == Delete {
		return nil
	}
	o.op.Asked = Redact(o.op.Type, raw)
	if len(raw) == 0 || raw[0] == 'n' {
		return wrong(InvalidSyntax, "bulk.data", "n", i, "method", o.method)
	}
	at := part(fmt.Sprintf("%s[%d].data", operationsMember, i))
	data, note, err := fit(at, raw, b.h.limit(o.op.Type), b.c.tenant.Strict)
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
	o.op.Notes, o.op.Aside = o.notes.Messages(), o.notes.Aside()
	return err
}

// target reads the path: an endpoint for POST, a resource for all others. The base URL before it is
// tolerated, and so is a missing slash.
func (b *bulkRun) target(i int, v any) error {
	o := &b.ops[i]
	path, ok := v.(string)
	if !ok || path == "" {
		return wrong(InvalidSyntax, "bulk.path.kind",
			"n", i, "kind", kindOf(v), "collection", "/Users", "resource", "/Users/{id}")
	}
	found, endpoint, id := b.h.match(strings.TrimPrefix(path, b.c.base))
	if found == nil {
		return wrong(InvalidPath, "bulk.path.form",
			"n", i, "path", clip(path), "collection", "/Users", "resource", "/Users/{id}")
	}
	if found.first != "{endpoint}" || strings.HasSuffix(found.pattern, "/.search") {
		return wrong(InvalidPath, "bulk.path.other", "n", i, "path", clip(path))
	}
	rt := b.c.tenant.Registry.ByEndpoint(endpoint)
	if rt == nil {
		return refuse(http.StatusNotFound, "", "bulk.path.endpoint", "n", i, "endpoint", clip(endpoint))
	}
	if create := o.op.Kind == Create; create != (found.second == "") {
		if create {
			return wrong(InvalidPath, "bulk.path.collection",
				"n", i, "path", clip(path), "method", o.method, "example", rt.Endpoint)
		}
		return wrong(InvalidPath, "bulk.path.resource",
			"n", i, "path", clip(path), "method", o.method, "example", rt.Endpoint+"/{id}")
	}
	if err := b.c.refuseReadOnly(rt, o.method); err != nil {
		return err
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
