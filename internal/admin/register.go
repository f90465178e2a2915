package admin

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// Registration is what an account can register, or map otherwise, so that what a source sends is left aside no more.
type Registration struct {
	Names []string // of what is left aside
	Says  text.Message

	// Of an extension that can be registered: its URN, and the document for usher schema add. What an attribute holds
	// nobody has seen: each is a text here, and ATTRIBUTE stands for those of which not even the name was seen.
	Extension string
	Schema    json.RawMessage
}

// hasName reports whether people can have what was left aside by now.
func hasName(registry *schema.Registry, name string) bool {
	return registry.Schema(name) != nil || slices.ContainsFunc(registry.ResourceTypes(),
		func(rt *schema.ResourceType) bool {
			_, err := rt.ResolveName(name)
			return err == nil
		})
}

// extended are the built-in types that an account has defined extensions of: that can be done once for each.
func extended(defined []definitions.Definition) map[string]bool {
	types := map[string]bool{}
	for _, d := range defined {
		for _, name := range extensible {
			types[name] = types[name] || d.Kind == definitions.ResourceType && strings.EqualFold(d.Name, name)
		}
	}
	return types
}

// extensible are the types that sources send extensions of.
var extensible = []string{directory.TypeUser, directory.TypeGroup}

// typeOf is the type of the resources with which an extension comes: such schemas end in its name; others are of
// people.
func typeOf(urn string) string {
	if last := urn[strings.LastIndexByte(urn, ':')+1:]; strings.EqualFold(last, directory.TypeGroup) {
		return directory.TypeGroup
	}
	return directory.TypeUser
}

// registrations say what to do about each name. All extensions of a type that can be registered are in one document for
// usher resource-type add, since an account can extend a built-in type once; there is none where nothing can be.
func registrations(
	registry *schema.Registry, extended map[string]bool, aside []directory.Aside,
) (list []Registration, extend []json.RawMessage) {
	extensions := map[string][]string{}
	for _, a := range aside {
		urn, attribute := splitURN(a.Name)
		if urn == "" || registry.Schema(urn) != nil {
			list = append(list, mapping(registry, a.Name))
			continue
		}
		if extensions[urn] == nil {
			extensions[urn] = []string{}
		}
		if attribute != "" && !slices.Contains(extensions[urn], attribute) {
			extensions[urn] = append(extensions[urn], attribute)
		}
	}
	registered := map[string][]schema.Extension{}
	for _, urn := range slices.Sorted(maps.Keys(extensions)) {
		r := registration(extended[typeOf(urn)], urn, extensions[urn])
		if list = append(list, r); r.Schema != nil {
			registered[typeOf(urn)] = append(registered[typeOf(urn)], schema.Extension{Schema: urn})
		}
	}
	for _, name := range extensible {
		if len(registered[name]) == 0 {
			continue
		}
		rt := registry.Type(name)
		extend = append(extend, document(struct {
			Name             string             `json:"name"`
			Endpoint         string             `json:"endpoint"`
			Schema           string             `json:"schema"`
			SchemaExtensions []schema.Extension `json:"schemaExtensions"`
		}{rt.Name, rt.Endpoint, rt.Core.ID, registered[name]}))
	}
	return list, extend
}

// mapping is about a name that stands for itself: the provider maps to an attribute that there is not.
func mapping(registry *schema.Registry, name string) Registration {
	_, err := registry.Type(directory.TypeUser).ResolveName(name)
	why := text.Plain(name)
	if unknown, is := err.(*schema.UnknownAttribute); is {
		why = unknown.ForWriting()
	}
	return Registration{Names: []string{name}, Says: text.New("register.map", "name", name, "why", why)}
}

// registration is about an extension that no schema has.
func registration(extended bool, urn string, attributes []string) Registration {
	slices.Sort(attributes)
	r := Registration{Extension: urn}
	for _, a := range attributes {
		r.Names = append(r.Names, urn+":"+a)
	}
	if len(attributes) == 0 {
		r.Names, attributes = []string{urn}, []string{"ATTRIBUTE"}
	}
	if extended {
		r.Says = text.New("register.extended", "urn", urn)
		return r
	}
	type attribute struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	s := struct {
		ID         string      `json:"id"`
		Name       string      `json:"name"`
		Attributes []attribute `json:"attributes"`
	}{ID: urn, Name: nameIn(urn)}
	for _, a := range attributes {
		name, _, _ := strings.Cut(a, ".")
		if !slices.ContainsFunc(s.Attributes, func(have attribute) bool { return strings.EqualFold(have.Name, name) }) {
			s.Attributes = append(s.Attributes, attribute{name, "string"})
		}
	}
	r.Schema = document(s)
	if _, err := schema.ParseSchema(r.Schema); err != nil { // what was sent can't be the name of an attribute
		r.Schema, r.Says = nil, text.New("register.unfit", "urn", urn, "cause", err)
		return r
	}
	r.Says = text.New("register.extension", "urn", urn)
	return r
}

// nameIn is what a schema is called that has the URN: the last piece of it that is neither a version nor what it is
// about.
func nameIn(urn string) string {
	for _, part := range slices.Backward(strings.Split(urn, ":")) {
		if part != "" && !ends(part) {
			return part
		}
	}
	return urn
}

// ends reports whether a piece of a URN is what those of schemas end in: a version, or User or Group.
func ends(part string) bool {
	return strings.EqualFold(part, directory.TypeUser) || strings.EqualFold(part, directory.TypeGroup) ||
		part[0] >= '0' && part[0] <= '9'
}

func document(v any) json.RawMessage {
	d, err := json.Marshal(v)
	if err != nil {
		panic("admin: texts are always JSON: " + err.Error())
	}
	return d
}

// splitURN divides a name into the URN of a schema and what stands behind it; the URN is "" where there is none.
// Schemas end in the name of what they are about, such as User, or in a version: what stands behind the last of
// these is the attribute.
func splitURN(name string) (urn, attribute string) {
	if len(name) < 4 || !strings.EqualFold(name[:4], "urn:") {
		return "", name
	}
	at := strings.LastIndexByte(name, ':')
	if last := name[at+1:]; at > 4 && last != "" && !ends(last) {
		return name[:at], last
	}
	return name, ""
}
