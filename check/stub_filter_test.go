package check

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// filterParser is the stub's filter: a recursive descent that makes a function.
type filterParser struct {
	k      *kind
	within *attr // inside a value path: the attribute whose elements are looked at
	tokens []string
	depth  int
}

type predicate func(obj) bool

var filterToken = regexp.MustCompile(`^\s*("(?:\\.|[^"\\])*"|[()\[\]]|[^\s()\[\]"]+)`)

// parseFilter returns the predicate of a filter on resources of k.
func parseFilter(k *kind, within *attr, s string) (predicate, *fault) {
	p := &filterParser{k: k, within: within}
	for strings.TrimSpace(s) != "" {
		m := filterToken.FindStringSubmatch(s)
		if m == nil {
			return nil, bad("invalidFilter", "cannot read %q", clip(s, 40))
		}
		p.tokens = append(p.tokens, m[1])
		s = s[len(m[0]):]
	}
	f, err := p.or()
	if err == nil && len(p.tokens) > 0 {
		err = bad("invalidFilter", "unexpected %q", p.tokens[0])
	}
	return f, err
}

func (p *filterParser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return strings.ToLower(p.tokens[0])
}

func (p *filterParser) take() string {
	if len(p.tokens) == 0 {
		return ""
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

func (p *filterParser) or() (predicate, *fault) {
	if p.depth++; p.depth > 64 {
		return nil, bad("invalidFilter", "too deep")
	}
	defer func() { p.depth-- }()
	left, f := p.and()
	for f == nil && p.peek() == "or" {
		p.take()
		var right predicate
		l := left
		if right, f = p.and(); f == nil {
			left = func(r obj) bool { return l(r) || right(r) }
		}
	}
	return left, f
}

func (p *filterParser) and() (predicate, *fault) {
	left, f := p.term()
	for f == nil && p.peek() == "and" {
		p.take()
		var right predicate
		l := left
		if right, f = p.term(); f == nil {
			left = func(r obj) bool { return l(r) && right(r) }
		}
	}
	return left, f
}

func (p *filterParser) term() (predicate, *fault) {
	negate := false
	if p.peek() == "not" {
		p.take()
		negate = true
		if p.peek() != "(" {
			return nil, bad("invalidFilter", "not needs a bracket")
		}
	}
	if p.peek() == "(" {
		p.take()
		inner, f := p.or()
		if f != nil {
			return nil, f
		}
		if p.take() != ")" {
			return nil, bad("invalidFilter", "a bracket is not closed")
		}
		return func(r obj) bool { return inner(r) != negate }, nil
	}
	return p.comparison()
}

// comparison is an attribute with an operator, or a value path.
func (p *filterParser) comparison() (predicate, *fault) {
	name := p.take()
	a, sub, urn := p.lookup(name)
	if a == nil {
		return nil, bad("invalidFilter", "there is no attribute %q", name)
	}
	if p.peek() == "[" && p.within == nil && a.multi {
		return p.valuePath(a, urn)
	}
	leaf := a
	if sub != nil {
		leaf = sub
	} else if a.multi {
		leaf = findAttr(a.sub, "value")
	}
	get := func(r obj) []any { return reach(r, a, sub, urn) }
	verb := strings.ToLower(p.take())
	if verb == "pr" {
		return func(r obj) bool {
			for _, v := range get(r) {
				if !empty(v) {
					return true
				}
			}
			return false
		}, nil
	}
	var want any
	if err := json.Unmarshal([]byte(p.take()), &want); err != nil {
		return nil, bad("invalidFilter", "the value is no JSON")
	}
	if leaf.typ == "boolean" {
		if s, ok := want.(string); ok {
			want = strings.EqualFold(s, "true")
		}
	}
	test := comparison(leaf, verb)
	if test == nil {
		return nil, bad("invalidFilter", "%s cannot be compared with %q", leaf.name, verb)
	}
	return func(r obj) bool {
		got := get(r)
		for _, v := range got {
			if v != nil && test(v, want) {
				return true
			}
		}
		return verb == "ne" && len(got) == 0
	}, nil
}

func (p *filterParser) lookup(name string) (a, sub *attr, urn string) {
	if p.within != nil {
		return findAttr(p.within.sub, name), nil, ""
	}
	return p.k.resolve(name)
}

func (p *filterParser) valuePath(a *attr, urn string) (predicate, *fault) {
	p.take()
	p.within = a
	inner, f := p.or()
	p.within = nil
	if f != nil {
		return nil, f
	}
	if p.take() != "]" {
		return nil, bad("invalidFilter", "a value path is not closed")
	}
	var sub *attr
	if s, ok := strings.CutPrefix(p.peek(), "."); ok { // emails[...].value eq "x"
		sub = findAttr(a.sub, s)
		p.take()
		rest := &filterParser{k: p.k, within: a, tokens: append([]string{s}, p.tokens...)}
		more, f := rest.comparison()
		if f != nil || sub == nil {
			return nil, bad("invalidFilter", "after a value path")
		}
		p.tokens = rest.tokens
		first := inner
		inner = func(r obj) bool { return first(r) && more(r) }
	}
	return func(r obj) bool {
		for _, e := range reach(r, a, nil, urn) {
			if m, ok := e.(obj); ok && inner(m) {
				return true
			}
		}
		return false
	}, nil
}

// reach are the values of an attribute: the elements of a list one by one.
func reach(r obj, a, sub *attr, urn string) []any {
	if urn != "" {
		r, _ = r[urn].(obj)
	}
	list, ok := r[a.name].(arr)
	if !ok && r[a.name] != nil {
		list = arr{r[a.name]}
	}
	if sub == nil && !a.multi {
		return list
	}
	var out []any
	for _, e := range list {
		m, _ := e.(obj)
		switch {
		case sub != nil && m[sub.name] != nil:
			out = append(out, m[sub.name])
		case sub == nil:
			out = append(out, e)
		}
	}
	return out
}

// comparison is the test of an operator on values of an attribute, nil when there is none.
func comparison(a *attr, verb string) func(got, want any) bool {
	order := func(got, want any) int {
		g, w := plain(got), plain(want)
		if a.typ == "dateTime" {
			return compareTimes(g, w)
		}
		if !a.exact {
			g, w = strings.ToLower(g), strings.ToLower(w)
		}
		return strings.Compare(g, w)
	}
	part := func(f func(s, part string) bool) func(got, want any) bool {
		return func(got, want any) bool {
			if m, ok := got.(obj); ok {
				got = m["value"]
			}
			g, w := plain(got), plain(want)
			if !a.exact {
				g, w = strings.ToLower(g), strings.ToLower(w)
			}
			return f(g, w)
		}
	}
	switch verb {
	case "eq":
		return part(func(s, p string) bool { return s == p })
	case "ne":
		return part(func(s, p string) bool { return s != p })
	case "co":
		return part(strings.Contains)
	case "sw":
		return part(strings.HasPrefix)
	case "ew":
		return part(strings.HasSuffix)
	}
	if a.typ == "boolean" {
		return nil
	}
	switch verb {
	case "gt":
		return func(g, w any) bool { return order(g, w) > 0 }
	case "ge":
		return func(g, w any) bool { return order(g, w) >= 0 }
	case "lt":
		return func(g, w any) bool { return order(g, w) < 0 }
	case "le":
		return func(g, w any) bool { return order(g, w) <= 0 }
	}
	return nil
}

// now is the stub's time stamp.
func stamp() string { return time.Now().UTC().Format("2006-01-02T15:04:05.000000Z") }
