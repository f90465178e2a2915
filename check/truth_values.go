package check

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"unicode"
)

// leaf is a text of the specimen, by the name that filters know it by.
type leaf struct {
	name, value string
	exact       bool
}

// leaves are the texts that were sent, of attributes that are published as strings.
func (s *specimen) leaves() []leaf {
	var all []leaf
	for _, a := range s.parts {
		v, _, _ := lookup(s.sent, a.path())
		if text, ok := v.(string); ok && a.typ == "string" && a.returned != "never" {
			all = append(all, leaf{a.asked(), text, a.exact})
			continue
		}
		for _, sub := range a.subs {
			if text, ok := firstOf(v)[sub.name].(string); ok && sub.typ == "string" && a.typ == "complex" {
				all = append(all, leaf{a.asked() + "." + sub.name, text, sub.exact})
			}
		}
	}
	return all
}

// swapped is s with the case of every letter turned round.
func swapped(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

// truthCase says nothing about attributes that the server does not find at all.
func truthCase(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	all, err := p.specimens()
	if err != nil {
		return err
	}
	tried := 0
	for _, s := range all {
		n, err := p.comparesCase(s)
		if err != nil {
			return err
		}
		tried += n
	}
	if tried == 0 {
		return undecided("check.noText")
	}
	return nil
}

// comparesCase asks for each text of s by a filter, and returns of how many that can be judged.
func (p *probe) comparesCase(s *specimen) (tried int, err error) {
	endpoint, scope := "/Users", fmt.Sprintf("userName eq %q and ", s.name)
	if strings.HasPrefix(s.path, "/Groups") {
		endpoint, scope = "/Groups", ""
	}
	found := func(name, value string) (*reply, bool) {
		r := p.list(endpoint, fmt.Sprintf("%s%s eq %q", scope, name, value))
		return r, r.ok() && len(r.ids()) == 1 && r.ids()[0] == s.id
	}
	for _, l := range s.leaves() {
		if strings.HasPrefix(l.name, "members") || swapped(l.value) == l.value {
			continue // ids of others, and values without letters
		}
		if _, ok := found(l.name, l.value); !ok {
			continue
		}
		tried++
		if r, ok := found(l.name, swapped(l.value)); r.ok() && ok == l.exact {
			return tried, wrong(r, "check.caseExact", "answer", r.answer(), "name", l.name, "exact", l.exact, "value", l.value)
		}
	}
	return tried, nil
}

func truthUnique(p *probe) error {
	parts, err := p.userParts()
	if err != nil {
		return err
	}
	for _, a := range parts {
		if a.unique != "server" && a.unique != "global" || !a.writable() || a.typ != "string" || a.multi {
			continue
		}
		body := p.document(parts, p.userName(), definition.writable)
		v, _, _ := lookup(body, a.path())
		if _, ok := v.(string); !ok || a.name == "userName" {
			continue
		}
		if r := p.post("/Users", body); !r.ok() {
			return unready(r)
		}
		again := p.document(parts, p.userName(), definition.writable)
		if to, ok := again[a.urn].(obj); ok {
			to[a.name] = v
		} else {
			again[a.name] = v
		}
		if r := p.post("/Users", again); r.Status != http.StatusConflict && r.Status != http.StatusBadRequest {
			return wrong(r, "check.unique", "answer", r.answer(), "name", a.asked(), "value", brief(v))
		}
	}
	return nil
}

func truthImmutable(p *probe) error {
	parts, err := p.userParts()
	if err != nil {
		return err
	}
	for _, a := range parts {
		if a.mutability != "immutable" || a.urn != "" {
			continue
		}
		name := p.userName()
		body := p.document(parts, name, definition.writable)
		before, ok := body[a.name].(string)
		if !ok {
			continue
		}
		u, err := p.create("/Users", name, body)
		if err != nil {
			return err
		}
		body[a.name] = before + "-changed"
		r := p.put(u.path, body)
		if r.Status == http.StatusBadRequest {
			continue
		}
		now, err := p.after(r, u)
		if err != nil {
			return err
		}
		if now.at(a.path()) == before+"-changed" {
			return wrong(now, "check.immutable", "name", a.name, "value", brief(body[a.name]))
		}
	}
	return nil
}

// truthKept compares texts without regard to case, and of lists only whether there is something:
// a server may write values in its own way (RFC 7643 section 2.4).
func truthKept(p *probe) error {
	s, err := p.specimen()
	if err != nil {
		return err
	}
	r := p.get(s.path)
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	for _, a := range s.parts {
		sent, ok, _ := lookup(s.sent, a.path())
		if !ok || a.returned == "never" || a.returned == "request" || a.mutability == "writeonly" {
			continue
		}
		got := r.at(a.path())
		if !kept(sent, got) {
			return wrong(r, "check.set", "name", a.asked(), "sent", brief(sent), "found", brief(got))
		}
	}
	return nil
}

func kept(sent, got any) bool {
	switch sent := sent.(type) {
	case string:
		text, ok := got.(string)
		return ok && strings.EqualFold(sent, text)
	case obj:
		m, _ := got.(obj)
		for k, v := range sent {
			if !kept(v, m[k]) {
				return false
			}
		}
		return true
	case arr:
		list, _ := got.(arr)
		return len(list) > 0
	}
	return reflect.DeepEqual(sent, got)
}
