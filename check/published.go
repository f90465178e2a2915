package check

import (
	"regexp"
	"slices"
	"strings"
)

// userAttributes are the attributes of the core User schema that the rules use. A server need
// not have all of them (RFC 7643 section 7: /Schemas says what it has), and a rule about one
// that it does not have says nothing.
var userAttributes = []string{"name", "displayName", "nickName", "title", "userType", "active", "password", "emails", "groups", "roles"}

// has reports whether the published User schema has an attribute, which may be dotted. It is
// true when there is no such schema, and for names that are not in userAttributes.
func (s *server) has(name string) bool {
	if _, ok := s.schema(urnUser); !ok {
		return true
	}
	top, sub, dotted := strings.Cut(name, ".")
	if !slices.Contains(userAttributes, top) {
		return true
	}
	def := s.attribute(urnUser, top)
	if def == nil || !dotted {
		return def != nil
	}
	subs, ok := def["subAttributes"].(arr)
	return !ok || slices.ContainsFunc(subs, func(e any) bool {
		m, _ := e.(obj)
		return strings.EqualFold(plain(m["name"]), sub)
	})
}

// needs is a finding unless the published User schema has these attributes.
func (p *probe) needs(names ...string) error {
	for _, n := range names {
		if !p.server.has(n) {
			return skip("check.noAttribute", "name", n)
		}
	}
	return nil
}

// words are the names in a filter or path. URNs and quoted strings are taken out first.
var (
	quoted = regexp.MustCompile(`"(\\.|[^"\\])*"|urn:[^ ]*:`)
	words  = regexp.MustCompile(`[A-Za-z][A-Za-z0-9_$.-]*`)
)

// needsIn is a finding unless the published User schema has what a filter or path names.
func (p *probe) needsIn(expression string) error {
	for _, w := range words.FindAllString(quoted.ReplaceAllString(expression, ""), -1) {
		for _, a := range userAttributes {
			if top, sub, dotted := strings.Cut(w, "."); strings.EqualFold(top, a) {
				w = a
				if dotted {
					w += "." + sub
				}
			}
		}
		if err := p.needs(w); err != nil {
			return err
		}
	}
	return nil
}

// needsFor is a finding unless the published User schema has what PATCH operations name.
func (p *probe) needsFor(ops []obj) error {
	for _, o := range ops {
		path, _ := o["path"].(string)
		base, rest, _ := strings.Cut(path, "[")
		if _, after, ok := strings.Cut(rest, "]"); ok {
			base += after
		}
		if err := each(p.needsIn(base), p.needs(memberNames(base, o["value"])...)); err != nil {
			return err
		}
	}
	return nil
}

// memberNames are the dotted names of the members of a PATCH value below base.
func memberNames(base string, value any) []string {
	var names []string
	switch v := value.(type) {
	case arr:
		for _, e := range v {
			names = append(names, memberNames(base, e)...)
		}
	case obj:
		for k, e := range v {
			if base == "" {
				names = append(append(names, k), memberNames(k, e)...)
			} else {
				names = append(names, base+"."+k)
			}
		}
	}
	return names
}

// trim leaves out of a user what the published User schema does not have, so that a server
// which refuses unknown attributes can be checked too.
func (s *server) trim(body obj) obj {
	for _, a := range userAttributes {
		if !s.has(a) {
			delete(body, a)
		}
	}
	return body
}
