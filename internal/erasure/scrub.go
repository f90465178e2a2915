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
)

// Mark stands where something of somebody was.
const Mark = "[erased]"

// minNumber is how many digits a number has at least that is taken for an id.
const minNumber = 4

// Scrubber takes traces out of texts.
type Scrubber struct {
	whole     map[string]bool // in lower case
	needles   []string        // the same; a text that contains none of them has no trace
	contained *regexp.Regexp  // nil for nothing
}

// Scrubber gives what takes the traces out.
func (t Traces) Scrubber() *Scrubber {
	s := &Scrubber{whole: map[string]bool{}}
	var parts []string
	for _, list := range [][]string{t.Addresses, t.Names, t.IDs} {
		for _, trace := range list {
			needle := strings.ToLower(trace)
			s.whole[needle] = true
			s.needles = append(s.needles, needle)
		}
	}
	for _, address := range t.Addresses {
		parts = append(parts, regexp.QuoteMeta(address))
	}
	for _, name := range t.Names {
		if strings.ContainsFunc(name, unicode.IsSpace) {
			parts = append(parts, regexp.QuoteMeta(name))
		}
	}
	for _, id := range t.IDs { // as a filter compares it
		parts = append(parts, regexp.QuoteMeta(`"`+id+`"`))
	}
	if len(parts) > 0 {
		slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) }) // of two that begin alike the longer
		s.contained = regexp.MustCompile("(?i)(?:" + strings.Join(parts, "|") + ")")
	}
	return s
}

// Text is a text without the traces.
func (s *Scrubber) Text(in string) string {
	if s.whole[strings.ToLower(strings.TrimSpace(in))] {
		return Mark
	}
	if s.contained == nil || !s.suspects(in) {
		return in
	}
	var out strings.Builder
	rest := 0
	for at := 0; at < len(in); {
		found := s.contained.FindStringIndex(in[at:])
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
	if rest == 0 {
		return in
	}
	return out.String() + in[rest:]
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
	if out := s.Text(in); out != in {
		return out
	}
	plain, err := url.QueryUnescape(in)
	if err != nil {
		return in
	}
	if out := s.Text(plain); out != plain {
		return out
	}
	if at := strings.LastIndexByte(plain, '/'); s.Text(plain[at+1:]) == Mark {
		return plain[:at+1] + Mark
	}
	return in
}

// JSON is a JSON document without the traces, the very same where it has none. What is no JSON counts as a text.
func (s *Scrubber) JSON(document []byte) []byte {
	if bytes.IndexByte(document, '\\') < 0 && !s.suspects(string(document)) { // without an escape it says what it says
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
	v = s.value(v, &changed)
	if !changed {
		return document
	}
	out, err := json.Marshal(v)
	if err != nil {
		panic("what was decoded from JSON is always JSON: " + err.Error())
	}
	return out
}

func (s *Scrubber) value(v any, changed *bool) any {
	switch v := v.(type) {
	case string:
		out := s.Text(v)
		*changed = *changed || out != v
		return out
	case json.Number: // an externalId of digits may have been sent as a number; a small one is more likely something else
		if len(v) >= minNumber && s.whole[v.String()] {
			*changed = true
			return Mark
		}
	case []any:
		for i := range v {
			v[i] = s.value(v[i], changed)
		}
	case map[string]any:
		for name, inner := range v {
			clean := s.Text(name)
			if clean != name {
				*changed = true
				delete(v, name)
			}
			v[clean] = s.value(inner, changed)
		}
	}
	return v
}
