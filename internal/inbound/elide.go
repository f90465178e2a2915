package inbound

import (
	"regexp"
	"strings"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/message"
)

// quotation is what was sent, as refusals quote it.
var quotation = regexp.MustCompile(`"(?:[^"\\]|\\.)*("|$)`)

// maxListed is how much of a list recent traffic shows.
const maxListed = 20

// elide is why something was refused, without what was sent: that stands between quotation marks.
func elide(m text.Message) text.Message {
	short := text.Message{Key: m.Key, Text: unquoted(m.Text)}
	if len(m.Args) == 0 {
		return short
	}
	short.Args = make(message.Args, len(m.Args))
	for name, v := range m.Args {
		if text.Quotes(m, name) {
			v = elided
		}
		short.Args[name] = elideArgument(v)
	}
	return short
}

func elideArgument(v any) any {
	switch v := v.(type) {
	case string:
		return unquoted(v)
	case text.Message:
		return elide(v)
	case []string:
		list := make([]string, 0, min(len(v), maxListed+1))
		for _, one := range v[:min(len(v), maxListed)] {
			list = append(list, unquoted(one))
		}
		if len(v) > maxListed {
			list = append(list, elided)
		}
		return list
	case []text.Message:
		list := make([]text.Message, 0, min(len(v), maxListed+1))
		for _, one := range v[:min(len(v), maxListed)] {
			list = append(list, elide(one))
		}
		if len(v) > maxListed {
			list = append(list, text.Plain(elided))
		}
		return list
	}
	return v
}

// unquoted is a text without what was sent, in a copy, so that what was sent is let go.
func unquoted(s string) string {
	if strings.Contains(s, `"`) {
		s = quotation.ReplaceAllString(held(s, 4*maxDetail), `"`+elided+`"`)
	}
	return strings.Clone(cut(s, maxDetail))
}
