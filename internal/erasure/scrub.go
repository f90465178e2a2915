package erasure

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/usher-id/usher/internal/directory"
)

// Mark stands where something of somebody was.
const Mark = directory.ErasedMark

// Scrubber takes traces out of texts. It is safe for concurrent use.
type Scrubber struct {
	traces    Traces
	needles   []string         // in lower case: a text that contains none of them has no trace
	contained []*regexp.Regexp // addresses and names, and quoted ids, some in each
}

// alternatives is how many traces one expression looks for: a large one is slow and at last refused.
const alternatives = 50

// Scrubber gives what takes the traces out.
func (t Traces) Scrubber() *Scrubber {
	s := &Scrubber{traces: t}
	var parts []string
	for _, list := range [][]string{t.Addresses, t.Names} {
		for _, trace := range list {
			parts = append(parts, regexp.QuoteMeta(trace))
		}
	}
	for _, list := range [][]string{t.UserNames, t.ExternalIDs} { // as a filter compares them
		for _, trace := range list {
			parts = append(parts, regexp.QuoteMeta(`"`+trace+`"`))
		}
	}
	for _, list := range [][]string{t.Addresses, t.Names, t.UserNames, t.ExternalIDs} {
		for _, trace := range list {
			s.needles = append(s.needles, strings.ToLower(trace))
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) }) // of two that begin alike the longer
	for some := range slices.Chunk(parts, alternatives) {
		s.contained = append(s.contained, regexp.MustCompile("(?i)(?:"+strings.Join(some, "|")+")"))
	}
	return s
}

// Text is a text without addresses, full names and quoted ids.
func (s *Scrubber) Text(in string) string {
	plain := in
	if !norm.NFC.IsNormalString(in) { // as addresses are compared (rule M3)
		plain = norm.NFC.String(in)
	}
	if !s.suspects(plain) {
		return in
	}
	out := plain
	for _, expression := range s.contained {
		out = scrub(out, expression)
	}
	if out == plain {
		return in
	}
	return out
}

// scrub takes out what an expression finds that stands alone.
func scrub(in string, expression *regexp.Regexp) string {
	var out strings.Builder
	rest := 0
	for at := 0; at < len(in); {
		found := expression.FindStringIndex(in[at:])
		if found == nil {
			break
		}
		from, to := at+found[0], at+found[1]
		if !alone(in, from, to) {
			_, size := utf8.DecodeRuneInString(in[from:])
			at = from + size
			continue
		}
		out.WriteString(in[rest:from])
		if in[from] == '"' {
			out.WriteString(`"` + Mark + `"`)
		} else {
			out.WriteString(Mark)
		}
		at, rest = to, to
	}
	return out.String() + in[rest:]
}

// Called is what somebody or something is called, without the traces: also where it is nothing but an id.
func (s *Scrubber) Called(in string) string {
	if s.isID(in) {
		return Mark
	}
	return s.Text(in)
}

// isID reports whether a value is a userName or externalId. Only where one is expected does that say anything.
func (s *Scrubber) isID(v string) bool {
	v = strings.TrimSpace(v)
	return slices.Contains(s.traces.ExternalIDs, v) ||
		slices.ContainsFunc(s.traces.UserNames, func(name string) bool { return strings.EqualFold(name, v) })
}

// suspects reports whether a text may have a trace. It is far cheaper than to find it.
func (s *Scrubber) suspects(in string) bool {
	in = strings.ToLower(in)
	return slices.ContainsFunc(s.needles, func(needle string) bool { return strings.Contains(in, needle) })
}

// alone reports whether a part of a text is no part of a longer word or address.
func alone(in string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(in[:from])
	after, size := utf8.DecodeRuneInString(in[to:])
	if in[from] == '"' {
		return true
	}
	word := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	if from > 0 && (word(before) || strings.Contains(in[from:to], "@") && strings.ContainsRune(".+-_'", before)) {
		return false
	}
	if word(after) || after == '_' {
		return false
	}
	if after == '.' || after == '-' { // the end of a sentence, or a longer domain
		next, _ := utf8.DecodeRuneInString(in[to+size:])
		return !word(next)
	}
	return true
}

// Path is the path and query of a request without the traces.
func (s *Scrubber) Path(in string) string {
	plain, err := url.QueryUnescape(in)
	if err != nil {
		plain = in
	}
	path, query, asked := strings.Cut(plain, "?")
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = s.Called(part)
	}
	out := strings.Join(parts, "/")
	if asked {
		out += "?" + s.Text(query)
	}
	if out == plain {
		return in
	}
	return out
}

// JSON is a JSON document without the traces, the very same where it has none. What is no JSON counts as a text.
// Names of members stay: they are the protocol's.
func (s *Scrubber) JSON(document []byte) []byte {
	// it says what it says
	if bytes.IndexByte(document, '\\') < 0 && isASCII(document) && !s.suspects(string(document)) {
		return document
	}
	v := decoded(document)
	if v == nil {
		if out := s.Text(string(document)); out != string(document) {
			return []byte(out)
		}
		return document
	}
	changed := false
	v = s.value(v, "", &changed)
	if !changed {
		return document
	}
	out, err := json.Marshal(v)
	if err != nil {
		panic("what was decoded from JSON is always JSON: " + err.Error())
	}
	return out
}

func isASCII(document []byte) bool {
	return !bytes.ContainsFunc(document, func(r rune) bool { return r >= utf8.RuneSelf })
}

// identifying are the members, in lower case, whose values are ids of people: of resources, of what was changed or
// asked for at such a path, and of what messages name.
var identifying = []string{"username", "externalid", "name", "user", "ref", "whom", "id", "subject"}

// value is the value of a member without the traces.
func (s *Scrubber) value(v any, member string, changed *bool) any {
	switch v := v.(type) {
	case string:
		out := s.Text(v)
		if slices.Contains(identifying, member) {
			out = s.Called(v)
		}
		*changed = *changed || out != v
		return out
	case json.Number: // an externalId of digits may have been sent as a number
		if slices.Contains(identifying, member) && s.isID(v.String()) {
			*changed = true
			return Mark
		}
	case []any:
		for i := range v {
			v[i] = s.value(v[i], member, changed)
		}
	case map[string]any:
		path, _ := v["path"].(string)
		for name, inner := range v {
			switch of := strings.ToLower(name); {
			case slices.Contains([]string{"value", "before", "after"}, of) && path != "":
				v[name] = s.value(inner, strings.ToLower(path), changed)
			case of == "path", of == "op", of == "schemas", of == "k": // of the protocol, and of kept messages
				if text, is := inner.(string); is && of == "path" {
					out := s.Text(text) // a filter may name somebody
					*changed = *changed || out != text
					v[name] = out
				}
			default:
				v[name] = s.value(inner, of, changed)
			}
		}
	}
	return v
}
