package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (s *stub) lookup(k *kind, id string) *entry {
	for _, e := range s.order {
		if e.kind == k && e.r["id"] == id {
			return e
		}
	}
	return nil
}

func (s *stub) location(e *entry) string { return s.url + e.kind.endpoint + "/" + e.r["id"].(string) }

// create stores a new resource under id, or under a new one.
func (s *stub) create(k *kind, body obj, id string) (*entry, *fault) {
	r, f := k.read(body)
	if f != nil {
		return nil, f
	}
	if f := s.unique(nil, k, r); f != nil {
		return nil, f
	}
	if id == "" {
		id = randomUUID()
	}
	now := stamp()
	e := &entry{k, r}
	r["id"] = id
	r["meta"] = obj{"resourceType": k.name, "created": now, "lastModified": now, "location": s.location(e), "version": s.version()}
	if f := s.members(r); f != nil {
		return nil, f
	}
	s.order = append(s.order, e)
	return e, nil
}

func (s *stub) version() string {
	s.serial++
	return fmt.Sprintf(`W/"%d"`, s.serial)
}

func (s *stub) replace(e *entry, body obj) *fault {
	r, f := e.kind.read(body)
	if f != nil {
		return f
	}
	r["id"], r["meta"] = e.r["id"], e.r["meta"]
	if e.r["password"] != nil && r["password"] == nil {
		r["password"] = e.r["password"]
	}
	return s.store(e, r)
}

// store puts a changed resource in the place of e's.
func (s *stub) store(e *entry, r obj) *fault {
	if f := s.unique(e, e.kind, r); f != nil {
		return f
	}
	if f := s.members(r); f != nil {
		return f
	}
	if compact(r) == compact(e.r) {
		return nil
	}
	r["meta"] = maps.Clone(r["meta"].(obj))
	r["meta"].(obj)["lastModified"], r["meta"].(obj)["version"] = stamp(), s.version()
	e.r = r
	return nil
}

// composed writes the one letter that the checks use in two forms in one.
func composed(v any) string { return strings.ReplaceAll(plain(v), "e\u0308", "\u00eb") }

func (s *stub) unique(self *entry, k *kind, r obj) *fault {
	for _, e := range s.order {
		if k == userKind && e != self && e.kind == k && strings.EqualFold(composed(e.r["userName"]), composed(r["userName"])) {
			return &fault{409, "uniqueness", "userName is taken"}
		}
	}
	return nil
}

// members checks that each member exists and completes it.
func (s *stub) members(r obj) *fault {
	for _, m := range list(r["members"]) {
		m := m.(obj)
		id := plain(m["value"])
		var found *kind
		for _, e := range s.order {
			if e.r["id"] == id {
				found = e.kind
			}
		}
		if found == nil && !s.reserve[id] {
			return bad("invalidValue", "there is no member %q", id)
		}
		if found != nil {
			m["type"], m["$ref"] = found.name, s.url+found.endpoint+"/"+id
		}
	}
	return nil
}

func (s *stub) remove(e *entry) {
	s.order = slices.DeleteFunc(s.order, func(o *entry) bool { return o == e })
	for _, g := range s.order {
		if l := list(g.r["members"]); l != nil {
			g.r["members"] = slices.DeleteFunc(slices.Clone(l), func(m any) bool { return m.(obj)["value"] == e.r["id"] })
		}
	}
}
