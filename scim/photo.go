package scim

import (
	"bytes"
	"fmt"
	"strings"

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
func fit(what string, body []byte, limit int64, strict bool) (v any, note string, err error) {
	large := int64(len(body)) > limit
	if large && (strict || int64(len(body))-int64(dataSize(body)) > limit) {
		return nil, "", tooLargeError(what, limit)
	}
	if v, err = schema.Decode(body); err != nil || !large {
		return v, "", err
	}
	left, n, _ := withoutData(v)
	if left == nil || int64(len(body)-n) > limit {
		return nil, "", tooLargeError(what, limit)
	}
	if message, ok := left.(map[string]any); ok {
		if had, _ := v.(map[string]any); had != nil && member(had, "Operations") != nil && member(message, "Operations") == nil {
			message["Operations"] = []any{map[string]any{"op": "add", "value": map[string]any{}}} // what is left of them changes nothing
		}
	}
	return left, fmt.Sprintf("left out: a photo given as data (%d bytes), with which the request is larger than %d bytes, the limit; send its address", n, limit), nil
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
