package scim

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// The URNs of RFC 7644 section 3.7.
const (
	bulkRequestSchema  = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
	bulkResponseSchema = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
)

// bulk answers POST /Bulk (RFC 7644 section 3.7): one answer for each operation. The whole text is checked first, so
// that nothing of a broken request is carried out. Then its operations are decoded and handed to the backend some at
// a time: in memory they take many times the room of their text (rule P10).
func (h *handler) bulk(c *call) error {
	if err := missing(h.abilities(c).Bulk, "request.unable.bulk"); err != nil {
		return err
	}
	if err := c.read(partBulk, h.Limits.BulkPayload); err != nil {
		return err
	}
	others, operations := bulkMembers(*c.body)
	raw := rawOperations(operations, h.Limits.BulkOperations)
	if len(raw) > h.Limits.BulkOperations { // before anything is spent on them
		return refuse(http.StatusRequestEntityTooLarge, "", "bulk.many", "most", h.Limits.BulkOperations)
	}
	if err := schema.Check(*c.body); err != nil {
		return err
	}
	c.decoded = true
	largest := stepBytes
	for _, r := range raw {
		largest = max(largest, len(r))
	}
	if err := c.occupy(min(largest+mostReferring, len(*c.body))); err != nil {
		return err
	}
	request, err := bulkMessage(*c.body, others, c.tenant.Strict)
	if err != nil {
		return err
	}
	if len(operations) == 0 || operations[0] != '[' {
		return wrong(InvalidSyntax, "bulk.operations.kind", "kind", rawKind(operations))
	}
	if len(raw) == 0 {
		return wrong(InvalidValue, "bulk.operations.empty")
	}
	failOnErrors, err := parseFailOnErrors(member(request, "failOnErrors"))
	if err != nil {
		return err
	}
	c.event.Total = len(raw)
	b := newBulkRun(h, c, raw)
	b.run(failOnErrors)
	return b.respond()
}

// parseFailOnErrors returns how many errors end the processing; 0 when none do.
func parseFailOnErrors(v any) (int, error) {
	text := ""
	switch v := v.(type) {
	case nil:
		return 0, nil
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	n, err := strconv.Atoi(text)
	if err != nil && !errors.Is(err, strconv.ErrRange) || n < 1 {
		return 0, wrong(InvalidValue, "bulk.failOnErrors")
	}
	return n, nil
}

// member finds a member of a decoded object, in any case.
func member(object map[string]any, name string) any {
	if v, ok := object[name]; ok {
		return v
	}
	for key, v := range object {
		if strings.EqualFold(key, name) {
			return v
		}
	}
	return nil
}

// bulkMembers finds the text of Operations in a Bulk request, and the texts of its other members. Several Operations
// in different case are not told apart by anybody: the one that is spelt as the RFC does counts.
func bulkMembers(body []byte) (others map[string][]byte, operations []byte) {
	s := scanner{src: bytes.TrimPrefix(body, byteOrderMark)}
	others = map[string][]byte{}
	exact := false
	s.members(func(key []byte) {
		name := unquote(key)
		value := s.value()
		switch {
		case !named(name, "Operations"):
			if len(others) < 16 { // what else there may be means nothing
				others[string(name)] = value
			}
		case !exact:
			operations, exact = value, string(name) == "Operations"
		}
	})
	return others, operations
}

// bulkMessage checks what a Bulk request says beside its operations.
func bulkMessage(body []byte, others map[string][]byte, strict bool) (map[string]any, error) {
	if first := (&scanner{src: bytes.TrimPrefix(body, byteOrderMark)}); first.peek() != '{' {
		v, err := schema.Decode(body)
		if err != nil {
			return nil, err
		}
		return parseMessage(v, bulkRequestSchema, strict)
	}
	message := make(map[string]any, len(others))
	for name, text := range others {
		if !named([]byte(name), "schemas") && !named([]byte(name), "failOnErrors") {
			continue
		}
		v, err := schema.Decode(text)
		if err != nil {
			return nil, err
		}
		message[name] = v
	}
	return parseMessage(message, bulkRequestSchema, strict)
}

// rawOperations finds the text of each element of Operations, and stops behind the limit.
func rawOperations(operations []byte, limit int) (list [][]byte) {
	s := scanner{src: operations}
	if s.peek() != '[' {
		return nil
	}
	s.elements(func() bool {
		list = append(list, s.value())
		return len(list) <= limit
	})
	return list
}

// rawKind names the type of a JSON text, as kindOf does that of a value.
func rawKind(text []byte) message.Message {
	if len(text) == 0 {
		return kindOf(nil)
	}
	switch text[0] {
	case 'n':
		return kindOf(nil)
	case 't', 'f':
		return kindOf(true)
	case '"':
		return kindOf("")
	case '[':
		return kindOf([]any{})
	case '{':
		return kindOf(map[string]any{})
	}
	return kindOf(json.Number("0"))
}

// respond writes the BulkResponse: the operations that were processed, in the order of the request
//
func (b *bulkRun) respond() error {
	out := append(b.c.out.buf, `{"schemas":["`+bulkResponseSchema+`"],"Operations":[`...)
	first := true
	for i := range b.ops {
		o := &b.ops[i]
		if !o.done {
			continue
		}
		if !first {
			out = append(out, ',')
		}
		first = false
		out = b.appendOutcome(out, o)
	}
	b.c.out.buf = append(out, "]}"...)
	return nil
}

func (b *bulkRun) appendOutcome(dst []byte, o *bulkOperation) []byte {
	dst = append(dst, `{"method":`...)
	dst = appendString(dst, o.method)
	if o.bulkID != "" {
		dst = append(dst, `,"bulkId":`...)
		dst = appendString(dst, o.bulkID)
	}
	if o.op.Type != nil && o.op.ID != "" && (o.op.Kind != Create || o.err == nil) {
		dst = append(dst, `,"location":`...)
		dst = appendString(dst, b.c.base+o.op.Type.Endpoint+"/"+url.PathEscape(o.op.ID))
	}
	if o.err != nil {
		reason, internal := problem(o.err)
		shown, id := b.c.named(Refused{Exchange: &b.c.event, Operation: &o.op, Shown: reason, Err: o.err})
		if !o.asked {
			b.c.event.Refused = append(b.c.event.Refused, Refusal{
				Operation: o.op, Reason: discreet(reason, bytes.Contains(o.op.Asked, []byte("[removed"))), Case: id,
			})
		}
		if internal != nil {
			b.c.event.Err = errors.Join(b.c.event.Err, internal)
		}
		dst = append(dst, `,"status":"`...)
		dst = strconv.AppendInt(dst, int64(shown.Status), 10)
		dst = append(dst, `","response":`...)
		return append(b.c.appendError(dst, shown), '}')
	}
	if o.version != "" {
		dst = append(dst, `,"version":`...)
		dst = appendString(dst, etag(o.version))
	}
	dst = append(dst, `,"status":"`...)
	dst = append(dst, [...]string{Create: "201", Replace: "200", Patch: "200", Delete: "204"}[o.op.Kind]...)
	return append(dst, `"}`...)
}
