package scim

import (
	"bytes"
	"strings"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// Some clients send a photo as data (RFC 2397) in the place of its address. Such a one may be larger than all the rest
// may be, and it would be wrong to refuse a person for it: it is left out, and the record of the request says so (rule
// P10). The strict profile refuses the request.

const (
	// photoRoom times as large as its limit may be a body that holds data.
	photoRoom = 16
	// smallData is what data may have, in bytes, without being looked at.
	smallData = 1 << 10
)

// fit decodes a body of a request about a resource. Where it is larger than its limit, data are left out of it, and
// note says so; if that doesn't help it is refused.
func fit(what part, body []byte, limit int64, strict bool) (v any, note message.Message, err error) {
	large := int64(len(body)) > limit
	if large && (strict || int64(len(body))-int64(dataSize(body)) > limit) {
		return nil, note, tooLargeError(what, limit)
	}
	if v, err = schema.Decode(body); err != nil || !large {
		return v, note, err
	}
	left, n, _ := withoutData(v)
	if left == nil || int64(len(body)-n) > limit {
		return nil, note, tooLargeError(what, limit)
	}
	if object, ok := left.(map[string]any); ok {
		had, _ := v.(map[string]any)
		if had != nil && member(had, operationsMember) != nil && member(object, operationsMember) == nil {
			nothing := map[string]any{"op": "add", "value": map[string]any{}}
			object[operationsMember] = []any{nothing} // what is left of them changes nothing
		}
	}
	return left, message.New("request.photo", "n", n, "limit", limit), nil
}

// dataSize is how many bytes of a text are in strings that are data.
func dataSize(body []byte) (n int) {
	for {
		at := bytes.Index(body, []byte(`"data:`))
		if at < 0 {
			return n
		}
		body = body[at+1:]
		end := bytes.IndexByte(body, '"')
		if end < 0 {
			return n
		}
		if end > smallData {
			n += end
		}
		body = body[end:]
	}
}

// withoutData is a decoded value without data: an element, or an operation of PATCH, whose value is data goes as a
// whole, and so does a list that has nothing else. n is how many bytes of data went; drop tells that nothing is left.
func withoutData(v any) (left any, n int, drop bool) {
	switch v := v.(type) {
	case string:
		if len(v) > smallData && strings.HasPrefix(v, "data:") {
			return nil, len(v), true
		}
	case []any:
		kept := make([]any, 0, len(v))
		for _, element := range v {
			l, more, gone := withoutData(element)
			if n += more; !gone {
				kept = append(kept, l)
			}
		}
		return kept, n, len(kept) == 0 && n > 0
	case map[string]any:
		kept := make(map[string]any, len(v))
		for name, value := range v {
			l, more, gone := withoutData(value)
			n += more
			if gone && strings.EqualFold(name, "value") {
				return nil, n, true
			}
			if !gone {
				kept[name] = l
			}
		}
		return kept, n, len(kept) == 0 && n > 0
	}
	return v, n, false
}
