package schema

import (
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
)

// Attr is a resolved attribute path.
type Attr struct {
	URN    string     // the extension's URN, "" for core and common attributes
	Parent *Attribute // the top-level attribute; nil when the path names a whole schema, which URN then is
	Sub    *Attribute // the sub-attribute, or nil
}

// Leaf is the attribute that the path ends at; nil when it names a whole schema.
func (a Attr) Leaf() *Attribute {
	if a.Sub != nil {
		return a.Sub
	}
	return a.Parent
}

// String writes the path in the notation of RFC 7644 section 3.10, spelled as in the schema.
func (a Attr) String() string {
	if a.Parent == nil {
		return a.URN
	}
	s := a.Parent.Name
	if a.Sub != nil {
		s += "." + a.Sub.Name
	}
	if a.URN != "" {
		s = a.URN + ":" + s
	}
	return s
}

// UnknownAttribute says that a resource type has no such attribute.
type UnknownAttribute struct {
	Path string // as it was written

	rt     *ResourceType
	parent *Attribute // set when only the sub-attribute is unknown
}

// Error names the attribute and, if there is one, the name that was most likely meant. It is
// put together only when it is read: a search over several resource types meets many unknown
// attributes that nobody is told of.
func (e *UnknownAttribute) Error() string { return message.Say(e.Tell()) }

// Tell is the message that Error says in English.
func (e *UnknownAttribute) Tell() message.Message {
	return e.advise(func(*Attribute) bool { return true })
}

// ForWriting is Tell for who wants to change the attribute: no advice names what is read-only and
// would be refused as well (rule P9).
func (e *UnknownAttribute) ForWriting() message.Message {
	return e.advise(func(a *Attribute) bool { return a.Mutability != ReadOnly })
}

// ForSearching is Tell for who wants to search or sort by the attribute: no advice names what is kept
// away from searches (rule P9).
func (e *UnknownAttribute) ForSearching() message.Message {
	return e.advise(func(a *Attribute) bool { return !a.secret() })
}

// advise names only attributes that are usable.
func (e *UnknownAttribute) advise(usable func(*Attribute) bool) message.Message {
	path := quoteName(e.Path)
	namesOf := func(attributes []*Attribute) (list []string) {
		for _, a := range attributes {
			if usable(a) {
				list = append(list, a.Name)
			}
		}
		return list
	}
	if e.parent != nil {
		var has []string
		if usable(e.parent) {
			has = namesOf(e.parent.SubAttributes)
		}
		return e.adviseSub(path, has)
	}
	name, typ := e.Path, e.rt.Name
	var candidates []string
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		if ext := e.rt.extensionPrefix(name); ext != nil {
			name = name[len(ext.ID)+1:]
			if near := nearest(name, namesOf(ext.Attributes)); near != "" {
				return message.New("attribute.near", "path", path, "type", typ, "near", ext.ID+":"+near)
			}
			has := namesOf(ext.Attributes)
			if len(has) == 0 {
				return message.New("attribute.leave", "path", path, "type", typ)
			}
			return message.New("attribute.extension", "path", path, "type", typ, "urn", ext.ID, "names", has)
		}
		if !hasURN(e.Path, e.rt.Core.ID) {
			urns := []string{e.rt.Core.ID}
			for _, x := range e.rt.Extensions {
				if len(namesOf(x.Attributes)) > 0 {
					urns = append(urns, x.ID)
				}
			}
			return message.New("attribute.schema", "path", path, "type", typ, "urns", urns)
		}
		name = name[i+1:]
	}
	name, _, _ = strings.Cut(name, ".")
	candidates = append(namesOf(commonAttributes), namesOf(e.rt.Core.Attributes)...)
	for _, x := range e.rt.Extensions {
		candidates = append(candidates, namesOf(x.Attributes)...)
	}
	near := nearest(name, candidates)
	if near == "" {
		return message.New("attribute.unknown", "path", path, "type", typ)
	}
	if a, err := e.rt.ResolveName(near); err == nil {
		near = a.String()
	}
	return message.New("attribute.near", "path", path, "type", typ, "near", near)
}

// adviseSub is what is said of an unknown sub-attribute of one that has these.
func (e *UnknownAttribute) adviseSub(path string, has []string) message.Message {
	parent, sub := e.parent.Name, e.Path[strings.LastIndexByte(e.Path, '.')+1:]
	switch near := nearest(sub, has); {
	case len(e.parent.SubAttributes) > 0 && len(has) == 0:
		return message.New("attribute.sub.leave", "path", path, "parent", parent, "name", quoteName(sub))
	case len(e.parent.SubAttributes) == 0:
		return message.New("attribute.sub.simple",
			"path", path, "parent", parent, "type", e.parent.Type, "name", "."+clip(sub))
	case near != "":
		return message.New("attribute.sub.near",
			"path", path, "parent", parent, "name", quoteName(sub), "near", parent+"."+near)
	}
	return message.New("attribute.sub.list", "path", path, "parent", parent, "name", quoteName(sub), "names", has)
}

func clip(s string) string { return strings.Trim(quoteName(s), `"`) }

// Resolve finds what a path names, without regard to case. The URN of the core
// schema is optional. An extension's URN is needed, except where the name alone is clear because
// one extension defines it and the core does not: Entra sends manager. A path that is the URN of
// a schema gives an Attr without Parent. The error is *UnknownAttribute.
func (rt *ResourceType) Resolve(p filter.AttributePath) (Attr, error) {
	if p.URIPrefix == nil && strings.IndexByte(p.AttributeName, ':') < 0 {
		var sub string
		if p.SubAttribute != nil {
			sub = *p.SubAttribute
		}
		return rt.resolve(rt.bare(p.AttributeName), sub, p.SubAttribute != nil, p, "")
	}
	// How a parser cut a path that holds a URN is not to be relied on: versions hold dots, and a
	// path may be nothing but a URN. Join it and cut at a URN that the type knows.
	return rt.resolveURN(p.String())
}

// ResolveName is Resolve for a name as a body or a parameter holds it.
func (rt *ResourceType) ResolveName(name string) (Attr, error) {
	if strings.IndexByte(name, ':') >= 0 {
		return rt.resolveURN(name)
	}
	head, sub, dotted := strings.Cut(name, ".")
	return rt.resolve(rt.bare(head), sub, dotted, filter.AttributePath{}, name)
}

func (rt *ResourceType) bare(name string) Attr {
	if a := rt.names.find(name); a != nil {
		return Attr{Parent: a}
	}
	if len(name) > maxName {
		return Attr{}
	}
	return rt.short[lower(name)]
}

func (rt *ResourceType) resolveURN(path string) (Attr, error) {
	if x := rt.extensionPrefix(path); x != nil {
		if len(path) == len(x.ID) {
			return Attr{URN: x.ID}, nil
		}
		head, sub, dotted := strings.Cut(path[len(x.ID)+1:], ".")
		return rt.resolve(Attr{URN: x.ID, Parent: x.names.find(head)}, sub, dotted, filter.AttributePath{}, path)
	}
	if !hasURN(path, rt.Core.ID) {
		return Attr{}, &UnknownAttribute{Path: path, rt: rt}
	}
	if len(path) == len(rt.Core.ID) {
		return Attr{URN: rt.Core.ID}, nil
	}
	head, sub, dotted := strings.Cut(path[len(rt.Core.ID)+1:], ".")
	return rt.resolve(Attr{Parent: rt.names.find(head)}, sub, dotted, filter.AttributePath{}, path)
}

// resolve adds the sub-attribute. The path as written is path, or p if path is empty.
func (rt *ResourceType) resolve(a Attr, sub string, dotted bool, p filter.AttributePath, path string) (Attr, error) {
	if a.Parent != nil && !dotted {
		return a, nil
	}
	unknown := &UnknownAttribute{rt: rt, parent: a.Parent}
	if a.Parent != nil {
		if a.Sub = a.Parent.subs.find(sub); a.Sub != nil {
			return a, nil
		}
	}
	if unknown.Path = path; path == "" {
		unknown.Path = p.String()
	}
	return Attr{}, unknown
}

// extensionPrefix is the extension whose URN the path begins with, the longest if several do.
func (rt *ResourceType) extensionPrefix(path string) *ResolvedExtension {
	var found *ResolvedExtension
	for _, x := range rt.Extensions {
		if hasURN(path, x.ID) && (found == nil || len(x.ID) > len(found.ID)) {
			found = x
		}
	}
	if found != nil && len(rt.Core.ID) > len(found.ID) && hasURN(path, rt.Core.ID) {
		return nil
	}
	return found
}

// hasURN reports whether the path is the URN, or begins with it and a colon.
func hasURN(path, urn string) bool {
	return len(path) >= len(urn) && (len(path) == len(urn) || path[len(urn)] == ':') && sameName(path[:len(urn)], urn)
}

// extension finds an extension of the type by its URN, without regard to case.
func (rt *ResourceType) extension(urn string) *ResolvedExtension {
	if x, ok := rt.extensions[urn]; ok {
		return x
	}
	if len(urn) > maxURN {
		return nil
	}
	return rt.extensions[lower(urn)]
}
